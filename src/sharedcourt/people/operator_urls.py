"""Addresses of the pages on which organisations and their people are kept."""

from django.urls import URLPattern, path

from sharedcourt.people import organisations, staff

app_name = "operator"
urlpatterns: list[URLPattern] = [
    path("", organisations.listing, name="home"),
    path("organisations/", organisations.listing, name="organisations"),
    path("organisations/new/", organisations.choose_kind, name="new"),
    path("organisations/new/<slug:kind>/", organisations.create, name="create"),
    path("organisations/<uuid:pk>/", organisations.detail, name="organisation"),
    path("organisations/<uuid:pk>/edit/", organisations.edit, name="edit"),
    path("organisations/<uuid:pk>/close/", organisations.close, name="close"),
    path("organisations/<uuid:pk>/reopen/", organisations.reopen, name="reopen"),
    path("organisations/<uuid:pk>/appoint/", staff.appoint, name="appoint"),
    path("people/<uuid:pk>/dismiss/", staff.dismiss, name="dismiss"),
    path("people/<uuid:pk>/reactivate/", staff.reactivate, name="reactivate"),
    path("people/<uuid:pk>/second-factor/", staff.remove_second_factor, name="second-factor"),
    path("appointments/<uuid:pk>/revoke/", staff.revoke, name="revoke"),
]
