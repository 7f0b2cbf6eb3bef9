"""Of an accepted case: hearings that come, that are planned and that were held, with a stop on circuit; what their addresses name."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sharedcourt.core import cipher, codes
from sharedcourt.filing.cases.models import Case
from sharedcourt.hearings.circuit.models import PublicSeat, Stop, StopHearing, Tour
from sharedcourt.hearings.circuit.states import SeatState, TourState
from sharedcourt.hearings.models import Bench, Capacity, Courtroom, Form, Hearing, PanelMember, Participant
from sharedcourt.hearings.offline.models import OfflineRecording
from sharedcourt.hearings.recordings.models import FaultExplanation, RecordingReview
from sharedcourt.hearings.states import HearingState
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import User
from sharedcourt.rooms.actions import SeatSpec, open_room
from sharedcourt.rooms.models import RoomKind
from sharedcourt.sites.models import Booking, Site, Terminal

SOON = datetime(2022, 1, 6, 7, 0, tzinfo=UTC)
HELD = datetime(2022, 1, 5, 2, 0, tzinfo=UTC)
STOP = datetime(2022, 1, 20, 1, 0, tzinfo=UTC)
OF_RECORDINGS = ("recording", "recording-explain", "recording-sign", "recording-check", "recording-take")
OF_RECORDINGS_API = ("recording", "check_recording", "explain_recording", "sign_explanation")


def ids_of(case: Case, clerk: Member, judge: Member) -> dict[str, Any]:
    """The director has somebody to check in; the tour is announced; one recording is in doubt."""
    keeper, presiding = cast.person(clerk), cast.person(judge)
    coming = _hearing(case, keeper, presiding, 1, SOON, HearingState.SCHEDULED)
    planned = _hearing(case, keeper, presiding, 2, None, HearingState.PLANNED)
    held = _held(case, keeper, presiding)
    participant = _at_site(coming)
    offline = OfflineRecording.objects.create(
        hearing=coming,
        by=keeper,
        key="0" * 36,
        mime="video/webm",
        started_ms=0,
        started_at=HELD,
        ended_at=HELD,
        count=1,
        final="0" * 64,
    )
    stop, row, seat, code = _on_circuit(case, keeper, presiding, held)
    ids: dict[str, Any] = {f"hearings:{name} hearing_id": held.pk for name in OF_RECORDINGS}
    ids |= {f"hearings_{name} hearing_id": held.pk for name in OF_RECORDINGS_API}
    for operation in ("hearings_plan_tour", "hearings_change_tour"):
        ids |= {
            f"{operation} court": case.court_id,
            f"{operation} judge": presiding.pk,
            f"{operation} clerk": keeper.pk,
        }
    return ids | {
        "hearings hearing_id": coming.pk,
        "hearings participant_id": participant.pk,
        "hearings member_id": coming.panel.get().pk,
        "hearings recording_id": offline.pk,
        "hearings tour_id": stop.tour_id,
        "hearings stop_id": stop.pk,
        "hearings held_id": row.pk,
        "hearings seat_id": seat.pk,
        "hearings_hold_at_stop hearing": planned.pk,
        "hearings:circuit-seat code": code,
        "hearings_circuit_seat code": code,
        "hearings_circuit_give_up code": code,
        "hearings:circuit-tour-act verb": "announce",
        "hearings:circuit-stop-act verb": "check",
    }


def _hearing(
    case: Case, clerk: User, judge: User, number: int, starts_at: datetime | None, state: HearingState, **more: Any
) -> Hearing:
    row = Hearing.objects.create(
        case=case,
        court=case.court,
        session_number=case.hearings.count() + 1,
        courtroom=Courtroom.objects.get_or_create(court=case.court, name="互联网第一法庭")[0],
        clerk=clerk,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1) if starts_at is not None else None,
        arranged_by=clerk,
        state=state,
        **more,
    )
    PanelMember.objects.create(hearing=row, user=judge, bench=Bench.PRESIDING)
    return row


def _held(case: Case, clerk: User, judge: User) -> Hearing:
    room = open_room(
        by=None,
        scope=case.dispute_id,
        title="开庭",
        seats=[SeatSpec(judge, "judge", is_host=True)],
        opens_at=HELD,
        kind=RoomKind.HEARING,
    )
    ended = HELD + timedelta(minutes=30)
    row = _hearing(
        case, clerk, judge, 3, HELD, HearingState.CLOSED, room=room, opened_at=HELD, closed_at=ended, form=Form.CIRCUIT
    )
    doubts = [{"what": "missing"}]
    review = RecordingReview.objects.create(hearing=row, checked_at=ended, doubts=doubts, is_doubtful=True)
    FaultExplanation.objects.create(review=review, text="停电", doubts=doubts, by=clerk)
    return row


def _at_site(hearing: Hearing) -> Participant:
    site = Site.objects.create(
        name=f"庭审站点{hearing.pk}",
        kind=Site.Kind.VILLAGE,
        host=cast.organisation(cast.HOST),
        court=hearing.court,
        division="330302",
        address="示范路8号",
    )
    assert hearing.starts_at is not None and hearing.ends_at is not None
    booking = Booking.objects.create(
        terminal=Terminal.objects.create(site=site, label="一号屏"),
        scope=hearing.case.dispute_id,
        user=None,
        starts_at=hearing.starts_at,
        ends_at=hearing.ends_at,
    )
    return Participant.objects.create(
        hearing=hearing, name="证人甲", capacity=Capacity.WITNESS, place=Participant.Place.SITE, booking=booking
    )


def _on_circuit(case: Case, clerk: User, judge: User, held: Hearing) -> tuple[Stop, StopHearing, PublicSeat, str]:
    tour = Tour.objects.create(
        court=case.court,
        title="巡回",
        judge=judge,
        clerk=clerk,
        first_day=date(2022, 1, 20),
        last_day=date(2022, 1, 20),
        arranged_by=clerk,
        state=TourState.ANNOUNCED,
    )
    stop = Stop.objects.create(
        tour=tour,
        kind=Stop.Kind.SCHOOL,
        place="示范学校",
        address="示范路9号",
        division="330302",
        starts_at=STOP,
        ends_at=STOP + timedelta(hours=6),
        seats=10,
    )
    row = StopHearing.objects.create(stop=stop, hearing=held, form_before=Form.ONLINE)
    code = codes.generate()
    seat = PublicSeat.objects.create(
        stop=stop,
        name="村民",
        phone="19900000088",
        phone_hash=cipher.keyed_hash("phone", "19900000088"),
        code_hash=cipher.keyed_hash("circuit.seat", code),
        state=SeatState.HELD,
    )
    return stop, row, seat, code
