"""Who is told what in a hearing at different times. Texts are registered once; links lead to its page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.disputes import timeline
from sharedcourt.disputes.models import Party
from sharedcourt.hearings import telling as hearings
from sharedcourt.hearings.in_turn import queries
from sharedcourt.hearings.in_turn.models import Turn
from sharedcourt.hearings.models import Hearing
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "hearings.turns_begun": (
        _("The hearing at different times has begun: {number}"),
        _("Between {first} and {last}, at a time of your own, answer what the court asks. It stands behind the link."),
    ),
    "hearings.turn_asked": (
        _("The court asks you: {number}"),
        _("Answer at a time of your own, from {first} to {day}. Have a quiet place and a device with a camera ready."),
    ),
    "hearings.turn_reminder": (
        _("Answer the court by {day}: {number}"),
        _(
            "You have not answered yet. After that day answers are no longer taken. Ask the court if you need more time."
        ),
    ),
    "hearings.turn_answered": (
        _("A party has answered in the hearing: {number}"),
        _("{name} has answered. What was said stands behind the link."),
    ),
    "hearings.turn_late": (
        _("A party has not answered in time: {number}"),
        _("{name} had until {day}. Give more time, or go on without: nothing follows by itself."),
    ),
    "hearings.turn_extended": (
        _("You have more time to answer: {number}"),
        _("Answer by {day}. What the court asks stands behind the link."),
    ),
    "hearings.turn_gone_on": (
        _("The court goes on without an answer: {number}"),
        _("{name} had until {day}. The reason stands behind the link."),
    ),
    "hearings.turns_prolonged": (
        _("The hearing at different times lasts longer: {number}"),
        _("Until {last}. By when each party answers stands behind the link."),
    ),
    "hearings.turns_closed": (
        _("The hearing at different times is closed: {number}"),
        _("What was asked and said is now in the record. You are told when it is to be read and signed."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def _tell(users: Iterable[User], kind: str, hearing: Hearing, *, by: User | None, **context: Any) -> None:
    told: set[object] = {by.pk} if by is not None else set()
    link = reverse("hearings:in-turn", args=[hearing.pk])
    words = {
        "number": hearing.case.number.text if hearing.case.number is not None else "",
        "first": queries.first_day(hearing).isoformat(),
        "last": queries.last_day(hearing).isoformat(),
        **context,
    }
    for user in users:
        if user.pk not in told:
            told.add(user.pk)
            notices.tell(user=user, kind=kind, context=words, scope=hearing.case.dispute_id, link=link, by=by)


def _everybody(hearing: Hearing) -> list[User]:
    return [*queries.speakers_for(hearing, queries.parties_in(hearing)), *hearings.at_court(hearing)]


def _speakers(hearing: Hearing, turn: Turn) -> list[User]:
    parties = [party for party in queries.parties_in(hearing) if party.pk == turn.party_id]
    return queries.speakers_for(hearing, parties)


def begun(hearing: Hearing) -> None:
    """All of them."""
    _tell(_everybody(hearing), "hearings.turns_begun", hearing, by=None)


def asked(hearing: Hearing, parties: list[Party], day: date, *, by: User) -> None:
    """The parties that were asked."""
    _tell(queries.speakers_for(hearing, parties), "hearings.turn_asked", hearing, by=by, day=day.isoformat())


def reminded(hearing: Hearing, turn: Turn) -> None:
    """Whoever has not answered, a day before the last one."""
    _tell(_speakers(hearing, turn), "hearings.turn_reminder", hearing, by=None, day=turn.last_day.isoformat())


def answered(hearing: Hearing, turn: Turn, *, by: User) -> None:
    """The court and the other parties; of what corrects a first answer, too, as it may change theirs."""
    _tell(_everybody(hearing), "hearings.turn_answered", hearing, by=by, name=turn.party.name)


def late(hearing: Hearing, turn: Turn) -> None:
    """The court alone."""
    words = {"name": turn.party.name, "day": turn.last_day.isoformat()}
    _tell(hearings.at_court(hearing), "hearings.turn_late", hearing, by=None, **words)


def extended(hearing: Hearing, turn: Turn, *, by: User) -> None:
    """The party that has more time."""
    _tell(_speakers(hearing, turn), "hearings.turn_extended", hearing, by=by, day=turn.last_day.isoformat())


def gone_on(hearing: Hearing, turn: Turn, *, by: User) -> None:
    """All of them."""
    words = {"name": turn.party.name, "day": turn.last_day.isoformat()}
    _tell(_everybody(hearing), "hearings.turn_gone_on", hearing, by=by, **words)


def prolonged(hearing: Hearing, *, by: User) -> None:
    """All of them."""
    _tell(_everybody(hearing), "hearings.turns_prolonged", hearing, by=by)


def closed(hearing: Hearing, *, by: User) -> None:
    """All of them; the clerk goes on with the record."""
    _tell(_everybody(hearing), "hearings.turns_closed", hearing, by=by)
