"""The data of the papers of enforcement: the application, the notice of registration, the ruling not to accept (`documents.schema`)."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from sharedcourt.core import clock, codes
from sharedcourt.disputes.models import Party
from sharedcourt.filing.enforcing import queries
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.titles import Basis, Entered, Outstanding
from sharedcourt.filing.plaint.known import agent_lines, is_theirs, party_line
from sharedcourt.filing.plaint.papers import as_draft, style
from sharedcourt.law.causes import cause
from sharedcourt.law.enforcement import (
    GROUND_WORDS,
    NOT_ACCEPTED_WORDS,
    NotAccepted,
    Title,
    not_accepted_articles,
    source_of,
)
from sharedcourt.law.enforcement import CourtGround as Ground
from sharedcourt.law.money import format_yuan
from sharedcourt.law.tables import rule
from sharedcourt.law.wording import zh_date, zh_sum

APPLICATION = "filing/typst/enforcement_application.typ"
NOTICE = "filing/typst/enforcement_notice.typ"
DRAFT = "草稿：仅供核对，不具有申请书的效力"


def application(
    basis: Basis, entered: Entered, found: Outstanding, *, court: str, ground: str, article: str
) -> dict[str, Any]:
    """强制执行申请书 (CPL 247, 251; CPLI 461)."""
    creditors, debtors = queries.sides(basis.dispute)
    against = [party for party in debtors if party.pk in entered.against]
    today = clock.today()
    period = rule("limitation", "enforcement", today)
    return {
        "number": "",
        "dispute_code": codes.display(basis.dispute.code),
        "court": court,
        "parties": _parties(basis, creditors, against),
        "title": _title(basis),
        "requests": _requests(basis, against, found),
        "items": [[item.name[0], item.how[0], str(item.amount)] for item in found.claimed.items],
        "as_of": found.claimed.as_of.isoformat(),
        "total": str(found.claimed.total),
        "dues": _dues(found),
        "received": str(found.received),
        "facts": _facts(basis, entered, found),
        "jurisdiction": f"本申请向{GROUND_WORDS[Ground(ground)][0]}提出（{article}）。",
        "time_limit": (
            f"履行期限最后一日为{zh_date(found.limit.runs_from)}，申请执行期间至{zh_date(found.limit.ends_on)}届满"
            f"（{period['source']}{period['article']}：{period['years']}年）。"
        ),
        "clues": [line.strip() for line in entered.clues.splitlines() if line.strip()]
        or ["申请执行人目前未掌握财产线索。"],
        "fee": f"申请费不预交，执行后交纳，由被执行人负担（{source_of('fee', today)[0]}）。",
        "attachments": _attachments(basis),
        "date": today.isoformat(),
    }


def _parties(basis: Basis, creditors: list[Party], against: list[Party]) -> list[str]:
    lines = [f"申请执行人：{party_line(party, whole=True)}。" for party in creditors]
    lines += [f"委托代理人：{line}。" for line in agent_lines(creditors)]
    lines += [f"被执行人：{party_line(party, whole=is_theirs(party, basis.dispute))}。" for party in against]
    return lines


def _title(basis: Basis) -> str:
    if basis.title is Title.CONFIRMED and basis.agreement is not None:
        terms = basis.agreement.terms
        return (
            f"{basis.court.name}{basis.number}民事裁定书，确认{terms.organisation}主持达成的编号为{terms.number}的调解协议有效，"
            f"该裁定于{zh_date(basis.in_force_on)}作出。"
        )
    assert basis.case is not None
    what = "民事调解书" if basis.case.outcome == "mediated" else "民事判决书"
    return f"{basis.court.name}{basis.number}{what}。"


def _requests(basis: Basis, against: list[Party], found: Outstanding) -> list[str]:
    names = "、".join(party.name for party in against)
    total = zh_sum(found.claimed.total)
    asked = [f"强制被执行人{names}向申请执行人支付截至{zh_date(found.claimed.as_of)}的款项共计{total}（明细见下表）。"]
    keys = {item.key for item in found.claimed.items}
    if "penalty" in keys:
        asked.append("上述日期之后的逾期罚息按协议约定继续计算至实际清偿之日。")
    if "late" in keys or not found.claimed.agreed:
        daily = rule("penalty_bounds", "late_performance", found.claimed.as_of)
        asked.append(
            "上述日期之后迟延履行期间的加倍部分债务利息，以尚未清偿的金钱债务（不含一般债务利息）为基数，按日"
            f"{float(daily['daily_rate']) * 100:g}%继续计算至履行完毕之日（民事诉讼法关于迟延履行利息的规定、{daily['source']}）。"
        )
    asked.append("执行申请费由被执行人负担。")
    return asked


def _dues(found: Outstanding) -> list[list[str]]:
    """Number, day, amount, paid, open, of each payment of the plan that has fallen due."""
    if found.standing is None:
        return []
    on = found.claimed.as_of
    return [
        [
            "首付款" if each.number == 0 else str(each.number),
            each.due.isoformat(),
            str(each.amount),
            str(each.paid),
            str(each.open),
        ]
        for each in found.standing.dues
        if each.due < on
    ]


def _facts(basis: Basis, entered: Entered, found: Outstanding) -> list[str]:
    told = [
        f"申请执行人与被执行人{cause(basis.dispute.cause).zh}一案，上述法律文书已经发生法律效力，被执行人未按期全部履行。"
    ]
    standing = found.standing
    if standing is not None and standing.arrears.missed is not None:
        missed = standing.arrears.missed
        name = "首付款" if missed.number == 0 else f"第{missed.number}期款项"
        told.append(
            f"被执行人未足额支付{zh_date(missed.due)}到期的{name}；截至{zh_date(found.claimed.as_of)}共收到{format_yuan(found.received)}元。"
        )
        if standing.arrears.accelerated_on is not None:
            told.append(f"按照协议约定，全部未还款项自{zh_date(standing.arrears.accelerated_on)}起提前到期。")
    if found.claimed.agreed:
        told.append("协议约定的违约责任已经主张，不再同时主张迟延履行期间的加倍部分债务利息。")
    if entered.facts.strip():
        told.append(entered.facts.strip())
    return told


def _attachments(basis: Basis) -> list[str]:
    if basis.title is Title.CONFIRMED:
        return ["民事裁定书（本平台留存）", "调解协议书（本平台留存）", "申请执行人身份证明（本平台已核验）"]
    return ["生效法律文书", "申请执行人身份证明（本平台已核验）"]


def notice(enforcement: Enforcement) -> dict[str, Any]:
    """受理案件通知书（执行立案）."""
    assert (
        enforcement.number is not None and enforcement.submitted_at is not None and enforcement.notice_due is not None
    )
    creditors, debtors = queries.sides(enforcement.dispute)
    against = "、".join(party.name for party in debtors if str(party.pk) in enforcement.against)
    names = "、".join(party.name for party in creditors)
    received = zh_date(clock.local(enforcement.submitted_at).date())
    limit = rule("time_limits", "enforcement_notice", clock.today())
    return {
        "number": enforcement.number.text,
        "court": enforcement.court.name,
        "to": f"{names}：",
        "text": [
            (
                f"你方于{received}申请执行{against}一案（执行依据：{enforcement.title_number}，申请执行标的"
                f"{zh_sum(enforcement.amount)}），经审查符合受理条件，本院已于{zh_date(clock.today())}立案执行，"
                f"案号为{enforcement.number.text}。"
            ),
            f"本院至迟于{zh_date(enforcement.notice_due)}向被执行人发出执行通知（{limit['source']}{limit['article']}）。",
            "如发现被执行人的财产线索，请及时向本院提供。执行申请费不需预交，执行后由被执行人负担。",
        ],
        "date": clock.today().isoformat(),
    }


def refusal(enforcement: Enforcement) -> dict[str, Any]:
    """执行裁定书（不予受理执行申请）."""
    assert enforcement.submitted_at is not None
    ground = NotAccepted(enforcement.ground)
    creditors, debtors = queries.sides(enforcement.dispute)
    names = "、".join(party.name for party in creditors)
    against = "、".join(party.name for party in debtors if str(party.pk) in enforcement.against)
    received = zh_date(clock.local(enforcement.submitted_at).date())
    return {
        "number": "",
        "court": enforcement.court.name,
        "parties": [f"申请执行人：{party_line(party, whole=True)}。" for party in creditors],
        "course": f"{received}，本院收到{names}申请执行{against}一案的申请材料（执行依据：{enforcement.title_number}）。",
        "opinion": f"本院经审查认为，{NOT_ACCEPTED_WORDS[ground][0]}。{enforcement.reasons}",
        "basis": f"依照{not_accepted_articles(ground, clock.today())}规定，裁定如下：",
        "order": [f"对{names}的执行申请，本院不予受理。"],
        "appeal": "",
        "date": clock.today().isoformat(),
    }


def word_draft(payload: dict[str, Any]) -> bytes:
    """The application as a .docx that says on every page that it is a draft."""
    document = Document()
    style(document)
    as_draft(document, DRAFT)
    heading = document.add_heading("强制执行申请书", level=0)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in payload["parties"]:
        document.add_paragraph(line)
    for title, lines in (
        ("执行依据", [payload["title"]]),
        ("请求事项", payload["requests"]),
        ("事实和理由", payload["facts"]),
    ):
        document.add_heading(title, level=1)
        for line in lines:
            document.add_paragraph(line)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, ("项目", "计算方式", "金额（元）"), strict=True):
        cell.text = words
    for row in (*payload["items"], ["合计", "", payload["total"]]):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.add_heading("被执行人的财产线索", level=1)
    for line in payload["clues"]:
        document.add_paragraph(line)
    document.add_paragraph("此致")
    document.add_paragraph(payload["court"])
    signature = document.add_paragraph("申请执行人（签名）：")
    signature.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
