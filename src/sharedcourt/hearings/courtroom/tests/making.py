"""A hearing of the worked case with everybody in it, step by step, through the actions that people use."""

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sharedcourt.core import clock
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder.actions import exchange
from sharedcourt.filing.folder.models import EvidenceItem, Paper
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
from sharedcourt.hearings.courtroom.actions import discipline, entry, opening, order
from sharedcourt.hearings.courtroom.models import CourtTask, HearingEvent
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.models import Bench, Capacity, Courtroom, Hearing, PanelMember, Participant
from sharedcourt.hearings.scheduling.models import OnlineAnswer
from sharedcourt.people import actions as people
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Role, User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import Room, Seat
from sharedcourt.rooms.recording.models import Recording

WITNESS = Member("witness", "何见证", "19900000071", "330399198001010018")
ASSESSOR = Member("assessor", "陈陪审", "19900000072", "", ((Role.ASSESSOR, cast.COURT),))
SECOND_JUDGE = Member("panel_judge", "郑法官", "19900000073", "", ((Role.JUDGE, cast.COURT),))
BENCH = ((cast.JUDGE, Bench.PRESIDING), (SECOND_JUDGE, Bench.JUDGE), (ASSESSOR, Bench.ASSESSOR))
PARTS = (
    (cast.OFFICER, Capacity.PLAINTIFF_AGENT, "applicant"),
    (cast.BORROWER, Capacity.DEFENDANT, "respondent"),
    (WITNESS, Capacity.WITNESS, ""),
)


def made(case: Case | None = None, *, panel: bool = False, **more: Any) -> Hearing:
    """A scheduled hearing that begins in ten minutes: one judge (or a panel of three), clerk, bank, borrower, a witness."""
    case = case or with_defendant(accepted_case(procedure="ordinary"))
    court = case.court
    now = clock.now()
    facts: dict[str, Any] = {
        "case": case,
        "court": court,
        "session_number": case.hearings.count() + 1,  # type: ignore[attr-defined]
        "courtroom": Courtroom.objects.get_or_create(court=court, name="互联网法庭一")[0],
        "clerk": cast.person(cast.COURT_CLERK),
        "starts_at": now + timedelta(minutes=10),
        "ends_at": now + timedelta(hours=2),
        "arranged_by": cast.person(cast.COURT_CLERK),
        **more,
    }
    hearing = Hearing(**facts)
    hearing.schedule()
    hearing.save()
    for member, bench in BENCH if panel else BENCH[:1]:
        PanelMember.objects.create(hearing=hearing, user=cast.person(member), bench=bench)
    parties = {party.side: party for party in case.dispute.parties.all()}
    for party in parties_of(case.dispute):
        speaker = cast.person(cast.OFFICER if party.side == "applicant" else cast.BORROWER)
        OnlineAnswer.objects.create(hearing=hearing, party=party, user=speaker, agrees=True)
    for member, capacity, side in PARTS:
        Participant.objects.create(
            hearing=hearing, user=cast.person(member), capacity=capacity, party=parties.get(side)
        )
    return hearing


