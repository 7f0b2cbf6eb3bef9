"""Addresses of enforcement."""

from django.urls import path

from sharedcourt.filing.enforcing import views

urlpatterns = [
    path("enforcements/", views.desk, name="enforcement-desk"),
    path("disputes/<uuid:dispute_id>/enforcement/", views.enforce, name="enforce"),
    path("enforcements/<uuid:pk>/", views.enforcement, name="enforcement"),
    path("enforcements/<uuid:pk>/change/", views.change, name="enforcement-change"),
    path("enforcements/<uuid:pk>/draft.<str:fmt>", views.draft, name="enforcement-draft"),
    path("enforcements/<uuid:pk>/do/<slug:verb>/", views.act, name="enforcement-act"),
]
