"""The ASGI application: pages over HTTP, public files of broadcasts before them, rooms over WebSocket (same origin only)."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
pages = get_asgi_application()

from sharedcourt.broadcasts.public_files import PublicFiles  # noqa: E402  models load after Django is set up
from sharedcourt.hearings.transcript.routing import websocket_urlpatterns as transcripts  # noqa: E402
from sharedcourt.rooms.routing import websocket_urlpatterns as rooms  # noqa: E402

sockets = URLRouter([*rooms, *transcripts])
application = ProtocolTypeRouter(
    {"http": PublicFiles(pages), "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(sockets))}
)
