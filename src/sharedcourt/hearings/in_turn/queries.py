"""Reads of hearings at different times, with a fixed number of queries."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.hearings.courtroom.stages import PARTIES
from sharedcourt.hearings.in_turn.models import Turn, TurnAnswer, TurnClip, TurnQuestion
from sharedcourt.hearings.in_turn.states import ClipState, TurnState
from sharedcourt.hearings.models import Form, Hearing, PanelMember, Participant
from sharedcourt.hearings.queries import rows
from sharedcourt.hearings.states import HearingState
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person

# Who may look at it: not while it is only being arranged.
SEEN = (HearingState.SCHEDULED, HearingState.IN_SESSION, HearingState.CLOSED, HearingState.CANCELLED)


def visible_to(user: Any) -> QuerySet[Hearing]:
    """Hearings at different times of the court that tries them and of their parties, in person."""
    if not is_person(user) or acting_for(user) is not None:
        return Hearing.objects.none()
    sits = PanelMember.objects.filter(user=user).order_by().values("hearing")
    speaks = (
        Participant.objects.filter(user=user, capacity__in=sorted(PARTIES), party__removed_at=None)
        .order_by()
        .values("hearing")
    )
    seen = Q(pk__in=sits) | Q(pk__in=speaks) | Q(clerk=user)
    return rows().filter(seen, form=Form.IN_TURN, state__in=SEEN)


def first_day(hearing: Hearing) -> date:
    """The first day of the hearing, in China."""
    assert hearing.starts_at is not None
    return clock.local(hearing.starts_at).date()


def last_day(hearing: Hearing) -> date:
    """The last day of the hearing, in China."""
    assert hearing.ends_at is not None
    return clock.local(hearing.ends_at).date()


def has_come(hearing: Hearing) -> bool:
    """Whether its first day has come."""
    return hearing.starts_at is not None and clock.now() >= hearing.starts_at


def questions_of(hearing: Hearing) -> QuerySet[TurnQuestion]:
    """What was asked, whose turn it is, and what was answered (four queries)."""
    answers = TurnAnswer.objects.select_related("by", "clip", "participant").order_by("number")
    turns = Turn.objects.select_related("party", "passed_by").prefetch_related(Prefetch("answers", answers))
    return (
        TurnQuestion.objects.filter(hearing=hearing)
        .select_related("by", "clip")
        .prefetch_related(Prefetch("turns", turns.order_by("party__position", "id")))
        .order_by("number")
    )


def turns_of(hearing: Hearing) -> QuerySet[Turn]:
    return Turn.objects.filter(question__hearing=hearing).select_related("question", "party")


def open_turns(hearing: Hearing) -> QuerySet[Turn]:
    """Turns that are neither answered nor passed over, the first to end first."""
    return turns_of(hearing).filter(state=TurnState.ASKED).order_by("last_day", "question__number", "id")


def is_open_to_answers(hearing: Hearing, turn: Turn) -> bool:
    """Whether something may be said in this turn now, a first time or to correct what was said."""
    under_way = hearing.state == HearingState.IN_SESSION or (
        hearing.state == HearingState.SCHEDULED and has_come(hearing)
    )
    return under_way and turn.state != TurnState.PASSED and clock.today() <= turn.last_day


def clips_visible_to(user: Any) -> QuerySet[TurnClip]:
    """Kept clips the person may watch: those handed in, to all who see the hearing; what is not handed in only to who recorded it."""
    if not is_person(user) or acting_for(user) is not None:
        return TurnClip.objects.none()
    used = Q(question__isnull=False) | Q(answer__isnull=False)
    seen = visible_to(user).order_by().values("pk")
    return TurnClip.objects.filter(Q(by=user) | used, hearing__in=seen, state=ClipState.KEPT).select_related(
        "hearing", "by"
    )


def unused(user: User, hearing: Hearing) -> QuerySet[TurnClip]:
    """Clips of a person that belong to no question and no answer yet."""
    return TurnClip.objects.filter(hearing=hearing, by=user, question=None, answer=None)


def parties_in(hearing: Hearing) -> list[Party]:
    """The parties of the case, in their order."""
    return list(parties_of(hearing.case.dispute))


def speakers_for(hearing: Hearing, parties: list[Party]) -> list[User]:
    """Whoever takes part and speaks for one of the parties: themselves, or as agents."""
    here = set(
        hearing.participants.filter(user__isnull=False, capacity__in=sorted(PARTIES)).values_list("user_id", flat=True)
    )
    found: dict[Any, User] = {}
    for party in parties:
        people = [party.user] if party.user is not None else []
        for user in [*people, *(agent.user for agent in party.agents.all())]:
            if user.pk in here:
                found[user.pk] = user
    return list(found.values())
