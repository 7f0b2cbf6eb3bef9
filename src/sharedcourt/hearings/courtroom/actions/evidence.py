"""The page that everybody looks at: the court, or the party that has the floor, chooses paper, page and mark."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.folder.models import Paper, Visible
from sharedcourt.filing.folder.queries import papers_of
from sharedcourt.hearings.courtroom import live, policy, queries
from sharedcourt.hearings.courtroom.actions.order import put_away
from sharedcourt.hearings.courtroom.locking import happened
from sharedcourt.hearings.courtroom.models import THOUSANDTHS, HearingEvent, ShownPage
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Hearing
from sharedcourt.people.models import User


@dataclass(frozen=True)
class Mark:
    """A rectangle on the page, in thousandths of its width and height; without width or height nothing is marked."""

    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0


NO_MARK = Mark()


def _require_presenter(by: User, hearing: Hearing) -> Attendee:
    who = policy.require_attendee(by, hearing)
    policy.require_in_session(hearing)
    if not queries.may_present(who, queries.stage_of(hearing)):
        raise NotAllowed(_("Evidence is shown by the court, or by the party that has the floor."))
    return who


@transaction.atomic
def show(*, by: User, hearing: Hearing, paper: Paper, page: int = 1, mark: Mark = NO_MARK) -> ShownPage:
    """All look at this page and mark now; each only if they may see the paper. The same again changes nothing.

    Raises `NotAllowed` for whose turn it is not, `Invalid` for a paper that is not theirs to show, or a page or mark that is none.
    """
    row = locked(hearing)
    who = _require_presenter(by, row)
    reader = policy.reader_of(who)
    found = papers_of(reader).filter(pk=paper.pk).exclude(visible=Visible.SIDE).first() if reader is not None else None
    if found is None or not found.pages:
        raise Invalid(_("Choose a paper of the case that can be shown."), field="paper")
    if not 1 <= page <= found.pages:
        words = _("This paper has pages 1 to %(count)d.")
        raise Invalid(words % {"count": found.pages}, field="page")
    _require_on_page(mark)
    now = queries.shown_now(row)
    if now is not None and (now.paper_id, now.page) == (found.pk, page) and _mark(now) == mark:
        return now
    ShownPage.objects.filter(hearing=row, hidden_at__isnull=True).update(hidden_at=clock.now())
    made = ShownPage.objects.create(
        hearing=row, paper=found, page=page, left=mark.left, top=mark.top, width=mark.width, height=mark.height, by=by
    )
    if now is None or now.paper_id != found.pk:
        # Turning its pages is kept with what was shown, not as lines of the list.
        happened(HearingEvent.Kind.SHOWN, row, by=by, what=str(found.position), words=found.title)
    live.changed(row, "shown")
    return made


def _mark(shown: ShownPage) -> Mark:
    return Mark(shown.left, shown.top, shown.width, shown.height)


def _require_on_page(mark: Mark) -> None:
    sides = (mark.left, mark.top, mark.width, mark.height)
    if min(sides) < 0 or mark.left + mark.width > THOUSANDTHS or mark.top + mark.height > THOUSANDTHS:
        raise Invalid(_("The mark must lie on the page."), field="mark")


@transaction.atomic
def hide(*, by: User, hearing: Hearing) -> None:
    """Nothing is shown any more. Twice changes nothing. Raises `Conflict` for a party who takes away what another shows."""
    row = locked(hearing)
    who = _require_presenter(by, row)
    now = queries.shown_now(row)
    if now is not None and not who.is_court and now.by_id != by.pk:
        raise Conflict(_("Somebody else is showing this."), field="shown")
    if put_away(row, by=by):
        live.changed(row, "shown")
