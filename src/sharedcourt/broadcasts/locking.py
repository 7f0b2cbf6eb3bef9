"""Taking a broadcast for oneself, recording what is done with it, and what the law says of it as it stands."""

from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.states import BroadcastState
from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.models import Hearing, PublicHearing
from sharedcourt.law import broadcasting as law
from sharedcourt.law.broadcasting import Concern
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User

WITH = ("court", "hearing__case__dispute", "hearing__case__number", "hearing__court")


def locked(broadcast_id: UUID) -> Broadcast:
    """The broadcast as it stands now, its dispute held first; nobody else changes it before we are done."""
    scope = Broadcast.objects.values_list("hearing__case__dispute", flat=True).get(pk=broadcast_id)
    hold_scope(scope)
    rows = Broadcast.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH)
    return rows.get(pk=broadcast_id)


def require_state(broadcast: Broadcast, *states: str) -> None:
    """Raises Conflict when it has moved on."""
    if broadcast.state not in states:
        message = _("The broadcast is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": BroadcastState(broadcast.state).label})


def note(action: str, broadcast: Broadcast, *, by: User | None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(f"broadcasts.{action}", by=by, subject=broadcast, scope=broadcast.hearing.case.dispute_id, **facts)


def concerns_of(hearing: Hearing, entered: list[str]) -> list[str]:
    """What the court said the case touches, with what its own choice of a hearing says already. Raises Invalid."""
    if any(value not in set(Concern) for value in entered):
        raise Invalid(_("Choose from the list."), field="concerns")
    known = {PublicHearing.DIVORCE: Concern.DIVORCE, PublicHearing.TRADE_SECRETS: Concern.TRADE_SECRETS}
    more = known.get(PublicHearing(hearing.publicity))
    return sorted({*entered, *([more.value] if more is not None else [])})


def set_concerns(broadcast: Broadcast, concerns: list[str]) -> None:
    """Keep what the case touches, with what follows from it."""
    chosen = {Concern(value) for value in concerns}
    broadcast.concerns = concerns
    broadcast.forbidden = any(concern in law.NEVER for concern in chosen)
    broadcast.on_request = any(concern not in law.NEVER for concern in chosen)


def decision(broadcast: Broadcast) -> law.Decision:
    """What stands against showing it, today and as everything is decided now (two queries: the hearing is read anew)."""
    publicity = Hearing.objects.values_list("publicity", flat=True).get(pk=broadcast.hearing_id)
    upheld = tuple(broadcast.objections.order_by("created_at").values_list("upheld", flat=True))
    return decide(publicity, broadcast.concerns, upheld)


def decide(publicity: str, concerns: list[str], upheld: tuple[bool | None, ...]) -> law.Decision:
    """The law's answer from what is kept. Whoever objects in a case where that is enough has asked by it."""
    facts = law.Facts(
        open_court=publicity == PublicHearing.OPEN,
        concerns=frozenset(Concern(value) for value in concerns),
        asked_not_public=bool(upheld),
        objections=upheld,
    )
    return law.decide(facts, clock.today())


def require_allowed(broadcast: Broadcast) -> None:
    """Raises Conflict with everything that stands against showing it."""
    found = decision(broadcast)
    if not found.allowed:
        words = "；".join(reason.text(get_language() or "zh") for reason in found.reasons)
        raise Conflict(_("This hearing must not be shown: %(reasons)s") % {"reasons": words}, field="concerns")
