"""Of an accepted case: its fee, paid, and a paper of the court that was served on the borrower; what their addresses name."""

from typing import Any

from sharedcourt.core import clock
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import roles
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import local, paying
from sharedcourt.filing.fees.models import Bill, Payment
from sharedcourt.filing.fees.views import VERBS as FEE_VERBS
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import actions as serving
from sharedcourt.filing.serving.views import VERBS as SERVICE_VERBS
from sharedcourt.people import cast
from sharedcourt.people.cast import Member

OF_BILLS = (
    "",
    "_receipt",
    "_pay",
    "_ask",
    "_relief",
    "_decide",
    "_lapse",
    "_resolve",
    "_refund_again",
    "_review",
    "_reviewed",
)
OF_CASES = ("fee_early", "fee_early_decide", "fee_claim", "fee_ordinary", "fee_settle", "fee_settle_appeals", "fee_proposal",
            "fee_counterclaim", "fee_appeal", "service",
            "service_address", "service_serve", "service_record",
            "service_reply", "service_note", "service_proof")  # fmt: skip


def ids_of(case: Case, clerk: Member) -> dict[str, Any]:
    """The fee is paid, the paper served."""
    bill, payment = _paid(case)
    service = _served(case, clerk)
    party, file = service.party_id, service.file_id
    bills = ("fees-bill", "fees-receipt", *(f"fees-act {verb}" for verb in FEE_VERBS))
    cases = ("service", "service-address", "service-proof", *(f"service-act {verb}" for verb in SERVICE_VERBS))
    ids: dict[str, Any] = {f"filing:{name} pk": bill.pk for name in bills}
    ids |= {f"filing_fee{name} pk": bill.pk for name in OF_BILLS}
    ids |= {f"filing:{name} pk": case.pk for name in cases} | {f"filing_{name} pk": case.pk for name in OF_CASES}
    return ids | {
        "filing:fees-early case_id": case.pk,
        "reference": payment.pk,
        "filing_fee_resolve discrepancy": bill.pk,
        "filing_fee_refund_again refund": bill.pk,
        "filing:service-address party_id": party,
        "filing:service-proof party_id": party,
        "filing:service-proof file_id": file,
        "filing_service_proof file": file,
        "filing_service_proof party": party,
        "filing_service_address party": party,
        "service": service.pk,
    }


def _paid(case: Case) -> tuple[Bill, Payment]:
    bill = Bill.objects.select_related("case__dispute", "case__number").get(case=case)
    payment = paying.begin(by=case.filed_by, bill=bill)
    sent = local.press_pay(payment.pk)
    assert sent is not None
    paying.take(body=sent[0], header=sent[1])
    return bill, payment


def _served(case: Case, clerk: Member) -> Service:
    row = Case.objects.select_related("dispute", "court", "judge").get(pk=case.pk)
    assert row.judge is not None
    file = documents.open_for_signing(
        by=row.judge,
        kind=refusing.RULING_KIND,
        scope=row.dispute_id,
        template="filing/typst/confirmation_ruling.typ",
        payload={
            "number": "", "court": row.court.name, "parties": [], "course": "本院依法审理。", "agreement_intro": "",
            "clauses": [], "opinion": "本院认为。", "basis": "裁定如下：", "order": ["准许。"], "fee": "",
            "date": clock.today().isoformat(),
        },
        signers=[SignerSpec(row.judge, roles.PRINTED_JUDGE, role=roles.JUDGE)],
        sealer=row.court,
        title="民事裁定书",
    )  # fmt: skip
    SigningFile.objects.filter(pk=file.pk).update(state="sealed", sealed_at=clock.now())
    party = row.dispute.parties.get(capacity="borrower")
    made = serving.serve(by=cast.person(clerk), case=row, file_id=file.pk, parties=[party.pk])
    return made[0]
