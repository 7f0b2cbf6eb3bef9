"""Reads of enforcement, with a fixed number of queries."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import accounts_of, parties_of
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.enforcing import policy
from sharedcourt.filing.enforcing.locking import WITH
from sharedcourt.filing.enforcing.models import Enforcement, EnforcementCorrection
from sharedcourt.filing.enforcing.states import HOLDING, EnforcementState
from sharedcourt.filing.finding import named
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person, organisation_ids

S = EnforcementState
TABS: dict[str, tuple[EnforcementState, ...]] = {
    "to_take_in": (S.SUBMITTED,),
    "returned": (S.RETURNED,),
    "refusing": (S.REFUSING,),
    "registered": (S.ACCEPTED,),
    "ended": (S.REFUSED, S.WITHDRAWN),
}


def _rows() -> QuerySet[Enforcement]:
    return Enforcement.objects.select_related(*WITH)


def _courts(user: Any) -> set[Any]:
    return organisation_ids(user, *policy.DESK) if acting_for(user) is None else set()


def at_desk_of(user: Any) -> QuerySet[Enforcement]:
    """What has reached the courts at whose desk the person works. Programs do not work at a court's desk."""
    return _rows().filter(court__in=_courts(user), submitted_at__isnull=False)


def visible_to(user: Any) -> QuerySet[Enforcement]:
    """The creditor's side, and the court from submission on. The debtors learn of it from the court."""
    if not is_person(user):
        return Enforcement.objects.none()
    at_court = Q(court__in=_courts(user), submitted_at__isnull=False)
    return _rows().filter(cases.as_plaintiff(user) | at_court)


def scopes_at_court(user: User) -> QuerySet[Any, Any]:
    """Disputes whose title and application somebody at the court may read."""
    return at_desk_of(user).order_by().values("dispute_id")


def scopes_of_creditors(user: User) -> QuerySet[Any, Any]:
    """Disputes whose application the creditor's side may read."""
    return Enforcement.objects.filter(cases.as_plaintiff(user)).order_by().values("dispute_id")


def of_dispute(dispute: Dispute) -> Enforcement | None:
    """The application that counts: the open or registered one, else the last."""
    rows = _rows().filter(dispute=dispute)
    return rows.filter(state__in=HOLDING).first() or rows.first()


def in_tab(user: Any, tab: str) -> QuerySet[Enforcement]:
    """A tab of the desk, what is due first at the top."""
    rows = at_desk_of(user).filter(state__in=TABS[tab])
    return rows.order_by("review_due", "pk") if tab in {"to_take_in", "returned", "refusing"} else rows


def tab_counts(user: Any) -> dict[str, int]:
    """How many there are in each tab, in one query."""
    counts = {tab: Count("pk", filter=Q(state__in=states)) for tab, states in TABS.items()}
    return at_desk_of(user).order_by().select_related(None).aggregate(**counts)


def search(rows: QuerySet[Enforcement], text: str) -> QuerySet[Enforcement]:
    """By case number or dispute code."""
    return named(rows, text)


def works_at_desk(user: Any) -> bool:
    """Whether the person has a court's list."""
    return is_person(user) and bool(_courts(user))


def creditors(dispute: Dispute) -> list[User]:
    """Who is told for the creditor's side: the applicants with an account and their agents."""
    found: dict[Any, User] = {}
    for party in parties_of(dispute).filter(side=Side.APPLICANT):
        for user in accounts_of(party):
            found[user.pk] = user
    return list(found.values())


def sides(dispute: Dispute) -> tuple[list[Party], list[Party]]:
    """Creditors and debtors of the title."""
    parties = list(parties_of(dispute))
    return (
        [party for party in parties if party.side == Side.APPLICANT],
        [party for party in parties if party.side == Side.RESPONDENT],
    )


def open_correction(enforcement: Enforcement) -> EnforcementCorrection | None:
    """What the court has asked for and has not got back."""
    return enforcement.corrections.filter(answered_at=None).first()


def confirmed_electronically(dispute: Dispute) -> dict[Any, bool]:
    """Person → whether their party agreed to electronic service of rulings too (ODLR 29, 31)."""
    agreed: dict[Any, bool] = {}
    for party in parties_of(dispute).filter(side=Side.APPLICANT):
        address = getattr(party, "service_address", None)
        yes = address is not None and address.e_service and address.judgments_too
        for user in accounts_of(party):
            agreed[user.pk] = yes
    return agreed
