"""A hearing that nobody has asked to show, one that has been asked for, one announced and one to be watched again."""

from datetime import timedelta
from typing import Any

from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.views_court import VERBS
from sharedcourt.core import clock
from sharedcourt.filing.cases.models import Case
from sharedcourt.hearings.models import Bench, Courtroom, Hearing, PanelMember
from sharedcourt.hearings.states import HearingState
from sharedcourt.people.models import User

OPERATIONS = (
    "file", "agree", "approve", "refuse", "announce", "withdraw", "concerns", "delay", "object", "decide_objection",
    "hide", "show", "stop", "resume", "replay", "cut", "take_down",
)  # fmt: skip


def ids_of(sued: Case, clerk: User) -> dict[str, Any]:
    """What the addresses of broadcasts name."""
    free, asked, announced, shown = (_hearing(sued, clerk, number) for number in range(1, 5))
    party = sued.dispute.parties.get(capacity="borrower")
    file = _broadcast(asked, "asked")
    coming, replay = _broadcast(announced, "announced"), _broadcast(shown, "replay")
    found: dict[str, Any] = {f"broadcasts:act {verb} pk": file.pk for verb in VERBS}
    found |= {f"broadcasts_{name} pk": file.pk for name in OPERATIONS}
    return found | {
        "broadcasts:broadcast pk": file.pk,
        "broadcasts:ask hearing_id": free.pk,
        "broadcasts_ask pk": free.pk,
        "broadcasts:watch pk": coming.pk,
        "broadcasts:screen pk": coming.pk,
        "broadcasts:seen pk": replay.pk,
        "broadcasts_watch pk": replay.pk,
        "broadcasts_decide_objection objection": party.pk,
        "broadcasts_hide person": f"party:{party.pk}",
        "broadcasts_show person": f"party:{party.pk}",
    }


def _hearing(sued: Case, clerk: User, number: int) -> Hearing:
    assert sued.judge is not None
    room, _new = Courtroom.objects.get_or_create(court=sued.court, name="互联网法庭")
    starts = clock.now() + timedelta(days=number)
    made = Hearing.objects.create(
        case=sued,
        court=sued.court,
        session_number=sued.hearings.count() + 1,
        courtroom=room,
        clerk=clerk,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        arranged_by=sued.judge,
        state=HearingState.SCHEDULED,
    )
    PanelMember.objects.create(hearing=made, user=sued.judge, bench=Bench.PRESIDING)
    return made


def _broadcast(hearing: Hearing, state: str) -> Broadcast:
    judge = hearing.arranged_by
    return Broadcast.objects.create(
        hearing=hearing,
        court=hearing.court,
        cause=hearing.case.cause,
        held_on=clock.today(),
        asked_by=judge,
        grounds="x",
        state=state,
        agreed_by=None if state == "asked" else judge,
        approved_by=None if state == "asked" else judge,
    )