class Hall:
    """The people of one hearing, and what they do."""

    def __init__(self, hearing: Hearing | None = None, **more: Any) -> None:
        self._hearing = hearing or made(**more)
        self.judge, self.clerk = cast.person(cast.JUDGE), cast.person(cast.COURT_CLERK)
        self.officer, self.borrower, self.witness = (cast.person(member) for member, *_rest in PARTS)
        self.pages: dict[User, str] = {}

    @property
    def hearing(self) -> Hearing:
        return Hearing.objects.select_related("case__dispute", "court", "room", "clerk").get(pk=self._hearing.pk)

    @property
    def hearing_pk(self) -> object:
        return self._hearing.pk

    @property
    def room(self) -> Room:
        found = self.hearing.room
        assert found is not None
        return found

    @property
    def recording(self) -> Recording | None:
        return Recording.objects.filter(room=self.hearing.room_id).first()

    def part(self, user: User) -> Participant:
        return Participant.objects.get(hearing=self._hearing, user=user)

    def seat(self, user: User) -> Seat:
        return Seat.objects.select_related("room", "user").get(room=self.hearing.room_id, user=user)

    def kinds(self) -> list[str]:
        return list(
            HearingEvent.objects.filter(hearing=self._hearing).order_by("at", "id").values_list("kind", flat=True)
        )

    def tasks(self) -> list[CourtTask]:
        return list(CourtTask.objects.filter(hearing=self._hearing, done_at__isnull=True))

    # -- steps

    def prepared(self) -> "Hall":
        opening.prepare(by=self.clerk, hearing=self.hearing)
        return self

    def shows_again(self, user: User) -> None:
        people.signed_in_again(by=user, scope=self._hearing.pk)

    def declares(self, user: User) -> None:
        entry.declare(by=user, hearing=self.hearing, declared=True)
        self.shows_again(user)
        entry.join(by=user, hearing=self.hearing)

    def knocks(self, user: User, *, page: str = "", mic: bool = True) -> Seat:
        """The person's browser says hello; whoever was let in goes straight in."""
        self.pages[user] = page or self.pages.get(user, f"page-of-{user.username}")
        arrival = rooms.Arrival(
            session=f"s-{user.username}-{page}", instance=self.pages[user], device="Chrome 156", mic=mic, camera=True
        )
        return rooms.arrive(by=user, seat=self.seat(user), arrival=arrival)

    def loses(self, user: User) -> None:
        seat = self.seat(user)
        rooms.lose(seat_id=seat.pk, session=seat.session)

    def goes(self, user: User) -> None:
        seat = self.seat(user)
        rooms.leave(by=user, seat=seat, session=seat.session)

    def comes(self, user: User) -> None:
        """Declared, at the door, called in by the clerk, inside."""
        self.declares(user)
        self.knocks(user)
        discipline.call_in(by=self.clerk, hearing=self.hearing, who=self.part(user))
        self.enters(user)

    def enters(self, user: User) -> None:
        seat = self.seat(user)
        rooms.enter(by=user, seat=seat, session=seat.session)

    def court_sits(self) -> "Hall":
        self.prepared()
        self.knocks(self.judge)
        for user in (member.user for member in self.hearing.panel.select_related("user")):
            if user != self.judge:
                self.court_member_enters(user)
        self.court_member_enters(self.clerk)
        return self

    def court_member_enters(self, user: User) -> None:
        self.knocks(user)
        rooms.admit(by=self.judge, seat=self.seat(user))
        self.enters(user)

    def all_there(self) -> "Hall":
        """The court and both parties inside, the witness at the door."""
        self.court_sits()
        self.comes(self.officer)
        self.comes(self.borrower)
        self.declares(self.witness)
        self.knocks(self.witness)
        return self

    def opened(self) -> "Hall":
        self.all_there()
        opening.open_session(by=self.judge, hearing=self.hearing)
        return self

    def opened_with(self, *more: User) -> "Hall":
        """The same with more people who wait at the door."""
        self.all_there()
        for user in more:
            self.declares(user)
            self.knocks(user)
        opening.open_session(by=self.judge, hearing=self.hearing)
        return self

    def led_to(self, *stages: Stage) -> "Hall":
        for stage in stages:
            order.advance(by=self.judge, hearing=self.hearing, stage=stage.value)
        return self

    def floor(self, user: User | None) -> None:
        order.give_floor(by=self.judge, hearing=self.hearing, to=self.part(user) if user is not None else None)

    # -- evidence

    def evidence(self, by: User, title: str = "借条", shade: int = 1) -> tuple[EvidenceItem, Paper]:
        """A photograph handed in as evidence by this party."""
        out = io.BytesIO()
        Image.new("RGB", (60, 80), (shade, by.pk.int % 256, 90)).save(out, "JPEG")
        upload = SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")
        file = documents.keep_upload(by=by, upload=upload, purpose="case")
        case = self.hearing.case
        item = exchange.add_item(by=by, case=case, files=[file], title=title, proves="借款事实", original="held")
        people.signed_in_again(by=by, scope=case.pk)
        exchange.submit_catalogue(by=by, case=case)
        Paper.objects.filter(item=item).update(pages=1)
        item.refresh_from_db()
        return item, Paper.objects.get(item=item)
