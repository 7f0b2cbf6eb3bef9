"""Reads of cases, with a fixed number of queries and each list on an index of its own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from sharedcourt.core import clock
from sharedcourt.disputes.listing import matching
from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import (
    accounts_of,
    agencies_of,
    own_parties,
    parties_of,
    people_of,
    with_applicants,
)
from sharedcourt.disputes.states import EDITABLE as DISPUTE_EDITABLE
from sharedcourt.documents.models import SignatureSlot
from sharedcourt.filing.cases import policy
from sharedcourt.filing.cases.locking import WITH
from sharedcourt.filing.cases.models import Case, Correction, ProcedureChange
from sharedcourt.filing.cases.states import ON_TRIAL, OPEN, CaseState
from sharedcourt.filing.models import CaseNumber
from sharedcourt.law.casenumbers import parse_case_number
from sharedcourt.law.errors import LawError
from sharedcourt.law.filing import CASE_KIND
from sharedcourt.people.models import Membership, Organisation, Role, User, Verification
from sharedcourt.people.policy import acting_for, has_role, is_person, organisation_ids, organisations

MOST_COUNTED = 100
MOST_FOUND = 100
MOST_PREPARED = 20
YEARS_SEARCHED = 3


def rows() -> QuerySet[Case]:
    """Cases with what a line of a list shows."""
    return Case.objects.select_related(*WITH)


def courts_of(user: Any) -> set[UUID]:
    """The courts at whose desk the person works. Programs do not work at a court's desk."""
    return organisation_ids(user, *policy.DESK) if acting_for(user) is None else set()


def as_plaintiff(user: User) -> Q:
    """Cases on whose plaintiff's side the person acts."""
    own = own_parties(user).filter(side=Side.APPLICANT)
    parties = agencies_of(user).filter(party__side=Side.APPLICANT)
    mine = Q(dispute__in=own.values("dispute")) | Q(dispute__in=parties.values("party__dispute"))
    institutions = organisation_ids(user, Role.INSTITUTION_OFFICER)
    return mine | Q(dispute__applicant__in=institutions) if institutions else mine


def as_defendant(user: User) -> Q:
    """Cases against the person or whom they act for, once the court has accepted them."""
    own = own_parties(user).filter(side=Side.RESPONDENT)
    parties = agencies_of(user).filter(party__side=Side.RESPONDENT)
    mine = Q(dispute__in=own.values("dispute")) | Q(dispute__in=parties.values("party__dispute"))
    return mine & Q(accepted_at__isnull=False)


def of_parties(user: Any) -> QuerySet[Case]:
    """The person's cases, whichever side and for whomever they act: one list for an agent of many."""
    return rows().filter(as_plaintiff(user) | as_defendant(user)) if is_person(user) else Case.objects.none()


def being_prepared(user: Any) -> list[Dispute]:
    """What the person prepares for a court and has not chosen the court for, newest first; at most twenty."""
    if not is_person(user):
        return []
    own = own_parties(user).filter(side=Side.APPLICANT)
    agencies = agencies_of(user).filter(party__side=Side.APPLICANT)
    mine = Q(pk__in=own.values("dispute")) | Q(pk__in=agencies.values("party__dispute"))
    institutions = organisation_ids(user, Role.INSTITUTION_OFFICER)
    if institutions:
        mine |= Q(applicant__in=institutions)
    begun = Case.objects.filter(dispute=OuterRef("pk"), state__in=OPEN)
    found = Dispute.objects.filter(mine, ~Exists(begun), opened_for_court=True, state__in=DISPUTE_EDITABLE)
    return list(with_applicants(found).defer("elements").order_by("-updated_at", "-id")[:MOST_PREPARED])


NOTHING = Q(pk__in=())


def given_to(user: Any) -> Q:
    """Cases given to the person at their court: its judge's, its court clerk's, those whose refusal a judge is to sign."""
    if not is_person(user) or acting_for(user) is not None:
        return NOTHING
    found = NOTHING
    judging, recording = organisation_ids(user, *policy.JUDGES), organisation_ids(user, Role.COURT_CLERK)
    if judging:
        found |= Q(judge=user, court__in=judging) | Q(ruling__in=_to_sign(user), court__in=judging)
    if recording:
        found |= Q(clerk=user, court__in=recording)
    return found


