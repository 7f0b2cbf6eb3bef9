"""Reads of a hearing while it is held."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.models import Side as PartySide
from sharedcourt.filing.folder.models import Paper, Visible
from sharedcourt.filing.folder.queries import papers_of
from sharedcourt.hearings.courtroom import halls, policy
from sharedcourt.hearings.courtroom.models import (
    Absence,
    Break,
    CourtTask,
    Discipline,
    HearingEvent,
    InCourtroom,
    ShownPage,
    StageChange,
)
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.courtroom.stages import PARTIES, Here, Stage, Standing, may_see, may_show, may_speak
from sharedcourt.hearings.models import Capacity, Hearing, PanelMember, Participant
from sharedcourt.hearings.queries import WITH, taking_part
from sharedcourt.hearings.states import HearingState, ParticipantState
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person
from sharedcourt.rooms import line as lines
from sharedcourt.rooms.models import Room, Seat, SeatEvent
from sharedcourt.rooms.states import CONNECTED, SeatState

EVENTS_SHOWN = 30
HELD_UP = (HearingState.PAUSED, HearingState.SUSPENDED)


def visible_to(user: Any) -> QuerySet[Hearing]:
    """Hearings that the person tries, keeps the record of or takes part in, in person."""
    if not is_person(user) or acting_for(user) is not None:
        return Hearing.objects.none()
    mine = Q(clerk=user) | Q(pk__in=PanelMember.objects.filter(user=user).values("hearing"))
    mine |= Q(pk__in=taking_part(user).values("hearing"))
    return Hearing.objects.filter(mine).select_related(*WITH)


def of_room(room_id: UUID) -> Hearing | None:
    """The hearing that is held in a video room."""
    return Hearing.objects.filter(room=room_id).select_related(*WITH).first()


def stage_of(hearing: Hearing) -> StageChange | None:
    """Where the hearing stands on the order sheet; None before the courtroom is ready."""
    return hearing.stages.select_related("floor__user", "item__party").order_by("-number").first()


def stage_now(hearing: Hearing) -> Stage:
    """The same as one of the sheet's lines; check-in before anything has begun."""
    found = hearing.stages.order_by("-number").values_list("stage", flat=True).first()
    return Stage(found) if found else Stage.CHECK_IN


def break_of(hearing: Hearing) -> Break | None:
    """The break that goes on, or None."""
    return Break.objects.filter(hearing=hearing, ended_at__isnull=True).first()


def shown_now(hearing: Hearing) -> ShownPage | None:
    """The page that is being shown, or None."""
    rows = ShownPage.objects.filter(hearing=hearing, hidden_at__isnull=True)
    return rows.select_related("paper__case__dispute", "paper__party", "paper__file", "paper__signing", "by").first()


def silenced(participant: Participant | None) -> bool:
    """Whether the judge has silenced this person and not lifted it."""
    if participant is None:
        return False
    return participant.discipline.filter(kind=Discipline.Kind.SILENCE, lifted_at__isnull=True).exists()


def here(who: Attendee, stage: StageChange | None, *, circle: str = "", is_silenced: bool | None = None) -> Here:
    """What decides whether this person may speak now."""
    floor = stage.floor_id if stage is not None else None
    mine = who.participant is not None and who.participant.pk == floor
    quiet = silenced(who.participant) if is_silenced is None else is_silenced
    return Here(
        standing=who.standing,
        floor=mine,
        taken=floor is not None,
        silenced=quiet,
        held_up=who.hearing.state in HELD_UP,
        apart=circle != "",
    )


def speaks(who: Attendee, stage: StageChange | None, *, circle: str = "") -> bool:
    """Whether this person's microphone may be on now."""
    return may_speak(stage.which if stage is not None else Stage.CHECK_IN, here(who, stage, circle=circle))


def has_floor(who: Attendee, stage: StageChange | None) -> bool:
    return stage is not None and who.participant is not None and stage.floor_id == who.participant.pk


