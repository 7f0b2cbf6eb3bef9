"""A hearing at different times (非同步庭审): asked for in writing by a party, agreed to by all, granted by the judge (ODLR 20)."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy as disputes
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.hearings import policy, queries, telling
from sharedcourt.hearings.locking import locked, note, require_state
from sharedcourt.hearings.models import Form, Hearing, PublicHearing
from sharedcourt.hearings.scheduling import forms_of_hearing, people
from sharedcourt.hearings.scheduling.models import InTurnAnswer, InTurnRequest
from sharedcourt.hearings.states import HearingState
from sharedcourt.law import hearings as rules
from sharedcourt.law.hearing_words import reason_words
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

LONGEST_DAYS = 60


def _own_party(by: User, row: Hearing, party_id: UUID | None) -> Party:
    party = next((each for each in policy.own_parties(by, row) if each.pk == party_id), None)
    if party is None:
        raise NotAllowed(_("Only a party may do this."))
    return party


def _open(row: Hearing) -> InTurnRequest:
    found = row.in_turn_requests.select_for_update(no_key=True).filter(granted=None).first()
    if found is None:
        raise Conflict(_("Nobody has asked for a hearing at different times, or the court has decided."))
    return found


@transaction.atomic
def ask_in_turn(*, by: User, hearing: Hearing, party_id: UUID | None, reason: str) -> InTurnRequest:
    """A party asks in writing, and says why all cannot be online together (ODLR 20(2)). Asking is agreeing; the others are asked."""
    row = locked(hearing)
    party = _own_party(by, row, party_id)
    require_state(row, HearingState.PLANNED)
    if row.case.procedure not in rules.SIMPLE:
        raise Invalid(reason_words("not_simple", get_language() or "zh"), field="reason")
    why = needed(reason, "reason", _("Say why all cannot take part online at the same time."))
    known = row.in_turn_requests.filter(granted=None).first()
    if known is not None and known.party_id == party.pk:
        return known
    try:
        with transaction.atomic():
            made = InTurnRequest.objects.create(hearing=row, party=party, asked_by=by, reason=why)
    except IntegrityError as error:
        raise Conflict(_("A party has asked for this already. Answer there.")) from error
    InTurnAnswer.objects.create(request=made, party=party, user=by, agrees=True)
    note("hearings.in_turn.asked", row, by=by, subject=made, party=party.pk, reason=personal(why))
    telling.tell([*telling.parties(row), *telling.at_court(row)], "hearings.in_turn_asked", row, by=by)
    return made


@transaction.atomic
def answer_in_turn(*, by: User, hearing: Hearing, party_id: UUID | None, agrees: bool | None) -> InTurnRequest:
    """Another party agrees or not; it takes the party itself, or an agent with special authority (ODLR 20(2)(2))."""
    row = locked(hearing)
    party = _own_party(by, row, party_id)
    require_state(row, HearingState.PLANNED)
    request = _open(row)
    if agrees is None:
        raise Invalid(_("Choose yes or no."), field="agrees")
    if not (disputes.may_settle(by, party) or party.side == "applicant"):
        raise NotAllowed(_("This needs the party itself, or an agent with special authority."))
    answer, new = InTurnAnswer.objects.get_or_create(
        request=request, party=party, defaults={"user": by, "agrees": agrees}
    )
    if not new:
        if answer.agrees == agrees:
            return request
        raise Conflict(_("Your side has answered already."))
    note("hearings.in_turn.answered", row, by=by, subject=answer, party=party.pk, agrees=agrees)
    if not parties_of(row.case.dispute).exclude(pk__in=request.answers.values("party")).exists():
        telling.tell(telling.at_court(row), "hearings.in_turn_answered", row, by=by)
    return request


@transaction.atomic
def grant_in_turn(
    *,
    by: User,
    hearing: Hearing,
    first: date | None,
    last: date | None,
    undisputed: bool,
    clerk_id: UUID | None = None,
) -> Hearing:
    """The judge grants it when every condition of ODLR 20 is met: the parties are heard by themselves between two days.

    `undisputed`: the judge finds that the main facts and the evidence are not in dispute after the exchange. Raises Invalid with what
    stands against it.
    """
    row = locked(hearing)
    policy.require_deciding(by, row)
    require_state(row, HearingState.PLANNED)
    request = _open(row)
    faults = forms_of_hearing.in_turn_faults(row, request, undisputed=undisputed)
    if faults:
        lang = get_language() or "zh"
        raise Invalid("; ".join(f"{fault.text(lang)} ({fault.article})" for fault in faults), field="undisputed")
    if row.publicity == PublicHearing.SECRETS:
        raise Conflict(_("State secrets are never heard online. Decide first that the hearing is in court."))
    if first is None or first <= clock.today():
        raise Invalid(_("Choose a day after today."), field="first")
    if last is None or not first <= last <= first + timedelta(days=LONGEST_DAYS):
        raise Invalid(_("Choose a last day within sixty days of the first."), field="last")
    if clerk_id is not None:
        row.clerk = queries.clerks_of(row.court_id).filter(pk=clerk_id).first()
    if row.clerk is None:
        raise Invalid(_("Say who keeps the record."), field="clerk")
    people.entered(row, by=by)
    row.form = Form.IN_TURN
    row.starts_at = datetime.combine(first, time(), clock.SHANGHAI)
    row.ends_at = datetime.combine(last, time(23, 59), clock.SHANGHAI)
    row.schedule()
    row.save()
    _decide(request, by, granted=True)
    facts = {"granted": True, "first": first, "last": last, "undisputed": undisputed}
    note("hearings.in_turn.decided", row, by=by, subject=request, **facts)
    note("hearings.hearing.scheduled", row, by=by, starts_at=row.starts_at)
    told = [*telling.everybody(row), *telling.at_court(row)]
    telling.tell(told, "hearings.in_turn_granted", row, by=by, starts=first.isoformat(), ends=last.isoformat())
    return row


@transaction.atomic
def refuse_in_turn(*, by: User, hearing: Hearing, reasons: str) -> InTurnRequest:
    """The judge does not grant it; all are heard together, and the reason stands there for the parties."""
    row = locked(hearing)
    policy.require_deciding(by, row)
    require_state(row, HearingState.PLANNED)
    request = _open(row)
    request.why_not = needed(reasons, "reasons", _("Write down why, so that the parties understand."))
    _decide(request, by, granted=False)
    note("hearings.in_turn.decided", row, by=by, subject=request, granted=False, reasons=personal(request.why_not))
    telling.tell([*telling.parties(row), *telling.at_court(row)], "hearings.in_turn_refused", row, by=by)
    return request


def _decide(request: InTurnRequest, by: User, *, granted: bool) -> None:
    request.granted, request.decided_by, request.decided_at = granted, by, clock.now()
    request.save()
