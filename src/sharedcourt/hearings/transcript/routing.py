"""WebSocket addresses of records."""

from django.urls import URLPattern, path

from sharedcourt.hearings.transcript.consumers import TranscriptConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/hearings/<uuid:hearing_id>/transcript/", TranscriptConsumer.as_asgi()),
]
