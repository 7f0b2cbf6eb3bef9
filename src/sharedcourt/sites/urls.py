"""Addresses of the pages on which shared courts are opened, kept right and closed."""

from django.urls import path

from sharedcourt.sites import views

app_name = "sites"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.create, name="new"),
    path("<uuid:site_id>/", views.detail, name="site"),
    path("<uuid:site_id>/edit/", views.edit, name="edit"),
    path("<uuid:site_id>/close/", views.close, name="close"),
    path("<uuid:site_id>/reopen/", views.reopen, name="reopen"),
    path("terminals/<uuid:terminal_id>/withdraw/", views.withdraw, name="withdraw"),
]
