"""The order sheet: the judge leads from stage to stage, and gives the floor."""

from django.utils.translation import gettext as _
from django_fsm import can_proceed

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.filing.folder.models import EvidenceItem
from sharedcourt.hearings.courtroom import policy, queries
from sharedcourt.hearings.courtroom.actions import breaks
from sharedcourt.hearings.courtroom.actions.quieting import settle
from sharedcourt.hearings.courtroom.locking import happened, participant
from sharedcourt.hearings.courtroom.models import Break, HearingEvent, StageChange
from sharedcourt.hearings.courtroom.stages import HEARD, SHEET, Stage, Standing, is_back, may_follow
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.states import HearingState, ParticipantState
from sharedcourt.people.models import User
from sharedcourt.rooms import leading
from sharedcourt.rooms.states import LET_IN

Kind = HearingEvent.Kind


def enter_stage(
    hearing: Hearing,
    stage: Stage,
    *,
    by: User | None,
    item: EvidenceItem | None = None,
    back: bool = False,
    reason: str = "",
) -> StageChange:
    """Write the next line of the order sheet of a hearing that is locked."""
    last = hearing.stages.order_by("-number").values_list("number", flat=True).first()
    made = StageChange.objects.create(
        hearing=hearing, number=(last or 0) + 1, stage=stage, item=item, by=by, is_back=back, reason=reason
    )
    kind = Kind.WENT_BACK if back else Kind.STAGE
    happened(kind, hearing, by=by, what=stage.value, words=reason)
    return made


@transaction.atomic
def advance(
    *, by: User, hearing: Hearing, stage: str, item: EvidenceItem | None = None, reason: str = ""
) -> StageChange:
    """The judge leads the hearing to a stage: on as the sheet says, or back with a reason.

    With the adjournment a recess begins; a verdict ends it. Whoever is not to be inside in the new stage is sent out to wait, and
    what was shown is put away. Raises `Conflict` for a stage that cannot follow, `Invalid` for going back without a reason.
    """
    row = locked(hearing)
    policy.require_judge(by, row)
    if stage not in Stage.values:
        raise Invalid(_("Choose a stage of the hearing."), field="stage")
    then, now = Stage(stage), queries.stage_now(row)
    if now == Stage.ADJOURNED and then == Stage.VERDICT and row.state == HearingState.PAUSED:
        breaks.finish(row, by=by)
        row.resume()
        row.save()
        happened(Kind.RESUMED, row, by=by)
    policy.require_in_session(row)
    if not may_follow(now, then, row.case.procedure):
        words = _("“%(then)s” cannot follow “%(now)s”.")
        raise Conflict(words % {"then": then.label, "now": now.label}, field="stage")
    back = is_back(now, then)
    why = needed(reason, "reason", _("Say why the hearing goes back.")) if back else ""
    if item is not None:
        _require_item(row, then, item)
    made = enter_stage(row, then, by=by, item=item, back=back, reason=why)
    _clear(row, then, by=by)
    if then == Stage.ADJOURNED:
        breaks.start(row, Break.Kind.RECESS, by=by)
    settle(row, "order")
    return made


def _require_item(hearing: Hearing, stage: Stage, item: EvidenceItem) -> None:
    if stage != Stage.EVIDENCE:
        raise Invalid(_("Only in the evidence stage is there an item of evidence."), field="item")
    if item.case_id != hearing.case_id or item.submitted_at is None or item.removed_at is not None:
        raise Invalid(_("Choose a piece of evidence that has been handed in."), field="item")


def _clear(hearing: Hearing, stage: Stage, *, by: User) -> None:
    """What belonged to the stage before is over."""
    running = queries.break_of(hearing)
    if running is not None and stage not in breaks.BELONGS.get(running.kind, ()):
        breaks.finish(hearing, by=by)
    inside = SHEET[stage].inside
    # By the seat: whoever has just lost the line would come straight back into what they must not hear.
    for one in hearing.participants.filter(capacity__in=HEARD).select_related("user"):
        if Standing(one.capacity) not in inside and is_let_in(hearing, one):
            send_out_locked(hearing, one, by=by)
    if not SHEET[stage].see:
        put_away(hearing, by=by)


def put_away(hearing: Hearing, *, by: User) -> bool:
    """Nothing is shown any more; whether something was."""
    ended = hearing.shown.filter(hidden_at__isnull=True).update(hidden_at=clock.now())
    if ended:
        happened(Kind.HIDDEN, hearing, by=by)
    return bool(ended)


def is_let_in(hearing: Hearing, one: Participant) -> bool:
    """Inside (also in the courtroom itself), or let in and only without a line just now."""
    if one.state in {ParticipantState.IN_HEARING, ParticipantState.IN_CONSULTATION}:
        return True
    seat = queries.seat_of(hearing, one.user)
    return seat is not None and seat.state in LET_IN


def send_out_locked(hearing: Hearing, one: Participant, *, by: User) -> None:
    """Whoever has been heard waits outside again (ODLR 26); the hearing is locked."""
    current = queries.stage_of(hearing)
    if current is not None and current.floor_id == one.pk:
        StageChange.objects.filter(pk=current.pk).update(floor=None)
    if can_proceed(one.go_out):
        one.go_out()
        one.save(update_fields=["state"])
    happened(Kind.SENT_OUT, hearing, by=by, participant=one)
    seat = queries.seat_of(hearing, one.user)
    if seat is not None:
        leading.send_out(by=by, seat=seat)


@transaction.atomic
def give_floor(*, by: User, hearing: Hearing, to: Participant | None) -> StageChange:
    """The judge lets one person alone speak beside the court; nobody: whoever the stage lets speak. Twice changes nothing.

    Raises `Conflict` for somebody who is not inside, or may not speak in this stage at all.
    """
    row = locked(hearing)
    policy.require_judge(by, row)
    policy.require_in_session(row)
    current = queries.stage_of(row)
    if current is None:
        raise Conflict(_("First make the courtroom ready."))
    if current.floor_id == (to.pk if to is not None else None):
        return current
    if to is not None:
        to = participant(to.pk, row)
        if to.state != ParticipantState.IN_HEARING:
            raise Conflict(_("This person is not in the courtroom."), field="participant")
        if Standing(to.capacity) not in SHEET[current.which].speak:
            raise Conflict(_("In this stage of the hearing this person is not heard."), field="participant")
        if queries.silenced(to):
            raise Conflict(_("This person has been silenced. Let them speak again first."), field="participant")
    current.floor = to
    current.save(update_fields=["floor"])
    happened(Kind.FLOOR if to is not None else Kind.FLOOR_FREE, row, by=by, participant=to)
    settle(row, "order")
    return current
