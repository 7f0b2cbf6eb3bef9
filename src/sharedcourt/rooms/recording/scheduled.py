"""Recordings that the clock moves on. Running it again changes nothing."""

from sharedcourt.rooms.recording import actions, composing, keeping, orders, pieces, tasks


def run() -> dict[str, int]:
    """Pause what may not run, repeat orders that were not carried out, close what nobody will finish, queue what should be composed, delete what is past its time."""
    actions.settle_all()
    repeated = orders.repeat()
    abandoned = pieces.close_abandoned()
    waiting = composing.waiting()
    for recording_id in waiting:
        tasks.queue(recording_id)
    return {
        "recording_orders_repeated": repeated,
        "tracks_closed": abandoned,
        "composed": len(waiting),
        "recordings_deleted": keeping.delete_expired(),
    }
