"""Addresses of fees, below the room's."""

from django.urls import URLPattern, path

from sharedcourt.filing.fees import views, views_early, views_provider

urlpatterns: list[URLPattern] = [
    path("fees/", views.bills, name="fees"),
    path("fees/reconciliation/", views.books, name="fees-reconciliation"),
    path("fees/reconciliation.csv", views.books_csv, name="fees-reconciliation-csv"),
    path("fees/callback/", views_provider.callback, name="fees-callback"),
    path("fees/demonstration/<uuid:reference>/", views_provider.demonstration, name="fees-demonstration"),
    path("fees/early/<uuid:case_id>/", views_early.early_relief, name="fees-early"),
    path("fees/<uuid:pk>/", views.bill, name="fees-bill"),
    path("fees/<uuid:pk>/receipt/", views.receipt, name="fees-receipt"),
    path("fees/<uuid:pk>/do/<slug:verb>/", views.act, name="fees-act"),
]
