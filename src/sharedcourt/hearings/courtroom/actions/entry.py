"""Before somebody comes to the door: the rules are read, the declaration made, and who they are is shown again (ODLR 7)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.courtroom import policy, rules
from sharedcourt.hearings.courtroom.locking import happened, note, participant
from sharedcourt.hearings.courtroom.models import Declaration, HearingEvent
from sharedcourt.hearings.courtroom.stages import Standing
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.states import ENDED, ParticipantState
from sharedcourt.people import actions as people
from sharedcourt.people.models import User

Kind = HearingEvent.Kind
P = ParticipantState


def has_declared(one: Participant) -> bool:
    """Whether this person has declared to keep the rules as they are now."""
    return one.declarations.filter(version=rules.VERSION).exists()


def gone_at(one: Participant) -> datetime | None:
    """When this person's line was last lost, or they last left."""
    rows = HearingEvent.objects.filter(participant=one, kind__in=(Kind.LOST, Kind.LEFT))
    return rows.order_by("-at").values_list("at", flat=True).first()


def has_shown_identity(one: Participant) -> bool:
    """Whether it counts now that this person has shown who they are for this hearing; whoever was gone, since then (ODLR 7)."""
    if one.user is None or people.confirmed_until(one.user, one.hearing_id) is None:
        return False
    gone = gone_at(one) if one.state in {P.DISCONNECTED, P.NOT_SIGNED_IN} else None
    return gone is None or people.confirmed_since(one.user, one.hearing_id, gone)


def comes_straight_back(one: Participant) -> bool:
    """Whether the line was lost so short a time ago that the same open page goes straight back in."""
    lost = gone_at(one)
    within = timedelta(minutes=settings.SHAREDCOURT_HEARING_REJOIN_MINUTES)
    return one.state == P.DISCONNECTED and lost is not None and clock.now() - lost <= within


def _own(by: User, hearing: Hearing) -> tuple[Hearing, Participant]:
    row = locked(hearing)
    found = policy.require_attendee(by, row)
    if found.participant is None:
        raise NotAllowed(_("Only who takes part in the hearing makes this declaration."))
    if row.state in ENDED:
        raise Conflict(_("The hearing is over."))
    return row, participant(found.participant.pk, row)


@transaction.atomic
def declare(*, by: User, hearing: Hearing, declared: bool) -> Declaration:
    """The person has read the rules and declares to keep them. Twice on the same text is once. Raises `Invalid` without the tick."""
    row, one = _own(by, hearing)
    if not declared:
        raise Invalid(_("Read the rules and tick that you will keep them."), field="declared")
    made = one.declarations.filter(version=rules.VERSION).first()
    if made is None:
        sha256, language = rules.fingerprint(Standing(one.capacity))
        made = Declaration.objects.create(participant=one, version=rules.VERSION, sha256=sha256, language=language)
        one.declared_at = made.made_at
        one.save(update_fields=["declared_at"])
        happened(Kind.DECLARED, row, by=by, participant=one, what=rules.VERSION)
    return made


@transaction.atomic
def join(*, by: User, hearing: Hearing) -> Participant:
    """On to the check of devices and the door. Doing it twice changes nothing.

    Raises `Conflict` before the declaration (`declared`), and until the person has shown who they are (`identity`).
    """
    row, one = _own(by, hearing)
    policy.require_room(row)
    if one.state not in {P.NOT_SIGNED_IN, P.DISCONNECTED}:
        people.require_confirmed(by, row.pk)
        return one
    if not has_declared(one):
        raise Conflict(_("First read the rules of the hearing."), field="declared")
    if not has_shown_identity(one):
        raise Conflict(_("First show once more that it is you (Online Litigation Rules, article 7)."), field="identity")
    one.join()
    one.save(update_fields=["state"])
    note("hearings.participant.joining", row, by=by, subject=one)
    return one
