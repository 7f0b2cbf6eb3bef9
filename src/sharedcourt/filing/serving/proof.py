"""Proof of service (送达回证, 电子送达凭证): everything known of one document and one party, as a PDF under the court's
seal (CPL 87, ODLR 31(3))."""

from typing import Any

from django.utils import translation

from sharedcourt.core import clock, transaction
from sharedcourt.documents import actions as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import issuing
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving.models import ServiceProof
from sharedcourt.filing.serving.queries import ToParty
from sharedcourt.law import service as rules
from sharedcourt.law.tables import rule
from sharedcourt.ledger import words
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.ledger.models import Entry

TEMPLATE = "filing/typst/service_proof.typ"


def proof_of(*, case: Case, entry: ToParty) -> SigningFile | None:
    """The sealed proof, once the document counts as served; None before. The same facts give the same file, newer ones a new one.

    Raises Unavailable when the seal cannot be put on just now. Outside a transaction.
    """
    if not entry.is_served:
        return None
    return documents.seal_issued(signing_file=_issued(case, entry))


def draft(case: Case, entry: ToParty) -> bytes:
    """What is known while it does not count as served yet, as a PDF that says that it is no proof."""
    with translation.override("zh-hans"):
        content = content_of(case, entry)
    issued = f"{clock.local(clock.now()):%Y-%m-%dT%H:%M:%S}"
    return documents.preview(template=TEMPLATE, payload={**content, "issued": issued})


@transaction.atomic
def _issued(case: Case, entry: ToParty) -> SigningFile:
    hold_scope(case.dispute_id)
    with translation.override("zh-hans"):
        content = content_of(case, entry)
    row = (
        ServiceProof.objects.select_for_update(of=("self",), no_key=True)
        .select_related("paper")
        .filter(file=entry.file, party=entry.party)
        .first()
    )
    paper, digest = issuing.renewed(
        former=row.paper if row is not None else None,
        former_digest=row.digest if row is not None else "",
        content=content,
        kind=issuing.SERVICE_PROOF,
        scope=case.dispute_id,
        template=TEMPLATE,
        sealer=case.court,
        title="送达回证",
    )
    if row is None:
        ServiceProof.objects.create(case=case, file=entry.file, party=entry.party, paper=paper, digest=digest)
    elif row.paper_id != paper.pk:
        row.paper, row.digest = paper, digest
        row.save(update_fields=["paper", "digest"])
    return paper


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
