"""An accepted case with its defendant, 2022-01-10, and one sealed paper of the court in it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from sharedcourt.disputes.models import Party
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import roles
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import actions, queries
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast
from sharedcourt.people.models import User

ADDRESS: dict[str, Any] = {"receiver": "林建川", "address": "示范市鹿城区江滨路1号", "phone": cast.BORROWER.phone}


def sealed_paper(case: Case, judge: User) -> SigningFile:
    """A ruling of the court, as if it had been signed and sealed this morning."""
    file = documents.open_for_signing(
        by=judge,
        kind=refusing.RULING_KIND,
        scope=case.dispute_id,
        template="filing/typst/confirmation_ruling.typ",
        payload={
            "number": "（2022）浙0302民初1号", "court": case.court.name, "parties": [], "course": "本院依法审理。",
            "agreement_intro": "", "clauses": [], "opinion": "本院认为。", "basis": "裁定如下：", "order": ["准许。"],
            "fee": "", "date": "2022-01-10",
        },
        signers=[SignerSpec(judge, roles.PRINTED_JUDGE, role=roles.JUDGE)],
        sealer=case.court,
        title="民事裁定书",
    )  # fmt: skip
    SigningFile.objects.filter(pk=file.pk).update(state="sealed", sealed_at=at("2022-01-10T09:00"))
    return SigningFile.objects.get(pk=file.pk)


class Papers:
    """An accepted case with its defendant, and one sealed paper of the court in it."""

    def __init__(self, hands: Any = None) -> None:
        self.hands = hands
        self.case = with_defendant(accepted_case())
        self.clerk, self.judge = cast.person(cast.FILING_CLERK), cast.person(cast.JUDGE)
        self.borrower, self.officer = cast.person(cast.BORROWER), cast.person(cast.OFFICER)
        self.defendant = Party.objects.get(dispute=self.case.dispute_id, user=self.borrower)
        self.plaintiff = Party.objects.get(dispute=self.case.dispute_id, side="applicant")
        self.file = sealed_paper(self.case, self.judge)

    def agreed(self, **more: Any) -> "Papers":
        entered = {**ADDRESS, "e_service": True, "judgments_too": True, **more}
        actions.confirm_address(by=self.borrower, case=self.case, party_id=self.defendant.pk, **entered)
        return self

    def served(self, by: User | None = None) -> Service:
        actions.serve(by=by or self.clerk, case=self.case, file_id=self.file.pk, parties=[self.defendant.pk])
        return Service.objects.get(case=self.case, party=self.defendant)

    def on(self) -> date | None:
        return queries.served_on(self.case, self.defendant, self.file)

    def recorded(self, means: str, day: date, **more: Any) -> Service:
        facts: dict[str, Any] = {
            "note_text": "由其妻签收",
            "file_id": self.file.pk,
            "party_id": self.defendant.pk,
            **more,
        }
        return actions.record_service(by=self.clerk, case=self.case, means=means, day=day, **facts)


@pytest.fixture
def papers() -> Iterator[Papers]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False) as hands:
        yield Papers(hands)
