"""A hearing at different times that is going on: the borrower has answered one question with a clip, and another clip is coming in."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from sharedcourt.core import clock
from sharedcourt.filing.cases.models import Case
from sharedcourt.hearings.in_turn import actions
from sharedcourt.hearings.in_turn.models import TurnAnswer
from sharedcourt.hearings.models import Bench, Capacity, Form, Hearing, PanelMember, Participant
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from tests.world import World

PAGES = (
    "in-turn",
    "in-turn-ask",
    "in-turn-longer",
    "in-turn-close",
    "in-turn-answer",
    "in-turn-extend",
    "in-turn-go-on",
    "in-turn-clips",
    "in-turn-watch",
    "in-turn-film",
    "in-turn-piece",
    "in-turn-clip-finish",
)
OPERATIONS = (
    "turn_questions",
    "ask_turn",
    "answer_turn",
    "extend_turn",
    "go_on_without_turn",
    "prolong_in_turn",
    "close_in_turn",
)
COMING = ("in-turn-piece", "in-turn-clip-finish")
WATCHED = ("in-turn-watch", "in-turn-film")
WEBM = b"\x1a\x45\xdf\xa3" + b"\0" * 100


def ids_of(world: World, case: Case, judge: Member, clerk: Member) -> dict[str, Any]:
    """What the addresses of the hearing at different times name."""
    case = Case.objects.select_related("dispute", "court").get(pk=case.pk)
    now, presides, keeps = clock.now(), cast.person(judge), cast.person(clerk)
    hearing = Hearing(
        case=case,
        court=case.court,
        session_number=case.hearings.count() + 1,
        form=Form.IN_TURN,
        clerk=keeps,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=5),
        opened_at=now,
        arranged_by=keeps,
    )
    hearing.schedule()
    hearing.begin_in_turn()
    hearing.save()
    PanelMember.objects.create(hearing=hearing, user=presides, bench=Bench.PRESIDING)
    sides = (("applicant", world.officer, Capacity.PLAINTIFF_AGENT), ("respondent", world.borrower, Capacity.DEFENDANT))
    parts = [
        Participant.objects.create(
            hearing=hearing, user=user, party=case.dispute.parties.filter(side=side).first(), capacity=capacity
        )
        for side, user, capacity in sides
    ]
    borrower = parts[1]
    asked = actions.ask(by=presides, hearing=hearing, stage="statement", text="x", parties=[borrower.party_id])
    turn = asked.turns.get()
    upload = SimpleUploadedFile("clip.webm", WEBM, "video/webm")
    clip = actions.keep_whole(by=world.borrower, hearing=hearing, upload=upload)
    TurnAnswer.objects.create(
        turn=turn, number=1, participant=borrower, by=world.borrower, text="x", clip=clip, at=now, sha256="0" * 64
    )
    coming = actions.announce(by=world.borrower, hearing=hearing, key=str(uuid4()), size=100)
    names = [*(f"hearings:{name}" for name in PAGES), *(f"hearings_{name}" for name in OPERATIONS)]
    return {
        **{f"{name} hearing_id": hearing.pk for name in names},
        **{f"{name} turn_id": turn.pk for name in names},
        **{f"hearings:{name} clip_id": clip.pk for name in WATCHED},
        **{f"hearings:{name} clip_id": coming.pk for name in COMING},
        "hearings:in-turn-piece offset": 0,
    }
