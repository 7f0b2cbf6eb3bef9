"""From a blank draft to a submitted dispute with its code."""

import hashlib
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import elements as loan
from sharedcourt.disputes import handover, policy, telling
from sharedcourt.disputes.actions.consenting import keep_address, record_consent
from sharedcourt.disputes.actions.lifecycle import locked, move
from sharedcourt.disputes.models import (
    Agent,
    Authority,
    Capacity,
    Dispute,
    Party,
    PartyKind,
    Side,
    Stage,
)
from sharedcourt.disputes.states import DisputeState
from sharedcourt.documents.models import StoredFile
from sharedcourt.law.causes import cause as cause_of
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.actions import revoke_invitations
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Site

CAUSES_TAKEN_IN = ("financial_loan", "small_loan")  # their elements are those of a loan


def for_editing(by: User, dispute: Dispute) -> Dispute:
    """The locked dispute, if the person may still correct it."""
    hold_scope(dispute.pk)
    row = locked(dispute)
    if not policy.is_applicant(by, row):
        raise NotAllowed(_("Only officers of the applicant change the application."))
    if row.opened_for_court:
        raise Conflict(_("This dispute was opened for a court; nobody has been asked to mediate."))
    if not policy.may_edit(by, row):
        raise Conflict(_("The application has been submitted and cannot be changed any more."))
    return row


def open_draft(
    *,
    by: User,
    applicant: Organisation | None = None,
    cause: str = "financial_loan",
    site: Site | None = None,
    idempotency_key: str = "",
) -> Dispute:
    """A new draft of the officer's institution, with the lender as first party and the officer as its agent.

    The same `idempotency_key` gives the same dispute again. Raises `NotAllowed`, `Invalid`.
    """
    key = hashlib.sha256(idempotency_key.encode()).hexdigest() if idempotency_key else ""
    if key:
        earlier = Dispute.objects.filter(opened_by=by, idempotency_key=key).first()
        if earlier is not None:
            return earlier
    try:
        return _open(by, applicant, cause, site, key)
    except IntegrityError:
        earlier = Dispute.objects.filter(opened_by=by, idempotency_key=key).first()
        if not key or earlier is None:
            raise
        return earlier


@transaction.atomic
def _open(by: User, applicant: Organisation | None, cause: str, site: Site | None, key: str) -> Dispute:
    allowed = policy.applicant_organisations(by)
    if not allowed:
        raise NotAllowed(_("Only officers of financial institutions open disputes here."))
    institution = applicant or allowed[0]
    if institution not in allowed:
        raise NotAllowed(_("You are not an officer of this institution."))
    try:
        title = cause_of(cause).zh
    except LawError as error:
        raise Invalid(_("There is no such cause of action."), field="cause") from error
    if cause not in CAUSES_TAKEN_IN:
        raise Invalid(_("Disputes of this kind cannot be opened here yet."), field="cause")
    dispute = Dispute.objects.create(
        cause=cause,
        applicant=institution,
        opened_by=by,
        site=site,
        division=institution.division,
        title=f"{title}（{institution.short_name or institution.name}）"[:120],
        idempotency_key=key,
    )
    lender = Party.objects.create(
        dispute=dispute,
        side=Side.APPLICANT,
        capacity=Capacity.LENDER,
        kind=PartyKind.ORGANISATION,
        organisation=institution,
        name=institution.name,
        address=institution.address,
        named_by=by,
        joined_at=clock.now(),
        position=1,
    )
    Agent.objects.create(party=lender, user=by, authority=Authority.SPECIAL)
    record("disputes.dispute.opened", by=by, subject=dispute, scope=dispute.pk, applicant=institution.pk, cause=cause)
    return dispute


@transaction.atomic
def choose_where(
    *, by: User, dispute: Dispute, mediation_organisation: Organisation, site: Site | None = None
) -> Dispute:
    """Which organisation shall mediate, and at which shared court the application is made (if at one)."""
    row = for_editing(by, dispute)
    if mediation_organisation.kind != Organisation.Kind.MEDIATION or not mediation_organisation.is_active:
        raise Invalid(_("Choose a mediation organisation."), field="mediation_organisation")
    if (row.mediation_organisation_id, row.site_id) != (mediation_organisation.pk, site.pk if site else None):
        row.mediation_organisation = mediation_organisation
        row.site = site
        row.updated_at = clock.now()
        row.save(update_fields=["mediation_organisation", "site", "updated_at"])
        where = {"organisation": mediation_organisation.pk, "site": row.site_id}
        record("disputes.draft.place_chosen", by=by, subject=row, scope=row.pk, **where)
    dispute.refresh_from_db()
    return dispute


@transaction.atomic
def save_elements(*, by: User, dispute: Dispute, elements: dict[str, Any]) -> Dispute:
    """Keep some elements of the draft; others stay as they are. Each is checked by itself (`Invalid` names the field)."""
    row = for_editing(by, dispute)
    before = row.elements
    row.elements = {**before, **loan.checked(elements)}
    changed = sorted(key for key in row.elements if before.get(key) != row.elements[key])
    number = row.elements.get("contract_number", "")
    row.contract_hash = contract_hash(number) if number else ""
    row.updated_at = clock.now()
    row.save(update_fields=["elements", "contract_hash", "updated_at"])
    if changed:
        text = personal(loan_fingerprint(row))
        record("disputes.draft.saved", by=by, subject=row, scope=row.pk, changed=changed, elements=text)
    dispute.refresh_from_db()
    return dispute