def _to_sign(user: User) -> QuerySet[Any, Any]:
    return SignatureSlot.objects.filter(user=user).order_by().values("signing_file")


def known_at_court(user: Any) -> Q:
    """Cases the person knows of at a court, from submission on: all of them whose work is with every case, else those given to them."""
    everywhere = organisation_ids(user, *policy.EVERY_CASE) if acting_for(user) is None else set()
    found = given_to(user)
    if everywhere:
        found |= Q(court__in=everywhere) | Q(received_at__in=everywhere)
    return found & Q(submitted_at__isnull=False)


def open_at_court(user: Any) -> Q:
    """Cases that are open to the person as the court: `policy.reads_as_court` as a condition."""
    found = given_to(user)
    if acting_for(user) is None:
        taking_in = organisation_ids(user, Role.FILING_CLERK)
        if taking_in:
            found |= Q(accepted_at__isnull=True) & (Q(court__in=taking_in) | Q(desk__in=taking_in))
        if distributing := organisation_ids(user, Role.COURT_ADMINISTRATOR):
            found |= Q(court__in=distributing)
    return found & Q(submitted_at__isnull=False)


def at_courts(user: Any) -> QuerySet[Case]:
    """What has reached the courts where the person works and concerns them there."""
    return rows().filter(known_at_court(user)) if courts_of(user) else Case.objects.none()


def visible_to(user: Any) -> QuerySet[Case]:
    """Cases the person may know of: as a party, and at a court from submission on."""
    if not is_person(user):
        return Case.objects.none()
    seen = as_plaintiff(user) | as_defendant(user)
    if courts_of(user):
        seen |= known_at_court(user)
    return rows().filter(seen)


def rulings_for_plaintiffs(user: User) -> QuerySet[Any, Any]:
    """Rulings of refusal that the plaintiff's side may read: sealed ones, for what is not signed yet is the court's own."""
    return Case.objects.filter(as_plaintiff(user), state=CaseState.REFUSED).order_by().values("ruling_id")


def scopes_at_court(user: User) -> QuerySet[Any, Any]:
    """Disputes whose rulings somebody at the court that decides may read."""
    here = Case.objects.filter(known_at_court(user), court__in=courts_of(user))
    return here.order_by().values("dispute_id")


def known_as(user: Any, state: str) -> Q:
    """Cases in a state as the person may know it (`CaseLifecycle.known_state`)."""
    own = Q(court__in=courts_of(user))
    if state == CaseState.REFUSING:
        return Q(state=state) & own
    if state == CaseState.SUBMITTED:
        return Q(state=state) | (Q(state=CaseState.REFUSING) & ~own)
    return Q(state=state)


def plaints_at_court(user: User) -> QuerySet[Any, Any]:
    """Plaints that somebody may read at the court that decides, and where the case was handed in while it lies there."""
    courts = courts_of(user)
    here = Case.objects.filter(known_at_court(user), Q(court__in=courts) | Q(desk__in=courts))
    return here.order_by().values("plaint")


def of_dispute(dispute: Dispute) -> Case | None:
    """The case that counts: the open one, else the last."""
    found = rows().filter(dispute=dispute)
    return found.filter(state__in=OPEN).first() or found.first()


def is_before_court(dispute: Dispute) -> bool:
    """Whether a court has the case, so that nothing in the dispute may change under its eyes."""
    at_court = (CaseState.SUBMITTED, CaseState.REFUSING, *ON_TRIAL)
    return Case.objects.filter(dispute=dispute, state__in=at_court).exists()


def is_open_for(dispute: Dispute, side: str) -> bool:
    """Whether a case about the dispute is open as far as that side knows: the defendant's from its acceptance on."""
    found = Case.objects.filter(dispute=dispute, state__in=OPEN)
    return (found if side == Side.APPLICANT else found.filter(accepted_at__isnull=False)).exists()


# ---------- the court's desk


@dataclass(frozen=True)
class Tab:
    """A list of the desk: which cases of a court, and by which day they are in order (latest first with `descending`)."""

    court_field: str
    states: tuple[str, ...]
    order: str
    descending: bool = False
    is_date: bool = True


