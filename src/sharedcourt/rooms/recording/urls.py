"""Addresses of recordings, below their room."""

from django.urls import URLPattern, path

from sharedcourt.rooms.recording import uploads, views

ONE = "<uuid:room_id>/recording/<uuid:recording_id>/"
TRACK = ONE + "tracks/<uuid:track_id>/"
urlpatterns: list[URLPattern] = [
    path("<uuid:room_id>/recording/", views.latest, name="recording"),
    path(ONE, views.one, name="recording-one"),
    path(ONE + "media/", views.media, name="recording-media"),
    path(ONE + "progress/", views.progress, name="recording-progress"),
    path(ONE + "stands/", views.stands, name="recording-stands"),
    path(ONE + "again/", views.again, name="recording-again"),
    path(ONE + "delete/", views.delete, name="recording-delete"),
    path(ONE + "tracks/", uploads.tracks, name="recording-tracks"),
    path(TRACK + "<int:number>/", uploads.piece, name="recording-piece"),
    path(TRACK + "close/", uploads.close, name="recording-close"),
]
