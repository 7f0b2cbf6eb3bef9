"""From the offer of a case to its beginning: acceptance, consent, more time (the mediator: `mediators`)."""

from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import everyone_agreed
from sharedcourt.law import mediation_rules as rules
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import personal
from sharedcourt.mediation import policy, telling
from sharedcourt.mediation.actions.locking import locked, note, require_state
from sharedcourt.mediation.actors import actors, require_signatory, signatories
from sharedcourt.mediation.models import (
    Case,
    Decline,
    Extension,
    ExtensionConsent,
)
from sharedcourt.mediation.states import RUNNING, CaseState
from sharedcourt.people.models import Organisation, User


@transaction.atomic
def offer(*, by: User | None, dispute: Dispute) -> Case:
    """A submitted dispute goes to the organisation the applicant chose, which answers within 3 working days (ODMR 12)."""
    if dispute.mediation_organisation_id is None:
        raise Invalid(_("Choose a mediation organisation."), field="mediation_organisation")
    now, today = clock.now(), clock.today()
    due = rules.acceptance_deadline(today)
    existing = Case.objects.select_for_update().filter(dispute=dispute).first()
    if existing is None:
        case = Case.objects.create(
            dispute=dispute,
            organisation_id=dispute.mediation_organisation_id,
            offered_at=now,
            acceptance_due=due,
        )
    else:
        case = existing
        require_state(case, CaseState.DECLINED)
        case.offer_again()
        case.organisation_id = dispute.mediation_organisation_id
        case.offered_at, case.acceptance_due = now, due
        case.save()
    case = locked(case)
    disputes.advance(by=None, dispute=case.dispute, transition="offer")
    note("mediation.case.offered", case, by=by, organisation=case.organisation_id, acceptance_due=due)
    telling.tell(telling.managers(case), "mediation.offered", case, due=due)
    return case


@transaction.atomic
def choose_organisation(*, by: User, case: Case, organisation: Organisation) -> Case:
    """The applicant asks another organisation after a refusal or silence (ODMR 12)."""
    row = locked(case)
    policy.require_applicant(by, row)
    require_state(row, CaseState.DECLINED)
    if row.declines.filter(organisation=organisation).exists():
        raise Invalid(_("This organisation has declined already. Choose another."), field="organisation")
    disputes.change_mediation_organisation(by=by, dispute=row.dispute, organisation=organisation)
    row.dispute.refresh_from_db()
    return offer(by=by, dispute=row.dispute)


@transaction.atomic
def accept(*, by: User, case: Case) -> Case:
    """The organisation takes the case: the 30 days run from today (ODMR 12, 24). Accepting twice changes nothing."""
    row = locked(case)
    policy.require_manager(by, row)
    if row.state in RUNNING:
        return row
    require_state(row, CaseState.OFFERED)
    today = clock.today()
    row.accept()
    row.accepted_at = clock.now()
    row.joint_choice_due = rules.joint_choice_deadline(today)
    row.assignment_due = rules.assignment_deadline(today)
    row.ask_due = rules.ask_other_party_deadline(today)
    row.mediation_due = rules.mediation_deadline(today)
    row.year = today.year
    # One after the other: the numbers of an organisation's year have no gap and none twice.
    Organisation.objects.select_for_update(no_key=True).get(pk=row.organisation_id)
    last = Case.objects.filter(organisation_id=row.organisation_id, year=row.year).aggregate(last=Max("serial"))["last"]
    row.serial = (last or 0) + 1
    row.number = f"{row.organisation.short_name or row.organisation.name}〔{row.year}〕{row.serial}号"[:60]
    row.save()
    disputes.advance(by=by, dispute=row.dispute, transition="accept")
    disputes.advance(by=by, dispute=row.dispute, transition="ask_consent")
    note("mediation.case.accepted", row, by=by, number=row.number, mediation_due=row.mediation_due)
    telling.tell(
        telling.people(row),
        "mediation.accepted",
        row,
        by=by,
        organisation=row.organisation.name,
        due=row.mediation_due,
    )
    return row


