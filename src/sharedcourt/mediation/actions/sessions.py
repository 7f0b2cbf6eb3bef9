"""What happens in a meeting before the plan: identities, rights and rules, statements, undisputed facts."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.actions import personal
from sharedcourt.mediation import live, policy
from sharedcourt.mediation.actions import apart, plans
from sharedcourt.mediation.actions.locking import locked, note, require_state
from sharedcourt.mediation.actors import require_signatory, signatories
from sharedcourt.mediation.models import (
    Case,
    FactsConfirmation,
    Meeting,
    Participant,
    Statement,
    Understanding,
    UndisputedFacts,
)
from sharedcourt.mediation.states import RUNNING, CaseState, MeetingState, VersionState
from sharedcourt.mediation.steps import SCRIPT_VERSION, Step
from sharedcourt.people.actions import identity_level, record_comparison
from sharedcourt.people.models import IdentityLevel, User, Verification

MOST_FACTS = 20
LONGEST_FACT = 300


def _running(meeting: Meeting) -> Meeting:
    """The locked meeting, fixed and of a running case."""
    case = locked(meeting.case)
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    row.case = case
    if row.state != MeetingState.FIXED:
        raise Conflict(_("This meeting is not open."))
    require_state(case, *RUNNING, CaseState.CONCLUDED)
    return row


def _participant(user: User, meeting: Meeting) -> Participant:
    found = meeting.participants.filter(user=user).first()
    if found is None:
        raise NotAllowed(_("Only those who take part may do this."))
    return found


def not_compared(meeting: Meeting) -> list[Participant]:
    """Participants whose ID card nobody has compared for this dispute (ODMR 17); the mediator is not asked."""
    return [
        participant
        for participant in meeting.participants.filter(is_host=False).select_related("user")
        if identity_level(participant.user, meeting.case.dispute_id) < IdentityLevel.COMPARED
    ]


def not_informed(meeting: Meeting) -> list[Participant]:
    """Participants who have not said that they understood."""
    done = set(meeting.understandings.values_list("user_id", flat=True))
    return [each for each in meeting.participants.filter(is_host=False) if each.user_id not in done]


@transaction.atomic
def compare_identity(*, by: User, meeting: Meeting, user: User) -> Verification:
    """The mediator has compared the ID card with the face on camera. Doing it twice changes nothing."""
    row = _running(meeting)
    policy.require_mediator(by, row.case)
    _participant(user, row)
    verification = record_comparison(by=by, user=user, scope=row.case.dispute_id, method=Verification.Method.ON_CAMERA)
    _started(row)
    live.changed(row.case, "identity")
    return verification


def _started(meeting: Meeting) -> None:
    if meeting.started_at is None:
        meeting.started_at = clock.now()
        meeting.save(update_fields=["started_at"])


@transaction.atomic
def go_to_step(*, by: User, meeting: Meeting, step: int) -> Meeting:
    """The mediator leads everyone to a step. Identities come before all else, rights before the substance (ODMR 17)."""
    row = _running(meeting)
    policy.require_mediator(by, row.case)
    if step not in set(Step):
        raise Invalid(_("There is no such step."), field="step")
    if step > Step.IDENTITY and not_compared(row):
        raise Conflict(_("Compare everyone's ID card with their face first."), field="step")
    if step > Step.RIGHTS and not_informed(row):
        raise Conflict(_("Not everyone has said that they understood their rights."), field="step")
    if (
        step == Step.SIGNING
        and not row.case.versions.filter(state__in=[VersionState.SIGNING, VersionState.EFFECTIVE]).exists()
    ):
        raise Conflict(_("Signing opens by itself when everyone has confirmed the agreement."), field="step")
    if step == Step.DONE and row.case.state != CaseState.CONCLUDED:
        raise Conflict(_("The agreement is not in effect yet."), field="step")
    _started(row)
    if step == Step.PLAN:
        plans.ensure(by=by, case=row.case)
    if row.step != step:
        row.step = step
        row.save(update_fields=["step"])
        note("mediation.meeting.step", row.case, by=by, subject=row, step=int(step))
    live.changed(row.case, "step")
    return row


@transaction.atomic
def understand(*, by: User, meeting: Meeting) -> Understanding:
    """'I have understood' my rights, the rules of the room and the warning. Twice changes nothing."""
    row = _running(meeting)
    _participant(by, row)
    made, new = Understanding.objects.get_or_create(meeting=row, user=by, defaults={"text_version": SCRIPT_VERSION})
    if new:
        note("mediation.rights.understood", row.case, by=by, subject=made, text_version=SCRIPT_VERSION)
        live.changed(row.case, "rights")
    return made


@transaction.atomic
def write_statement(*, by: User, meeting: Meeting, text: str, speaker: User | None = None) -> Statement:
    """What somebody states, for the record: written by themselves, or by the mediator for them."""
    row = _running(meeting)
    _participant(by, row)
    who = speaker or by
    if who.pk != by.pk:
        policy.require_mediator(by, row.case)
        _participant(who, row)
    apart.require_together(row.case, by)
    kept = needed(text, "text", _("Write what is stated."))
    statement = Statement.objects.create(meeting=row, user=who, written_by=by, text=kept)
    note("mediation.statement.written", row.case, by=by, subject=statement, speaker=who.pk, text=personal(kept))
    live.changed(row.case, "facts")
    return statement


@transaction.atomic
def draft_facts(*, by: User, case: Case, facts: Sequence[str]) -> UndisputedFacts:
    """The mediator writes down what both sides agree on; everyone confirms it anew when it changes (ODMR 22)."""
    row = locked(case)
    policy.require_mediator(by, row)
    require_state(row, CaseState.MEDIATING)
    apart.require_together(row, by)
    kept = [fact.strip().replace("<", "＜").replace(">", "＞") for fact in facts if fact.strip()]
    if not kept:
        raise Invalid(_("Write at least one fact."), field="facts")
    if len(kept) > MOST_FACTS or any(len(fact) > LONGEST_FACT for fact in kept):
        message = _("Write at most %(most)d facts of %(longest)d characters.")
        raise Invalid(message % {"most": MOST_FACTS, "longest": LONGEST_FACT}, field="facts")
    latest = current_facts(row)
    if latest is not None and latest.facts == kept:
        return latest
    number = (row.undisputed_facts.aggregate(last=Max("number"))["last"] or 0) + 1
    drafted = UndisputedFacts.objects.create(case=row, number=number, facts=kept, drafted_by=by)  # type: ignore[misc]
    note("mediation.facts.drafted", row, by=by, subject=drafted, number=number, facts=personal("\n".join(kept)))
    live.changed(row, "facts")
    return drafted


def current_facts(case: Case) -> UndisputedFacts | None:
    """The latest list of undisputed facts."""
    return case.undisputed_facts.order_by("-number").first()


def facts_confirmed(facts: UndisputedFacts, case: Case) -> bool:
    """Whether every party has confirmed them."""
    done = set(facts.confirmations.values_list("user_id", flat=True))
    return all(each.user.pk in done for each in signatories(case.dispute, everyone=False))


@transaction.atomic
def confirm_facts(*, by: User, case: Case, number: int) -> FactsConfirmation:
    """A party confirms the list it has read; an older one than the latest is refused."""
    row = locked(case)
    actor = require_signatory(by, row.dispute)
    facts = current_facts(row)
    if facts is None:
        raise Conflict(_("There is nothing to confirm yet."))
    if facts.number != number:
        raise Conflict(_("The facts have just been changed. Read them again, then confirm."))
    made, new = FactsConfirmation.objects.get_or_create(facts=facts, user=actor.user)
    if new:
        note("mediation.facts.confirmed", row, by=by, subject=made, number=number)
        live.changed(row, "facts")
    return made


def meeting_of(case: Case) -> Meeting | None:
    """The meeting in which the case is being mediated now."""
    return case.meetings.filter(state=MeetingState.FIXED).first()


def lead_to(case: Case, step: Step) -> None:
    """Bring the present meeting to a step without asking its conditions (the case itself has moved on)."""
    meeting = Meeting.objects.select_for_update().filter(case=case, state=MeetingState.FIXED).first()
    if meeting is not None and meeting.step != step:
        meeting.step = step
        meeting.save(update_fields=["step"])


def speaker_of(meeting: Meeting, user_id: UUID) -> User:
    """A participant by id; raises Invalid."""
    found = meeting.participants.filter(user_id=user_id).select_related("user").first()
    if found is None:
        raise Invalid(_("Choose somebody who takes part."), field="speaker")
    return found.user
