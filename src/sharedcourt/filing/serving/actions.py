"""Serving papers of a case: electronically on accounts, by other means as recorded, and what comes back."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Party, ServiceAddress
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case, Procedure
from sharedcourt.filing.cases.states import ENDED, NUMBERED, CaseState
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import copies, periods, policy, queries, telling
from sharedcourt.law import service as rules
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for

LONGEST_TRACKING = 60
OTHER_CHANNELS = (Service.Channel.EMAIL, Service.Channel.FAX, Service.Channel.MESSAGE)


def note(action: str, service: Service, *, by: User | None, **facts: Any) -> None:
    """Record an action under the dispute."""
    assert service.case is not None
    record(action, by=by, subject=service, scope=service.case.dispute_id, file=service.file_id, **facts)


def _open(case: Case) -> Case:
    """The case with its dispute held; papers are served from acceptance or refusal on."""
    hold_scope(case.dispute_id)
    row = Case.objects.select_related("dispute", "court", "number").get(pk=case.pk)
    if row.state not in {*NUMBERED, CaseState.REFUSED}:
        raise Conflict(_("Papers are served once the court has accepted the case."))
    return row


def _parties(case: Case, wanted: Iterable[UUID]) -> list[Party]:
    found = {party.pk: party for party in parties_of(case.dispute)}
    chosen = list(dict.fromkeys(wanted))
    if not chosen or not all(pk in found for pk in chosen):
        raise Invalid(_("Choose on whom the document is served."), field="parties")
    return [found[pk] for pk in chosen]


def _file(by: User, case: Case, file_id: UUID | None) -> SigningFile:
    file = queries.to_serve(by, case).filter(pk=file_id).first() if file_id is not None else None
    if file is None:
        raise Invalid(_("Choose a finished document of this case."), field="file")
    return file


@transaction.atomic
def confirm_address(*, by: User, case: Case, party_id: UUID | None, **entered: Any) -> ServiceAddress:
    """A party confirms or changes where papers of the case reach them (CPLI 136, 137; ODLR 29, 30). Later service goes there."""
    row = Case.objects.select_related("dispute").get(pk=case.pk)
    if row.state in ENDED:
        raise Conflict(_("The case has ended."))
    party = next((each for each in policy.own_parties(by, row) if each.pk == party_id), None)
    if party is None:
        raise NotAllowed(_("Only a party says this."))
    return disputes.give_service_address(by=by, party=party, **entered)


@transaction.atomic
def serve(*, by: User, case: Case, file_id: UUID | None, parties: Iterable[UUID]) -> list[Service]:
    """Serve a finished document on parties, in the accounts of each and of its agents (CPL 90, ODLR 29-32).

    Serving again adds only who was not served yet. Raises Conflict when a party has no account: then other means remain.
    """
    row = _open(case)
    policy.require_server(by, row)
    file = _file(by, row, file_id)
    chosen = _parties(row, parties)
    if any(not queries.receivers(party, file) for party in chosen):
        raise Conflict(_("A party has no account yet. Serve on that party by other means."))
    made = _reach(row, file, chosen, by=by)
    for party in chosen:
        periods.count(row, party, file)
        copies.count(row, party, file, by)
    return made


@transaction.atomic
def serve_at_once(*, case: Case, file: SigningFile, parties: Iterable[Party] | None = None) -> list[Service]:
    """A paper of the court reaches the parties (all, unless some are named) that have an account; on the others a clerk serves it by
    other means."""
    row = _open(case)
    wanted = {party.pk for party in parties} if parties is not None else None
    found = [party for party in parties_of(row.dispute) if wanted is None or party.pk in wanted]
    chosen = [party for party in found if queries.receivers(party, file)]
    return _reach(row, file, chosen, by=None)


def _reach(row: Case, file: SigningFile, chosen: list[Party], *, by: User | None) -> list[Service]:
    made = []
    for party in chosen:
        basis = queries.basis_for(party, file)
        for user in queries.receivers(party, file):
            service, new = Service.objects.get_or_create(
                file=file,
                user=user,
                party=party,
                means=Service.Way.ELECTRONIC,
                channel=Service.Channel.PLATFORM,
                defaults={"case": row, "basis": basis, "served_by": by},
            )
            if new:
                made.append(service)
    for service in made:
        note("filing.service.reached", service, by=by, basis=service.basis, party=service.party_id)
    # Who receives it for two parties is told once.
    for service in {service.user_id: service for service in made}.values():
        telling.served(service, by=by)
    return made


@transaction.atomic
def record_service(
    *,
    by: User,
    case: Case,
    file_id: UUID | None,
    party_id: UUID | None,
    means: str,
    day: date | None,
    note_text: str,
    tracking: str = "",
    channel: str = "",
) -> Service:
    """The clerk records service by other means (CPL 88-95), or by another electronic way of the court, whose address counts as
    confirmed if the party agreed to electronic service and named it.

    `day`: when the receipt was signed, the paper was left, the notice was last put up, or the message arrived. Raises Invalid.
    """
    row = _open(case)
    policy.require_server(by, row)
    file = _file(by, row, file_id)
    (party,) = _parties(row, [party_id] if party_id is not None else [])
    if means not in set(rules.Means):
        raise Invalid(_("Choose how it was served."), field="means")
    if day is None or day > clock.today():
        raise Invalid(_("Enter the day; it cannot be in the future."), field="day")
    way = rules.Means(means)
    text = needed(note_text, "note", str(_NEEDED[way]))
    number = " ".join(tracking.split())[:LONGEST_TRACKING]
    if way is rules.Means.POST and not number:
        raise Invalid(_("Enter the number of the postal item."), field="tracking")
    summary = row.procedure in {Procedure.SUMMARY, Procedure.SMALL}
    try:
        rules.may_use(way, summary=summary, mediation_document=queries.is_mediation_document(file), on=day)
    except LawError as error:
        raise Invalid(error.text(), field="means") from error
    kept: dict[str, Any] = {"case": row, "party": party, "file": file, "served_by": by, "means": way, "note": text}
    if way is rules.Means.ELECTRONIC:
        if channel not in OTHER_CHANNELS:
            raise Invalid(_("Choose the electronic way."), field="channel")
        kept |= {"channel": channel, "reached_at": _at_end_of(day), "basis": queries.basis_for(party, file, channel)}
    else:
        kept |= {"channel": "", "reached_at": None, "day": day, "tracking": number}
    service = Service.objects.create(**kept)
    facts = {"means": way.value, "day": day, "note": personal(text), "tracking": personal(number)}
    note("filing.service.recorded", service, by=by, party=party.pk, **facts)
    periods.count(row, party, file)
    copies.count(row, party, file, by)
    return service


_NEEDED: dict[rules.Means, Any] = {
    rules.Means.ELECTRONIC: gettext_lazy("Write down to which address it was sent and how that is shown."),
    rules.Means.DIRECT: gettext_lazy("Write down who signed the receipt."),
    rules.Means.LEFT: gettext_lazy("Write down who witnessed it, or how it was recorded, and why it was refused."),
    rules.Means.ENTRUSTED: gettext_lazy("Write down which court served it and who signed the receipt."),
    rules.Means.POST: gettext_lazy("Write down who signed for it."),
    rules.Means.PUBLIC_NOTICE: gettext_lazy(
        "Write down why by public notice, what was tried before, and where it was put up."
    ),
}


def _at_end_of(day: date) -> datetime:
    """A clerk knows the day of arrival, seldom the minute; the period begins the day after in any case."""
    return min(datetime.combine(day, time(23, 59), clock.SHANGHAI), clock.now())


# ---------- what comes back


def _locked(case: Case, service_id: UUID | None) -> Service:
    if service_id is None:
        raise Invalid(_("There is no such service."), field="service")
    found = (
        Service.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case", "file", "party")
        .filter(case=case, pk=service_id)
        .first()
    )
    if found is None:
        raise Invalid(_("There is no such service."), field="service")
    return found


@transaction.atomic
def reply(*, by: User, case: Case, service_id: UUID | None) -> Service:
    """Whoever was served says that they have it (ODLR 31(2)(1)); the first time counts. In person."""
    hold_scope(case.dispute_id)
    service = _locked(case, service_id)
    if service.user_id != by.pk or acting_for(by) is not None:
        raise NotAllowed(_("Only the person who was served says this."))
    if service.replied_at is None:
        service.replied_at = clock.now()
        service.save(update_fields=["replied_at"])
        note("filing.service.replied", service, by=by)
        periods.of(service)
    return service


def opened(by: User, signing_file: SigningFile) -> None:
    """A person reads a document that was served on them, whatever way they came to it; the first time counts (ODLR 31(2)(2))."""
    if acting_for(by) is not None:
        return
    waiting = Service.objects.filter(file=signing_file, user=by, opened_at=None)
    if not waiting.exists():
        return
    with transaction.atomic():
        hold_scope(signing_file.scope)
        for service in waiting.select_for_update(of=("self",), no_key=True).select_related("case", "party", "file"):
            service.opened_at = clock.now()
            service.save(update_fields=["opened_at"])
            record("filing.service.opened", by=by, subject=service, scope=signing_file.scope)
            periods.of(service)


@transaction.atomic
def bounced(*, by: User, case: Case, service_id: UUID | None, note_text: str) -> Service:
    """The system of the address gave it back: arrival does not count, other means remain."""
    return _found_out(by, case, service_id, note_text, "bounced_at", "filing.service.bounced")


@transaction.atomic
def acted(*, by: User, case: Case, service_id: UUID | None, note_text: str) -> Service:
    """The party did what the paper asks for, which shows that it was received (ODLR 31(2)(1))."""
    return _found_out(by, case, service_id, note_text, "acted_at", "filing.service.acted")


@transaction.atomic
def rebutted(*, by: User, case: Case, service_id: UUID | None, note_text: str) -> Service:
    """The party has proved a fault, an address not theirs, or another reader: reading is presumed no longer (ODLR 31(2)(2))."""
    return _found_out(by, case, service_id, note_text, "rebutted_at", "filing.service.rebutted")


def found_out(*, by: User, case: Case, service_id: UUID | None, what: str, note_text: str) -> Service:
    """One of `bounced`, `acted` and `rebutted`. Raises Invalid for anything else."""
    policy.require_server(by, case)
    known = {"bounced": bounced, "acted": acted, "rebutted": rebutted}
    if what not in known:
        raise Invalid(_("Choose what became known."), field="what")
    return known[what](by=by, case=case, service_id=service_id, note_text=note_text)


def _found_out(by: User, case: Case, service_id: UUID | None, text: str, name: str, action: str) -> Service:
    hold_scope(case.dispute_id)
    row = Case.objects.select_related("dispute").get(pk=case.pk)
    policy.require_server(by, row)
    service = _locked(row, service_id)
    if service.means != Service.Way.ELECTRONIC:
        raise Conflict(_("This was not served electronically."))
    kept = needed(text, "note", _("Write down what shows it."))
    if getattr(service, name) is None:
        setattr(service, name, clock.now())
        service.note = f"{service.note}\n{kept}".strip()
        service.save()
        note(action, service, by=by, note=personal(kept))
        periods.of(service)
        if service.party is not None:
            copies.count(row, service.party, service.file, by)
    return service
