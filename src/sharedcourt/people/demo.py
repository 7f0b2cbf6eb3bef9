"""The demonstration: a page that tells the story and lets a newcomer step in as each of its people.

None of this exists outside demo mode: every address answers 404.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sharedcourt.people import actions, cast, entry
from sharedcourt.people.actions.invitations import safe_path
from sharedcourt.people.cast import Member
from sharedcourt.people.models import User, Verification
from sharedcourt.people.policy import is_person


@dataclass(frozen=True)
class Card:
    """A person of the story: who they are, where they sit, what they do."""

    member: Member
    who: Any
    where: Any
    does: Any
    path: str = "/desk/"
    in_court: bool = False  # plays in the case before the court, not in the mediation


@dataclass(frozen=True)
class StateOfPlay:
    """Where the demonstration stands: its dispute, and its case before the court; `next_steps` by member key: what to do, and the path where."""

    words: Any = ""
    path: str = ""
    case_words: Any = ""
    case_path: str = ""
    next_steps: dict[str, tuple[Any, str]] = field(default_factory=dict)


CARDS = (
    Card(
        cast.OFFICER,
        _("Officer of the bank"),
        _("At a desk in the Lucheng branch"),
        _("Opens the dispute about the overdue loan and hands out its code."),
        "/disputes/",
    ),
    Card(
        cast.BORROWER,
        _("The borrower"),
        _("At home, with a phone"),
        _("Scans the code or opens the link in the SMS, reads what the bank says, agrees to mediate, names his wife."),
    ),
    Card(
        cast.WIFE,
        _("His wife, co-obligor"),
        _("In another city, at the screen of a shared court"),
        _("Joins from the terminal, reads, and signs for the loan they took together."),
    ),
    Card(
        cast.MANAGER,
        _("Manager of the mediation organisation"),
        _("At a desk of the people's mediation committee"),
        _("Accepts the case and assigns a mediator who has no conflict of interest."),
        "/mediation/",
    ),
    Card(
        cast.MEDIATOR,
        _("The mediator"),
        _("At a desk with a camera"),
        _("Finds a time, checks identities, leads the talk, works out the plan and writes the agreement."),
        "/mediation/",
    ),
    Card(
        cast.DIRECTOR,
        _("Court-affairs director of the site"),
        _("Beside the terminal of the shared court"),
        _("Lets the wife in, helps her with the screen, and can compare her ID card in person."),
        "/terminal/console/",
    ),
    Card(
        cast.LIAISON_JUDGE,
        _("The liaison judge"),
        _("At the court"),
        _("Guides mediators from afar. Sees no dispute without being asked."),
    ),
    Card(
        cast.PLATFORM_OPERATOR,
        _("The platform's operator"),
        _("Where the server runs"),
        _("Sees that messages go out, and nothing of what the parties say."),
        "/notices/outbox/",
    ),
    Card(
        cast.PLAINTIFF,
        _("The plaintiff: another officer of the bank"),
        _("At a desk in the Lucheng branch"),
        _(
            "Has gone to court after a mediation without agreement. Pays the court fee, exchanges evidence, follows the case."
        ),
        "/filing/cases/",
        in_court=True,
    ),
    Card(
        cast.DEFENDANT,
        _("The defendant"),
        _("At home, with a phone"),
        _("Opens what the court has served, answers the plaint item by item, adds evidence, writes to the judge."),
        "/filing/cases/",
        in_court=True,
    ),
    Card(
        cast.FILING_CLERK,
        _("Filing clerk of the competent court"),
        _("At the filing desk of the court in Lucheng"),
        _("Reviews what comes in, returns it once with a list or accepts it, serves papers."),
        "/filing/cases/desk/",
        in_court=True,
    ),
    Card(
        cast.OTHER_CLERK,
        _("Filing clerk of another court"),
        _("At the filing desk of the court in Haishu"),
        _("Takes in cases for courts elsewhere, looks at their form and passes them on."),
        "/filing/cases/desk/",
        in_court=True,
    ),
    Card(
        cast.JUDGE,
        _("The judge"),
        _("At the court in Lucheng"),
        _("Opens the folder, sets days, decides on applications, may send the case to mediation, closes it."),
        "/filing/cases/desk/?tab=on_trial&judge=me",
        in_court=True,
    ),
)

_state_of_play: Callable[[], StateOfPlay | None] | None = None


def register_state_of_play(tell: Callable[[], StateOfPlay | None]) -> None:
    """An upper room says where the demonstration's dispute stands."""
    global _state_of_play  # noqa: PLW0603  one teller per process, set once at start
    _state_of_play = tell


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Outside demo mode the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def card_of(user: Any) -> Card | None:
    """The card of the member of the cast who is signed in, found by phone."""
    if not is_person(user):
        return None
    return next((card for card in CARDS if card.member.phone == user.phone), None)


def cards_with_next() -> tuple[StateOfPlay, list[dict[str, Any]]]:
    """Every card with what its person does next, and the state of the dispute."""
    play = (_state_of_play() if _state_of_play else None) or StateOfPlay()
    rows = []
    for card in CARDS:
        words, path = play.next_steps.get(card.member.key, ("", ""))
        rows.append({"card": card, "member": card.member, "next": words, "path": path or card.path})
    return play, rows


@demo_only
@require_http_methods(["GET"])
def story(request: HttpRequest) -> HttpResponse:
    """The stories, their people, and where dispute and case stand."""
    play, rows = cards_with_next()
    at_table = [row for row in rows if not row["card"].in_court]
    in_court = [row for row in rows if row["card"].in_court]
    context = {"play": play, "rows": at_table, "court_rows": in_court, "me": card_of(request.user)}
    return render(request, "people/demo.html", context)


@demo_only
@require_http_methods(["POST"])
def step_in(request: HttpRequest, key: str) -> HttpResponse:
    """Become a member of the cast in this browser; what the session held before is thrown away."""
    card = next((item for item in CARDS if item.member.key == key), None)
    if card is None:
        raise Http404
    if card.member.roles:
        user = User.objects.with_phone(card.member.phone) or cast.person(card.member)
    else:
        user = entry.account_for(card.member.phone, name=card.member.name)
        entry.phone_confirmed(user, Verification.Method.ONE_TIME_CODE)
    actions.record_sign_in(by=user, method="demonstration")
    request.session.flush()
    entry.enter(request, user)
    return redirect(safe_path(request.POST.get("next") or card.path))
