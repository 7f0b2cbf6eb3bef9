"""Addresses of checking people in at shared courts, under /hearings/."""

from django.urls import path

from sharedcourt.hearings.attendance import views

urlpatterns = [
    path("attendance/", views.expected, name="attendance"),
    path("attendance/<uuid:participant_id>/", views.person, name="attendance-person"),
    path("<uuid:hearing_id>/attendance/", views.hearing, name="attendance-hearing"),
    path("<uuid:hearing_id>/attendance/<uuid:participant_id>/again/", views.again, name="attendance-again"),
    path("<uuid:hearing_id>/attendance/bench/<uuid:member_id>/", views.place, name="attendance-place"),
]
