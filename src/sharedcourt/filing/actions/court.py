"""The court's side of judicial confirmation: take in, ask, decide, rule, serve."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import handover
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.filing import numbers, papers, policy, queries, roles, rulings, telling
from sharedcourt.filing.actions import summoning
from sharedcourt.filing.actions.confirmations import take_back
from sharedcourt.filing.actions.locking import locked, note, require_state
from sharedcourt.filing.models import Confirmation, Supplement
from sharedcourt.filing.states import RULING as RULING_STATES
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.law import confirmation as rules
from sharedcourt.law.confirmation import NotAccepted
from sharedcourt.law.workdays import add_days_rolling
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

RULING_KIND = "filing.confirmation_ruling"
RULING = "filing/typst/confirmation_ruling.typ"
# Not to take it in, to allow it to be taken back: rulings that decide nothing on the agreement.
ORDER_KIND = "filing.confirmation_order"
ORDER = "filing/typst/case_refusal.typ"
FEWEST, NAMED = "fewest", "named"


@transaction.atomic
def accept(*, by: User, confirmation: Confirmation) -> Confirmation:
    """Take the application in: case number, judge, thirty days (QR 4, 6; CPL 187). Accepting twice changes nothing."""
    row = locked(confirmation)
    policy.require_clerk(by, row)
    if row.number is not None:
        return row
    require_state(row, ConfirmationState.SUBMITTED)
    judge = queries.next_judge(row)
    if judge is None:
        raise Conflict(_("This court has no judge on the platform who could review it. Appoint one first."))
    row.number = numbers.give(row.court, rules.case_kind(rules.CourtGround(row.court_ground)), on=clock.today())
    row.accepted_at, row.accepted_by = clock.now(), by
    row.judge, row.judge_reason = judge, FEWEST
    row.decision_due = rules.decision_deadline(clock.today())
    row.accept()
    row.save()
    facts = {"number": row.number.text, "judge": judge.pk, "why": FEWEST, "due": row.decision_due}
    note("filing.confirmation.accepted", row, by=by, **facts)
    told = {"number": row.number.text, "due": row.decision_due}
    telling.tell(telling.applicants(row), "filing.accepted", row, by=by, **told)
    telling.tell([judge], "filing.to_review", row, by=by, **told)
    return row


@transaction.atomic
def turn_away(*, by: User, confirmation: Confirmation, ground: str, reasons: str) -> Confirmation:
    """Draw up the ruling not to take it in, for a ground of CPLI 355, with the reason in words.

    Signed by the judge with the fewest open reviews and by the clerk, it counts once sealed, and is served on every party.
    """
    row = locked(confirmation)
    policy.require_clerk(by, row)
    require_state(row, ConfirmationState.SUBMITTED)
    if ground not in set(NotAccepted):
        raise Invalid(_("Choose one of the grounds."), field="ground")
    row.ground = ground
    row.reasons = needed(reasons, "reasons", _("Write down why, so that the parties understand."))
    agreement = agreement_in_effect(row)
    judge = queries.next_judge(row)
    if judge is None:
        raise Conflict(_("This court has no judge on the platform who could sign the ruling. Appoint one first."))
    row.draw_up_refusal()
    row.ruling = documents.open_for_signing(
        by=by,
        kind=ORDER_KIND,
        scope=row.dispute_id,
        template=ORDER,
        payload=papers.refusal(row, agreement),
        signers=[
            SignerSpec(judge, roles.PRINTED_JUDGE, role=roles.JUDGE),
            SignerSpec(by, roles.PRINTED_CLERK, role=roles.CLERK),
        ],
        sealer=row.court,
        title="民事裁定书",
    )
    row.save()
    facts = {"ground": ground, "judge": judge.pk, "reasons": personal(row.reasons)}
    note("filing.confirmation.refusal_drawn_up", row, by=by, **facts)
    telling.tell([judge], "filing.refusal_to_sign", row, by=by)
    return row


def agreement_in_effect(row: Confirmation) -> handover.Agreement:
    """The agreement that is to be confirmed. Raises Conflict when it is not in effect any more."""
    agreement = handover.agreement_of(row.dispute)
    if agreement is None or agreement.file.pk != row.agreement_id:
        raise Conflict(_("The agreement is not in effect any more."))
    return agreement


@transaction.atomic
def reassign(*, by: User, confirmation: Confirmation, judge_id: UUID | None, reason: str) -> Confirmation:
    """The court administrator gives the review to another judge of the court; the reason is recorded."""
    row = locked(confirmation)
    policy.require_administrator(by, row)
    require_state(row, ConfirmationState.ACCEPTED)
    judge = next((each for each in queries.judges_of(row.court) if each.pk == judge_id), None)
    if judge is None or policy.is_party(judge, row):
        raise Invalid(_("Choose a judge of this court who has no part in the dispute."), field="judge")
    why = needed(reason, "reason", _("Say why another judge reviews it."))
    if row.judge_id != judge.pk:
        row.judge, row.judge_reason = judge, NAMED
        row.save()
        note("filing.confirmation.reassigned", row, by=by, judge=judge.pk, reason=personal(why))
        telling.tell([judge], "filing.to_review", row, by=by, number=row.number, due=row.decision_due)
    return row


@transaction.atomic
def ask_for_more(*, by: User, confirmation: Confirmation, what: str, days: int) -> Supplement:
    """Ask both parties to add to what they said or sent in, within `days` (CPLI 356)."""
    row = locked(confirmation)
    policy.require_judge(by, row)
    require_state(row, ConfirmationState.ACCEPTED)
    if not 1 <= days <= policy.LONGEST_SUPPLEMENT_DAYS:
        raise Invalid(_("Give the parties between 1 and 15 days."), field="days")
    if row.supplements.filter(answered_at=None).exists():
        raise Conflict(_("The parties have been asked already and have not answered yet."))
    supplement = Supplement.objects.create(
        confirmation=row,
        asked_by=by,
        what=needed(what, "what", _("Write down what is missing.")),
        due=add_days_rolling(clock.today(), days),
    )
    note("filing.supplement.asked", row, by=by, subject=supplement, due=supplement.due, what=personal(supplement.what))
    telling.tell(telling.applicants(row), "filing.supplement", row, by=by, due=supplement.due)
    return supplement


@transaction.atomic
def treat_as_withdrawn(*, by: User, confirmation: Confirmation) -> Confirmation:
    """The parties did not add what was asked for in time, or would not be asked, without a good reason (CPLI 357(2))."""
    row = locked(confirmation)
    policy.require_judge(by, row)
    require_state(row, ConfirmationState.ACCEPTED)
    open_question = row.supplements.filter(answered_at=None).first()
    if summoning.was_refused(row):
        take_back(row, by=by, reason=_("A party did not come, or would not be asked, without good reason."))
    elif open_question is not None and clock.today() > open_question.due:
        take_back(row, by=by, reason=_("What the court had asked for was not added in time."))
    else:
        raise Conflict(_("Only when an answer is overdue, or a party would not come or be asked without good reason."))
    return row


@transaction.atomic
def decide(
    *, by: User, confirmation: Confirmation, granted: bool, ground: str = "", reasons: str = "", checked: bool = False
) -> Confirmation:
    """Draw up the ruling: the agreement is confirmed, or not for a ground of CPLI 358, or of 355 found later. It counts once signed and sealed.

    `checked`: the judge states that none of the grounds against it is there. Raises Invalid with the field.
    """
    row = locked(confirmation)
    policy.require_judge(by, row)
    require_state(row, ConfirmationState.ACCEPTED)
    if granted and not checked:
        raise Invalid(_("State that you have found none of the grounds against it."), field="checked")
    if not granted and not rules.is_ground_of_rejection(ground):
        raise Invalid(_("Choose one of the grounds."), field="ground")
    agreement = agreement_in_effect(row)
    row.granted, row.ground = granted, "" if granted else ground
    row.reasons = "" if granted else needed(reasons, "reasons", _("Write down why, so that the parties understand."))
    row.decide()
    row.ruling = documents.open_for_signing(
        by=by,
        kind=RULING_KIND,
        scope=row.dispute_id,
        template=RULING,
        payload=papers.ruling(row, agreement),
        signers=[SignerSpec(by, roles.PRINTED_JUDGE, role=roles.JUDGE)],
        sealer=row.court,
        title="民事裁定书",
    )
    row.save()
    note("filing.confirmation.decided", row, by=by, granted=granted, ground=row.ground, reasons=personal(row.reasons))
    return row


@transaction.atomic
def reconsider(*, by: User, confirmation: Confirmation) -> Confirmation:
    """Take the ruling back before all have signed it: the judge who drew it up; not to take it in, the clerk or the judge named in it."""
    row = locked(confirmation)
    if row.state != ConfirmationState.TURNING_AWAY or not (policy.is_clerk(by, row) or signs_ruling(by, row)):
        policy.require_judge(by, row)
    require_state(row, *RULING_STATES)
    if row.ruling is None or row.ruling.state != SigningState.OPEN:
        raise Conflict(_("The ruling has been signed."))
    documents.supersede(by=by, signing_file=row.ruling, reason=_("Taken back before signing."))
    row.ruling = row.granted = None
    row.ground = row.reasons = ""
    if row.state == ConfirmationState.TURNING_AWAY:
        row.take_refusal_back()
    elif row.state == ConfirmationState.WITHDRAWING:
        row.take_leave_back()
        row.withdrawal_requests.filter(allowed=True).update(allowed=None, decided_at=None, decided_by=None)
    else:
        row.reconsider()
    row.save()
    note("filing.confirmation.reconsidered", row, by=by)
    return row


def signs_ruling(user: User, confirmation: Confirmation) -> bool:
    """Whether the ruling names this person among those who sign it."""
    return confirmation.ruling is not None and confirmation.ruling.slots.filter(user=user).exists()


def require_may_sign_order(by: User, signing_file: SigningFile) -> None:
    """A ruling not to take it in, or to allow the withdrawal: whom it names, as long as they have that office there."""
    row = Confirmation.objects.filter(ruling=signing_file).select_related("dispute", "ruling").first()
    if row is None or not signs_ruling(by, row) or not policy.works_at(by, row):
        raise NotAllowed(_("Only those whom the ruling names sign it."))
    require_state(row, ConfirmationState.TURNING_AWAY, ConfirmationState.WITHDRAWING)


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """The ruling is signed by the judge who decided, while still the judge of this case."""
    confirmation = Confirmation.objects.filter(ruling=signing_file).select_related("dispute").first()
    if confirmation is None or not policy.is_judge(by, confirmation):
        raise NotAllowed(_("Only the judge of this case may do this."))
    require_state(confirmation, ConfirmationState.DECIDED)


def ruling_signed(*, file_id: UUID) -> None:
    """The court's seal follows after the commit."""
    if Confirmation.objects.filter(ruling=file_id).exists():
        rulings.seal_after_commit(file_id)


