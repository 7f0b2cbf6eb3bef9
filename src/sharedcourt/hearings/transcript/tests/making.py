"""A hearing that has been opened: a judge, a clerk, the bank's officer and the borrower, in a room that is recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sharedcourt.core import clock
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.tests import cases
from sharedcourt.hearings.models import Bench, Capacity, Courtroom, Hearing, PanelMember, Participant
from sharedcourt.hearings.transcript import actions, queries, ranks
from sharedcourt.hearings.transcript.actions import Operation
from sharedcourt.hearings.transcript.models import Line, Transcript
from sharedcourt.mediation.tests.stage import STROKES
from sharedcourt.people import cast
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import RoomKind
from sharedcourt.rooms.recording import sealed as stored
from sharedcourt.rooms.recording.models import Purpose, Recording

FILM = bytes(range(256)) * 5_000


def case_with_defendant(procedure: str = "summary") -> Case:
    """Accepted by the court of Lucheng; the borrower has joined."""
    case = cases.with_defendant(cases.accepted_case(procedure=procedure))
    return Case.objects.select_related("dispute", "court", "judge", "number").get(pk=case.pk)


def hearing_of(case: Case, clerk: User | None = None) -> Hearing:
    """Opened a minute ago, in a room of its own."""
    clerk = clerk or cast.person(cast.COURT_CLERK)
    judge = cast.person(cast.JUDGE)
    officer, borrower = cast.person(cast.OFFICER), cast.person(cast.BORROWER)
    now = clock.now()
    courtroom = Courtroom.objects.get_or_create(court=case.court, name="互联网第一法庭")[0]
    hearing = Hearing.objects.create(
        case=case,
        court=case.court,
        session_number=case.hearings.count() + 1,
        courtroom=courtroom,
        clerk=clerk,
        starts_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(hours=2),
        arranged_by=clerk,
    )
    PanelMember.objects.create(hearing=hearing, user=judge, bench=Bench.PRESIDING)
    for user, capacity, side in (
        (officer, Capacity.PLAINTIFF_AGENT, "applicant"),
        (borrower, Capacity.DEFENDANT, "respondent"),
    ):
        party = parties_of(case.dispute).filter(side=side).first()
        Participant.objects.create(hearing=hearing, user=user, party=party, capacity=capacity, consents_online=True)
    hearing.schedule()
    hearing.room = rooms.open_room(
        by=judge,
        scope=case.dispute_id,
        title="第一次开庭",
        opens_at=now - timedelta(minutes=1),
        kind=RoomKind.HEARING,
        subject_id=hearing.pk,
        seats=[
            rooms.SeatSpec(judge, "judge", is_host=True),
            rooms.SeatSpec(clerk, "court_clerk"),
            rooms.SeatSpec(officer, "applicant_agent"),
            rooms.SeatSpec(borrower, "respondent"),
        ],
    )
    hearing.opened_at = now - timedelta(minutes=1)
    hearing.open_session()
    hearing.save()
    return hearing


def closed(hearing: Hearing) -> Hearing:
    """Adjourned by the judge."""
    hearing.refresh_from_db()
    hearing.close()
    hearing.closed_at = clock.now()
    hearing.save()
    return hearing


def recorded(hearing: Hearing, *, content: bytes = FILM) -> Recording:
    """The hearing's recording, put together: a minute, a break of a minute, two minutes."""
    assert hearing.room is not None
    assert hearing.opened_at is not None
    began = hearing.opened_at
    hearing.room.seats.update(joined_at=began)  # everybody was inside
    row = Recording.objects.create(room=hearing.room, purpose=Purpose.HEARING)
    row.run()
    row.started_at = began
    row.save()
    row.spans.create(begun_at=began, ended_at=began + timedelta(minutes=1), ended_for="host")
    row.spans.create(begun_at=began + timedelta(minutes=2), ended_at=began + timedelta(minutes=4))
    kept = stored.put([content])
    row.finish()
    row.compose()
    row.be_ready()
    row.path, row.size, row.sha256, row.seconds = kept.path, kept.size, kept.sha256, 180
    row.ended_at, row.retention_until = began + timedelta(minutes=4), clock.today() + timedelta(days=3650)
    row.save()
    return row


def begun(hearing: Hearing) -> Transcript:
    """The clerk has begun the record."""
    assert hearing.clerk is not None
    made = actions.begin(by=hearing.clerk, hearing=hearing)
    return queries.rows().get(pk=made.pk)


class Typist:
    """A page on which the clerk types: it numbers what it does and sends it until it is taken."""

    def __init__(self, row: Transcript, name: str = "page-of-the-clerk", user: User | None = None) -> None:
        self.row, self.name = row, name
        self.user = user or row.hearing.clerk
        self.number = 0
        self.sent: list[Operation] = []
        self.rank = ""

    def take_pen(self, *, over: bool = False) -> "Typist":
        assert self.user is not None
        actions.take_pen(by=self.user, transcript=self.row, name=self.name, over=over)
        return self

    def operation(self, text: str, *, line: UUID | None = None, **more: Any) -> Operation:
        """What the page would send for a line."""
        self.number += 1
        if "rank" not in more and line is None:
            self.rank = ranks.after(self.rank)
        facts = {"rank": self.rank, **more}
        made = Operation(number=self.number, line=line or uuid4(), text=text, **facts)
        self.sent.append(made)
        return made

    def send(self, *operations: Operation) -> Any:
        assert self.user is not None
        return actions.apply(by=self.user, transcript=self.row, pen=self.name, operations=operations)

    def type(self, text: str, **more: Any) -> Line:
        """A line, sent at once."""
        made = self.operation(text, **more)
        self.send(made)
        return self.row.lines.get(key=made.line)


def text_of(row: Transcript) -> list[str]:
    """What stands in the record."""
    return [line.text for line in queries.lines(row)]


def sign(user: User, row: Transcript, on_commit: Callable[..., Any]) -> None:
    """Every page confirmed, then signed."""
    row.refresh_from_db()
    assert row.file is not None
    for number in range(1, row.file.pages + 1):
        actions.confirm_page(by=user, transcript=row, number=number)
    with on_commit(execute=True):
        documents.sign(by=user, signing_file=row.file, strokes=STROKES, intends=True)
