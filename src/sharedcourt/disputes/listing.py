"""Lists of disputes: search, filter, order, pages and export, with a fixed number of queries."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, codes
from sharedcourt.disputes.actions.opening import contract_hash
from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import with_applicants
from sharedcourt.disputes.states import SETTLED, DisputeState
from sharedcourt.law import identity
from sharedcourt.law.errors import LawError

S = DisputeState
PER_PAGE = 20
MOST_EXPORTED = 10_000
MOST_FOUND = 500

GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "draft": (_("Drafts"), (S.DRAFT, S.RETURNED)),
    "waiting": (_("Waiting"), (S.SUBMITTED, S.OFFERED, S.ACCEPTED, S.CONSENTING)),
    "mediating": (_("In mediation"), (S.MEDIATING, S.SIGNING)),
    "settled": (_("Settled"), tuple(SETTLED)),
    "court": (_("Before a court"), (S.COURT,)),
    "ended": (_("Ended"), (S.TERMINATED, S.WITHDRAWN)),
}
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "changed": (_("last changed"), ("-updated_at", "-id")),
    "oldest": (_("longest waiting"), ("updated_at", "id")),
    "amount": (_("largest amount"), ("-amount_claimed", "-id")),
}


def matching(disputes: QuerySet[Dispute], text: str, *, people: bool = True) -> QuerySet[Dispute]:
    """By dispute code or contract number and, where `people` are sought too, phone or ID number, whole: what is encrypted can only
    be found exactly.

    What matches is looked up first, by its index (at most `MOST_FOUND`): as one condition among others it would be a walk over
    everything the person may see.
    """
    wanted = text.strip()
    if not wanted:
        return disputes
    found = Q(contract_hash=contract_hash(wanted))
    try:
        found |= Q(code=codes.normalise(wanted))
    except codes.CodeInvalid:
        pass
    ids = set(Dispute.objects.filter(found).order_by().values_list("pk", flat=True)[:MOST_FOUND])
    if not people:
        return disputes.filter(pk__in=ids)
    named = Q()
    try:
        named |= Q(phone_hash=cipher.keyed_hash("phone", identity.mobile(wanted)))
    except LawError:
        pass
    try:
        named |= Q(resident_id_hash=cipher.keyed_hash("resident-id", identity.resident_id(wanted).number))
    except LawError:
        pass
    if named:
        parties = Party.objects.filter(named, removed_at=None).order_by()
        ids |= set(parties.values_list("dispute", flat=True)[:MOST_FOUND])
    return disputes.filter(pk__in=ids)


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that has been told how many there are."""

    def __init__(self, rows: Any, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self._known = count

    @cached_property
    def count(self) -> int:
        return self._known


class Listing:
    """One person's list as asked for in the address (`state`, `order`, `page`), among what `text` finds."""

    def __init__(self, disputes: QuerySet[Dispute], asked: Any, text: str, *, people: bool = True) -> None:
        self.text = text.strip()[:80]
        self.group = asked.get("state") if asked.get("state") in GROUPS else ""
        self.order = asked.get("order") if asked.get("order") in ORDERS else "changed"
        self.asked_page = asked.get("page", 1)
        self.found = matching(disputes, self.text, people=people)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many in each group, "" for all: one query."""
        by_state = dict(self.found.order_by().values_list("state").annotate(number=Count("pk")))
        counts = {name: sum(by_state.get(state, 0) for state in states) for name, (_label, states) in GROUPS.items()}
        return {"": sum(by_state.values()), **counts}

    @property
    def tabs(self) -> list[dict[str, Any]]:
        labels = [("", _("All")), *((name, label) for name, (label, _states) in GROUPS.items())]
        return [
            {"name": name, "label": label, "count": self.counts[name], "current": name == self.group}
            for name, label in labels
        ]

    @property
    def orders(self) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _fields) in ORDERS.items()]

    def rows(self) -> QuerySet[Dispute]:
        """The disputes of the chosen group in the chosen order, without their elements, with their respondents."""
        rows = self.found
        if self.group:
            rows = rows.filter(state__in=GROUPS[self.group][1])
        respondents = Party.objects.filter(removed_at=None, side=Side.RESPONDENT).only(
            "dispute_id", "name", "capacity", "position", "side", "removed_at"
        )
        return (
            with_applicants(rows)
            .select_related("applicant", "mediation_organisation")
            .defer("elements")
            .order_by(*ORDERS[self.order][1])
            .prefetch_related(Prefetch("parties", respondents, to_attr="respondents"))
        )

    @cached_property
    def page(self) -> Page[Dispute]:
        paginator = CountedPaginator(self.rows(), PER_PAGE, self.counts[self.group])
        try:
            return paginator.page(self.asked_page)
        except (PageNotAnInteger, EmptyPage):
            return paginator.page(1)

    def exported(self) -> Iterator[Dispute]:
        """For the CSV file: at most ten thousand, in portions."""
        yield from self.rows()[:MOST_EXPORTED].iterator(chunk_size=500)
