"""Of a case before the court: one hearing whose record is being written, another whose record is to be signed."""

from datetime import timedelta
from typing import Any

from sharedcourt.core import clock
from sharedcourt.filing.cases.models import Case
from sharedcourt.hearings.models import Bench, Capacity, Courtroom, Hearing, PanelMember, Participant
from sharedcourt.hearings.transcript import actions, queries
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import RoomKind
from tests.world import World

PAGES = (
    "transcript",
    "transcript-lines",
    "transcript-operations",
    "transcript-pen",
    "transcript-line",
    "transcript-draft",
)
OPERATIONS = (
    "transcript", "begin_transcript", "transcript_lines", "write_line", "take_pen", "write_operations", "propose_lines",
    "take_proposal", "drop_proposal", "finish_transcript", "reopen_transcript", "corrections", "ask_correction",
    "correct_line", "confirm_read", "refuse_to_sign", "note_refusal", "open_signing", "take_back_transcript",
    "say_recording_stands", "let_recording_stand",
)  # fmt: skip


def ids_of(world: World, case: Case, clerk: User, judge: User) -> dict[str, Any]:
    """What the addresses of both records name."""
    from sharedcourt.hearings.transcript.views import VERBS

    case = Case.objects.select_related("dispute", "court", "number").get(pk=case.pk)
    written, to_sign = _begun(world, case, clerk, judge), _begun(world, case, clerk, judge)
    line = actions.write(by=clerk, transcript=written, text="现在开庭。")
    stood = actions.write(by=clerk, transcript=to_sign, text="现在开庭。")
    actions.finish(by=clerk, transcript=to_sign)
    asked = actions.ask_correction(by=world.borrower, transcript=to_sign, line=stood.key, wanted="现在继续开庭。")
    actions.answer_request(by=clerk, request=asked, corrected=False, answer="与录音一致")
    for user in (world.officer, world.borrower, world.wife):
        actions.confirm_read(by=user, transcript=to_sign)
    actions.open_signing(by=clerk, transcript=to_sign)
    pages = [f"hearings:{name} pk" for name in (*PAGES, *(f"transcript-act {verb}" for verb in VERBS))]
    ids: dict[str, Any] = dict.fromkeys(pages, written.hearing_id)
    ids |= {f"hearings_{name} pk": written.hearing_id for name in OPERATIONS}
    return ids | {
        "hearings line": line.key,
        "hearings:transcript-page pk": to_sign.hearing_id,
        "hearings:transcript-page number": 1,
        "hearings_confirm_page pk": to_sign.hearing_id,
        "hearings_confirm_page number": 1,
        "hearings_answer_correction pk": to_sign.hearing_id,
        "hearings_answer_correction correction": asked.pk,
        "hearings_take_pen name": "page-that-knocks",
    }


def _begun(world: World, case: Case, clerk: User, judge: User) -> Transcript:
    now = clock.now()
    hearing = Hearing.objects.create(
        case=case,
        court=case.court,
        session_number=case.hearings.count() + 1,
        courtroom=Courtroom.objects.get_or_create(court=case.court, name="互联网法庭")[0],
        clerk=clerk,
        starts_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(hours=1),
        arranged_by=clerk,
    )
    PanelMember.objects.create(hearing=hearing, user=judge, bench=Bench.PRESIDING)
    sides = (
        (world.officer, Capacity.PLAINTIFF_AGENT),
        (world.borrower, Capacity.DEFENDANT),
        (world.wife, Capacity.DEFENDANT),
    )
    for user, capacity in sides:
        Participant.objects.create(hearing=hearing, user=user, capacity=capacity)
    hearing.schedule()
    hearing.room = rooms.open_room(
        by=judge,
        scope=case.dispute_id,
        title="开庭",
        opens_at=now - timedelta(minutes=1),
        kind=RoomKind.HEARING,
        subject_id=hearing.pk,
        seats=[
            rooms.SeatSpec(judge, "judge", is_host=True),
            *(rooms.SeatSpec(user, "observer") for user in (clerk, world.officer, world.borrower, world.wife)),
        ],
    )
    hearing.opened_at = now - timedelta(minutes=1)
    hearing.open_session()
    hearing.save()
    made = actions.begin(by=clerk, hearing=hearing)
    return queries.rows().get(pk=made.pk)
