"""WebSocket addresses of rooms."""

from django.urls import URLPattern, path

from sharedcourt.rooms.consumers import RoomConsumer

websocket_urlpatterns: list[URLPattern] = [path("ws/rooms/<uuid:room_id>/", RoomConsumer.as_asgi())]
