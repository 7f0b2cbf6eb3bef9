"""Telling everybody of a hearing when and where it is held: messages, personal links of who was asked to come, and summonses."""

from django.urls import reverse
from django.utils import translation

from sharedcourt.hearings import telling
from sharedcourt.hearings.models import Capacity, Hearing, Participant
from sharedcourt.hearings.scheduling import summons
from sharedcourt.hearings.states import HearingState
from sharedcourt.notices import actions as notices
from sharedcourt.people.actions import invite
from sharedcourt.people.models import User


def announce(row: Hearing, kind: str, by: User) -> None:
    """The hearing has its time, or another: everybody is told, and summonses are issued."""
    telling.tell(telling.everybody(row), kind, row, by=by)
    _send_all(row)
    with translation.override("zh-hans"):
        summons.issue(row, by=by)


def tell_change(row: Hearing, kind: str, by: User) -> None:
    """What everybody was told of place or form is different now. Before it has a time only the parties and the court know of it."""
    if row.state != HearingState.SCHEDULED:
        telling.tell([*telling.parties(row), *telling.at_court(row)], kind, row, by=by)
        return
    telling.tell([*telling.everybody(row), *telling.at_court(row)], kind, row, by=by)
    _send_all(row)
    summons.renew(row, by=by)


def _send_all(row: Hearing) -> None:
    for participant in row.participants.filter(summoned__isnull=False, user=None).select_related("summoned"):
        send(row, participant)


def send(hearing: Hearing, participant: Participant) -> None:
    """The personal link, by SMS; an earlier one of the same phone for the dispute ends with it."""
    summoned = participant.summoned
    summoned.invitation, link = invite(
        by=summoned.asked_by,
        phone=summoned.phone,
        name=participant.name,
        scope=hearing.case.dispute_id,
        next_path=reverse("hearings:hearing", args=[hearing.pk]),
    )
    summoned.save(update_fields=["invitation"])
    notices.tell(
        user=None,
        phone=summoned.phone,
        kind="hearings.called",
        context={**telling.words_of(hearing), "capacity": Capacity(participant.capacity).label},
        scope=hearing.case.dispute_id,
        link=link,
        channels=["sms"],
        by=summoned.asked_by,
    )