def is_inside(who: Attendee) -> bool:
    """Whether they are in the courtroom: the court always, others once they have been let in and until they are out."""
    inside = (ParticipantState.IN_HEARING, ParticipantState.IN_CONSULTATION)
    return who.is_court or (who.participant is not None and who.participant.state in inside)


def sees_shown(who: Attendee, shown: ShownPage, stage: StageChange | None) -> bool:
    """Whether this page is shown to this person: inside, in a stage in which they see evidence, and a paper they may see."""
    if stage is None or not is_inside(who):
        return False
    if not may_see(stage.which, who.standing, floor=has_floor(who, stage)):
        return False
    reader = policy.reader_of(who)
    if reader is None:
        # Witnesses, experts and interpreters see what lies open to all; whoever spoke for a party and does not any more sees nothing.
        return not who.is_party and bool(shown.paper.visible == Visible.ALL and shown.paper.removed_at is None)
    return papers_of(reader).filter(pk=shown.paper_id).exists()


def may_present(who: Attendee, stage: StageChange | None) -> bool:
    """Whether this person may choose what all look at."""
    return stage is not None and may_show(stage.which, who.standing, floor=has_floor(who, stage))


def papers_to_show(who: Attendee) -> list[Paper]:
    """The papers that this person could show: of the folder what they see there, and has pages."""
    reader = policy.reader_of(who)
    if reader is None:
        return []
    return [paper for paper in papers_of(reader) if paper.pages and paper.visible != Visible.SIDE]


# ---------- people


@dataclass
class Present:
    """One line of the list of people: who, as what, how they stand, and how good their line has been."""

    user: User | None
    name: str
    standing: Standing
    participant: Participant | None = None
    seat: Seat | None = None
    speaks: bool = False
    floor: bool = False
    silenced: bool = False
    warnings: int = 0
    log: lines.Absence | None = None
    absence: Absence | None = None
    removed: bool = False
    in_court: InCourtroom | None = None  # as the court saw
    beside: bool = False  # at the screen that is the courtroom on circuit

    @property
    def place(self) -> str:
        """The site or court at which they sit; empty at a device of their own."""
        return self.seat.place if self.seat is not None else ""

    @property
    def hides_background(self) -> bool:
        """Their own device says so; what another program does to the picture nobody is told."""
        return self.is_here and self.seat is not None and self.seat.camera and self.seat.blurred

    @property
    def is_here(self) -> bool:
        return self.is_connected or self.beside or (self.in_court is not None and not self.waits_outside)

    @property
    def waits_outside(self) -> bool:
        """A witness in the courthouse who has not been called in."""
        return self.is_heard and self.participant is not None and self.participant.state == ParticipantState.AVAILABLE

    @property
    def is_connected(self) -> bool:
        return self.seat is not None and self.seat.state == SeatState.PRESENT

    @property
    def is_at_door(self) -> bool:
        return self.seat is not None and self.seat.state == SeatState.WAITING

    @property
    def is_removed(self) -> bool:
        return self.removed or (self.seat is not None and self.seat.state == SeatState.REMOVED)

    @property
    def is_heard(self) -> bool:
        return self.standing in {Standing.WITNESS, Standing.EXPERT}

    @property
    def state_words(self) -> str:
        """How they stand, in the running language; the bench and the clerk have a seat and no lifecycle of their own."""
        if not self.is_connected and (self.in_court is not None or self.beside):
            return _("waits outside the courtroom") if self.waits_outside else _("in the courtroom in person")
        if self.participant is not None:
            return str(ParticipantState(self.participant.state).label)
        if self.seat is None:
            return str(ParticipantState.NOT_SIGNED_IN.label)
        if self.seat.state == SeatState.PRESENT:
            return str(ParticipantState.IN_HEARING.label)
        return str(SeatState(self.seat.state).label)


