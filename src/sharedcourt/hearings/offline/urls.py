"""Addresses of recording without a network, under /hearings/."""

from django.urls import path

from sharedcourt.hearings.offline import views

urlpatterns = [
    path("offline/", views.shell, name="offline-shell"),
    path("<uuid:hearing_id>/offline/", views.page, name="offline"),
    path("<uuid:hearing_id>/offline/announce/", views.announce, name="offline-announce"),
    path("<uuid:hearing_id>/offline/<uuid:recording_id>/<int:number>/", views.piece, name="offline-piece"),
    path("<uuid:hearing_id>/offline/<uuid:recording_id>/finish/", views.finish, name="offline-finish"),
]
