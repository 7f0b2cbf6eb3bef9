"""The parties' side of judicial confirmation: apply together, sign, answer the court, take it back."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import handover
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.documents.models import SigningFile, StoredFile
from sharedcourt.filing import papers, policy, queries, telling
from sharedcourt.filing.actions.locking import locked, note, require_state
from sharedcourt.filing.models import Confirmation, Supplement, SupplementFile
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.law import confirmation as rules
from sharedcourt.law.errors import LawError
from sharedcourt.law.mediation_rules import confirmation_deadline
from sharedcourt.ledger.actions import personal
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import acting_for

KIND = "filing.confirmation_application"
PURPOSE = StoredFile.Purpose.CONFIRMATION
MOST_FILES = 20
APPLICATION = "filing/typst/confirmation_application.typ"


def courts_for(agreement: handover.Agreement, homes: Mapping[UUID, str]) -> list[rules.ConfirmingCourt]:
    """The divisions whose court may confirm, from where the parties are domiciled. Raises Invalid for a wrong division."""
    try:
        return rules.confirming_courts(
            [division for division in homes.values() if division],
            organisation=agreement.organisation.division,
            inviting=agreement.invited_by.division if agreement.invited_by else "",
            amount=agreement.terms.kept_total,
            on=clock.today(),
        )
    except LawError as error:
        raise Invalid(error.text(), field=error.field) from error


@transaction.atomic
def apply_together(*, by: User, dispute: Dispute, court: Organisation, homes: Mapping[UUID, str]) -> Confirmation:
    """Draw up the joint application to `court`; it goes there once every party has signed (CPL 205, CPLI 351, 353).

    `homes` says where each party is domiciled, by party id, as a division of six digits: the competent courts follow from it.
    """
    hold_scope(dispute.pk)
    row = Dispute.objects.get(pk=dispute.pk)
    agreement = handover.agreement_of(row)
    if agreement is None:
        raise Conflict(_("There is no agreement in effect that could be confirmed."))
    if by.pk not in {signer.user.pk for signer in agreement.signers}:
        raise NotAllowed(_("Only those who sign for a party may apply."))
    if not rules.may_apply(agreement.effective_on, clock.today()):
        raise Conflict(_("The thirty days for the joint application are over."))
    parties = list(parties_of(row))
    if set(homes) != {party.pk for party in parties} or not all(homes.values()):
        raise Invalid(_("Say for every party in which district or county they are domiciled."), field="homes")
    chosen = next(
        (
            each
            for each in courts_for(agreement, homes)
            if (each.division, each.level.value) == (court.division, court.court_level)
        ),
        None,
    )
    if chosen is None or court.kind != Organisation.Kind.COURT or not court.is_active:
        raise Invalid(_("Choose one of the competent courts."), field="court")
    try:
        with transaction.atomic():
            confirmation = Confirmation.objects.create(
                dispute=row,
                agreement=agreement.file,
                court=court,
                court_ground=chosen.ground.value,
                homes={str(party): division for party, division in homes.items()},  # type: ignore[misc]
                begun_by=by,
                apply_by=confirmation_deadline(agreement.effective_on),
            )
    except IntegrityError as error:
        raise Conflict(_("The confirmation has been applied for already.")) from error
    confirmation.application = documents.open_for_signing(
        by=by,
        kind=KIND,
        scope=row.pk,
        template=APPLICATION,
        payload=papers.application(confirmation, agreement),
        signers=agreement.signers,
        sealer=None,
        title="司法确认申请书",
    )
    confirmation.save(update_fields=["application"])
    note("filing.confirmation.begun", confirmation, by=by, court=court.pk, ground=chosen.ground.value)
    telling.tell(telling.applicants(confirmation), "filing.sign_application", confirmation, by=by)
    return confirmation


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """The application is signed while it is being signed, in time, by whoever signs for a party now."""
    confirmation = Confirmation.objects.select_related("dispute").get(application=signing_file)
    require_state(confirmation, ConfirmationState.SIGNING)
    if clock.today() > confirmation.apply_by:
        raise Conflict(_("The thirty days for the joint application are over."))
    agreement = handover.agreement_of(confirmation.dispute)
    if agreement is None or by.pk not in {signer.user.pk for signer in agreement.signers}:
        raise NotAllowed(_("Only those who sign for a party may apply."))


def signed_by_all(*, file_id: UUID) -> None:
    """Every party has signed: the application is with the court from this moment."""
    found = Confirmation.objects.filter(application=file_id, state=ConfirmationState.SIGNING).first()
    if found is None:
        return
    row = locked(found)
    row.submitted_at = clock.now()
    row.acceptance_due = rules.acceptance_deadline(clock.today())
    row.submit()
    row.save()
    note("filing.confirmation.submitted", row, by=None, court=row.court_id, due=row.acceptance_due)
    telling.tell(telling.applicants(row), "filing.submitted", row, court=row.court.name, due=row.acceptance_due)
    telling.tell(queries.clerks_of(row.court), "filing.to_take_in", row, due=row.acceptance_due)


def take_back(row: Confirmation, *, by: User | None, reason: str) -> None:
    """The locked application ends without a ruling; everyone is told."""
    signing = row.state == ConfirmationState.SIGNING
    row.withdraw()
    row.ended_at, row.reasons = clock.now(), reason
    row.save()
    if signing and row.application is not None:
        documents.supersede(by=by, signing_file=row.application, reason=reason)
    note("filing.confirmation.withdrawn", row, by=by)
    told = [*telling.applicants(row), *([] if signing else telling.court(row))]
    telling.tell(told, "filing.withdrawn", row, by=by)


def lapse(*, confirmation: Confirmation) -> Confirmation:
    """Not everyone signed within the thirty days: the application was never made."""
    with transaction.atomic():
        row = locked(confirmation)
        if row.state == ConfirmationState.SIGNING and clock.today() > row.apply_by:
            take_back(row, by=None, reason=_("Not everyone had signed when the thirty days were over."))
    return row


@transaction.atomic
def answer_question(
    *, by: User, confirmation: Confirmation, answer: str, files: Sequence[StoredFile] = ()
) -> Supplement:
    """A party adds what the court asked for (CPLI 356), in words and with files of their own. The other party and the judge see it."""
    row = locked(confirmation)
    policy.require_party(by, row)
    require_state(row, ConfirmationState.ACCEPTED)
    question = row.supplements.select_for_update(no_key=True).filter(answered_at=None).first()
    if question is None:
        raise Conflict(_("The court has asked nothing that is still open."))
    question.answer = needed(answer, "answer", _("Write your answer."))
    question.answered_at, question.answered_by = clock.now(), by
    question.save()
    if len(files) > MOST_FILES:
        raise Invalid(_("Send at most %(count)d files.") % {"count": MOST_FILES}, field="file")
    for file in dict.fromkeys(files):
        stored = documents.attach(by=by, file=file, scope=row.pk, purpose=PURPOSE)
        SupplementFile.objects.create(supplement=question, file=stored)
    facts = {"answer": personal(question.answer), "files": [file.sha256 for file in files]}
    note("filing.supplement.answered", row, by=by, subject=question, **facts)
    telling.tell([*telling.applicants(row), *telling.court(row)], "filing.supplement_answered", row, by=by)
    return question


def may_send(user: User, confirmation_id: UUID) -> bool:
    """Whether a person may add files to an application; asked by the room of documents."""
    found = Confirmation.objects.select_related("dispute").filter(pk=confirmation_id).first()
    return found is not None and found.state == ConfirmationState.ACCEPTED and policy.is_party(user, found)


def opened(*, by: User, confirmation: Confirmation) -> None:
    """Whoever opens the ruling has received it, in person; the first time counts (ODLR 31)."""
    if acting_for(by) is not None:
        return
    with transaction.atomic():
        row = locked(confirmation)
        service = row.services.select_for_update(no_key=True).filter(user=by, opened_at=None).first()
        if service is not None:
            service.opened_at = clock.now()
            service.save(update_fields=["opened_at"])
            note("filing.service.opened", row, by=by, subject=service)
