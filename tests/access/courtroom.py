"""A hearing that is going on, with a page that is being shown."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sharedcourt.core import clock
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder.models import Paper
from sharedcourt.hearings.courtroom.models import ShownPage, StageChange
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.models import Bench, Capacity, Courtroom, Hearing, PanelMember, Participant
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import RoomKind
from tests.world import World

PAGES = ("entry", "court", "court-part order", "court-part people", "court-part shown", "court-part tasks", "court-lead", "court-keep",
         "court-present", "shown-page")  # fmt: skip
OPERATIONS = (
    "court",
    "lead",
    "keep",
    "present",
    "events",
    "rules",
    "declare",
    "ask_identity_code",
    "confirm_identity",
    "join",
)


def going_on(world: World, case: Case, judge: Member, clerk: Member, paper: UUID) -> dict[str, Any]:
    """The officer and the borrower inside, in the evidence stage; what the addresses of the courtroom name."""
    case = Case.objects.select_related("dispute", "court").get(pk=case.pk)
    now, presides, keeps = clock.now(), cast.person(judge), cast.person(clerk)
    room = rooms.open_room(
        by=None,
        scope=case.dispute_id,
        title="Hearing",
        opens_at=now,
        kind=RoomKind.HEARING,
        is_led=True,
        seats=[
            rooms.SeatSpec(presides, "presiding_judge", is_host=True),
            rooms.SeatSpec(keeps, "court_clerk"),
            rooms.SeatSpec(world.officer, "plaintiff_agent"),
            rooms.SeatSpec(world.borrower, "defendant"),
        ],
    )
    hearing = Hearing(
        case=case,
        court=case.court,
        session_number=case.hearings.count() + 1,
        courtroom=Courtroom.objects.create(court=case.court, name=f"互联网法庭 {case.pk}"),
        clerk=keeps,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        opened_at=now,
        room=room,
        arranged_by=keeps,
    )
    hearing.schedule()
    hearing.open_session()
    hearing.save()
    PanelMember.objects.create(hearing=hearing, user=presides, bench=Bench.PRESIDING)
    sides = (("applicant", world.officer, Capacity.PLAINTIFF_AGENT), ("respondent", world.borrower, Capacity.DEFENDANT))
    for side, user, capacity in sides:
        party = case.dispute.parties.filter(side=side).first()
        one = Participant(hearing=hearing, user=user, party=party, capacity=capacity)
        one.join()
        one.be_available()
        one.go_in()
        one.save()
    StageChange.objects.create(hearing=hearing, number=1, stage=Stage.EVIDENCE, by=presides)
    shown = ShownPage.objects.create(hearing=hearing, paper=Paper.objects.get(pk=paper), by=presides)
    names = [*(f"hearings:{name}" for name in PAGES), *(f"hearings_{name}" for name in OPERATIONS)]
    return {f"{name} hearing_id": hearing.pk for name in names} | {"hearings:shown-page shown_id": shown.pk}