TABS: dict[str, Tab] = {
    "to_review": Tab("desk", (CaseState.SUBMITTED,), "review_due"),
    "returned": Tab("desk", (CaseState.RETURNED,), "review_due"),
    "refusing": Tab("desk", (CaseState.REFUSING,), "review_due"),
    "on_trial": Tab("court", (CaseState.ACCEPTED,), "trial_due"),
    "mediating": Tab("court", (CaseState.MEDIATING,), "trial_due"),
    "copies": Tab("court", tuple(ON_TRIAL), "copy_due"),
    "ended": Tab("court", (), "ended_at", descending=True, is_date=False),
    "passed_on": Tab("received_at", (), "submitted_at", descending=True, is_date=False),
}


def desk_courts(user: Any) -> list[Organisation]:
    """The courts whose desk the person may choose, by name."""
    found = {each.pk: each for each in organisations(user, *policy.DESK)} if acting_for(user) is None else {}
    return sorted(found.values(), key=lambda court: court.name)


GIVEN_TABS = ("refusing", "on_trial", "mediating", "ended")


def _own_in(court: Organisation, name: str, user: User) -> Q:
    """Of a list of the desk, what was given to the person; each part is read by an index of its own."""
    found = NOTHING
    if name == "refusing":
        return Q(ruling__in=_to_sign(user)) if has_role(user, *policy.JUDGES, at=court) else found
    if has_role(user, *policy.JUDGES, at=court):
        found |= Q(judge=user)
    if has_role(user, Role.COURT_CLERK, at=court):
        found |= Q(clerk=user)
    return found


def sees_every_case(user: Any, court: Organisation) -> bool:
    """Whether the lists of the court's desk show this person all of its cases."""
    return has_role(user, *policy.EVERY_CASE, at=court)


def in_tab(court: Organisation, name: str, user: User) -> QuerySet[Case]:
    """A list of the desk of one court, in its order: all of it for who takes in and distributes, else what was given to the person."""
    tab = TABS[name]
    found = rows().defer("dispute__elements").filter(**{tab.court_field: court})
    if not sees_every_case(user, court):
        if name not in GIVEN_TABS:
            return found.none()
        found = found.filter(_own_in(court, name, user))
    if tab.states:
        found = found.filter(state__in=tab.states) if len(tab.states) > 1 else found.filter(state=tab.states[0])
    if name == "copies":
        found = found.filter(copy_due__isnull=False)
    if name == "ended":
        found = found.filter(ended_at__isnull=False)
    if name == "passed_on":
        found = found.filter(passed_on_at__isnull=False)
    sign = "-" if tab.descending else ""
    return found.order_by(f"{sign}{tab.order}", f"{sign}id")


def after(found: QuerySet[Case], name: str, place: str) -> QuerySet[Case]:
    """What follows a place of a list, written by `place_of`; a place that makes no sense is the beginning."""
    tab = TABS[name]
    day, _sep, key = place.rpartition("_")
    try:
        last: Any = date.fromisoformat(day) if tab.is_date else datetime.fromisoformat(day).astimezone(UTC)
        pk = UUID(key)
    except (ValueError, OverflowError):
        return found
    step = "lt" if tab.descending else "gt"
    return found.filter(
        Q(**{f"{tab.order}__{step}e": last}), Q(**{f"{tab.order}__{step}": last}) | Q(**{f"id__{step}": pk})
    )


def place_of(case: Case, name: str) -> str:
    """Where a case stands in a list, for the address of the next page."""
    value = getattr(case, TABS[name].order)
    return f"{value.isoformat()}_{case.pk}" if value is not None else ""


def counts(court: Organisation, user: User) -> dict[str, int]:
    """How many there are in each list, counted up to a hundred: no list is walked through for a number."""
    return {name: in_tab(court, name, user).order_by()[:MOST_COUNTED].count() for name in TABS}


def search(user: Any, text: str) -> QuerySet[Case]:
    """By case number, its serial alone, dispute code or contract number: whole, by an index."""
    wanted = text.strip()[:80]
    ids: set[UUID] = set()
    numbers = CaseNumber.objects.filter(kind=CASE_KIND)
    if wanted.isdecimal() and len(wanted) < 8:  # noqa: PLR2004  a phone number is longer
        year = clock.today().year
        years = list(range(year - YEARS_SEARCHED + 1, year + 1))
        numbers = numbers.filter(court__in=courts_of(user), year__in=years, serial=int(wanted))
    else:
        try:
            numbers = numbers.filter(text=str(parse_case_number(wanted)))
        except LawError:
            numbers = numbers.none()
    ids |= set(Case.objects.filter(number__in=list(numbers[:MOST_FOUND])).values_list("pk", flat=True))
    disputes = list(
        matching(Dispute.objects.order_by(), wanted, people=False).values_list("pk", flat=True)[:MOST_FOUND]
    )
    ids |= set(Case.objects.filter(dispute__in=disputes).values_list("pk", flat=True)[:MOST_FOUND])
    return visible_to(user).filter(pk__in=ids).defer("dispute__elements").order_by("-created_at", "-id")


