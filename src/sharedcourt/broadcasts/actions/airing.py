"""On the air: going live, the stop that really stops, going on, the end, the replay, taking down."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from sharedcourt.broadcasts import policy, telling
from sharedcourt.broadcasts.locking import locked, note, require_allowed, require_state
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.states import ON_AIR, BroadcastState
from sharedcourt.broadcasts.stream import publishing
from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User


@transaction.atomic
def go_live(*, broadcast: Broadcast) -> Broadcast:
    """The judge has opened the announced hearing. Raises Conflict when something stands against it now."""
    row = locked(broadcast.pk)
    require_state(row, BroadcastState.ANNOUNCED)
    require_allowed(row)
    if row.hearing.state != HearingState.IN_SESSION:
        raise Conflict(_("The hearing is not in session."))
    row.go_live()
    row.live_at = clock.now()
    row.shown_from = max(row.hearing.opened_at or row.live_at, row.approved_at or row.live_at)
    row.save()
    note("broadcast.live", row, by=None, delay_s=row.delay_s)
    return row


@transaction.atomic
def stop(*, by: User | None, broadcast: Broadcast, reason: str) -> Broadcast:
    """At once: the playlist ends, what has not been shown is destroyed. `by` None: the law forbids it now.

    Raises Conflict when it is not live, Invalid without a reason.
    """
    row = locked(broadcast.pk)
    policy.require(by is None or policy.may_stop(by, row))
    require_state(row, BroadcastState.LIVE)
    return stop_locked(row, by=by, reason=needed(reason, "reason", _("Give the reason.")))


def stop_locked(row: Broadcast, *, by: User | None, reason: str) -> Broadcast:
    """The stop itself, inside a transaction that holds the broadcast."""
    row.stop()
    row.reason = reason
    row.save()
    withheld = publishing.withhold(row)
    # What was on the air a moment ago made somebody stop it: a replay must not show it again unseen.
    lately = clock.now() - timedelta(seconds=settings.SHAREDCOURT_BROADCAST_CUT)
    cut = row.segments.filter(shown_at__gte=lately, cut_at=None).update(cut_at=clock.now())
    note("broadcast.stopped", row, by=by, reason=personal(reason), withheld=withheld, cut=cut)
    transaction.on_commit(lambda: publishing.settle(row.pk))
    return row


@transaction.atomic
def resume(*, by: User, broadcast: Broadcast) -> Broadcast:
    """Shown again from this moment on; nothing of the time between is ever shown."""
    row = locked(broadcast.pk)
    policy.require(
        policy.is_division(by, row.hearing), _("Only the presiding judge and the clerk of the hearing may do this.")
    )
    require_state(row, BroadcastState.STOPPED)
    require_allowed(row)
    row.resume()
    row.shown_from, row.reason = clock.now(), ""
    row.save()
    note("broadcast.resumed", row, by=by)
    return row


@transaction.atomic
def end(*, broadcast: Broadcast) -> Broadcast:
    """The hearing is closed and what may be shown has been. The ledger keeps one hash over all that was shown."""
    row = locked(broadcast.pk)
    require_state(row, *ON_AIR)
    row.end()
    row.ended_at = clock.now()
    row.save()
    shown = list(row.segments.filter(shown_at__isnull=False).order_by("number").values_list("sha256", flat=True))
    whole = hashlib.sha256("\n".join(shown).encode()).hexdigest()
    note("broadcast.ended", row, by=None, segments=len(shown), sha256=whole)
    transaction.on_commit(lambda: publishing.settle(row.pk))
    telling.division(row, "broadcasts.ended", by=None)
    return row


@transaction.atomic
def replay(*, by: User, broadcast: Broadcast) -> Broadcast:
    """What was shown may be watched again."""
    row = locked(broadcast.pk)
    policy.require(policy.is_division(by, row.hearing) or policy.is_office(by, row))
    require_state(row, BroadcastState.ENDED)
    require_allowed(row)
    if not publishing.replayable(row).exists():
        raise Conflict(_("Nothing was shown."))
    row.replay()
    row.replayed_at = clock.now()
    row.save()
    note("broadcast.replayed", row, by=by)
    transaction.on_commit(lambda: publishing.settle(row.pk))
    return row


@transaction.atomic
def cut(
    *, by: User, broadcast: Broadcast, began: datetime | None, ended: datetime | None, back: bool = False
) -> Broadcast:
    """What was said from `began` to `ended` is not in the replay, or is in it again (`back`). Doing it twice changes nothing.

    Raises Invalid when nothing was shown then or the times are not in order, Conflict while it is on the air.
    """
    row = locked(broadcast.pk)
    policy.require(policy.is_division(by, row.hearing) or policy.is_office(by, row))
    require_state(row, BroadcastState.STOPPED, BroadcastState.ENDED, BroadcastState.REPLAY)
    if began is None or ended is None or began >= ended:
        raise Invalid(_("Give two times, the earlier one first."), field="began")
    seen = row.segments.filter(shown_at__isnull=False, began_at__lt=ended)
    found = [each.pk for each in seen if each.began_at + timedelta(seconds=each.seconds) > began]
    if not found:
        raise Invalid(_("Nothing was shown in this time."), field="began")
    row.segments.filter(pk__in=found).update(cut_at=None if back else clock.now())
    note("broadcast.cut", row, by=by, began=began, ended=ended, back=back, pieces=len(found))
    transaction.on_commit(lambda: publishing.settle(row.pk))
    return row


@transaction.atomic
def take_down(*, by: User, broadcast: Broadcast, reason: str) -> Broadcast:
    """Gone for the public, for good: its files are removed, its address answers that it is gone."""
    row = locked(broadcast.pk)
    policy.require(policy.may_take_down(by, row))
    row.reason = needed(reason, "reason", _("Give the reason."))
    require_state(row, *ON_AIR, BroadcastState.ENDED, BroadcastState.REPLAY)
    row.take_down()
    row.taken_down_at = clock.now()
    row.save()
    publishing.withhold(row)
    note("broadcast.taken_down", row, by=by, reason=personal(row.reason))
    transaction.on_commit(lambda: publishing.settle(row.pk))
    telling.parties(row, "broadcasts.taken_down", by=by)
    return row
