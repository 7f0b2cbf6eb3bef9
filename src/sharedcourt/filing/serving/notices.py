"""Written notices of the court (ODLR 9): that a case is accepted, what the fee is, what is to be corrected, until when evidence is handed in.

Each is issued once, under the court's seal, by the worker after what it tells of; asked for again it issues what is missing.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django_tasks import task

from sharedcourt.core import clock, transaction
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import issuing
from sharedcourt.filing.cases import locking
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case, Correction, Procedure
from sharedcourt.filing.fees.models import Bill, BillKind
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.filing.serving.actions import serve_at_once
from sharedcourt.filing.serving.models import CaseNotice
from sharedcourt.law.causes import cause
from sharedcourt.law.money import format_yuan
from sharedcourt.law.wording import zh_date
from sharedcourt.people.models import Organisation, User

log = logging.getLogger(__name__)
TEMPLATE = "filing/typst/case_notice.typ"
PROCEDURES = {
    Procedure.ORDINARY: "普通程序",
    Procedure.SUMMARY: "简易程序",
    Procedure.SMALL: "小额诉讼的程序",
}


@dataclass(frozen=True)
class Notice:
    """One notice that is due: of what, its title, to whom (None: the plaintiffs), and what it prints."""

    key: str
    title: str
    party: Party | None
    court: Organisation
    payload: dict[str, Any]


def _payload(case: Case, title: str, court: Organisation, to: str, text: list[str], items: list[str]) -> dict[str, Any]:
    return {
        "title": title,
        "number": case.number.text if case.number is not None else "",
        "court": court.name,
        "to": to,
        "text": text,
        "items": items,
        "date": clock.today().isoformat(),
    }


def due(case: Case) -> Iterator[Notice]:
    """Every notice that follows from how the case stands."""
    parties = list(parties_of(case.dispute))
    suing = "、".join(party.name for party in parties if party.side == Side.APPLICANT)
    sued = "、".join(party.name for party in parties if party.side == Side.RESPONDENT)
    for correction in case.corrections.select_related("court"):
        yield _correction(case, correction, suing, sued)
    if case.accepted_at is None:
        return
    yield _accepted(case, suing, sued)
    bill = Bill.objects.filter(case=case, kind=BillKind.ACCEPTANCE).first()
    if bill is not None:
        yield _fee(case, bill, suing)
    known = {party.pk: party for party in parties}
    tasks = CaseTask.objects.filter(case=case, kind=CaseTask.Kind.EVIDENCE, set_by__isnull=False, done_at=None)
    for row in tasks.exclude(party=None):
        if row.party_id in known:
            yield _evidence(case, row, known[row.party_id])


def _correction(case: Case, correction: Correction, suing: str, sued: str) -> Notice:
    title = "补正通知书"
    text = [
        (
            f"你方诉{sued}{cause(case.cause).zh}的起诉材料收悉。经审查，材料不符合要求，现一次性告知需要补正的内容，"
            f"请于{zh_date(correction.due)}前在线补正。"
        ),
        "案件受理时间自收到补正材料后次日重新起算。已在线提交符合要求的材料的，无须再提供纸质件（人民法院在线诉讼规则第九条）。",
    ]
    items = [f"{number}．{item}" for number, item in enumerate(correction.items, 1)]
    payload = _payload(case, title, correction.court, suing, text, items)
    return Notice(f"correction-{correction.pk}", title, None, correction.court, payload)


def _accepted(case: Case, suing: str, sued: str) -> Notice:
    assert case.accepted_at is not None and case.trial_due is not None and case.number is not None
    title = "受理案件通知书"
    on = zh_date(clock.local(case.accepted_at).date())
    who = f"，由审判员{case.judge.name}承办" if case.judge is not None else ""
    text = [
        (
            f"你方诉{sued}{cause(case.cause).zh}一案的起诉材料收悉。经审查，起诉符合法定条件，本院于{on}登记立案，"
            f"案号{case.number.text}。"
        ),
        f"本案适用{PROCEDURES[Procedure(case.procedure)]}{who}，审理期限至{zh_date(case.trial_due)}。",
    ]
    if case.procedure == Procedure.SMALL:
        text.append("本案实行一审终审；案件受理费减半交纳。对适用小额诉讼的程序有异议的，应当在开庭前提出。")
    return Notice("accepted", title, None, case.court, _payload(case, title, case.court, suing, text, []))


def _fee(case: Case, bill: Bill, suing: str) -> Notice:
    title = "交纳诉讼费用通知书"
    text = [
        f"本案应当预交案件受理费{format_yuan(bill.amount)}元，请于{zh_date(bill.due)}前交纳（诉讼费用交纳办法第二十二条）。",
        (
            "交纳确有困难的，可以申请缓交、减交或者免交。逾期不交纳又未提出申请，或者申请未获批准仍不交纳的，"
            "按撤诉处理（民事诉讼法解释第二百一十三条）。"
        ),
    ]
    return Notice("fee", title, None, case.court, _payload(case, title, case.court, suing, text, []))


def _evidence(case: Case, row: CaseTask, party: Party) -> Notice:
    title = "举证通知书"
    text = [
        "当事人对自己提出的主张，有责任提供证据。因客观原因不能自行收集的证据，可以申请人民法院调查收集（民事诉讼法第六十七条）。",
        f"本院指定的举证期限至{zh_date(row.due)}。在该期限内提供证据确有困难的，可以申请延长。",
        (
            "逾期提供证据的，应当说明理由；拒不说明理由或者理由不成立的，本院根据不同情形可以不予采纳该证据，"
            "或者采纳该证据但予以训诫、罚款（民事诉讼法第六十八条）。"
        ),
    ]
    key = f"evidence-{row.pk}-{row.due.isoformat()}"
    return Notice(key, title, party, case.court, _payload(case, title, case.court, party.name, text, []))


def issue_missing(case_id: UUID) -> int:
    """Issue the notices of a case that are due and not there yet; gives how many. Each in a transaction of its own."""
    case = Case.objects.select_related("dispute", "court", "judge", "number").get(pk=case_id)
    issued = set(CaseNotice.objects.filter(case=case).values_list("key", flat=True))
    with translation.override("zh-hans"):
        return sum(_issue(case, notice) for notice in list(due(case)) if notice.key not in issued)


def _issue(case: Case, notice: Notice) -> bool:
    with transaction.atomic():
        row = locking.locked(case)
        if CaseNotice.objects.filter(case=row, key=notice.key).exists():
            return False
        file = documents.issue(
            by=None,
            kind=issuing.CASE_NOTICE,
            scope=row.dispute_id,
            template=TEMPLATE,
            payload=notice.payload,
            sealer=notice.court,
            title=notice.title,
        )
        CaseNotice.objects.create(case=row, key=notice.key, party=notice.party, file=file)
        if row.accepted_at is not None:
            sides = parties_of(row.dispute).filter(side=Side.APPLICANT)
            to = [notice.party] if notice.party is not None else list(sides)
            serve_at_once(case=row, file=file, parties=to)
    return True


def for_parties(user: User) -> QuerySet[Any, Any]:
    """Notices to the plaintiffs whom this person is or acts for; those to one party reach it by service."""
    suing = Case.objects.filter(cases.as_plaintiff(user)).order_by().values("pk")
    return CaseNotice.objects.filter(case__in=suing, party=None).order_by().values("file_id")


def of_scope(scope: UUID) -> QuerySet[Any, Any]:
    """Notices of a dispute: what they tell of has its own entries, and before acceptance the other side knows of none."""
    return SigningFile.objects.filter(scope=scope, kind=issuing.CASE_NOTICE).order_by().values("pk")


@task()
def send(case_id: str) -> int:
    """Issue what is missing; doing it twice does it once."""
    return issue_missing(UUID(case_id))


def queue(case_id: UUID) -> None:
    """Queue it. If the queue cannot be written the sweep finds the case later."""
    try:
        send.enqueue(str(case_id))
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("The notices of a case could not be queued; the sweep will issue them.")