@dataclass
class _Kept:
    """What is read once for everybody of a hearing."""

    seats: dict[UUID, Seat] = field(default_factory=dict)
    events: dict[UUID, list[SeatEvent]] = field(default_factory=dict)
    discipline: dict[UUID, list[Discipline]] = field(default_factory=dict)
    absences: dict[UUID, Absence] = field(default_factory=dict)
    hall: halls.Hall = field(default_factory=halls.Hall)


def _kept(hearing: Hearing) -> _Kept:
    found = _Kept()
    if hearing.room_id is not None:
        found.seats = {seat.user_id: seat for seat in Seat.objects.filter(room=hearing.room_id).select_related("user")}
        for event in SeatEvent.objects.filter(seat__room=hearing.room_id).select_related("seat__user"):
            found.events.setdefault(event.seat_id, []).append(event)
    for row in Discipline.objects.filter(participant__hearing=hearing):
        found.discipline.setdefault(row.participant_id, []).append(row)
    for absence in Absence.objects.filter(participant__hearing=hearing):
        found.absences[absence.participant_id] = absence
    found.hall = halls.read(hearing)
    return found


def people(hearing: Hearing, stage: StageChange | None) -> list[Present]:
    """Everybody of the hearing: the bench, the clerk, then who takes part. A fixed number of queries."""
    kept, now = _kept(hearing), clock.now()
    whose: list[tuple[User | None, Standing, Participant | None]] = [
        (member.user, Standing(member.bench), None) for member in hearing.panel.select_related("user")
    ]
    if hearing.clerk is not None:
        whose.append((hearing.clerk, Standing.CLERK, None))
    parts = hearing.participants.select_related("user", "party", "beside__user", "beside__party")
    whose += [(one.user, Standing(one.capacity), one) for one in parts]
    found = [_present(*each, hearing, stage, kept, now) for each in whose]
    return sorted(found, key=lambda line: list(Standing).index(line.standing))


def _present(
    user: User | None,
    standing: Standing,
    participant: Participant | None,
    hearing: Hearing,
    stage: StageChange | None,
    kept: _Kept,
    now: datetime,
) -> Present:
    seat = kept.seats.get(user.pk) if user is not None else None
    measures = kept.discipline.get(participant.pk, []) if participant is not None else []
    quiet = any(row.kind == Discipline.Kind.SILENCE and row.lifted_at is None for row in measures)
    log = next(iter(lines.absences(kept.events.get(seat.pk, []), now)), None) if seat is not None else None
    seen = kept.hall.participants.get(participant.pk) if participant is not None else None
    if participant is None and user is not None:
        seen = kept.hall.members.get(user.pk)
    made = Present(
        user=user,
        name=user.name if user is not None else participant.called if participant is not None else "",
        standing=standing,
        participant=participant,
        seat=seat,
        silenced=quiet,
        warnings=sum(row.kind == Discipline.Kind.WARNING for row in measures),
        log=log,
        absence=kept.absences.get(participant.pk) if participant is not None else None,
        floor=participant is not None and stage is not None and stage.floor_id == participant.pk,
        removed=any(row.kind == Discipline.Kind.REMOVAL and row.lifted_at is None for row in measures),
        in_court=seen,
        beside=participant is None and user is not None and user.pk in kept.hall.beside,
    )
    if user is not None:
        who = Attendee(user, hearing, standing, participant)
        circle = seat.circle if seat is not None else ""
        decides = here(who, stage, circle=circle, is_silenced=quiet)
        made.speaks = may_speak(stage.which if stage is not None else Stage.CHECK_IN, decides)
    return made


def by_place(found: Sequence[Present]) -> list[tuple[str, list[Present]]]:
    """People who sit at one place together, first those at devices of their own; in the order of their parts."""
    places: dict[str, list[Present]] = {"": []}
    for line in found:
        places.setdefault(line.place, []).append(line)
    return [(place, lines) for place, lines in places.items() if lines]


