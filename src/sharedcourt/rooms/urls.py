"""Addresses of this room."""

from django.urls import URLPattern, path

from sharedcourt.rooms import views
from sharedcourt.rooms.recording.urls import urlpatterns as recording

app_name = "rooms"
urlpatterns: list[URLPattern] = [
    path("check/", views.device_check, name="check"),
    path("check/ping/", views.ping, name="ping"),
    path("check/sample/", views.sample, name="sample"),
    path("<uuid:room_id>/", views.room, name="room"),
    path("<uuid:room_id>/log/", views.connection_log, name="log"),
    path("<uuid:room_id>/log.csv", views.connection_log_csv, name="log_csv"),
    *recording,
]
