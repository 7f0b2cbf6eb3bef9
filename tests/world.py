"""The worked case, built through the rooms' own actions up to any stage, for tests that cross rooms.

    world = World().mediating()
    world.dispute, world.case, world.meeting, world.room

Nothing here writes a model that an action writes; only the cast, the sites and their screens are given. Each stage does what
is missing before it, so stages can be asked for one after the other. Freeze the time first (`AT`).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sharedcourt.core import clock
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.disputes.tests.worked import ELEMENTS
from sharedcourt.documents.models import SigningFile
from sharedcourt.mediation.actions import agreements, cases, mediators, meetings, plans, sessions
from sharedcourt.mediation.models import AgreementVersion, Case, Meeting, Plan
from sharedcourt.mediation.steps import Step
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Organisation, Role, User
from sharedcourt.rooms.models import Room
from sharedcourt.sites.models import Site, Terminal

# Thursday 6 January 2022, 10:00 in China: the day of the worked case, four hours before the session.
AT = "2022-01-06T02:00:00Z"
SESSION_HOUR = 14
# A name written with a finger: one long stroke and a short one.
STROKES = [[{"x": 40 + i * 12, "y": 60 + (i * i) % 70} for i in range(30)], [{"x": 60, "y": 40}, {"x": 62, "y": 150}]]
DEVICE = "a phone of the tests"


@dataclass(frozen=True)
class Company:
    """Whose case it is: who plays which part, and where they work."""

    officer: Member
    borrower: Member
    wife: Member
    mediator: Member
    manager: Member
    mediation: str
    site_name: str
    site_host: str
    contract_number: str
    credit_codes: tuple[tuple[str, str], ...] = ()  # of organisations whose number the cast does not say

    @property
    def signers(self) -> tuple[Member, ...]:
        return (self.officer, self.borrower, self.wife, self.mediator)

    @property
    def parties(self) -> tuple[Member, ...]:
        return (self.officer, self.borrower, self.wife)


WORKED = Company(
    officer=cast.OFFICER,
    borrower=cast.BORROWER,
    wife=cast.WIFE,
    mediator=cast.MEDIATOR,
    manager=cast.MANAGER,
    mediation=cast.MEDIATION,
    site_name="宁波海曙示范街道共享法庭",
    site_host=cast.HOST,
    contract_number="OY-2020-1110-0316",
)
# Another bank, another family, another mediation organisation: strangers to the first, and the first to them.
OTHERS = Company(
    officer=cast.RIVAL_OFFICER,
    borrower=Member("other_borrower", "古另山", "19900000031", "330399198803120032"),
    wife=Member("other_wife", "江另月", "19900000032", "330399198907040029"),
    mediator=Member("other_mediator", "严另平", "19900000033", "", ((Role.MEDIATOR, cast.OTHER_MEDIATION),)),
    manager=cast.OTHER_MANAGER,
    mediation=cast.OTHER_MEDIATION,
    site_name="示范山区共享法庭",
    site_host="示范山区便民中心",
    contract_number="LY-2020-0007",
    credit_codes=((cast.RIVAL_OFFICER.roles[0][1], "91330399MA2T00099Q"), (cast.OTHER_MEDIATION, "52330399MJT000077K")),
)
FACT = "2020年11月20日，申请人向被申请人发放贷款300,000.00元，尚欠本金280,000.00元。"
PLAN = {
    "as_of": "2022-01-06",
    "waive_penalty": "50",
    "waive_compound": "100",
    "down_due": "2022-01-20",
    "down_principal": "40000",
    "method": "equal_instalments",
    "count": "24",
    "rate": "6.5",
    "interest_from": "2022-01-20",
    "first_due": "2022-02-20",
    "acceleration_days": "10",
    "default_rate": "9.75",
}
HOME_ADDRESS = {"borrower": "示范市鹿城区示范巷3号", "wife": "示范市海曙区示范弄5号"}


def strokes() -> list[list[dict[str, float]]]:
    """A handwriting as the signature pad sends it."""
    return [[dict(point) for point in stroke] for stroke in STROKES]


@dataclass
class World:
    """A dispute and how far it has come. Fields are None until the stage that makes them."""

    company: Company = WORKED
    dispute: Dispute = field(init=False)
    case: Case = field(init=False)
    meeting: Meeting = field(init=False)
    room: Room = field(init=False)
    version: AgreementVersion = field(init=False)
    signing_file: SigningFile = field(init=False)
    reached: list[str] = field(default_factory=list)

    # ---------- who

    @property
    def officer(self) -> User:
        return cast.person(self.company.officer)

    @property
    def borrower(self) -> User:
        return cast.person(self.company.borrower)

    @property
    def wife(self) -> User:
        return cast.person(self.company.wife)

    @property
    def mediator(self) -> User:
        return cast.person(self.company.mediator)

    @property
    def manager(self) -> User:
        return cast.person(self.company.manager)

    @property
    def code(self) -> str:
        return self.dispute.code

    @property
    def site(self) -> Site:
        """The shared court at which the wife takes part, with one screen; sites are set up by operators, not by actions."""
        host = cast.organisation(self.company.site_host)
        defaults = {
            "kind": Site.Kind.TOWN,
            "host": host,
            "court": cast.organisation(cast.OTHER_COURT),
            "division": "330203",
            "address": "示范市海曙区示范街8号一楼",
        }
        site, _new = Site.objects.get_or_create(name=self.company.site_name, defaults=defaults)
        Terminal.objects.get_or_create(site=site, label="大厅")
        return site

    def party(self, capacity: str) -> Party:
        return Party.objects.get(dispute=self.dispute, capacity=capacity, removed_at=None)

    def secrets(self, *, without: Member | None = None) -> set[str]:
        """What no stranger may read: names, phones, ID numbers and addresses of the natural persons, the bank account."""
        told: set[str] = {str(ELEMENTS["payee_number"]), self.company.contract_number}
        for member in (self.company.borrower, self.company.wife):
            if member != without:
                told |= {member.name, member.phone, member.resident_id}
        return told | set(HOME_ADDRESS.values())

    # ---------- stages

    def _once(self, stage: str) -> bool:
        if stage in self.reached:
            return False
        self.reached.append(stage)
        return True

    def drafted(self) -> "World":
        """Everything entered, nothing submitted."""
        if not self._once("drafted"):
            return self
        by = self.officer
        for name, number in self.company.credit_codes:
            Organisation.objects.filter(pk=cast.organisation(name).pk).update(credit_code=number)
        self.dispute = disputes.open_draft(by=by)
        disputes.choose_where(
            by=by, dispute=self.dispute, mediation_organisation=cast.organisation(self.company.mediation)
        )
        disputes.set_authority(by=by, dispute=self.dispute, authority="special", representative="金行长")
        disputes.add_party(
            by=by,
            dispute=self.dispute,
            capacity="borrower",
            name=self.company.borrower.name,
            phone=self.company.borrower.phone,
            resident_id=self.company.borrower.resident_id,
            address=HOME_ADDRESS["borrower"],
        )
        elements: dict[str, Any] = {**ELEMENTS, "contract_number": self.company.contract_number}
        disputes.save_elements(by=by, dispute=self.dispute, elements=elements)
        return self

    def submitted(self) -> "World":
        """The code is public and the mediation organisation has been asked."""
        self.drafted()
        if self._once("submitted"):
            disputes.submit(by=self.officer, dispute=self.dispute, declared=True)
            self._read()
        return self

    def _read(self) -> None:
        """The rows as they stand now."""
        self.dispute = Dispute.objects.get(pk=self.dispute.pk)
        case = Case.objects.filter(dispute=self.dispute).first()
        if case is None:
            return
        self.case = case
        meeting = case.meetings.order_by("-created_at").first()
        if meeting is not None:
            self.meeting = meeting
            room = Room.objects.filter(pk=meeting.room_id).first()
            if room is not None:
                self.room = room
        version = case.versions.order_by("-number").first()
        if version is not None:
            self.version = version
            if version.signing_file is not None:
                self.signing_file = version.signing_file

    def accepted(self) -> "World":
        """The mediation organisation has taken the case."""
        self.submitted()
        if self._once("accepted"):
            cases.accept(by=self.manager, case=self.case)
            self._read()
        return self

    def joined(self) -> "World":
        """The borrower and his wife have proved who they are, answered and agreed."""
        self.accepted()
        if not self._once("joined"):
            return self
        company = self.company
        self._join(company.borrower)
        disputes.answer(by=self.borrower, dispute=self.dispute, admit_all=True)
        self._agree(company.borrower, HOME_ADDRESS["borrower"])
        disputes.name_co_obligor(
            by=self.borrower,
            dispute=self.dispute,
            name=company.wife.name,
            phone=company.wife.phone,
            relation="配偶",
        )
        self._join(company.wife)
        self._agree(company.wife, HOME_ADDRESS["wife"])
        self._read()
        return self

    def _join(self, member: Member) -> None:
        disputes.join(by=cast.person(member), dispute=self.dispute, name=member.name, resident_id=member.resident_id)

    def _agree(self, member: Member, address: str) -> None:
        disputes.agree_to_mediate(
            by=cast.person(member),
            dispute=self.dispute,
            online_mediation=True,
            sham_warning=True,
            e_service=True,
            address=address,
            phone=member.phone,
        )

    def assigned(self) -> "World":
        """A mediator without ties, who has said so; with everyone's consent the mediation begins."""
        self.joined()
        if self._once("assigned"):
            mediators.assign(by=self.manager, case=self.case, mediator=self.mediator)
            mediators.disclose(by=self.mediator, case=self.case, disclosure="none")
            self._read()
        return self

    def times_proposed(self) -> "World":
        """Two times wait for answers."""
        self.assigned()
        if self._once("times_proposed"):
            today = clock.local(clock.now()).replace(minute=0, second=0, microsecond=0)
            starts: list[datetime] = [today.replace(hour=SESSION_HOUR + hour) for hour in (0, 1)]
            meetings.propose_times(by=self.mediator, case=self.case, starts=starts)
            self._read()
        return self

    def mediating(self) -> "World":
        """Everyone has said yes to the first time; it is fixed, the wife's screen is booked, and the room is there."""
        self.times_proposed()
        if not self._once("mediating"):
            return self
        slots = list(self.meeting.slots.all())
        for member in self.company.parties:
            answers: dict[UUID, bool] = {slot.pk: True for slot in slots}
            site = self.site if member == self.company.wife else None
            meetings.answer_times(by=cast.person(member), meeting=self.meeting, answers=answers, site=site)
        meetings.fix_time(by=self.mediator, meeting=self.meeting, slot=slots[0])
        self._read()
        return self

    def informed(self) -> "World":
        """In the meeting: ID cards compared, rights understood, the undisputed facts confirmed."""
        self.mediating()
        if not self._once("informed"):
            return self
        by, meeting = self.mediator, self.meeting
        for member in self.company.parties:
            sessions.compare_identity(by=by, meeting=meeting, user=cast.person(member))
        sessions.go_to_step(by=by, meeting=meeting, step=Step.RIGHTS)
        for member in self.company.parties:
            sessions.understand(by=cast.person(member), meeting=meeting)
        sessions.go_to_step(by=by, meeting=meeting, step=Step.FACTS)
        facts = sessions.draft_facts(by=by, case=self.case, facts=[FACT])
        for member in self.company.parties:
            sessions.confirm_facts(by=cast.person(member), case=self.case, number=facts.number)
        self._read()
        return self

    def planned(self) -> "World":
        """The plan of the worked case is on the panel and has been put to everyone."""
        self.informed()
        if not self._once("planned"):
            return self
        by = self.mediator
        sessions.go_to_step(by=by, meeting=self.meeting, step=Step.PLAN)
        revision = Plan.objects.get(case=self.case).revision
        plans.change_plan(by=by, case=self.case, entered=PLAN, revision=revision)
        plans.put_proposal(by=by, case=self.case)
        self._read()
        return self

    def agreement_proposed(self) -> "World":
        """The plan has become the first version of the agreement; nobody has confirmed it."""
        self.planned()
        if self._once("agreement_proposed"):
            revision = Plan.objects.get(case=self.case).revision
            agreements.make_version(by=self.mediator, case=self.case, revision=revision)
            self._read()
        return self

    def signing(self) -> "World":
        """Everyone has confirmed the same words; nobody has signed."""
        self.agreement_proposed()
        if self._once("signing"):
            for member in self.company.parties:
                agreements.confirm(by=cast.person(member), version=self.version, text_sha256=self.version.text_sha256)
            self._read()
        return self

    def sign(self, member: Member) -> None:
        """One person signs with a finger."""
        agreements.sign(by=cast.person(member), version=self.version, strokes=strokes(), intends=True, device=DEVICE)

    def sealed(self) -> "World":
        """Signed by all and sealed: everyone holds the same file."""
        self.signing()
        if self._once("sealed"):
            for member in self.company.signers:
                self.sign(member)
            # Follows by itself after the commit; inside a test's transaction it is done here.
            agreements.seal(by=None, version=self.version)
            self._read()
        return self