def sealed(*, file_id: UUID) -> None:
    """The ruling is complete: it takes effect and is served on every party at once (ODLR 31)."""
    found = Confirmation.objects.filter(ruling=file_id, state__in=RULING_STATES).first()
    if found is None:
        return
    row = locked(found)
    assert row.ruling is not None
    how = _take_effect(row)
    row.ended_at = clock.now()
    row.save()
    number = row.number.text if row.number is not None else ""
    note(f"filing.confirmation.{how}", row, by=None, number=number, sha256=row.ruling.current_file.sha256)
    for user, confirmed in queries.to_be_served(row):
        service = rulings.served(user=user, confirmed=confirmed, confirmation=row, file=row.ruling)
        note("filing.service.reached", row, by=None, subject=service, basis=service.basis)
    telling.tell(telling.applicants(row), f"filing.{how}", row, number=number, court=row.court.name)


def _take_effect(row: Confirmation) -> str:
    """The state that the sealed ruling brings; gives its name."""
    if row.state == ConfirmationState.TURNING_AWAY:
        row.turn_away()
        return "not_accepted"
    if row.state == ConfirmationState.WITHDRAWING:
        row.withdraw()
        return "withdrawn"
    if row.granted:
        row.grant()
        return "granted"
    row.reject()
    return "rejected"