def contract_hash(number: str) -> str:
    """By what a contract's number is found."""
    return cipher.keyed_hash("contract-number", "".join(number.split()))


@transaction.atomic
def set_authority(
    *, by: User, dispute: Dispute, authority: str, document: StoredFile | None = None, representative: str = ""
) -> Agent:
    """How far the officer may act for the institution, the paper that says so, and who heads the institution.

    Only special authority allows to settle (CPL 62, CPLI 147).
    """
    row = for_editing(by, dispute)
    if authority not in Authority.values:
        raise Invalid(_("Choose how far your authority goes."), field="authority")
    party = Party.objects.get(dispute=row, side=Side.APPLICANT, position=1)
    agent, _new = Agent.objects.get_or_create(party=party, user=by, defaults={"authority": authority})
    agent.authority, agent.ended_at = authority, None
    if document is not None:
        agent.document = document
    agent.save()
    party.representative = " ".join(representative.split())[:60]
    party.save()
    record(
        "disputes.agent.named", by=by, subject=agent, scope=row.pk, authority=authority, document=document is not None
    )
    return agent


def missing_before_submission(dispute: Dispute) -> Invalid | None:
    """The first thing that keeps the draft from being submitted, or None."""
    if dispute.mediation_organisation_id is None:
        return Invalid(_("Choose a mediation organisation."), field="mediation_organisation")
    if not Party.objects.filter(dispute=dispute, removed_at=None, capacity=Capacity.BORROWER).exists():
        return Invalid(_("Say who the borrower is."), field="borrower")
    try:
        loan.check_together(dispute.elements)
    except Invalid as error:
        return error
    return None


@transaction.atomic
def submit(*, by: User, dispute: Dispute, declared: bool = False) -> Dispute:
    """Ask for mediation. Submitting twice gives the same dispute.

    `declared`: the institution agrees to online mediation and electronic service, says that what it states is true, and has
    read the warning about sham mediation; without it nothing is submitted.
    """
    row = locked(dispute)
    if not policy.is_applicant(by, row):
        raise NotAllowed(_("Only officers of the applicant change the application."))
    if row.state not in {DisputeState.DRAFT, DisputeState.RETURNED, DisputeState.WITHDRAWN} and row.submitted_at:
        dispute.refresh_from_db()
        return dispute
    if handover.is_before_court(row):
        raise Conflict(_("A court has this case now. Take it back there first."))
    if row.opened_for_court:
        raise Conflict(_("This dispute was opened for a court; nobody has been asked to mediate."))
    problem = missing_before_submission(row)
    if problem is not None:
        raise problem
    if not declared:
        raise Invalid(_("Confirm the declaration before you submit."), field="declared")
    row.calculated_on = date.fromisoformat(row.elements["as_of"])
    row.amount_claimed = loan.claimed(row.elements)
    row.submitted_at = clock.now()
    lender = Party.objects.get(dispute=row, side=Side.APPLICANT, position=1)
    move(
        by,
        row,
        "submit",
        {
            "cause": row.cause,
            "organisation": row.mediation_organisation_id,
            "amount": row.amount_claimed,
            "calculated_on": row.calculated_on,
            "elements": personal(loan_fingerprint(row)),
        },
    )
    for stage in (Stage.ONLINE_MEDIATION, Stage.SHAM_WARNING):
        record_consent(by, lender, stage, given=True)
    _confirm_own_address(by, lender)
    dispute.refresh_from_db()
    return dispute


def loan_fingerprint(dispute: Dispute) -> str:
    """The elements as one text, whose salted hash the ledger keeps."""
    import json

    return json.dumps(dispute.elements, ensure_ascii=False, sort_keys=True)


def _confirm_own_address(by: User, lender: Party) -> None:
    organisation = lender.organisation
    values = {
        "receiver": by.name,
        "address": organisation.address if organisation else "",
        "phone": by.phone or (organisation.phone if organisation else ""),
        "email": by.email,
        "e_service": True,
        "judgments_too": False,
    }
    keep_address(by, lender, values)


@transaction.atomic
def withdraw(*, by: User, dispute: Dispute, reason: str = "") -> Dispute:
    """Take the application back; open invitations end. Doing it twice changes nothing."""
    row = locked(dispute)
    if row.state == DisputeState.WITHDRAWN and policy.is_applicant(by, row):
        return dispute
    if handover.is_before_court(row):
        raise Conflict(_("A court has this case now. Take it back there first."))
    if row.opened_for_court:
        raise Conflict(_("This dispute was opened for a court; nobody has been asked to mediate."))
    move(by, row, "withdraw", {"reason": personal(reason) if reason else None})
    for party in Party.objects.filter(dispute=row, removed_at=None, user=None).exclude(phone_hash=""):
        revoke_invitations(by=by, phone=party.phone, scope=row.pk)
    if row.submitted_at is not None:
        telling.respondents(dispute=row, kind="disputes.withdrawn", by=by)
    dispute.refresh_from_db()
    return dispute
