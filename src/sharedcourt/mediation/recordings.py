"""A session's recording: who oversees it, what its chapters are called, and who is told when it fails."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes import sections
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.sections import Section
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation import telling
from sharedcourt.mediation.models import Case
from sharedcourt.mediation.steps import STEP_NAMES, Step
from sharedcourt.people.models import Role
from sharedcourt.people.policy import organisation_ids
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.recording import chapters, policy, queries
from sharedcourt.rooms.recording.models import Recording

STEP = "mediation.meeting.step"


def _overseen(user: Any) -> Q | None:
    """Rooms of the cases of organisations that this person manages."""
    managed = organisation_ids(user, Role.ORGANISATION_MANAGER)
    return Q(scope__in=Case.objects.filter(organisation__in=managed).values("dispute_id")) if managed else None


def _told(room: Room, began: datetime, ended: datetime) -> Sequence[chapters.Moment]:
    """The steps to which the mediator led everyone, and what became of the agreement."""
    words = {
        "mediation.facts.confirmed": _("Facts confirmed"),
        "mediation.proposal.put": _("A proposal is put"),
        "mediation.version.made": _("The agreement is drawn up"),
        "mediation.version.confirmed": _("The agreement is confirmed"),
    }
    entries = Entry.objects.filter(
        scope=room.scope, action__in=[STEP, *words], at__range=(began, ended)
    ).select_related("payload")
    return [(entry.at, str(_step_words(entry)) if entry.action == STEP else words[entry.action]) for entry in entries]


def _step_words(entry: Entry) -> object:
    return STEP_NAMES.get(Step(int(entry.payload.facts.get("step", 1))), "")


def section(request: HttpRequest, dispute: Dispute) -> Section | None:
    """The recordings of the dispute's sessions, for whoever may know of them."""
    found = queries.visible_to(request.user).filter(room__scope=dispute.pk)
    return Section("mediation/recordings.html", {"recordings": list(found)}, order=32) if found else None


def _tell(entry: Entry, kind: str) -> None:
    """Mediator and organisation, with the way to the recording's page: there they see what is wrong and try again."""
    assert entry.subject is not None
    recording = Recording.objects.select_related("room").get(pk=entry.subject)
    case = Case.objects.filter(meetings__room_id=recording.room_id).select_related("dispute", "mediator").first()
    if case is not None:
        staff = [*([case.mediator] if case.mediator is not None else []), *telling.managers(case)]
        telling.tell(staff, kind, case, link=reverse("rooms:recording-one", args=[recording.room_id, recording.pk]))


def _on_failed(entry: Entry) -> None:
    _tell(entry, "mediation.recording_failed")


def _on_troubled(entry: Entry) -> None:
    _tell(entry, "mediation.recording_troubled")


def _on_composed(entry: Entry) -> None:
    if entry.payload.facts.get("faults"):
        _tell(entry, "mediation.recording_faulty")


def register() -> None:
    """Called once, when the app is ready."""
    policy.register_oversight(_overseen)
    chapters.register(_told)
    sections.register(section)
    events.on("rooms.recording.failed")(_on_failed)
    events.on("rooms.recording.troubled")(_on_troubled)
    events.on("rooms.recording.composed")(_on_composed)
