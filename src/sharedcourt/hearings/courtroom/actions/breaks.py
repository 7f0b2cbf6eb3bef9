"""The three breaks for which the recording may stop (REC 3), and the private talks that take place in them."""

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.courtroom import policy, queries
from sharedcourt.hearings.courtroom.actions.quieting import settle
from sharedcourt.hearings.courtroom.locking import happened, note
from sharedcourt.hearings.courtroom.models import Break, HearingEvent
from sharedcourt.hearings.courtroom.stages import COURT, PARTIES, Stage
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import HearingState, ParticipantState
from sharedcourt.people.models import User
from sharedcourt.rooms import leading
from sharedcourt.rooms import queries as rooms
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.recording.models import PausedFor

Kind = HearingEvent.Kind
PAUSES: dict[str, PausedFor] = {
    Break.Kind.RECESS: PausedFor.RECESS,
    Break.Kind.NOT_PUBLIC: PausedFor.NOT_PUBLIC,
    Break.Kind.UNRECORDED: PausedFor.UNRECORDED,
}
# Of which stage each break is a part, beside the recess.
BELONGS: dict[str, tuple[Stage, ...]] = {
    Break.Kind.NOT_PUBLIC: (Stage.INVESTIGATION, Stage.EVIDENCE),
    Break.Kind.UNRECORDED: (Stage.MEDIATION,),
}
# In these nothing of the hearing itself is said, so that people may talk among themselves.
TALKS_IN = (Break.Kind.RECESS, Break.Kind.UNRECORDED)


@transaction.atomic
def begin(*, by: User, hearing: Hearing, kind: str) -> Break:
    """The judge calls a break; the recording stops for it and says why. The same break twice is one.

    Evidence is kept from the public while it is being heard, mediation goes unrecorded while the parties are mediating; a recess may be
    called at any time. Raises `Conflict` for another break meanwhile, or outside the stage it belongs to.
    """
    row = locked(hearing)
    policy.require_judge(by, row)
    if kind not in Break.Kind.values:
        raise Invalid(_("Choose one of the three kinds of break."), field="kind")
    running = queries.break_of(row)
    if running is not None and running.kind == kind:
        return running
    if running is not None:
        raise Conflict(_("Another break is going on."), field="kind")
    if not (kind == Break.Kind.RECESS and row.state == HearingState.PAUSED):
        policy.require_in_session(row)
    _require_stage(row, kind)
    made = start(row, Break.Kind(kind), by=by)
    settle(row, "order")
    return made


def possible(hearing: Hearing, stage: Stage, running: Break | None) -> list[Break.Kind]:
    """The breaks that the judge may call now, as `begin` would let it; none while another goes on."""
    if running is not None or hearing.state not in {HearingState.IN_SESSION, HearingState.PAUSED}:
        return []
    if hearing.state == HearingState.PAUSED:
        return [Break.Kind.RECESS]
    return [kind for kind in Break.Kind if kind not in BELONGS or stage in BELONGS[kind]]


def _require_stage(hearing: Hearing, kind: str) -> None:
    if kind in BELONGS and queries.stage_now(hearing) not in BELONGS[kind]:
        raise Conflict(_("This break does not belong to this stage of the hearing."), field="kind")


def start(hearing: Hearing, kind: Break.Kind, *, by: User) -> Break:
    """Begin a break of a hearing that is locked; a recess pauses it."""
    running = queries.break_of(hearing)
    if running is not None and running.kind == kind:
        return running
    made = Break.objects.create(hearing=hearing, kind=kind, by=by)
    if kind == Break.Kind.RECESS and hearing.state == HearingState.IN_SESSION:
        hearing.pause()
        hearing.save()
        happened(Kind.PAUSED, hearing, by=by)
    happened(Kind.BREAK_BEGAN, hearing, by=by, what=kind.value)
    if hearing.room is not None:
        leading.interrupt_record(by=by, room=hearing.room, reason=PAUSES[kind])
    return made


def finish(hearing: Hearing, *, by: User | None) -> None:
    """End the break of a hearing that is locked, and the private talks in it. Nothing where there is none."""
    unite_locked(hearing, by=by)
    running = queries.break_of(hearing)
    if running is None:
        return
    running.ended_at = clock.now()
    running.save(update_fields=["ended_at"])
    happened(Kind.BREAK_ENDED, hearing, by=by, what=running.kind)
    if hearing.room is not None:
        leading.resume_record(by=by, room=hearing.room)


@transaction.atomic
def end(*, by: User, hearing: Hearing) -> Hearing:
    """The break is over and the recording goes on; a recess is ended by going on with the hearing (`opening.resume`)."""
    row = locked(hearing)
    policy.require_judge(by, row)
    running = queries.break_of(row)
    if running is not None and running.kind == Break.Kind.RECESS:
        raise Conflict(_("A recess ends when the hearing goes on."), field="kind")
    finish(row, by=by)
    settle(row, "order")
    return row


@transaction.atomic
def go_apart(*, by: User, hearing: Hearing) -> Hearing:
    """Private talks: the panel with its clerk deliberates, and each party is alone with its agents. Twice changes nothing.

    Only in a recess or in mediation that is not recorded: nobody is missing from the hearing, and no record has a gap.
    """
    row = locked(hearing)
    policy.require_judge(by, row)
    running = queries.break_of(row)
    if running is None or running.kind not in TALKS_IN or row.room is None:
        raise Conflict(_("Private talks take place in a recess, or in mediation that is not recorded."), field="apart")
    if rooms.running_caucus(row.room.pk) is not None:
        return row
    leading.divide(by=by, room=row.room, groups=_groups(row))
    for one in row.participants.filter(state=ParticipantState.IN_HEARING):
        one.consult()
        one.save(update_fields=["state"])
        note("hearings.participant.in_consultation", row, by=by, subject=one)
    happened(Kind.APART, row, by=by)
    settle(row, "people")
    return row


def _groups(hearing: Hearing) -> list[list[Seat]]:
    """The court, then each party with its agents and who stands beside them; whoever is none of these is alone."""
    court: list[Seat] = []
    parties: dict[object, list[Seat]] = {}
    for each in queries.people(hearing, None):
        if each.seat is None:
            continue
        if each.standing in COURT:
            court.append(each.seat)
        elif each.standing in PARTIES and each.participant is not None:
            parties.setdefault(each.participant.party_id or each.participant.pk, []).append(each.seat)
        elif each.participant is not None and each.participant.beside is not None:
            helped = each.participant.beside
            parties.setdefault(helped.party_id or helped.pk, []).append(each.seat)
    return [court, *parties.values()]


@transaction.atomic
def come_together(*, by: User, hearing: Hearing) -> Hearing:
    """The private talks are over; the break goes on. Twice changes nothing."""
    row = locked(hearing)
    policy.require_judge(by, row)
    unite_locked(row, by=by)
    settle(row, "people")
    return row


def unite_locked(hearing: Hearing, *, by: User | None) -> None:
    """End the private talks of a hearing that is locked; nothing where there are none."""
    if hearing.room is None or rooms.running_caucus(hearing.room.pk) is None:
        return
    leading.unite(by=by, room=hearing.room)
    for one in hearing.participants.filter(state=ParticipantState.IN_CONSULTATION):
        one.go_in()
        one.save(update_fields=["state"])
    happened(Kind.TOGETHER, hearing, by=by)