def missing_court(hearing: Hearing) -> list[str]:
    """Names of those of the bench, and of the clerk, who are neither in the video room nor in the courtroom itself."""
    wanted = [member.user for member in hearing.panel.select_related("user")]
    wanted += [hearing.clerk] if hearing.clerk is not None else []
    hall = halls.read(hearing)
    return [user.name for user in wanted if user.pk not in hall.connected and user.pk not in hall.court]


def parties_missing(hearing: Hearing) -> list[list[Participant]]:
    """Of each party of which nobody is in the video room or in the courtroom itself, those who should be."""
    of: dict[object, list[Participant]] = {}
    for each in hearing.participants.select_related("user", "party"):
        if Standing(each.capacity) in PARTIES:
            of.setdefault(each.party_id or each.pk, []).append(each)
    here_now = set(Seat.objects.filter(room=hearing.room_id, state__in=CONNECTED).values_list("user_id", flat=True))
    in_court = halls.read(hearing).participants
    return [
        group for group in of.values() if not any(each.user_id in here_now or each.pk in in_court for each in group)
    ]


def has_own_side(who: Attendee) -> bool:
    """Whether somebody else of the same party is in the room: the party itself, or an agent of it."""
    if who.participant is None or who.participant.party_id is None:
        return False
    others = Participant.objects.filter(hearing=who.hearing, party=who.participant.party_id, user__isnull=False)
    there = Seat.objects.filter(room=who.hearing.room_id, state=SeatState.PRESENT)
    return others.exclude(pk=who.participant.pk).filter(user__in=there.order_by().values("user")).exists()


def has_asked_to_talk(who: Attendee) -> bool:
    """Whether the court still has to decide on a private talk that this person asked for."""
    asked = who.hearing.court_tasks.filter(person=who.user, kind=CourtTask.Kind.TALK, done_at__isnull=True)
    return asked.exists()


def seat_of(hearing: Hearing, user: User | None) -> Seat | None:
    """The person's seat in the hearing's room."""
    if user is None or hearing.room_id is None:
        return None
    return Seat.objects.select_related("room", "user").filter(room=hearing.room_id, user=user).first()


def events_of(hearing: Hearing) -> QuerySet[HearingEvent]:
    """The list of the hearing, oldest first."""
    return HearingEvent.objects.filter(hearing=hearing).select_related("by", "person", "participant")


def open_tasks(hearing: Hearing) -> list[CourtTask]:
    return list(hearing.court_tasks.filter(done_at__isnull=True).select_related("person"))


def line_of(hearing: Hearing, participant: Participant) -> lines.Absence | None:
    """What the connection log says of one person's line (ODLR 25); None when they never came."""
    seat = seat_of(hearing, participant.user)
    if seat is None:
        return None
    return next(iter(lines.absences(list(seat.events.select_related("seat__user")), clock.now())), None)


def chapters(room: Room, began: datetime, ended: datetime) -> Sequence[tuple[datetime, str]]:
    """The stages of a hearing as chapters of its recording."""
    hearing = of_room(room.pk)
    if hearing is None:
        return []
    rows = hearing.stages.filter(begun_at__range=(began, ended)).select_related("item__party")
    return [(row.begun_at, stage_words(row)) for row in rows]


def side_words(party: Party) -> str:
    """What a party is called in the courtroom, in the running language."""
    of = {PartySide.APPLICANT: Capacity.PLAINTIFF, PartySide.RESPONDENT: Capacity.DEFENDANT}
    return str(of.get(PartySide(party.side), Capacity.THIRD_PARTY).label)


def stage_words(row: StageChange) -> str:
    """A stage in words; of evidence with the number of the item, never with what it says."""
    words = str(Stage(row.stage).label)
    if row.item is not None and row.item.number is not None:
        side = side_words(row.item.party)
        return _("%(stage)s: %(side)s, no. %(number)d") % {"stage": words, "side": side, "number": row.item.number}
    return words
