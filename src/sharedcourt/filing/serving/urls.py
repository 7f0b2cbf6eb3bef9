"""Addresses of service, below a case."""

from django.urls import URLPattern, path

from sharedcourt.filing.serving import views

ONE = "cases/<uuid:pk>/service/"
urlpatterns: list[URLPattern] = [
    path(ONE, views.papers, name="service"),
    path(ONE + "address/<uuid:party_id>/", views.address, name="service-address"),
    path(ONE + "do/<slug:verb>/", views.act, name="service-act"),
    path(ONE + "proof/<uuid:file_id>/<uuid:party_id>/", views.proof, name="service-proof"),
]
