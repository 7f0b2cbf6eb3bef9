"""What one person sees of a hearing that is being held: where it stands, who is there, what is shown, what the clerk has to do."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from sharedcourt.core.errors import ActionRefused
from sharedcourt.filing.folder.models import EvidenceItem
from sharedcourt.hearings.courtroom import emblem, queries
from sharedcourt.hearings.courtroom.actions import breaks
from sharedcourt.hearings.courtroom.actions.absence import consequence
from sharedcourt.hearings.courtroom.models import Absence, Break
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.courtroom.stages import HEARD, SHEET, Stage, Standing, is_back, may_follow, onward
from sharedcourt.hearings.models import Form, Participant
from sharedcourt.hearings.states import HOLDING, UNDER_WAY, HearingState
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.people.models import Verification
from sharedcourt.rooms import queries as rooms

FAST, SLOW = 4, 20  # seconds between looks, outside and inside the room (where a push comes first)


@dataclass(frozen=True)
class Refused:
    """What an action answered instead of doing its work."""

    act: str
    field: str
    message: str

    @classmethod
    def of(cls, act: str, error: ActionRefused) -> "Refused":
        return cls(act, error.field or "", str(error))


class Court:
    """One person before one hearing, read once per request."""

    def __init__(self, request: HttpRequest, who: Attendee, refused: Refused | None = None) -> None:
        self.request, self.who, self.refused = request, who, refused
        self.hearing = who.hearing
        self.stage = queries.stage_of(self.hearing)
        self.now = self.stage.which if self.stage is not None else Stage.CHECK_IN
        self.running = queries.break_of(self.hearing)
        self.talk = rooms.running_caucus(self.hearing.room_id) if self.hearing.room_id else None
        self.seat = queries.seat_of(self.hearing, who.user)

    @property
    def waits_apart(self) -> bool:
        """A witness or expert outside: nothing of the hearing is for them (ODLR 26)."""
        return self.who.is_heard and not queries.is_inside(self.who)

    @cached_property
    def record(self) -> str:
        """The way to the record (笔录): `write` for the clerk, `read` once it is begun; nothing for who is heard apart (ODLR 26)."""
        if self.hearing.room_id is None or self.who.is_heard:
            return ""
        if self.who.is_clerk:
            return "write"
        return "read" if Transcript.objects.filter(hearing=self.hearing).exists() else ""

    @cached_property
    def own_talk(self) -> str:
        """Whether a party may ask to speak with its own side alone: `may`, `asked`, or nothing."""
        goes_on = self.hearing.state in (HearingState.IN_SESSION, HearingState.PAUSED) and self.talk is None
        if not (goes_on and self.who.is_party and queries.is_inside(self.who)):
            return ""
        if queries.has_asked_to_talk(self.who):
            return "asked"
        return "may" if queries.has_own_side(self.who) else ""

    @property
    def in_room(self) -> bool:
        return "/rooms/" in self.request.headers.get("HX-Current-URL", "")

    def base(self) -> dict[str, Any]:
        h = self.hearing
        return {
            "court": self,
            "hearing": h,
            "who": self.who,
            "every": SLOW if self.in_room else FAST,
            "refused": self.refused,
            "posted": self.request.POST,
            "state_words": HearingState(h.state).label,
            "nav": "hearings",
            "number": h.case.number.text if h.case.number is not None else "",
        }

    def context(self) -> dict[str, Any]:
        """Everything of the panel."""
        made = self.base() | {"emblem": emblem.picture()}
        for name, part in PARTS.items():
            made |= part(self)
            made["key_" + name] = made[f"{name}_key"]
        return made | self.forms() | self.hall()

    def forms(self) -> dict[str, Any]:
        """What the judge's and the clerk's forms offer; they stand outside the parts, so that nothing half-typed is lost."""
        if not self.who.is_judge:
            return {}
        procedure = self.hearing.case.procedure
        back = [stage for stage in Stage if is_back(self.now, stage) and may_follow(self.now, stage, procedure)]
        return {
            "back_stages": [(stage.value, stage.label) for stage in back],
            "takers": list(self.hearing.participants.select_related("user")),
            "decisions": Absence.Decision.choices,
        }

    def hall(self) -> dict[str, Any]:
        """For the clerk and the judge: who is expected in the courtroom itself and has not been seen there yet."""
        h = self.hearing
        if not (self.who.is_judge or self.who.is_clerk) or h.state not in HOLDING or h.room_id is None:
            return {}
        expected = h.participants.filter(place=Participant.Place.COURT).select_related("user", "party")
        seen = h.in_courtroom.filter(left_at__isnull=True, participant__isnull=False)
        return {
            "expected": list(expected.exclude(pk__in=seen.values("participant"))),
            "documents": Verification.Document.choices,
        }


def _key(*facts: Any) -> str:
    return hashlib.sha256(repr((get_language(), *facts)).encode()).hexdigest()[:16]


def order(court: Court) -> dict[str, Any]:
    """Where the hearing stands, who may speak, and what the judge may do next."""
    h, who = court.hearing, court.who
    stage = court.stage
    speaks = queries.speaks(who, stage, circle=court.seat.circle if court.seat is not None else "")
    running = court.running
    key = _key(
        h.state, stage and (stage.pk, stage.floor_id), running and running.pk, court.talk and court.talk.pk, speaks,
        court.waits_apart, who.participant and who.participant.state, court.record, court.own_talk,
    )  # fmt: skip
    rows = [(row.value, row.label, row == court.now) for row in Stage]
    made: dict[str, Any] = {
        "order_key": key,
        "rows": rows,
        "stage": stage,
        "stage_words": queries.stage_words(stage) if stage is not None else Stage.CHECK_IN.label,
        "article": SHEET[court.now].article,
        "speaks": speaks,
        "running": running,
        "talk": court.talk,
        "under_way": h.state in UNDER_WAY,
        "floor": stage.floor if stage is not None else None,
        "silenced": queries.silenced(who.participant),
    }
    if who.is_judge:
        nexts = onward(court.now, h.case.procedure)
        made |= {
            "next_stages": [(each.value, each.label) for each in nexts if each != Stage.EVIDENCE],
            "items": _items(court) if Stage.EVIDENCE in nexts else [],
            "leads_to_evidence": Stage.EVIDENCE in nexts,
            "break_kinds": [(kind.value, kind.label) for kind in breaks.possible(h, court.now, running)],
            "may_talk": running is not None and running.kind != Break.Kind.NOT_PUBLIC,
        }
    return made


def _items(court: Court) -> list[tuple[EvidenceItem, str]]:
    """The evidence that has been handed in, each with whose it is."""
    rows = EvidenceItem.objects.filter(case=court.hearing.case_id, submitted_at__isnull=False, removed_at__isnull=True)
    return [
        (item, queries.side_words(item.party))
        for item in rows.select_related("party").order_by("party__side", "number")
    ]


def people(court: Court) -> dict[str, Any]:
    """Who is there and how good their line is. Of the measures against others only the court reads."""
    found = queries.people(court.hearing, court.stage)
    if court.waits_apart:
        found = []
    key = _key(
        [
            (each.state_words, each.place, each.hides_background, each.seat and each.seat.state, each.speaks, each.floor,
             each.silenced, each.warnings, each.log and (each.log.losses, each.log.poor),
             each.absence and each.absence.pk, each.is_here)
            for each in found
        ],
        court.hearing.state,
    )  # fmt: skip
    places = queries.by_place(found)
    return {
        "people_key": key,
        "people": found,
        "places": places,
        "heard": sorted(HEARD),
        "stage_lets_in": SHEET[court.now].inside,
        "has_hall": court.hearing.room_id is not None
        and court.hearing.state in HOLDING
        and court.hearing.form not in {Form.ONLINE, Form.IN_TURN},
    }


def shown(court: Court) -> dict[str, Any]:
    """The page that all look at, if this person may see it; and the papers they could show."""
    now = queries.shown_now(court.hearing)
    sees = now is not None and queries.sees_shown(court.who, now, court.stage)
    may_present = court.hearing.state == HearingState.IN_SESSION and queries.may_present(court.who, court.stage)
    return {
        "shown_key": _key(now and now.pk, sees, may_present),
        "shown": now if sees else None,
        "shown_unseen": now is not None and not sees and not court.waits_apart,
        "page_url": reverse("hearings:shown-page", args=[court.hearing.pk, now.pk]) if now is not None and sees else "",
        "may_present": may_present,
        "papers": queries.papers_to_show(court.who) if may_present else [],
    }


def tasks(court: Court) -> dict[str, Any]:
    """What the clerk has to do at once, and the list of the hearing; for the court alone."""
    if not court.who.is_court:
        return {"tasks_key": "", "tasks": [], "events": []}
    found = queries.open_tasks(court.hearing)
    lines = list(queries.events_of(court.hearing).order_by("-at", "-id")[: queries.EVENTS_SHOWN])
    key = _key([(task.pk, task.stops) for task in found], lines[0].pk if lines else None)
    absences = Absence.objects.filter(participant__hearing=court.hearing).select_related("participant__user")
    decided = [(each, consequence(Standing(each.participant.capacity), each.decision)) for each in absences]
    return {"tasks_key": key, "tasks": found, "events": lines, "decided": decided}


PARTS: dict[str, Callable[[Court], dict[str, Any]]] = {"order": order, "people": people, "shown": shown, "tasks": tasks}