@transaction.atomic
def decline(*, by: User | None, case: Case, reason: str = "") -> Case:
    """Not taken: with a reason by a manager, by silence when `by` is None. The applicant chooses another organisation."""
    row = locked(case)
    if by is not None:
        policy.require_manager(by, row)
        reason = needed(reason, "reason", _("Say why the case is not taken."))
    if row.state == CaseState.DECLINED:
        return row
    require_state(row, CaseState.OFFERED)
    row.decline()
    row.save()
    Decline.objects.create(case=row, organisation_id=row.organisation_id, by=by, reason=reason)
    action = "mediation.case.declined" if by is not None else "mediation.case.lapsed"
    note(action, row, by=by, organisation=row.organisation_id, reason=personal(reason))
    telling.tell(telling.officers(row), "mediation.declined", row, by=by, organisation=row.organisation.name)
    return row


def begin_if_ready(case: Case, *, by: User | None) -> bool:
    """Mediation begins once the mediator is confirmed and every party has agreed to mediate online (ODMR 4)."""
    if case.state != CaseState.ACCEPTED or case.mediator_id is None or not everyone_agreed(case.dispute):
        return False
    case.begin()
    case.begun_at = clock.now()
    case.save()
    disputes.advance(by=None, dispute=case.dispute, transition="begin")
    note("mediation.case.begun", case, by=by)
    return True


@transaction.atomic
def consent_changed(*, dispute_id: UUID) -> None:
    """A party has agreed to mediate online: begin when it was the last thing missing."""
    case = Case.objects.filter(dispute=dispute_id).first()
    if case is not None:
        begin_if_ready(locked(case), by=None)


@transaction.atomic
def propose_extension(*, by: User, case: Case, until: date) -> Extension:
    """The mediator asks for more time; it holds when every party agrees (ODMR 24)."""
    row = locked(case)
    policy.require_mediator(by, row)
    require_state(row, *RUNNING)
    assert row.mediation_due is not None
    try:
        rules.extended_deadline(row.mediation_due, agreed_until=until)
    except LawError as error:
        raise Invalid(_("Choose a day after the present last day."), field="until") from error
    if until == row.mediation_due:
        raise Invalid(_("Choose a day after the present last day."), field="until")
    if row.extensions.filter(decided_at=None).exists():
        raise Conflict(_("An extension has been proposed already and waits for answers."))
    extension = Extension.objects.create(case=row, until=until, proposed_by=by)
    note("mediation.extension.proposed", row, by=by, subject=extension, until=until)
    telling.tell(telling.people(row), "mediation.extension", row, by=by, until=until)
    return extension


@transaction.atomic
def answer_extension(*, by: User, extension: Extension, given: bool) -> Extension:
    """A party agrees to more time or not. One refusal ends the question."""
    row = locked(extension.case)
    actor = require_signatory(by, row.dispute)
    fresh = Extension.objects.select_for_update().get(pk=extension.pk)
    if fresh.decided_at is not None:
        raise Conflict(_("The question has been decided."))
    consent, made = ExtensionConsent.objects.get_or_create(extension=fresh, user=actor.user, defaults={"given": given})
    if made:
        note("mediation.extension.answered", row, by=by, subject=consent, given=given)
    agreed = set(fresh.consents.filter(given=True).values_list("user_id", flat=True))
    if not consent.given:
        fresh.decided_at = clock.now()
    elif all(each.user.pk in agreed for each in signatories(row.dispute)):
        fresh.decided_at, fresh.agreed = clock.now(), True
        assert row.mediation_due is not None
        row.mediation_due = rules.extended_deadline(row.mediation_due, agreed_until=fresh.until)
        row.save(update_fields=["mediation_due"])
        note("mediation.extension.agreed", row, by=by, subject=fresh, mediation_due=row.mediation_due)
        telling.tell(telling.everyone(row), "mediation.extended", row, by=by, due=row.mediation_due)
    fresh.save()
    return fresh


def missing_consents(case: Case) -> list[tuple[str, str]]:
    """(party's role, what is missing) for everyone who does not take part yet."""
    from sharedcourt.disputes.queries import parties_of
    from sharedcourt.mediation.actors import role_label

    acting = {actor.party.pk for actor in actors(case.dispute)}
    rows = []
    for party in parties_of(case.dispute):
        given = {consent.stage: consent.given for consent in party.consents_in_force}  # type: ignore[attr-defined]
        if party.pk not in acting:
            rows.append((role_label(party), _("has not joined yet")))
        elif not given.get("online_mediation"):
            refused = given.get("online_mediation") is False
            rows.append((role_label(party), _("has refused") if refused else _("has not agreed to mediate yet")))
    return rows