# ---------- who works there


def _members(court: Organisation, *roles: Role) -> QuerySet[User]:
    at = Membership.objects.filter(organisation=court, role__in=roles, is_active=True).values("user")
    return User.objects.filter(pk__in=at, is_active=True)


def clerks_of(court: Organisation) -> list[User]:
    """Who reviews filings there."""
    return list(_members(court, Role.FILING_CLERK))


def judges_of(court: Organisation) -> list[User]:
    """Who may try cases there, those with the fewest open cases first (`open_cases`)."""
    return _least_busy(court, Role.JUDGE, "judge")


def court_clerks_of(court: Organisation) -> list[User]:
    """Who may keep the record of cases there, those with the fewest open cases first (`open_cases`)."""
    return _least_busy(court, Role.COURT_CLERK, "clerk")


def _least_busy(court: Organisation, role: Role, column: str) -> list[User]:
    own = Case.objects.filter(**{column: OuterRef("pk")}, court=court, state__in=ON_TRIAL).order_by().values(column)
    open_cases = Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), Value(0))
    return list(_members(court, role).annotate(open_cases=open_cases).order_by("open_cases", "username"))


def people_in(dispute: Dispute) -> set[UUID]:
    """Everybody who takes part in the dispute as a party or agent."""
    return {user.pk for party in parties_of(dispute) for user in accounts_of(party)}


def people_at_counter(case: Case) -> list[tuple[Party, User]]:
    """Parties and agents with an account who may know of the case, in the parties' order."""
    early = case.accepted_at is None
    return [(party, user) for party, user in people_of(case.dispute) if not early or party.side == Side.APPLICANT]


def seen_at_counter(case: Case) -> dict[UUID, Verification]:
    """By person, what was seen at the counter in the present stage of the case."""
    rows = Verification.objects.filter(
        scope=case.pk, stage=case.known_state, method=Verification.Method.AT_COUNTER
    ).select_related("checked_by")
    return {row.user_id: row for row in rows}


def next_judge(case: Case) -> User | None:
    """The judge with the fewest open cases who has no part in the dispute."""
    taking_part = people_in(case.dispute)
    return next((judge for judge in judges_of(case.court) if judge.pk not in taking_part), None)


def next_clerk(case: Case) -> User | None:
    """The court clerk with the fewest open cases who has no part in the dispute; None where the court has none here."""
    taking_part = people_in(case.dispute)
    return next((clerk for clerk in court_clerks_of(case.court) if clerk.pk not in taking_part), None)


def plaintiffs(case: Case) -> list[User]:
    """Who is told for the plaintiff's side: the person who filed while they act for it, the parties and their agents, each once.

    When nobody of these is left, the officers of the institution.
    """
    found = {case.filed_by_id: case.filed_by} if policy.may_sue(case.filed_by, case.dispute) else {}
    for party in parties_of(case.dispute).filter(side=Side.APPLICANT):
        for user in accounts_of(party):
            found[user.pk] = user
    if not found and case.dispute.applicant is not None:
        return list(_members(case.dispute.applicant, Role.INSTITUTION_OFFICER))
    return list(found.values())


def defendants(case: Case) -> list[User]:
    """Who is told for the defendant's side, as far as they are on the platform."""
    found: dict[UUID, User] = {}
    for party in parties_of(case.dispute).filter(side=Side.RESPONDENT):
        for user in accounts_of(party):
            found[user.pk] = user
    return list(found.values())


def officers_of_sued(case: Case) -> list[User]:
    """Officers of the institutions on the platform that are sued."""
    sued = parties_of(case.dispute).filter(side=Side.RESPONDENT, organisation__isnull=False)
    found: dict[UUID, User] = {}
    for party in sued:
        assert party.organisation is not None
        found |= {user.pk: user for user in _members(party.organisation, Role.INSTITUTION_OFFICER)}
    return list(found.values())


