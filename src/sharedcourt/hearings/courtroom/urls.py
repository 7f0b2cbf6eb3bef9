"""Addresses of the courtroom, under /hearings/."""

from django.urls import URLPattern, path

from sharedcourt.hearings.courtroom import views, views_entry

urlpatterns: list[URLPattern] = [
    path("<uuid:hearing_id>/entry/", views_entry.entry, name="entry"),
    path("<uuid:hearing_id>/court/", views.court, name="court"),
    path("<uuid:hearing_id>/court/part/<slug:name>/", views.part, name="court-part"),
    path("<uuid:hearing_id>/court/lead/", views.lead, name="court-lead"),
    path("<uuid:hearing_id>/court/keep/", views.keep, name="court-keep"),
    path("<uuid:hearing_id>/court/present/", views.present, name="court-present"),
    path("<uuid:hearing_id>/court/shown/<uuid:shown_id>.png", views.shown_page, name="shown-page"),
]
