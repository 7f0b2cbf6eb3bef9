"""Headers that keep a page to itself, and refused actions as pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.deprecation import MiddlewareMixin

from sharedcourt.core.errors import ActionRefused
from sharedcourt.web import errors

OWN_USE = (
    "autoplay", "camera", "microphone", "display-capture", "fullscreen",
    "publickey-credentials-get", "publickey-credentials-create",
)  # fmt: skip
NO_USE = ("geolocation", "payment", "usb", "browsing-topics")
PERMISSIONS = ", ".join([f"{name}=(self)" for name in OWN_USE] + [f"{name}=()" for name in NO_USE])


def content_security_policy(host: str, *, secure: bool) -> str:
    """Nothing inline and nothing from elsewhere; a form may lead to the identity provider, a player to the configured CDN."""
    socket = f"{'wss' if secure else 'ws'}://{host}"
    form_targets = f"'self'{_origin(settings.SHAREDCOURT_OIDC_ISSUER)}"
    # Where the public files of broadcasts are, when a CDN has them.
    pictures = _origin(settings.SHAREDCOURT_BROADCAST_URL)
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": f"'self' blob:{pictures}",
        "font-src": "'self'",
        "connect-src": f"'self' {socket}{pictures}",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "frame-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": form_targets,
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _origin(address: str) -> str:
    """The origin of an address elsewhere, with a blank before it; nothing for a path of our own."""
    parts = urlsplit(address)
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""


class SecurityHeaders(MiddlewareMixin):
    """A view that needs another policy sets the header itself; it is then left alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault(
            "Content-Security-Policy",
            content_security_policy(request.META.get("HTTP_HOST", ""), secure=request.is_secure()),
        )
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if not request.path.startswith(settings.STATIC_URL):
            # A page may hold a person's case: it is not kept by the browser or by what lies between.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked, which shows the message itself."""
    return "HX-Request" in request.headers or "application/json" in request.headers.get("Accept", "")


class Refusals(MiddlewareMixin):
    """An action's refusal that a view let through becomes a page, or JSON for a script."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Nobody types a NUL character, and PostgreSQL takes none: such a request is malformed, wherever it goes."""
        texts = [request.path_info]
        # A form with files is left for its view to read, which may want the body as it came.
        is_form = request.content_type == "application/x-www-form-urlencoded"
        for sent in (request.GET, request.POST) if is_form else (request.GET,):
            texts += [text for name, values in sent.lists() for text in (name, *map(str, values))]
        return errors.page(request, 400) if any("\x00" in text for text in texts) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ActionRefused):
            return None
        if wants_json(request):
            code = type(exception).__name__.lower()
            return JsonResponse(
                {"code": code, "field": exception.field, "message": str(exception)},
                status=exception.status,
                json_dumps_params={"ensure_ascii": False},
            )
        return errors.page(request, exception.status, message=str(exception))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """410 Gone and its like, answered bare by a room, get words."""
        bare = isinstance(response, HttpResponse) and not response.content and not wants_json(request)
        if bare and response.status_code in errors.PAGES and request.method in {"GET", "POST"}:
            return errors.page(request, response.status_code)
        return response
