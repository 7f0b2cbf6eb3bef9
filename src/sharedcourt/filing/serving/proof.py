"""Proof of service (送达回证, 电子送达凭证): everything known of one document and one party, as a PDF (CPL 87, ODLR 31(3))."""

from typing import Any

from django.utils import translation

from sharedcourt.core import clock
from sharedcourt.documents.engine import rendering
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving.queries import ToParty
from sharedcourt.law import service as rules
from sharedcourt.law.tables import rule
from sharedcourt.ledger import words
from sharedcourt.ledger.models import Entry

TEMPLATE = rendering.PACKAGE / "filing" / "typst" / "service_proof.typ"


def proof(case: Case, entry: ToParty) -> bytes:
    """The proof as PDF/A, as things stand now."""
    with translation.override("zh-hans"):
        content = content_of(case, entry)
    return rendering.render(TEMPLATE, content, timestamp=clock.now())


def content_of(case: Case, entry: ToParty) -> dict[str, Any]:
    """What it prints. The running language is Chinese."""
    ledger = Entry.objects.filter(subject__in=[service.pk for service in entry.services]).order_by("seq")
    return {
        "number": case.number.text if case.number is not None else "",
        "court": case.court.name,
        "title": entry.file.title,
        "sha256": entry.file.current_file.sha256,
        "party": entry.party.name,
        "served": entry.day.isoformat() if entry.is_served and entry.day is not None else "",
        "pending": entry.pending.isoformat() if entry.pending is not None else "",
        "services": [_service(service) for service in entry.services],
        "ledger": [
            [str(each.seq), f"{clock.local(each.at):%Y-%m-%d %H:%M:%S}", str(words.of(each.action))] for each in ledger
        ],
        "issued": _moment(clock.now()),
    }


def _service(service: Service) -> dict[str, Any]:
    facts: list[list[str]] = []
    if service.user is not None:
        facts.append(["接收人", service.user.name])
    if service.channel:
        facts.append(["送达地址", str(service.get_channel_display())])
    for label, moment in (
        ("到达时间", service.reached_at),
        ("打开时间", service.opened_at),
        ("回复收悉", service.replied_at),
        ("作出相应诉讼行为", service.acted_at),
        ("退回", service.bounced_at),
        ("推翻推定", service.rebutted_at),
    ):
        if moment is not None:
            facts.append([label, f"{clock.local(moment):%Y-%m-%d %H:%M:%S}"])
    if service.day is not None:
        facts.append(["日期", service.day.isoformat()])
    if service.tracking:
        facts.append(["邮件编号", service.tracking])
    if service.note:
        facts.append(["记明", service.note])
    facts.append(["送达人", service.served_by.name if service.served_by is not None else "系统"])
    return {"means": str(service.get_means_display()), "facts": facts, "ground": _ground(service)}


def _ground(service: Service) -> str:
    if service.day is not None:
        found = rule("service", rules.Means(service.means).value, service.day)
        return f"{found['source']}{found['article']}"
    if service.served is None:
        return "尚未生效"
    return f"{rules.GROUND_WORDS[service.served.ground][0]}（人民法院在线诉讼规则{service.served.article}）"


def _moment(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M:%S}"
