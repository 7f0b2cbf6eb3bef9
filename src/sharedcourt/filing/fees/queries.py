"""Reads of fees, with a fixed number of queries."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import agencies_of, own_parties
from sharedcourt.filing.cases import policy as case_policy
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.fees.models import (
    OF_CLAIM,
    Bill,
    BillKind,
    Discrepancy,
    FeeSettlement,
    Payment,
    Refund,
    Relief,
)
from sharedcourt.filing.fees.states import PAYABLE, BillState, RefundState
from sharedcourt.filing.finding import named
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import acting_for, is_person, organisation_ids, organisations

# An appeal whose fee is settled when it has ended: it stays in the list of what is to be settled until then.
SETTLED_LATER = (BillState.PAID, BillState.WAIVED)
TABS = ("open", "overdue", "relief", "settling", "discrepancies", "refunds", "ended")


def _rows() -> QuerySet[Bill]:
    return Bill.objects.select_related(
        "case", "case__dispute", "case__number", "case__judge", "court", "payer", "payer__organisation"
    )


def _at_court(user: Any) -> Q:
    """All bills of a court for who looks after its fees, else those of the cases given to the person."""
    everywhere = organisation_ids(user, *case_policy.EVERY_CASE) if acting_for(user) is None else set()
    given = Case.objects.filter(cases.given_to(user)).order_by().values("pk")
    return Q(court__in=everywhere) | Q(case__in=given)


def at_court_of(user: Any) -> QuerySet[Bill]:
    """Bills that concern the person at the court where they work. Programs do not work at a court."""
    return _rows().filter(_at_court(user)) if works_at_court(user) else Bill.objects.none()


def works_at_court(user: Any) -> bool:
    """Whether the person has a court's list of bills."""
    return is_person(user) and bool(cases.courts_of(user))


def visible_to(user: Any) -> QuerySet[Bill]:
    """Bills of the person's own side, and those of their court. The other side and the mediators have no part in them."""
    if not is_person(user):
        return Bill.objects.none()
    suing = Case.objects.filter(cases.as_plaintiff(user)).order_by().values("pk")
    own = Q(payer__in=own_parties(user).order_by().values("pk"))
    for_others = Q(payer__in=agencies_of(user).order_by().values("party"))
    mine = Q(case__in=suing, payer__side=Side.APPLICANT) | own | for_others
    return _rows().filter(mine | _at_court(user) if works_at_court(user) else mine)


def receipts_for(user: Any) -> QuerySet[Any, Any]:
    """Receipts of the bills that the person may see."""
    seen = visible_to(user).order_by().select_related(None).values("pk")
    return Payment.objects.filter(bill__in=seen, receipt__isnull=False).order_by().values("receipt_id")


def of_claim(case: Case) -> QuerySet[Bill]:
    """The bills for the plaintiffs' claim, the acceptance fee first."""
    return of_case(case).filter(kind__in=OF_CLAIM)


def of_case(case: Case) -> QuerySet[Bill]:
    """The acceptance fee first, then what was asked in addition."""
    return _rows().filter(case=case).order_by("created_at")


def payer_of(case: Case) -> Party | None:
    """The plaintiff to whom the bill is addressed: the first; all plaintiffs may pay it."""
    return Party.objects.filter(dispute=case.dispute_id, side=Side.APPLICANT, removed_at=None).first()


def _open_relief() -> Exists:
    return Exists(Relief.objects.filter(bill=OuterRef("pk"), decided_at=None))


def _open_discrepancy() -> Exists:
    return Exists(Discrepancy.objects.filter(payment__bill=OuterRef("pk"), resolved_at=None))


def _open_refund() -> Exists:
    return Exists(Refund.objects.filter(payment__bill=OuterRef("pk")).exclude(state=RefundState.DONE))


def is_confirmed(case: Case) -> bool:
    """Whether the court has confirmed what the claim of the case costs in the end."""
    return FeeSettlement.objects.filter(case=case, bill=None).exists()


