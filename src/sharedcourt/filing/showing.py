"""What the pages of filing do alike: carry out one verb and show what an action answered instead, draw a court's desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import person_of

PAGE = 20
Row = TypeVar("Row")


@dataclass(frozen=True)
class Refusal:
    """What an action answered instead of doing its work: to which button, beside which field."""

    field: str
    message: str
    verb: str = ""


def refusal_of(refused: ActionRefused | None, verb: str = "") -> Refusal | None:
    """The same for a template; None when nothing was refused."""
    return Refusal(refused.field or "", str(refused), verb) if refused is not None else None


def status_of(refused: ActionRefused | None, form: Any = None) -> int:
    """What the page answers with: the refusal's status, 422 for a form that is not valid."""
    if refused is not None:
        return refused.status
    return 422 if form is not None and form.errors else 200


def acted(
    request: HttpRequest, found: Row, verb: str, verbs: Mapping[str, Callable[[HttpRequest, Row, User], None]]
) -> ActionRefused | None:
    """Carry the verb out for the person; what was refused is answered. 404 for a verb that there is not."""
    if verb not in verbs:
        raise Http404
    try:
        verbs[verb](request, found, person_of(request))
    except ActionRefused as refused:
        return refused
    return None


def court_chosen(request: HttpRequest) -> Organisation:
    """The court that was ticked. Raises Invalid."""
    try:
        return Organisation.objects.get(pk=UUID(request.POST.get("court", "")))
    except (ValueError, Organisation.DoesNotExist) as error:
        raise Invalid(_("Choose one of the competent courts."), field="court") from error


def judge_chosen(request: HttpRequest) -> UUID | None:
    """The judge that was ticked, if that is an identifier."""
    try:
        return UUID(request.POST.get("judge", ""))
    except ValueError:
        return None


class Desk(Protocol):
    """The queries of a desk that lists applications in tabs."""

    @property
    def TABS(self) -> Mapping[str, Any]: ...  # noqa: N802

    def at_desk_of(self, user: Any, /) -> QuerySet[Any]: ...

    def search(self, rows: Any, text: str, /) -> QuerySet[Any]: ...

    def in_tab(self, user: Any, tab: str, /) -> QuerySet[Any]: ...

    def tab_counts(self, user: Any, /) -> dict[str, int]: ...


def desk_of(request: HttpRequest, queries: Desk, names: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of a desk shows: one tab, or what was searched for; the first of `names` when none was chosen."""
    user = person_of(request)
    tab = request.GET.get("tab", "")
    if tab not in queries.TABS:
        tab = next(iter(names))
    text = request.GET.get("q", "")
    rows = queries.search(queries.at_desk_of(user), text) if text else queries.in_tab(user, tab)
    counts = queries.tab_counts(user)
    return {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "tab": "" if text else tab,
        "tabs": [(key, name, counts[key]) for key, name in names.items()],
        "q": text,
        "nav": "desk",
    }
