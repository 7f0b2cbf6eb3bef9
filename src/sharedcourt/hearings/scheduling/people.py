"""Who takes part: the case's parties and their agents as they are now, and who tries the hearing."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.cases.queries import people_in
from sharedcourt.hearings import queries
from sharedcourt.hearings.locking import note
from sharedcourt.hearings.models import BESIDE, Bench, Capacity, Hearing, PanelMember, Participant
from sharedcourt.hearings.scheduling import holding
from sharedcourt.hearings.states import BEFORE, HearingState
from sharedcourt.law import hearings as rules
from sharedcourt.people.actions import revoke_invitations
from sharedcourt.people.models import User
from sharedcourt.rooms import backends

OF_PARTIES = {
    Side.APPLICANT: (Capacity.PLAINTIFF, Capacity.PLAINTIFF_AGENT),
    Side.RESPONDENT: (Capacity.DEFENDANT, Capacity.DEFENDANT_AGENT),
}
CALLED = (Capacity.WITNESS, Capacity.EXPERT, Capacity.INTERPRETER, *BESIDE)


@dataclass(frozen=True)
class Wanted:
    """Who ought to take part for a party."""

    party: Party
    user: User | None
    capacity: Capacity


def wanted_in(hearing: Hearing) -> list[Wanted]:
    """Every party, and every agent in force; a party without an account stands there with nobody. An agent of two is there once."""
    found: list[Wanted] = []
    seen: set[UUID] = set()
    for party in parties_of(hearing.case.dispute):
        own, agent_capacity = OF_PARTIES[Side(party.side)]
        agents = [agent.user for agent in party.agents.all()]
        people = [(party.user, own)] if party.user is not None else []
        people += [(user, agent_capacity) for user in agents]
        if not people:
            found.append(Wanted(party, None, own))
        for user, capacity in people:
            if user.pk not in seen:
                seen.add(user.pk)
                found.append(Wanted(party, user, capacity))
    return found


def entered(hearing: Hearing, *, by: User | None, take: bool = True) -> list[Participant]:
    """Bring the participants of the parties in line with the case; who is new. Before the hearing begins only.

    Where it has its time, who is new is taken for it, too (unless `take` is False); raises Conflict when they are elsewhere then.
    """
    assert hearing.state in BEFORE
    wanted = {(each.party.pk, each.user.pk if each.user else None): each for each in wanted_in(hearing)}
    agreed = dict(hearing.online_answers.values_list("party_id", "agrees"))
    made: list[Participant] = []
    for participant in hearing.participants.filter(party__isnull=False).select_related("party", "user"):
        key = (participant.party_id, participant.user_id)
        if key in wanted:
            wanted.pop(key)
        else:
            drop(hearing, participant, by=by)
    for each in wanted.values():
        if each.user is not None and hearing.participants.filter(user=each.user).exists():
            continue
        place = Participant.Place.OWN_DEVICE if agreed.get(each.party.pk) else Participant.Place.COURT
        participant = Participant.objects.create(
            hearing=hearing,
            user=each.user,
            party=each.party,
            capacity=each.capacity,
            place=place,
            consents_online=agreed.get(each.party.pk),
        )
        note("hearings.participant.entered", hearing, by=by, subject=participant, party=each.party.pk)
        made.append(participant)
    if take and hearing.state == HearingState.SCHEDULED:
        holding.take(hearing, only=[each.user_id for each in made if each.user_id is not None])
    return made


def drop(hearing: Hearing, participant: Participant, *, by: User | None) -> None:
    """Take somebody out of a hearing that has not begun; their time and their terminal are free."""
    holding.leave_places(hearing, by=by, only=participant)
    if participant.user_id is not None:
        holding.give_back(hearing, by=by, only=[participant.user_id])
    note("hearings.participant.excused", hearing, by=by, subject=participant, capacity=participant.capacity)
    participant.delete()


def end_link(participant: Participant, hearing: Hearing, *, by: User | None) -> None:
    """The personal link of somebody who was asked to come works no more."""
    summoned = getattr(participant, "summoned", None)
    if summoned is not None and participant.user_id is None and summoned.invitation_id is not None:
        revoke_invitations(by=by, phone=summoned.phone, scope=hearing.case.dispute_id)


# ---------- the bench


def seat_bench(
    hearing: Hearing,
    *,
    judges: Iterable[UUID],
    presiding: UUID | None,
    must_be_panel: bool = False,
    clerk_id: UUID | None = None,
) -> None:
    """Who tries the hearing, and who keeps its record. Raises Invalid with the law's reason (CPL 40-44)."""
    chosen = list(dict.fromkeys(judges))
    professional = {user.pk: user for user in queries.judges_of(hearing.court_id)}
    here = {user.pk: user for user in queries.assessors_of(hearing.court_id)} | professional
    taking_part = people_in(hearing.case.dispute)
    if not chosen or any(pk not in here or pk in taking_part for pk in chosen):
        raise Invalid(_("Choose judges of this court who have no part in the dispute."), field="judges")
    if presiding is None and len(chosen) == 1:
        presiding = chosen[0]
    if presiding not in chosen or (len(chosen) > 1 and presiding not in professional):
        raise Invalid(_("Say which of the judges presides."), field="presiding")
    seats = [_seat(pk, presiding, professional) for pk in chosen]
    require_lawful(hearing, [seat.value for seat in seats], must_be_panel=must_be_panel)
    hearing.panel.all().delete()
    PanelMember.objects.bulk_create(
        [PanelMember(hearing=hearing, user=here[pk], bench=seat) for pk, seat in zip(chosen, seats, strict=True)]
    )
    hearing.clerk = _clerk(hearing, clerk_id, taking_part) if clerk_id is not None else hearing.clerk


def _seat(person: UUID, presiding: UUID, judges: Container[UUID]) -> Bench:
    if person not in judges:
        return Bench.ASSESSOR
    return Bench.PRESIDING if person == presiding else Bench.JUDGE


def _clerk(hearing: Hearing, clerk_id: UUID, taking_part: set[UUID]) -> User:
    found = queries.clerks_of(hearing.court_id).filter(pk=clerk_id).first()
    if found is None or found.pk in taking_part:
        raise Invalid(_("Choose a clerk of this court who has no part in the dispute."), field="clerk")
    return found


def require_lawful(hearing: Hearing, seats: list[str], *, must_be_panel: bool = False) -> None:
    """Raises Invalid with everything that is wrong with the bench."""
    faults = rules.panel_faults(
        seats,
        procedure=hearing.case.procedure,
        court_level=hearing.court.court_level,
        on=clock.today(),
        must_be_panel=must_be_panel,
    )
    if faults:
        lang = get_language() or "zh"
        raise Invalid("; ".join(f"{fault.text(lang)} ({fault.article})" for fault in faults), field="judges")


def require_seats(hearing: Hearing) -> None:
    """Raises Conflict when more people are expected than the video rooms of this installation hold."""
    expected = hearing.panel.count() + (hearing.clerk_id is not None)
    expected += hearing.participants.filter(Q(user__isnull=False) | Q(summoned__isnull=False)).count()
    most = backends.chosen().capabilities().max_people
    if expected > most:
        words = _(
            "This hearing has %(people)d people; a video room of this installation holds %(most)d. Have a media gateway set up, or ask fewer people at once."
        )
        raise Conflict(words % {"people": expected, "most": most})


def refresh_quietly(hearing: Hearing, *, by: User | None) -> list[Participant] | None:
    """As `entered`, for a change of the case itself, which must not fail because of a hearing. None: somebody new is taken elsewhere."""
    try:
        return entered(hearing, by=by)
    except Conflict:
        return None
