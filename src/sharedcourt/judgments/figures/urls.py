"""Addresses of the figures and of open data, below judgments/figures/."""

from django.urls import URLPattern, URLResolver, path

from sharedcourt.judgments.figures import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.figures, name="figures"),
    path("data/", views.data, name="data"),
    path("data/<str:name>", views.file, name="data-file"),
    path("<slug:by>/", views.listing, name="figures-list"),
]
