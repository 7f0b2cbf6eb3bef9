"""The demonstration's cases before the court, made through the actions that people use."""

from typing import Any

from sharedcourt.core import clock
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Capacity, Dispute, Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case, Procedure
from sharedcourt.filing.plaint import actions as pleadings
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.filing.serving import actions as serving
from sharedcourt.mediation.actions import cases as mediations
from sharedcourt.mediation.actions import ending, mediators
from sharedcourt.mediation.models import Case as Mediation
from sharedcourt.people import cast, entry
from sharedcourt.people.models import User, Verification
from sharedcourt.sites.models import Site

LUCHENG, HAISHU = "330302", "330203"
ADDRESS = "示范市鹿城区示范路3号"
A_PARTY_REFUSES = 3
# A name written with a finger.
STROKES = [[{"x": 40 + i * 12, "y": 60 + (i * i) % 70} for i in range(30)], [{"x": 60, "y": 40}, {"x": 62, "y": 150}]]
# What the dispute does not know and a plaint asks.
REST = {
    "service_electronic": "yes",
    "collateral": "no",
    "guaranteed": "no",
    "security_claimed": "no",
    "forum_agreed": "no",
    "preserved": "no",
}


def seed(elements: dict[str, Any]) -> None:
    """One case on trial, its plaint served and not opened yet; one in Haishu, handed in for Lucheng, with a clerk to pass it on."""
    officer = cast.person(cast.PLAINTIFF)
    failed = _dispute(officer, elements, number=f"示范{clock.today().year}第0002号")
    _mediate_in_vain(failed)
    _accepted(officer, failed)
    fresh = _dispute(officer, elements, number=f"示范{clock.today().year}第0003号", submit=False)
    _handed_in(officer, fresh, received_at=cast.organisation(cast.OTHER_COURT))


def _dispute(officer: User, elements: dict[str, Any], *, number: str, submit: bool = True) -> Dispute:
    dispute = disputes.open_draft(by=officer, applicant=cast.organisation(cast.BRANCH))
    disputes.choose_where(
        by=officer,
        dispute=dispute,
        mediation_organisation=cast.organisation(cast.MEDIATION),
        site=Site.objects.get(host=cast.organisation(cast.BRANCH)),
    )
    disputes.set_authority(by=officer, dispute=dispute, authority="special", representative="金行长")
    disputes.add_party(
        by=officer,
        dispute=dispute,
        capacity=Capacity.BORROWER,
        name=cast.DEFENDANT.name,
        phone=cast.DEFENDANT.phone,
        resident_id=cast.DEFENDANT.resident_id,
        address=ADDRESS,
    )
    disputes.save_elements(by=officer, dispute=dispute, elements={**elements, "contract_number": number})
    if submit:
        disputes.submit(by=officer, dispute=dispute, declared=True)
    return Dispute.objects.get(pk=dispute.pk)


def _mediate_in_vain(dispute: Dispute) -> None:
    defendant = entry.account_for(cast.DEFENDANT.phone, name=cast.DEFENDANT.name)
    entry.phone_confirmed(defendant, Verification.Method.ONE_TIME_CODE)
    disputes.join(by=defendant, dispute=dispute, name=cast.DEFENDANT.name, resident_id=cast.DEFENDANT.resident_id)
    manager, mediator = cast.person(cast.MANAGER), cast.person(cast.MEDIATOR)
    case = Mediation.objects.get(dispute=dispute)
    mediations.accept(by=manager, case=case)
    mediators.assign(by=manager, case=case, mediator=mediator)
    mediators.disclose(by=mediator, case=case, disclosure="none")
    ending.end(by=mediator, case=case, reason=A_PARTY_REFUSES, explanation="双方对还款期限未能达成一致。")


def _begun(officer: User, dispute: Dispute, **more: Any) -> Case:
    homes = {party.pk: LUCHENG for party in parties_of(dispute)}
    return cases.begin(by=officer, dispute=dispute, court=cast.organisation(cast.COURT), homes=homes, **more)


def _submit(officer: User, case: Case) -> Case:
    address = {"receiver": officer.name, "address": "示范市鹿城区示范路1号", "phone": officer.phone}
    return cases.submit(
        by=officer, case=case, declared=True, address={**address, "e_service": True, "judgments_too": True}
    )


def _with_plaint(officer: User, begun: Case) -> Case:
    pleadings.begin_plaint(by=officer, case=begun)
    pleadings.save(by=officer, pleading=Plaint.objects.get(case=begun), answers=REST)
    drawn = pleadings.draw_up(by=officer, pleading=Plaint.objects.get(case=begun))
    assert drawn.file is not None
    documents.sign(by=officer, signing_file=drawn.file, strokes=STROKES, intends=True)
    return Case.objects.get(pk=begun.pk)


def _accepted(officer: User, dispute: Dispute) -> None:
    case = _submit(officer, _with_plaint(officer, _begun(officer, Dispute.objects.get(pk=dispute.pk))))
    clerk = cast.person(cast.FILING_CLERK)
    cases.accept(by=clerk, case=case, procedure=Procedure.SUMMARY)
    defendant = Party.objects.get(dispute=dispute, capacity=Capacity.BORROWER)
    file = Case.objects.get(pk=case.pk).plaint_id
    serving.serve(by=clerk, case=Case.objects.get(pk=case.pk), file_id=file, parties=[defendant.pk])


def _handed_in(officer: User, dispute: Dispute, **more: Any) -> None:
    _submit(officer, _with_plaint(officer, _begun(officer, dispute, **more)))
