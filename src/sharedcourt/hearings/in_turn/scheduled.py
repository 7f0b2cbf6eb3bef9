"""What time alone makes happen: a hearing's first day comes, reminders go out, the court hears of what is late. Safe to run twice."""

from datetime import datetime

from sharedcourt.hearings.in_turn import actions


def run(now: datetime | None = None) -> dict[str, int]:
    """Called every minute."""
    return {
        "turns_begun": actions.begin_due(),
        "turns_reminded": actions.remind_due(now),
        "turns_late": actions.tell_late(now),
        "turn_clips_cleared": actions.clear_unused(now),
    }
