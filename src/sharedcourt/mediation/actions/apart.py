"""What is said and reckoned in a separate talk stays on that side until it is released; the common plan stands still."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.law.errors import LawError
from sharedcourt.law.money import yuan
from sharedcourt.ledger.actions import personal
from sharedcourt.mediation import live, policy
from sharedcourt.mediation import plans as arithmetic
from sharedcourt.mediation.actions.locking import locked, note, require_state
from sharedcourt.mediation.actors import Actor, actor_of
from sharedcourt.mediation.models import Case, CaucusNote, KeptApart, Meeting, Plan, SidePlan
from sharedcourt.mediation.states import CaseState, MeetingState
from sharedcourt.people.models import User
from sharedcourt.rooms.circles import is_inside
from sharedcourt.rooms.models import Caucus
from sharedcourt.rooms.queries import running_caucus

LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Talk:
    """The separate talk that goes on in the case's room, and whether a person is part of it."""

    caucus: Caucus
    inside: bool

    @property
    def circle(self) -> str:
        return self.caucus.inside


def talk(case: Case, user: User) -> Talk | None:
    """The separate talk of the case's present meeting, as this person stands to it."""
    meeting = Meeting.objects.filter(case=case, state=MeetingState.FIXED, room_id__isnull=False).first()
    caucus = running_caucus(meeting.room_id) if meeting is not None and meeting.room_id is not None else None
    return Talk(caucus, is_inside(caucus, user)) if caucus is not None else None


def require_together(case: Case, by: User) -> None:
    """Raises Conflict inside a separate talk: what everyone would read waits until it is over, or becomes a note of it."""
    now = talk(case, by)
    if now is not None and now.inside:
        raise Conflict(
            _(
                "You are in a separate talk, and everyone would see this. Write a note of the talk, or end the talk first."
            )
        )


# -- who sees it


def _of_side(kept: KeptApart, actor: Actor | None) -> bool:
    if actor is None:
        return False
    return kept.person_id == actor.user.pk if kept.person_id else kept.side == actor.side


def may_see(kept: KeptApart, user: User, case: Case, actor: Actor | None) -> bool:
    """The mediator and that side; everyone once it is released."""
    return kept.released_at is not None or policy.is_mediator(user, case) or _of_side(kept, actor)


def notes_for(case: Case, user: User) -> list[CaucusNote]:
    """Notes this person may read, oldest first."""
    actor = actor_of(user, case.dispute)
    rows = CaucusNote.objects.filter(case=case).select_related("author", "caucus", "person")
    return [each for each in rows if may_see(each, user, case, actor)]


def side_plans_for(case: Case, user: User) -> list[SidePlan]:
    """Plans of separate talks this person may see and that have not been released (a released one is the common plan)."""
    actor = actor_of(user, case.dispute)
    rows: QuerySet[SidePlan] = SidePlan.objects.filter(case=case, released_at=None).select_related("caucus", "person")
    return [each for each in rows if may_see(each, user, case, actor)]


def plan_for(case: Case, user: User) -> Plan | SidePlan | None:
    """The plan this person looks at: inside a separate talk the plan of that talk, everywhere else the common one."""
    now = talk(case, user)
    if now is not None and now.inside:
        draft = (
            SidePlan.objects.filter(case=case, caucus=now.caucus, released_at=None).select_related("changed_by").first()
        )
        if draft is not None and may_see(draft, user, case, actor_of(user, case.dispute)):
            return draft
    return Plan.objects.filter(case=case).select_related("changed_by").first()


# -- writing


def _same_talk(now: Talk | None, number: int | None) -> None:
    if number is not None and number != (now.caucus.number if now is not None else 0):
        raise Conflict(
            _("The separate talk has begun or ended meanwhile; nothing was saved. Look, then enter it again.")
        )


def plan_to_change(case: Case, by: User, number: int | None) -> Plan | SidePlan:
    """The locked row that the mediator's change goes to: in a separate talk the plan of that talk, begun from the common one.

    `number` is that of the talk in which the editor was shown (0: none); what was typed in one never lands outside it.
    """
    plan = Plan.objects.select_for_update().get(case=case)
    now = talk(case, by)
    _same_talk(now, number)
    if now is None:
        return plan
    draft = SidePlan.objects.select_for_update().filter(caucus=now.caucus).first()
    if draft is not None and draft.released_at is None:
        return draft
    if draft is not None:
        raise Conflict(
            _("The plan of this talk has been released already. End the talk to go on with the common plan.")
        )
    return SidePlan(
        case=case,
        caucus=now.caucus,
        side=now.caucus.side,
        person=now.caucus.seat.user if now.caucus.seat is not None else None,
        inputs=plan.inputs,
        revision=plan.revision,
    )