def open_correction(case: Case) -> Correction | None:
    """What the court has asked for and has not got back."""
    return case.corrections.filter(answered_at=None).first()


def open_change(case: Case) -> ProcedureChange | None:
    """The ruling that moves the case to ordinary procedure and is not in effect yet."""
    rows = case.procedure_changes.select_related("ruling")
    return rows.filter(effective_at=None, taken_back_at=None).first()


def procedure_rulings(user: User) -> QuerySet[Any, Any]:
    """Sealed rulings on the procedure that the parties of an accepted case may read."""
    seen = Case.objects.filter(as_plaintiff(user) | as_defendant(user)).order_by().values("pk")
    return ProcedureChange.objects.filter(case__in=seen, effective_at__isnull=False).order_by().values("ruling_id")


# ---------- what belongs together


@dataclass(frozen=True)
class Related:
    """Another case about the same contract (`same_contract`) or against the same person or company."""

    case: Case
    same_contract: bool


def related(case: Case) -> list[Related]:
    """Other cases of the platform with the same contract, or the same plaintiff's side against a same defendant; at most twenty.

    People are compared by the keyed hash of their ID number, organisations by what they are here or by their credit code.
    """
    others = (
        rows().filter(submitted_at__isnull=False).exclude(dispute=case.dispute_id).exclude(state=CaseState.DRAFTING)
    )
    contract = case.dispute.contract_hash
    same = list(others.filter(dispute__contract_hash=contract)[:20]) if contract else []
    opposite = Party.objects.filter(dispute=case.dispute_id, side=Side.RESPONDENT, removed_at=None)
    hashes = [each.resident_id_hash for each in opposite if each.resident_id_hash]
    houses = [each.organisation_id for each in opposite if each.organisation_id]
    known = Party.objects.filter(removed_at=None, side=Side.RESPONDENT).order_by()
    disputes = set(known.filter(resident_id_hash__in=hashes).values_list("dispute", flat=True)[:MOST_FOUND])
    codes = [each.credit_code_hash for each in opposite if each.credit_code_hash]
    disputes |= set(known.filter(credit_code_hash__in=codes).values_list("dispute", flat=True)[:MOST_FOUND])
    disputes |= set(known.filter(organisation__in=houses).values_list("dispute", flat=True)[:MOST_FOUND])
    found = [Related(each, same_contract=True) for each in same]
    seen = {each.pk for each in same}
    found += [
        Related(each, same_contract=False) for each in others.filter(dispute__in=disputes)[:20] if each.pk not in seen
    ]
    return found[:20]


def receiving_courts() -> QuerySet[Organisation]:
    """Courts on the platform at which a case for another court may be handed in (跨域立案)."""
    return Organisation.objects.filter(kind=Organisation.Kind.COURT, is_active=True).order_by(F("division"), "name")


def to_be_served(case: Case) -> list[tuple[User, Party, bool]]:
    """(person, for which plaintiff, whether that one agreed to electronic service of rulings too) for everyone on the plaintiffs' side.

    Who acts for several plaintiffs receives it for each of them.
    """
    parties = list(parties_of(case.dispute).filter(side=Side.APPLICANT))
    acts_for: dict[UUID, list[Party]] = {}
    for party in parties:
        for user in accounts_of(party):
            acts_for.setdefault(user.pk, []).append(party)
    found = []
    for user in plaintiffs(case) if parties else []:
        for party in acts_for.get(user.pk, parties[:1]):
            address = getattr(party, "service_address", None)
            yes = user.pk in acts_for and address is not None and address.e_service and address.judgments_too
            found.append((user, party, yes))
    return found


def with_names(cases: list[Case]) -> list[tuple[Case, str, str]]:
    """Each case with the names of its plaintiffs and defendants, in one query for all."""
    found: dict[UUID, dict[str, list[str]]] = {}
    disputes = [case.dispute_id for case in cases]
    for party in Party.objects.filter(dispute__in=disputes, removed_at=None).only("dispute_id", "side", "name"):
        found.setdefault(party.dispute_id, {}).setdefault(party.side, []).append(party.name)
    rows: list[tuple[Case, str, str]] = []
    for case in cases:
        names = found.get(case.dispute_id, {})
        rows.append((case, "、".join(names.get(Side.APPLICANT, [])), "、".join(names.get(Side.RESPONDENT, []))))
    return rows
