"""An accepted case with its defendant, a court with clerks, judges and courtrooms, and a hearing in any stage."""

from datetime import datetime
from typing import Any

from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
from sharedcourt.hearings.models import Courtroom, Hearing
from sharedcourt.hearings.scheduling import actions
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Role, User
from sharedcourt.sites.models import Site, Terminal

# Monday 10 January 2022, nine o'clock; the hearing on Friday 14 January.
NOW, WHEN = "2022-01-10T09:00", "2022-01-14T09:00"
SECOND_JUDGE = Member("second_judge", "李法官", "19900000071", "", ((Role.JUDGE, cast.COURT),))
THIRD_JUDGE = Member("third_judge", "赵法官", "19900000072", "", ((Role.JUDGE, cast.COURT),))
SECOND_CLERK = Member("second_clerk", "钱记", "19900000073", "", ((Role.COURT_CLERK, cast.COURT),))
ASSESSOR = Member("assessor", "陈陪审", "19900000075", "", ((Role.ASSESSOR, cast.COURT),))
SECOND_ASSESSOR = Member("second_assessor", "卫陪审", "19900000076", "", ((Role.ASSESSOR, cast.COURT),))
WITNESS = Member("witness", "证人甲", "19900000074")


class Trial:
    """A case on trial in the court of Lucheng, and what its hearings need."""

    def __init__(self, procedure: str = "ordinary") -> None:
        self.clerk, self.judge = cast.person(cast.COURT_CLERK), cast.person(cast.JUDGE)
        self.case: Case = with_defendant(accepted_case(procedure=procedure))
        self.second_judge, self.third_judge = cast.person(SECOND_JUDGE), cast.person(THIRD_JUDGE)
        self.second_clerk = cast.person(SECOND_CLERK)
        self.officer, self.borrower = cast.person(cast.OFFICER), cast.person(cast.BORROWER)
        self.administrator = cast.person(cast.COURT_ADMINISTRATOR)
        self.room = self.courtroom("第一互联网法庭")
        self.plaintiff = Party.objects.get(dispute=self.case.dispute_id, side="applicant")
        self.defendant = Party.objects.get(dispute=self.case.dispute_id, side="respondent")

    def courtroom(self, name: str) -> Courtroom:
        return actions.open_courtroom(by=self.administrator, court=self.case.court, name=name)

    @property
    def hearing(self) -> Hearing:
        return Hearing.objects.select_related("case__dispute", "court").get(case=self.case)

    def arranged(self, **more: Any) -> "Trial":
        facts: dict[str, Any] = {"form": "online", "clerk_id": self.clerk.pk, **more}
        Case.objects.filter(pk=self.case.pk).update(clerk=self.clerk)
        actions.arrange(by=self.clerk, case=self.case, **facts)
        return self

    def answered(self, plaintiff: bool = True, defendant: bool | None = True, reason: str = "") -> "Trial":
        self.answer(self.officer, self.plaintiff, plaintiff)
        if defendant is not None:
            self.answer(self.borrower, self.defendant, defendant, reason)
        return self

    def answer(self, by: User, party: Party, agrees: bool, reason: str = "") -> None:
        actions.answer_online(by=by, hearing=self.hearing, party_id=party.pk, agrees=agrees, reason=reason)

    def scheduled(self, when: str = WHEN, **more: Any) -> "Trial":
        if not Hearing.objects.filter(case=self.case).exists():
            self.arranged().answered()
        self.hold(self.hearing, when, **more)
        return self

    def hold(self, hearing: Hearing, when: str = WHEN, **more: Any) -> Hearing:
        facts: dict[str, Any] = {"minutes": 60, "courtroom_id": self.room.pk, "by": self.clerk, **more}
        return actions.schedule(hearing=hearing, starts_at=at(when), **facts)


def site(name: str = "海曙示范街道共享法庭", terminals: int = 1) -> Site:
    """A shared court in another district, with its screens."""
    made = Site.objects.create(
        name=name,
        kind="town",
        host=cast.organisation(cast.HOST),
        court=cast.organisation(cast.OTHER_COURT),
        division="330203",
        address="示范市海曙区示范街8号",
    )
    for number in range(terminals):
        Terminal.objects.create(site=made, label=f"{number + 1}号终端")
    return made


def moment(text: str) -> datetime:
    return at(text)
