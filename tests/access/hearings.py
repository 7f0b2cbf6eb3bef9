"""Hearings of the case on trial: one that is being arranged, and one that has its time."""

from datetime import datetime
from typing import Any

from sharedcourt.core import clock
from sharedcourt.filing.cases.models import Case
from sharedcourt.hearings.models import Courtroom, Hearing
from sharedcourt.hearings.scheduling import actions
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Role
from tests.world import World

OTHER_COURT_CLERK = Member("other_court_clerk", "许另记", "19900000065", "", ((Role.COURT_CLERK, cast.OTHER_COURT),))
MOMENT = datetime(2022, 1, 20, 9, 0, tzinfo=clock.SHANGHAI)


def ids_of(world: World, case: Case, name: str = "第一互联网法庭", moment: datetime = MOMENT) -> dict[str, Any]:
    """What the addresses of its hearings name."""
    here = case.court.name == cast.COURT
    clerk = cast.person(cast.COURT_CLERK if here else OTHER_COURT_CLERK)
    room = Courtroom.objects.create(court=case.court, name=name)
    free = Courtroom.objects.create(court=case.court, name=f"{name}之二")
    row = Case.objects.select_related("dispute", "court").get(pk=case.pk)
    held = _arranged(row, clerk)
    actions.schedule(by=clerk, hearing=held, starts_at=moment, minutes=60, courtroom_id=room.pk)
    planned = _arranged(row, clerk)
    called = actions.call(by=clerk, hearing=planned, capacity="witness", name="证人", phone="19900000066")
    borrower = planned.participants.get(user=world.borrower)
    return {
        "hearings pk": planned.pk,
        "hearings:calendar pk": held.pk,
        "hearings case_id": case.pk,
        "hearings court_id": case.court_id,
        "hearings:close_courtroom pk": free.pk,
        "hearings courtroom_id": free.pk,
        "hearings participant_id": called.pk,
        "hearings participant": borrower.pk,
        "hearings party": borrower.party_id,
        "hearings first": "2022-01-20",
        "hearings last": "2022-01-21",
        "hearing_participant": borrower.pk,
        "hearing_party": borrower.party_id,
    }


def _arranged(case: Case, clerk: Any) -> Hearing:
    return actions.arrange(by=clerk, case=case, form="circuit", clerk_id=clerk.pk)
