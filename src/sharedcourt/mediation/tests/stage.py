"""The worked case of the fictional loan, step by step, through the actions that people use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import time_machine

from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Dispute
from sharedcourt.law.tests import worked_case
from sharedcourt.mediation.actions import agreements, cases, mediators, meetings, plans, sessions
from sharedcourt.mediation.models import AgreementVersion, Case, Meeting
from sharedcourt.mediation.steps import Step
from sharedcourt.people import cast
from sharedcourt.people.models import Organisation, User

CHINA = ZoneInfo("Asia/Shanghai")
STROKES = [
    [{"x": 60 + 9 * i, "y": 60 + (i * 37) % 80} for i in range(40)],
    [{"x": 90 + 8 * i, "y": 120} for i in range(40)],
]
ELEMENTS: dict[str, Any] = {
    "contract_name": "个人经营性借款合同",
    "contract_number": "OY-2020-1120",
    "signed_on": "2020-11-10",
    "principal": "300000.00",
    "released_on": "2020-11-20",
    "matures_on": "2021-11-20",
    "annual_rate": "0.065",
    "penalty_uplift": "0.5",
    "day_base": 360,
    "compound": True,
    "repayment_method": "interest_monthly",
    "interest_day": 20,
    "payments": [{"on": "2021-07-20", "principal": "20000.00", "interest": "0"}],
    "interest_paid_to": "2021-08-20",
    "as_of": "2022-01-04",
    "claims": ["principal", "interest", "penalty", "compound"],
    "payee_holder": "瓯越示范银行股份有限公司鹿城支行",
    "payee_bank": "瓯越示范银行鹿城支行",
    "payee_number": "6217000000000000012",
}
PLAN = {
    "as_of": "2022-01-06",
    "waive_compound": "100",
    "waive_penalty": "50",
    "down_due": "2022-01-20",
    "down_principal": "40000.00",
    "count": "24",
    "rate": "6.5",
    "method": "equal_instalments",
    "first_due": "2022-02-20",
    "acceleration_days": "10",
    "default_rate": "9.75",
    "confirmation_court": "温州市鹿城区人民法院",
}


def at(text: str) -> datetime:
    """A moment on a clock in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def resident_id_of(user: User) -> str:
    """What the person types; in the demonstration the account itself does not say it before."""
    known = {member.key: member.resident_id for member in cast.CAST}
    return str(user.resident_id or known.get(user.username, ""))


@dataclass
class Stage:
    """Who is who, and how far the case has come."""

    person: Callable[[Any], User]
    wife_joins: bool = True

    def __post_init__(self) -> None:
        self.officer = self.person(cast.OFFICER)
        self.borrower = self.person(cast.BORROWER)
        self.wife = self.person(cast.WIFE)
        self.mediator = self.person(cast.MEDIATOR)
        self.manager = self.person(cast.MANAGER)
        self.organisation = cast.organisation(cast.MEDIATION)
        self.dispute: Dispute
        self.meeting: Meeting
        self.version: AgreementVersion

    @property
    def case(self) -> Case:
        return Case.objects.select_related("dispute", "organisation", "mediator").get(dispute=self.dispute)

    def submit(self) -> "Stage":
        dispute = disputes.open_draft(by=self.officer)
        disputes.choose_where(by=self.officer, dispute=dispute, mediation_organisation=self.organisation)
        disputes.save_elements(by=self.officer, dispute=dispute, elements=ELEMENTS)
        disputes.set_authority(by=self.officer, dispute=dispute, authority="special", representative="郑启航")
        disputes.add_party(
            by=self.officer,
            dispute=dispute,
            capacity="borrower",
            name=self.borrower.name,
            phone=self.borrower.phone,
            resident_id=resident_id_of(self.borrower),
            address="浙江省温州市鹿城区",
        )
        disputes.submit(by=self.officer, dispute=dispute, declared=True)
        self.dispute = Dispute.objects.get(pk=dispute.pk)
        return self

    def accept(self) -> "Stage":
        cases.accept(by=self.manager, case=self.case)
        return self

    def mediator_ready(self) -> "Stage":
        mediators.assign(by=self.manager, case=self.case, mediator=self.mediator)
        mediators.disclose(by=self.mediator, case=self.case, disclosure="none")
        return self

    def agree(self, user: User) -> None:
        disputes.agree_to_mediate(
            by=user,
            dispute=self.dispute,
            online_mediation=True,
            sham_warning=True,
            e_service=True,
            address="浙江省",
            phone=user.phone,
        )

    def parties_join(self) -> "Stage":
        self.join(self.borrower)
        disputes.answer(by=self.borrower, dispute=self.dispute, admit_all=True)
        if self.wife_joins:
            disputes.name_co_obligor(
                by=self.borrower,
                dispute=self.dispute,
                name=self.wife.name,
                phone=self.wife.phone,
                relation="乙方配偶，于2020年11月10日签署《共同还款承诺书》",
            )
            self.join(self.wife)
        return self

    def join(self, user: User) -> None:
        disputes.join(by=user, dispute=self.dispute, name=user.name, resident_id=resident_id_of(user))
        self.agree(user)

    def people(self) -> list[User]:
        return [self.officer, self.borrower, *([self.wife] if self.wife_joins else [])]

    def begun(self) -> "Stage":
        """Accepted, mediator confirmed, everyone agreed."""
        return self.submit().accept().mediator_ready().parties_join()

    def meet_now(self) -> "Stage":
        self.meeting = meetings.propose_now(by=self.mediator, case=self.case)
        slot = self.meeting.slots.get()
        for user in self.people():
            meetings.answer_times(by=user, meeting=self.meeting, answers={slot.pk: True})
        self.meeting.refresh_from_db()
        return self

    def informed(self) -> "Stage":
        for user in self.people():
            sessions.compare_identity(by=self.mediator, meeting=self.meeting, user=user)
        sessions.go_to_step(by=self.mediator, meeting=self.meeting, step=Step.RIGHTS)
        for user in self.people():
            sessions.understand(by=user, meeting=self.meeting)
        sessions.go_to_step(by=self.mediator, meeting=self.meeting, step=Step.FACTS)
        facts = sessions.draft_facts(by=self.mediator, case=self.case, facts=list(worked_case.terms().undisputed_facts))
        for user in self.people():
            sessions.confirm_facts(by=user, case=self.case, number=facts.number)
        sessions.go_to_step(by=self.mediator, meeting=self.meeting, step=Step.PLAN)
        return self

    def planned(self, **changes: str) -> "Stage":
        plans.change_plan(
            by=self.mediator, case=self.case, entered={**PLAN, **changes}, revision=self.case.plan.revision
        )
        return self

    def made(self) -> "Stage":
        self.version = agreements.make_version(by=self.mediator, case=self.case, revision=self.case.plan.revision)
        return self

    def confirmed(self) -> "Stage":
        for user in self.people():
            agreements.confirm(by=user, version=self.version, text_sha256=self.version.text_sha256)
        self.version.refresh_from_db()
        return self

    def to_signing(self) -> "Stage":
        return self.begun().meet_now().informed().planned().made().confirmed()

    def sign(self, user: User, moment: str | None = None) -> None:
        if moment is None:
            agreements.sign(by=user, version=self.version, strokes=STROKES, intends=True)
            return
        with time_machine.travel(at(moment), tick=False):
            agreements.sign(by=user, version=self.version, strokes=STROKES, intends=True)


def other_organisation() -> Organisation:
    return cast.organisation(cast.OTHER_MEDIATION)
