"""The API under one roof: every room's routers at /api/v1/, described by OpenAPI."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from sharedcourt import __version__
from sharedcourt.api.authentication import auth
from sharedcourt.api.description import House
from sharedcourt.core.errors import ActionRefused, Conflict, Invalid, NotAllowed, Unavailable
from sharedcourt.documents.actions.uploads import WrongOffset

ROOMS = (
    "people",
    "disputes",
    "mediation",
    "filing",
    "hearings",
    "broadcasts",
    "judgments",
    "rooms",
    "documents",
    "notices",
    "sites",
    "ledger",
)
CODES: dict[type[ActionRefused], str] = {
    NotAllowed: "not_allowed",
    Invalid: "invalid",
    Conflict: "conflict",
    Unavailable: "unavailable",
}

api = House(
    title="sharedcourt",
    version=__version__,
    description="Disputes, mediation, live rooms, documents and proofs. Every operation checks the same policy as the pages.",
    urls_namespace="api",
    auth=auth,
    docs_url="/docs",
)


def modules(room: str) -> list[ModuleType]:
    """A room's part of the API: the module `api`, which has its router, those beside it whose names begin with `api_`, and the
    `api` of each folder in the room.

    They add to the same router: an address that two routers share would answer only the methods of the first.
    """
    folder = Path(str(import_module(f"sharedcourt.{room}").__file__)).parent
    names = sorted(file.stem for file in (*folder.glob("api.py"), *folder.glob("api_*.py")))
    names += sorted(f"{file.parent.name}.api" for file in folder.glob("*/api.py"))
    return [import_module(f"sharedcourt.{room}.{name}") for name in names]


def _answer(
    request: HttpRequest, status: int, code: str, message: str, field: str | None = None, **more: int
) -> HttpResponse:
    return api.create_response(request, {"code": code, "field": field, "message": message, **more}, status=status)


@api.exception_handler(ActionRefused)
def refused(request: HttpRequest, error: ActionRefused) -> HttpResponse:
    """An action's refusal as JSON: code, field, message in the caller's language."""
    code = next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), "refused")
    more = {"offset": error.offset} if isinstance(error, WrongOffset) else {}
    return _answer(request, error.status, code, str(error.message), error.field, **more)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Strangers and typing errors get the same answer."""
    return _answer(request, 404, "not_found", _("There is nothing here that you may see."))


@api.exception_handler(UnicodeEncodeError)
@api.exception_handler(OverflowError)
def unwritable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Half a character, or a moment before the calendar begins: nothing that could be kept or looked for. Nothing was done."""
    return _answer(request, 422, "invalid", _("The request does not fit its description."))


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body or parameter that does not fit its description."""
    first = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ())[1:])
    return _answer(
        request, 422, "invalid", str(first.get("msg", _("The request does not fit its description."))), place
    )


for room in ROOMS:
    for router in dict.fromkeys(module.router for module in modules(room)):
        api.add_router(f"/{room}", router)

urlpatterns = [path("", api.urls)]
