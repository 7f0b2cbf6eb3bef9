"""Reading what a form says; turning a refusal into a message beside its field."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from sharedcourt.core.clock import SHANGHAI
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.people.models import User


@dataclass(frozen=True)
class Refusal:
    """What an action answered instead of doing its work; the page shows it at its head and beside the field."""

    verb: str
    field: str
    message: str
    status: int

    @classmethod
    def of(cls, error: ActionRefused, verb: str) -> "Refusal":
        return cls(verb, error.field or "", str(error.message), error.status)


def person(request: HttpRequest) -> User:
    """The signed-in person; views that use it require sign-in."""
    return cast(User, request.user)


def identifier(request: HttpRequest, name: str) -> UUID:
    """A posted UUID; raises Invalid."""
    try:
        return UUID(str(request.POST.get(name, "")))
    except ValueError as error:
        raise Invalid(_("Choose one of the list."), field=name) from error


def whole(request: HttpRequest, name: str, default: int | None = None) -> int:
    """A posted whole number; raises Invalid."""
    text = str(request.POST.get(name, "")).strip()
    if not text and default is not None:
        return default
    try:
        return int(text)
    except ValueError as error:
        raise Invalid(_("Enter a whole number."), field=name) from error


def day(request: HttpRequest, name: str) -> date:
    """A posted ISO date; raises Invalid."""
    try:
        return date.fromisoformat(str(request.POST.get(name, "")).strip())
    except ValueError as error:
        raise Invalid(_("Enter a date."), field=name) from error


def moments(request: HttpRequest, name: str) -> list[datetime]:
    """Posted local times (`datetime-local`, China), empty ones left out; raises Invalid."""
    found = []
    for text in request.POST.getlist(name):
        if not text.strip():
            continue
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError as error:
            raise Invalid(_("Enter a date and a time."), field=name) from error
        found.append(moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI))
    return found


def yes(request: HttpRequest, name: str) -> bool:
    """Whether a posted answer is yes; raises Invalid when it is neither."""
    text = request.POST.get(name, "")
    if text not in {"yes", "no"}:
        raise Invalid(_("Choose yes or no."), field=name)
    return text == "yes"


def chosen(table: dict[str, Callable[..., Any]], verb: str) -> Callable[..., Any]:
    """The function of a verb; an unknown one is no page."""
    if verb not in table:
        raise Http404
    return table[verb]


def member(pk: UUID, field: str = "mediator") -> User:
    """A user by id; raises Invalid."""
    found = User.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise Invalid(_("Choose one of the list."), field=field)
    return found