@transaction.atomic
def write_note(*, by: User, case: Case, text: str, amount: str = "", number: int | None = None) -> CaucusNote:
    """The mediator writes down what this side said, with the sum if one was named. Only that side and the mediator read it.

    `number` is that of the talk for which it was written; Conflict when another goes on now.
    """
    row = locked(case)
    policy.require_mediator(by, row)
    now = talk(row, by)
    if now is None:
        raise Conflict(_("There is no separate talk at the moment."))
    _same_talk(now, number)
    kept = needed(text, "text", _("Write what was said."))[:LONGEST_NOTE]
    made = CaucusNote.objects.create(
        case=row,
        caucus=now.caucus,
        side=now.caucus.side,
        person=now.caucus.seat.user if now.caucus.seat is not None else None,
        author=by,
        text=kept,
        sum_text=_sum(amount),
    )
    note("mediation.caucus_note.written", row, by=by, subject=made, text=personal(kept))
    live.changed(row, "apart", circle=now.circle)
    return made


def _sum(entered: str) -> str:
    if not entered.strip():
        return ""
    try:
        found: Decimal = yuan(entered.strip())
    except LawError as error:
        raise arithmetic.refused(error) from error
    return str(found)


def _kept(case: Case, pk: UUID) -> CaucusNote | SidePlan:
    """A locked note or plan of the case; raises NotAllowed."""
    for model in (CaucusNote, SidePlan):
        found = model.objects.select_for_update().filter(case=case, pk=pk).first()
        if found is not None:
            return found  # type: ignore[return-value]
    raise NotAllowed(_("There is no such note."))


@transaction.atomic
def ask_release(*, by: User, case: Case, kept: UUID) -> CaucusNote | SidePlan:
    """The mediator asks the side whether all may know it. Asking twice changes nothing."""
    row = locked(case)
    policy.require_mediator(by, row)
    found = _kept(row, kept)
    if found.asked_at is None and found.released_at is None:
        found.asked_at = clock.now()
        found.save(update_fields=["asked_at"])
        note("mediation.caucus_note.release_asked", row, by=by, subject=found)
        live.asked(row, found)
    return found


@transaction.atomic
def release(*, by: User, case: Case, kept: UUID, revision: int | None = None) -> CaucusNote | SidePlan:
    """The side lets everyone know. A note it may release by itself; a plan becomes the common plan, so the mediator asks first.

    `revision` is that of the plan which the side was shown; Conflict when it has been changed since.
    """
    row = locked(case)
    found = _kept(row, kept)
    actor = actor_of(by, row.dispute)
    if not _of_side(found, actor):
        raise NotAllowed(_("Only the side that said it can let everyone know."))
    if found.released_at is not None:
        return found
    if isinstance(found, SidePlan):
        require_state(row, CaseState.MEDIATING, CaseState.SIGNING)
        if found.revision != revision:
            raise Conflict(_("The mediator has changed this plan since. Read it again, then answer."), field="revision")
        if found.asked_at is None:
            raise Conflict(_("The mediator proposes it to everyone when you have both finished it."))
        _make_common(row, found)
    found.released_at, found.released_by = clock.now(), by
    found.save(update_fields=["released_at", "released_by"])
    note("mediation.caucus_note.released", row, by=by, subject=found)
    live.changed(row, "apart")
    return found


def ask_anew(case: Case) -> None:
    """The common plan is another now: whether a side's plan takes its place, the mediator asks again."""
    SidePlan.objects.filter(case=case, released_at=None).update(asked_at=None)


def _make_common(case: Case, draft: SidePlan) -> None:
    plan = Plan.objects.select_for_update().get(case=case)
    plan.before, plan.inputs = plan.inputs, draft.inputs
    plan.revision = max(plan.revision, draft.revision) + 1
    plan.changed_by, plan.changed_at = draft.changed_by, clock.now()
    plan.save()
    ask_anew(case)
    note("mediation.plan.changed", case, by=draft.changed_by, subject=plan, revision=plan.revision)