def settlement_of(bill: Bill) -> FeeSettlement | None:
    """What was confirmed about the claim, the counterclaim or the appeal that the bill is for."""
    of = None if bill.kind in OF_CLAIM else bill
    return FeeSettlement.objects.filter(case=bill.case_id, bill=of).prefetch_related("shares__party").first()


def of_others(case: Case, kind: BillKind) -> QuerySet[Bill]:
    """The counterclaims or the appeals of a case whose fee has not been settled, in the order in which they were billed."""
    given_up = (BillState.CANCELLED, BillState.LAPSED)
    rows = of_case(case).filter(kind=kind, settlement=None).exclude(state__in=given_up)
    return rows.order_by("created_at", "pk")


def _settled() -> Exists:
    return Exists(FeeSettlement.objects.filter(case=OuterRef("case"), bill=None))


def _tab(name: str) -> Q:
    today = clock.today()
    return {
        "open": Q(state__in=PAYABLE, due__gte=today),
        "overdue": Q(state__in=PAYABLE, due__lt=today),
        "relief": Q(_open_relief(), state__in=PAYABLE),
        "settling": Q(~_settled(), kind=BillKind.ACCEPTANCE, case__state=CaseState.CLOSED)
        | Q(kind=BillKind.APPEAL, state__in=SETTLED_LATER, settlement=None),
        "discrepancies": Q(_open_discrepancy()),
        "refunds": Q(_open_refund()),
        "ended": ~Q(state__in=PAYABLE),
    }[name]


def in_tab(user: Any, tab: str) -> QuerySet[Bill]:
    """A tab of the court's list: what is due first at the top; what has ended, newest first."""
    rows = at_court_of(user).filter(_tab(tab))
    return rows.order_by("-created_at", "-pk") if tab == "ended" else rows.order_by("due", "pk")


def tab_counts(user: Any) -> dict[str, int]:
    """How many there are in each tab, in one query."""
    rows = at_court_of(user).order_by().select_related(None)
    return rows.aggregate(**{tab: Count("pk", filter=_tab(tab)) for tab in TABS})


def search(rows: QuerySet[Bill], text: str) -> QuerySet[Bill]:
    """By case number or dispute code."""
    return named(rows, text, of="case__")


def open_relief(bill: Bill) -> Relief | None:
    return bill.reliefs.filter(decided_at=None).first()


def courts_kept_by(user: Any) -> list[Organisation]:
    """Courts whose books the person may compare with the provider's."""
    if not is_person(user) or acting_for(user) is not None:
        return []
    found = {court.pk: court for court in organisations(user, *case_policy.EVERY_CASE)}
    return [court for court in found.values() if court.kind == Organisation.Kind.COURT]


def day_of(day: date) -> tuple[datetime, datetime]:
    """A day in China, from its first moment to the next day's."""
    begin = datetime.combine(day, time.min, clock.SHANGHAI)
    return begin, begin + timedelta(days=1)


def payments_on(court: Organisation, day: date) -> QuerySet[Payment]:
    """What the provider reported as paid on a day and was booked."""
    begin, end = day_of(day)
    rows = Payment.objects.filter(bill__court=court, paid_at__gte=begin, paid_at__lt=end, booked_at__isnull=False)
    return rows.select_related("bill__case__number").order_by("paid_at")


def refunds_on(court: Organisation, day: date) -> QuerySet[Refund]:
    """What was paid back on a day."""
    begin, end = day_of(day)
    rows = Refund.objects.filter(payment__bill__court=court, done_at__gte=begin, done_at__lt=end)
    return rows.select_related("payment__bill__case__number").order_by("done_at")


def is_settled(bill: Bill) -> bool:
    """Whether nothing is asked any more."""
    return bill.state in {BillState.PAID, BillState.WAIVED, BillState.CANCELLED}
