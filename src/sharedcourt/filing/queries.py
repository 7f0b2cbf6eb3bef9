"""Reads, with a fixed number of queries."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from sharedcourt.disputes.handover import agreement_of
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import accounts_of, of_parties, parties_of, party_of
from sharedcourt.filing import policy
from sharedcourt.filing.finding import named
from sharedcourt.filing.models import Confirmation
from sharedcourt.filing.states import AT_COURT, HOLDING, OPEN, ConfirmationState
from sharedcourt.people.models import Membership, Organisation, Role, User
from sharedcourt.people.policy import acting_for, is_person, organisation_ids

# Tabs of the court's desk: which states each shows.
TABS: dict[str, tuple[ConfirmationState, ...]] = {
    "to_take_in": (ConfirmationState.SUBMITTED, ConfirmationState.TURNING_AWAY),
    "under_review": (ConfirmationState.ACCEPTED, ConfirmationState.DECIDED, ConfirmationState.WITHDRAWING),
    "ended": (
        ConfirmationState.GRANTED,
        ConfirmationState.REJECTED,
        ConfirmationState.NOT_ACCEPTED,
        ConfirmationState.WITHDRAWN,
    ),
}


def _rows() -> QuerySet[Confirmation]:
    return Confirmation.objects.select_related(
        "dispute", "court", "judge", "number", "agreement", "application", "ruling"
    )


def courts_of(user: Any) -> set[Any]:
    """The courts at whose desk the person works. Programs do not work at a court's desk."""
    return organisation_ids(user, *policy.DESK) if acting_for(user) is None else set()


def at_desk_of(user: Any) -> QuerySet[Confirmation]:
    """What has reached the courts at whose desk the person works."""
    courts = courts_of(user)
    return _rows().filter(court__in=courts, submitted_at__isnull=False)


def visible_to(user: Any) -> QuerySet[Confirmation]:
    """Applications the person may know of: those of their disputes as a party, and at their court from submission on."""
    if not is_person(user):
        return Confirmation.objects.none()
    courts = courts_of(user)
    mine = Q(dispute__in=of_parties(user).order_by().values("pk"))
    return _rows().filter(mine | Q(court__in=courts, submitted_at__isnull=False))


def pks_visible_to(user: User) -> QuerySet[Any, Any]:
    """The same applications by their ids, under which files sent to the court are kept."""
    return visible_to(user).order_by().select_related(None).values("pk")


def scopes_at_court(user: User) -> QuerySet[Any, Any]:
    """Disputes whose agreement, application and ruling somebody at the court may read."""
    return at_desk_of(user).order_by().values("dispute_id")


def scopes_of_parties(user: User) -> QuerySet[Any, Any]:
    """Disputes whose application a party may read."""
    return of_parties(user).order_by().values("pk")


def rulings_of_parties(user: User) -> QuerySet[Any, Any]:
    """Rulings a party may read: sealed ones, for what the judge has not signed or has taken back is the court's own."""
    mine = of_parties(user).order_by().values("pk")
    ended = TABS["ended"]
    return Confirmation.objects.filter(dispute__in=mine, state__in=ended).order_by().values("ruling_id")


def known_as(user: Any, state: str) -> Q:
    """Applications in a state as the person may know it (`ConfirmationLifecycle.known_state`)."""
    own = Q(court__in=courts_of(user))
    if state == ConfirmationState.TURNING_AWAY:
        return Q(state=state) & own
    if state == ConfirmationState.SUBMITTED:
        return Q(state=state) | (Q(state=ConfirmationState.TURNING_AWAY) & ~own)
    return Q(state=state)


def of_dispute(dispute: Dispute) -> Confirmation | None:
    """The application that counts: the open or granted one, else the last."""
    rows = _rows().filter(dispute=dispute)
    return rows.filter(state__in=[*OPEN, ConfirmationState.GRANTED]).first() or rows.first()


def is_applied_for(dispute: Dispute) -> bool:
    """Whether confirmation has been applied for and not come to nothing."""
    return Confirmation.objects.filter(dispute=dispute, state__in=HOLDING).exists()


def in_tab(user: User, tab: str) -> QuerySet[Confirmation]:
    """A tab of the desk, what is due first at the top."""
    rows = at_desk_of(user).filter(state__in=TABS[tab])
    order = {"to_take_in": "acceptance_due", "under_review": "decision_due"}.get(tab, "-ended_at")
    return rows.order_by(order, "pk")


def tab_counts(user: User) -> dict[str, int]:
    """How many there are in each tab, in one query."""
    counts = {tab: Count("pk", filter=Q(state__in=states)) for tab, states in TABS.items()}
    return at_desk_of(user).order_by().aggregate(**counts)


def search(rows: QuerySet[Confirmation], text: str) -> QuerySet[Confirmation]:
    """By case number or dispute code."""
    return named(rows, text)


def _members(court: Organisation, *roles: Role) -> QuerySet[User]:
    at = Membership.objects.filter(organisation=court, role__in=roles, is_active=True).values("user")
    return User.objects.filter(pk__in=at, is_active=True)


def clerks_of(court: Organisation) -> list[User]:
    """Who takes applications in there."""
    return list(_members(court, Role.FILING_CLERK))


def judges_of(court: Organisation) -> list[User]:
    """Who may review there, those with the fewest open reviews first."""
    reviews = Count("confirmations_reviewed", filter=Q(confirmations_reviewed__state__in=AT_COURT), distinct=True)
    return list(_members(court, *policy.REVIEWERS).annotate(reviews=reviews).order_by("reviews", "username"))


def next_judge(confirmation: Confirmation) -> User | None:
    """The judge with the fewest open reviews who has no part in the dispute."""
    taking_part = {user.pk for party in parties_of(confirmation.dispute) for user in accounts_of(party)}
    return next((judge for judge in judges_of(confirmation.court) if judge.pk not in taking_part), None)


def to_be_served(confirmation: Confirmation) -> list[tuple[User, bool]]:
    """(person, whether they agreed to electronic service of rulings too) for everyone who applies."""
    agreed = {}
    for party in parties_of(confirmation.dispute):
        address = getattr(party, "service_address", None)
        yes = address is not None and address.e_service and address.judgments_too
        for user in accounts_of(party):
            agreed[user.pk] = yes
    return [(user, agreed.get(user.pk, False)) for user in applicants(confirmation)]


def applicants(confirmation: Confirmation) -> list[User]:
    """Who signed the joint application, as long as they act for a party, and who signs for the parties now."""
    application = confirmation.application
    if application is None:
        return []
    signed = [slot.user for slot in application.slots.select_related("user").order_by("order")]
    acting = [user for user in signed if party_of(user, confirmation.dispute) is not None]
    agreement = agreement_of(confirmation.dispute)
    signing = [signer.user for signer in agreement.signers] if agreement is not None else []
    return list({user.pk: user for user in (*acting, *signing)}.values())


def may_apply(user: Any, dispute: Dispute) -> bool:
    """Whether the person signs for a party of an agreement in effect."""
    agreement = agreement_of(dispute)
    return agreement is not None and is_person(user) and user.pk in {each.user.pk for each in agreement.signers}
