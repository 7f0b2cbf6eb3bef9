"""Broadcasts for tests, made through the actions that people use, of a hearing of an accepted case."""

from datetime import timedelta
from typing import Any

from sharedcourt.broadcasts import actions
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.core import clock
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
from sharedcourt.hearings.courtroom.models import HearingEvent
from sharedcourt.hearings.models import Bench, Courtroom, Hearing, PanelMember
from sharedcourt.hearings.states import HearingState
from sharedcourt.people import cast
from sharedcourt.people.models import User
from sharedcourt.rooms.models import Room, RoomKind
from sharedcourt.rooms.states import RoomState

STEPS: dict[str, str] = {
    HearingState.PAUSED: HearingEvent.Kind.PAUSED,
    HearingState.SUSPENDED: HearingEvent.Kind.SUSPENDED,
    HearingState.IN_SESSION: HearingEvent.Kind.RESUMED,
    HearingState.CLOSED: HearingEvent.Kind.CLOSED,
}
GROUNDS = "普法教育，案件典型。"


def hearing(case: Case | None = None, **more: Any) -> Hearing:
    """Scheduled for today, with a presiding judge and a clerk."""
    found = case or with_defendant(accepted_case())
    assert found.judge is not None
    room, _new = Courtroom.objects.get_or_create(court=found.court, name="第一互联网法庭")
    starts = more.pop("starts_at", clock.now() + timedelta(hours=1))
    made = Hearing.objects.create(
        case=found,
        court=found.court,
        session_number=Hearing.objects.filter(case=found).count() + 1,
        courtroom=room,
        clerk=cast.person(cast.COURT_CLERK),
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        arranged_by=found.judge,
        **{"state": HearingState.SCHEDULED, **more},
    )
    PanelMember.objects.create(hearing=made, user=found.judge, bench=Bench.PRESIDING)
    return again(made)


def again(made: Hearing) -> Hearing:
    """The hearing as it stands."""
    return Hearing.objects.select_related("case__dispute", "court", "clerk").get(pk=made.pk)


def room_of(made: Hearing) -> Room:
    """Its room, open."""
    return Room.objects.create(
        scope=made.case.dispute_id,
        subject_id=made.pk,
        kind=RoomKind.HEARING,
        title="Hearing",
        opens_at=clock.now(),
        state=RoomState.OPEN,
    )


def open_session(made: Hearing) -> Hearing:
    """The judge opens it, as the courtroom will."""
    Hearing.objects.filter(pk=made.pk).update(
        state=HearingState.IN_SESSION, opened_at=clock.now(), room=made.room or room_of(made)
    )
    HearingEvent.objects.create(hearing=made, kind=HearingEvent.Kind.OPENED)
    return again(made)


def pass_to(made: Hearing, state: str, **more: Any) -> Hearing:
    """Paused, resumed, closed: as the courtroom writes it."""
    before = Hearing.objects.values_list("state", flat=True).get(pk=made.pk)
    Hearing.objects.filter(pk=made.pk).update(state=state, **more)
    if state in STEPS and state != before:
        HearingEvent.objects.create(hearing=made, kind=STEPS[state])
    return again(made)


def judge(made: Hearing) -> User:
    return made.panel.select_related("user").get(bench=Bench.PRESIDING).user


def administrator() -> User:
    return cast.person(cast.COURT_ADMINISTRATOR)


def fresh(row: Broadcast) -> Broadcast:
    """As it stands."""
    return Broadcast.objects.select_related("hearing__case__dispute", "hearing__room", "court").get(pk=row.pk)


def asked(made: Hearing | None = None, **more: Any) -> Broadcast:
    found = made or hearing()
    return fresh(actions.ask(by=judge(found), hearing=found, grounds=GROUNDS, **more))


def approved(made: Hearing | None = None, **more: Any) -> Broadcast:
    """Needs `SHAREDCOURT_BROADCAST_TWO_PEOPLE` off: the cast has one administrator."""
    row = asked(made, **more)
    actions.agree(by=administrator(), broadcast=row)
    actions.approve(by=administrator(), broadcast=row)
    return fresh(row)


def announced(made: Hearing | None = None, **more: Any) -> Broadcast:
    row = approved(made, **more)
    actions.announce(by=judge(row.hearing), broadcast=row)
    return fresh(row)


def live(made: Hearing | None = None, **more: Any) -> Broadcast:
    row = announced(made, **more)
    open_session(row.hearing)
    actions.go_live(broadcast=row)
    return fresh(row)
