"""Addresses of hearings' recordings as the court looks after them, under /hearings/."""

from django.urls import path

from sharedcourt.hearings.recordings import views

urlpatterns = [
    path("recordings/", views.listing, name="recordings"),
    path("<uuid:hearing_id>/recording/", views.one, name="recording"),
    path("<uuid:hearing_id>/recording/explain/", views.explain, name="recording-explain"),
    path("<uuid:hearing_id>/recording/sign/", views.sign, name="recording-sign"),
    path("<uuid:hearing_id>/recording/check/", views.check, name="recording-check"),
    path("<uuid:hearing_id>/recording/file/", views.take, name="recording-take"),
]
