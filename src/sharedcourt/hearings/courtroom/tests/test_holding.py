"""A hearing is held: from the check-in to the close, who may speak, what is recorded, and what stands in its list."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.courtroom import queries
from sharedcourt.hearings.courtroom.actions import breaks, discipline, opening, order
from sharedcourt.hearings.courtroom.locking import note
from sharedcourt.hearings.courtroom.models import Break, StageChange
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.courtroom.tests.making import Hall
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.scheduling import actions as scheduling
from sharedcourt.ledger.models import Entry
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import circles
from sharedcourt.rooms.models import RoomKind
from sharedcourt.rooms.recording import actions as recording
from sharedcourt.rooms.recording import chapters
from sharedcourt.rooms.states import RoomState

pytestmark = pytest.mark.django_db
T = Stage
BrowserOf = Callable[[Any], Client]


def stand(hall: Hall) -> tuple[str, str]:
    found = hall.recording
    return (str(found.state), found.paused_for) if found is not None else ("", "")


def test_the_courtroom_is_made_ready_by_the_clock_and_everybody_is_told(hall: Hall) -> None:
    Hearing.objects.update(starts_at=clock.now() + timedelta(hours=1), ends_at=clock.now() + timedelta(hours=2))
    assert opening.prepare_due() == 0
    Hearing.objects.update(starts_at=clock.now() + timedelta(minutes=29))
    assert opening.prepare_due() == 1
    assert opening.prepare_due() == 0
    room = hall.room
    assert (room.kind, room.is_led) == (RoomKind.HEARING, True)
    assert room.panel_path == f"/hearings/{hall.hearing.pk}/court/"
    roles = dict(room.seats.values_list("user__username", "role_key"))
    assert roles == {
        "judge": "presiding_judge", "court_clerk": "court_clerk", "officer": "plaintiff_agent",
        "borrower": "defendant", "witness": "witness",
    }  # fmt: skip
    assert [seat.user for seat in room.seats.filter(is_host=True)] == [hall.judge]
    assert queries.stage_now(hall.hearing) == T.CHECK_IN
    told = set(Message.objects.filter(kind="hearings.courtroom_ready").values_list("user__username", flat=True))
    assert told == {"officer", "borrower", "witness"}


def test_a_courtroom_that_is_ready_follows_the_hearing_to_another_day_and_closes_with_it(hall: Hall) -> None:
    hall.prepared()
    second = cast.person(cast.WIFE)
    hall.hearing.participants.create(user=second, capacity="defendant")
    Hearing.objects.update(starts_at=clock.now() + timedelta(days=1), ends_at=clock.now() + timedelta(days=1, hours=1))
    note("hearings.hearing.moved", hall.hearing, by=hall.clerk)
    assert hall.room.opens_at == hall.hearing.starts_at - opening.DOOR_OPENS_BEFORE  # type: ignore[operator]
    assert hall.seat(second).role_key == "defendant"
    cancelled = hall.hearing
    cancelled.cancel()
    cancelled.save()
    note("hearings.hearing.cancelled", cancelled, by=hall.clerk)
    assert hall.room.state == RoomState.CLOSED


def test_from_the_opening_to_the_close_it_is_recorded_and_not_a_moment_before_or_after(hall: Hall) -> None:
    hall.all_there()
    assert stand(hall) == ("", ""), "the judge inside is no opening"
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    assert stand(hall) == ("on", "")
    assert queries.stage_now(hall.hearing) == T.RIGHTS
    # The three breaks alone interrupt it; the judge's hand does not, nor does anybody end it.
    with pytest.raises(NotAllowed):
        recording.hold(by=hall.judge, room=hall.room, on=True)
    with pytest.raises(Conflict):
        rooms.close_room(by=hall.judge, room=hall.room)
    opening.pause(by=hall.judge, hearing=hall.hearing)
    assert stand(hall) == ("on", ""), "an interruption that is none of the three goes on being recorded (REC 3)"
    opening.resume(by=hall.judge, hearing=hall.hearing)
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="recess")
    assert (hall.hearing.state, *stand(hall)) == ("paused", "paused", "recess")
    opening.resume(by=hall.judge, hearing=hall.hearing)
    assert (hall.hearing.state, *stand(hall)) == ("in_session", "on", "")
    kept = Break.objects.get()
    assert kept.ended_at is not None and kept.by == hall.judge
    opening.close(by=hall.judge, hearing=hall.hearing)
    opening.close(by=hall.judge, hearing=hall.hearing)
    hearing = hall.hearing
    assert (hearing.state, hall.room.state) == ("closed", RoomState.CLOSED)
    assert hearing.closed_at is not None and stand(hall)[0] == "ended"
    assert set(hearing.participants.values_list("state", flat=True)) == {"not_signed_in"}
    ours = Entry.objects.filter(action__startswith="hearings.hearing.").order_by("seq")
    assert [entry.action.rpartition(".")[2] for entry in ours] == [
        "opened", "paused", "resumed", "paused", "resumed", "closed",
    ]  # fmt: skip
    assert hall.kinds().count("break_began") == hall.kinds().count("break_ended") == 1


def test_it_is_opened_only_by_the_judge_with_the_court_complete_and_the_parties_there(hall: Hall) -> None:
    with pytest.raises(Conflict):
        opening.open_session(by=hall.judge, hearing=hall.hearing)
    hall.prepared()
    hall.knocks(hall.judge)
    with pytest.raises(Conflict, match="许记"):
        opening.open_session(by=hall.judge, hearing=hall.hearing)
    hall.court_member_enters(hall.clerk)
    with pytest.raises(Conflict) as refused:
        opening.open_session(by=hall.judge, hearing=hall.hearing)
    assert refused.value.field == "absent"
    hall.comes(hall.officer)
    hall.comes(hall.borrower)
    for stranger in (hall.clerk, hall.officer, cast.person(cast.STRANGER)):
        with pytest.raises(NotAllowed):
            opening.open_session(by=stranger, hearing=hall.hearing)
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    assert hall.hearing.state == "in_session"


def test_a_consent_taken_back_at_the_door_leaves_the_form_to_be_decided_anew(hall: Hall) -> None:
    hall.all_there()
    party = hall.part(hall.borrower).party
    assert party is not None
    scheduling.answer_online(by=hall.borrower, hearing=hall.hearing, party_id=party.pk, agrees=False)
    with pytest.raises(Conflict, match=party.name) as refused:
        opening.open_session(by=hall.judge, hearing=hall.hearing)
    assert refused.value.field == "form" and hall.hearing.state == "scheduled"
    scheduling.answer_online(by=hall.borrower, hearing=hall.hearing, party_id=party.pk, agrees=True)
    assert opening.open_session(by=hall.judge, hearing=hall.hearing).state == "in_session"


def test_the_courtroom_shows_the_emblem(hall: Hall, browser_of: BrowserOf, settings: Any, tmp_path: Path) -> None:
    hall.prepared()
    page = f"/hearings/{hall.hearing_pk}/court/"
    judge = browser_of(cast.JUDGE)
    assert "hc-emblem__seal" in judge.get(page).content.decode()
    file = tmp_path / "emblem.svg"
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    settings.SHAREDCOURT_EMBLEM = str(file)
    assert 'src="data:image/svg+xml;base64,' in judge.get(page).content.decode()
    settings.SHAREDCOURT_EMBLEM = str(tmp_path / "gone.png")
    assert "hc-emblem__seal" in judge.get(page).content.decode(), "a wrong setting breaks no courtroom"


def test_a_panel_of_three_opens_only_when_all_three_are_inside() -> None:
    hall = Hall(panel=True)
    # Browser to browser there is room for six.
    hall.part(hall.witness).delete()
    hall.prepared()
    hall.knocks(hall.judge)
    hall.court_member_enters(hall.clerk)
    hall.comes(hall.officer)
    with pytest.raises(Conflict, match="陪审"):
        opening.open_session(by=hall.judge, hearing=hall.hearing)


def test_the_judge_leads_through_the_sheet_and_its_stages_are_the_chapters_of_the_film(hall: Hall) -> None:
    item, _paper = hall.evidence(hall.officer)
    hall.opened()
    with pytest.raises(Conflict):
        order.advance(by=hall.judge, hearing=hall.hearing, stage="debate")
    with pytest.raises(Invalid):
        order.advance(by=hall.judge, hearing=hall.hearing, stage="nonsense")
    with pytest.raises(NotAllowed):
        order.advance(by=hall.clerk, hearing=hall.hearing, stage="investigation")
    hall.led_to(T.INVESTIGATION)
    order.advance(by=hall.judge, hearing=hall.hearing, stage="evidence", item=item)
    hall.led_to(T.DEBATE)
    with pytest.raises(Invalid) as refused:
        order.advance(by=hall.judge, hearing=hall.hearing, stage="evidence")
    assert refused.value.field == "reason"
    back = order.advance(by=hall.judge, hearing=hall.hearing, stage="evidence", item=item, reason="被告提出新的证据")
    assert back.is_back
    hall.led_to(T.DEBATE, T.LAST_STATEMENTS, T.MEDIATION, T.ADJOURNED)
    assert (hall.hearing.state, *stand(hall)) == ("paused", "paused", "recess"), "an adjournment is a recess"
    hall.led_to(T.VERDICT)
    assert (hall.hearing.state, *stand(hall)) == ("in_session", "on", "")
    stages = [row.stage for row in StageChange.objects.filter(hearing=hall.hearing)]
    assert stages == [
        "check_in", "rights", "investigation", "evidence", "debate", "evidence", "debate", "last_statements", "mediation",
        "adjourned", "verdict",
    ]  # fmt: skip
    opening.close(by=hall.judge, hearing=hall.hearing)
    began, ended = hall.hearing.opened_at, hall.hearing.closed_at
    assert began is not None and ended is not None
    words = [text for _at, text in queries.chapters(hall.room, began, ended)]
    assert len(words) == len(stages) - 1, "the check-in comes before the opening, and is in no film"
    assert "原告" in words[2] and "1" in words[2], "the item by its number, not by what it says"
    assert "借条" not in "".join(words)
    film = hall.recording
    assert film is not None
    film.seconds = 60
    assert len(chapters.of(film)) > len(stages) - 1


def test_only_who_has_the_turn_has_a_microphone(hall: Hall) -> None:
    hall.opened()
    hall.led_to(T.INVESTIGATION, T.DEBATE)
    # Both had theirs on; in the debate they are heard one after the other.
    assert not hall.seat(hall.officer).mic and not hall.seat(hall.borrower).mic
    with pytest.raises(Conflict) as refused:
        speak(hall, "officer")
    assert refused.value.field == "floor"
    hall.floor(hall.officer)
    speak(hall, "officer")
    assert hall.seat(hall.officer).mic
    with pytest.raises(Conflict):
        speak(hall, "borrower")
    hall.floor(hall.borrower)
    assert not hall.seat(hall.officer).mic, "the floor went on, and with it the microphone"
    speak(hall, "borrower")
    speak(hall, "judge")
    opening.pause(by=hall.judge, hearing=hall.hearing)
    assert not hall.seat(hall.borrower).mic
    with pytest.raises(Conflict):
        speak(hall, "borrower")
    opening.resume(by=hall.judge, hearing=hall.hearing)
    speak(hall, "borrower")
    with pytest.raises(NotAllowed):
        order.give_floor(by=hall.clerk, hearing=hall.hearing, to=None)
    with pytest.raises(Conflict):
        hall.floor(hall.witness)


def speak(hall: Hall, name: str) -> None:
    """The person switches the microphone on."""
    user = getattr(hall, name)
    seat = hall.seat(user)
    rooms.report_media(by=user, seat=seat, session=seat.session, mic=True, camera=True, sharing=False)


def test_each_break_belongs_to_its_stage(hall: Hall) -> None:
    hall.opened()
    with pytest.raises(Conflict):
        breaks.begin(by=hall.judge, hearing=hall.hearing, kind="unrecorded")
    with pytest.raises(Conflict):
        breaks.begin(by=hall.judge, hearing=hall.hearing, kind="not_public")
    with pytest.raises(Invalid):
        breaks.begin(by=hall.judge, hearing=hall.hearing, kind="lunch")
    with pytest.raises(NotAllowed):
        breaks.begin(by=hall.clerk, hearing=hall.hearing, kind="recess")
    hall.led_to(T.INVESTIGATION, T.EVIDENCE)
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="not_public")
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="not_public")
    assert (hall.hearing.state, *stand(hall)) == ("in_session", "paused", "not_public")
    with pytest.raises(Conflict):
        breaks.begin(by=hall.judge, hearing=hall.hearing, kind="recess")
    with pytest.raises(Conflict):
        breaks.go_apart(by=hall.judge, hearing=hall.hearing)
    hall.loses(hall.borrower)
    hall.knocks(hall.borrower)
    opening.resume(by=hall.judge, hearing=hall.hearing)
    assert (hall.hearing.state, *stand(hall)) == ("in_session", "paused", "not_public"), (
        "a failure makes nothing public"
    )
    hall.led_to(T.DEBATE)
    assert stand(hall) == ("on", ""), "with the stage its break is over"
    hall.led_to(T.LAST_STATEMENTS, T.MEDIATION)
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="unrecorded")
    assert stand(hall) == ("paused", "unrecorded")
    breaks.end(by=hall.judge, hearing=hall.hearing)
    breaks.end(by=hall.judge, hearing=hall.hearing)
    assert stand(hall) == ("on", "")
    assert Break.objects.count() == 2


def test_in_a_recess_the_panel_deliberates_and_each_party_is_alone_with_its_agents(hall: Hall) -> None:
    hall.opened()
    with pytest.raises(Conflict):
        breaks.go_apart(by=hall.judge, hearing=hall.hearing)
    # By hand in the room nobody is divided.
    with pytest.raises(NotAllowed):
        circles.act(by=hall.judge, room_id=hall.room.pk, action="begin", side="applicant")
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="recess")
    breaks.go_apart(by=hall.judge, hearing=hall.hearing)
    breaks.go_apart(by=hall.judge, hearing=hall.hearing)
    where = {
        user: hall.seat(user).circle for user in (hall.judge, hall.clerk, hall.officer, hall.borrower, hall.witness)
    }
    assert where[hall.judge] == where[hall.clerk] != ""
    assert len({where[hall.judge], where[hall.officer], where[hall.borrower], where[hall.witness]}) == 4
    assert "" not in where.values()
    assert {hall.part(user).state for user in (hall.officer, hall.borrower)} == {"in_consultation"}
    speak(hall, "borrower")  # to nobody but their own side
    assert stand(hall) == ("paused", "recess"), "the break stays the reason"
    # What the panel writes to each other nobody else reads.
    said = rooms.say(
        by=hall.judge,
        seat=hall.seat(hall.judge),
        session=hall.seat(hall.judge).session,
        text="评议",
        client_id="x" * 10,
    )
    for user in (hall.officer, hall.borrower):
        assert not circles.may_hear(hall.seat(user), {"circle": said.circle})
    breaks.come_together(by=hall.judge, hearing=hall.hearing)
    breaks.come_together(by=hall.judge, hearing=hall.hearing)
    assert {hall.seat(user).circle for user in where} == {""}
    assert stand(hall) == ("paused", "recess"), "together again, and still in recess"
    opening.resume(by=hall.judge, hearing=hall.hearing)
    assert stand(hall) == ("on", "")
    assert hall.part(hall.officer).state == "in_hearing"
    assert not hall.seat(hall.borrower).mic or queries.stage_now(hall.hearing) == T.RIGHTS


def test_going_on_ends_private_talks_too(hall: Hall) -> None:
    hall.opened()
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="recess")
    breaks.go_apart(by=hall.judge, hearing=hall.hearing)
    opening.resume(by=hall.judge, hearing=hall.hearing)
    assert hall.seat(hall.borrower).circle == ""
    assert hall.part(hall.borrower).state == "in_hearing"


def test_a_witness_is_heard_and_neither_hears_before_nor_after(hall: Hall) -> None:
    hall.opened()
    # Neither the clerk nor the judge's tap at the door lets a witness in; the order sheet has to say so.
    with pytest.raises(Conflict):
        rooms.admit(by=hall.judge, seat=hall.seat(hall.witness))
    assert rooms.admit_all(by=hall.judge, room=hall.room) == []
    with pytest.raises(Conflict):
        discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    hall.led_to(T.INVESTIGATION, T.EVIDENCE)
    with pytest.raises(NotAllowed):
        discipline.call_in(by=hall.clerk, hearing=hall.hearing, who=hall.part(hall.witness))
    discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    hall.enters(hall.witness)
    assert hall.part(hall.witness).state == "in_hearing"
    speak(hall, "witness")
    with pytest.raises(Conflict):
        speak(hall, "borrower")
    discipline.send_out(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    discipline.send_out(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    assert (hall.part(hall.witness).state, hall.seat(hall.witness).state) == ("available", "waiting")
    assert not hall.seat(hall.witness).mic
    speak(hall, "borrower")
    with pytest.raises(Conflict):
        discipline.send_out(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.borrower))
    # Called again, and out by itself when the evidence is over.
    discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    hall.enters(hall.witness)
    hall.led_to(T.DEBATE)
    assert hall.seat(hall.witness).state == "waiting"
