"""What scheduling does when others act: subscriptions run inside the acting transaction."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.documents import queries as documents
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.queries import open_at_court
from sharedcourt.hearings import locking, queries, telling
from sharedcourt.hearings.locking import note
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.scheduling import holding, people, sections
from sharedcourt.hearings.scheduling.actions import cancel
from sharedcourt.hearings.scheduling.models import Summoned, Summons
from sharedcourt.hearings.states import BEFORE, HearingState
from sharedcourt.ledger import events
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger.models import Entry
from sharedcourt.people.models import User


def _coming(scope: UUID | None) -> Iterable[Hearing]:
    found = Hearing.objects.filter(case__dispute=scope, state__in=BEFORE).select_related(*queries.WITH)
    return list(found.order_by("created_at", "id"))


def _people_changed(entry: Entry) -> None:
    """A party joined, came or went, an agent came or went: whoever ought to take part does, in hearings that have not begun."""
    for hearing in _coming(entry.scope):
        row = locking.locked(hearing)
        made = people.refresh_quietly(row, by=None)
        if made is None:
            telling.tell(telling.at_court(row), "hearings.clash", row)
        else:
            kind = "hearings.scheduled" if row.state == HearingState.SCHEDULED else "hearings.arranged"
            telling.tell([each.user for each in made if each.user is not None], kind, row)


def _case_ended(entry: Entry) -> None:
    """What has not begun is not held any more."""
    for hearing in _coming(entry.scope):
        if entry.subject in {hearing.case_id, None}:
            cancel(by=None, hearing=hearing, reason=_("The case has ended."))


def _link_used(entry: Entry) -> None:
    """The person who was asked to come has proved their phone: from now on they are this participant."""
    found = Summoned.objects.filter(invitation=entry.subject).select_related("participant__hearing__case").first()
    if found is None or entry.actor is None:
        return
    row = locking.locked(found.participant.hearing)
    participant = row.participants.get(pk=found.participant_id)
    user = User.objects.get(pk=entry.actor)
    if participant.user_id is not None or row.participants.filter(user=user).exists() or row.state not in BEFORE:
        return
    participant.user = user
    participant.save(update_fields=["user"])
    note("hearings.participant.entered", row, by=user, subject=participant)
    if row.state == HearingState.SCHEDULED:
        try:
            holding.take(row, only=[user.pk])
        except Conflict:
            telling.tell(telling.at_court(row), "hearings.clash", row)


def _summonses_of(user: User) -> Any:
    """The summons of a party is its own, and its agents'; the court reads all."""
    own = Summons.objects.filter(
        Q(party__user=user, party__removed_at=None)
        | Q(hearing__participants__user=user, hearing__participants__party=F("party"))
        | Q(hearing__case__in=Case.objects.filter(open_at_court(user)).order_by().values("pk"))
    )
    return own.order_by().values("paper")


def _papers_of_parties(scope: UUID) -> Any:
    """That a summons was drawn up is told by its service; the paper of another party is not for everybody's timeline."""
    return Summons.objects.filter(hearing__case__dispute=scope).order_by().values("paper")


def register() -> None:
    """Called once, when the app is ready."""
    for action in (
        "disputes.party.joined",
        "disputes.party.named",
        "disputes.party.removed",
        "disputes.agent.joined",
        "disputes.agent.named",
        "disputes.agent.ended",
    ):
        events.on(action)(_people_changed)
    events.on("filing.case.closed")(_case_ended)
    events.on("people.invitation.accepted")(_link_used)
    documents.register_files(_summonses_of)
    ledger.leave_out(_papers_of_parties)
    case_sections.register(sections.section)
    case_sections.register_step(sections.steps)
