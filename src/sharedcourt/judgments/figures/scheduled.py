"""What time alone makes happen: the figures follow the steps, the files are made again when they are due. Safe to run twice."""

from datetime import datetime

from django.core.cache import cache

from sharedcourt.core import clock
from sharedcourt.judgments.figures import opendata, tallying
from sharedcourt.judgments.figures.tasks import make_files

AT_WORK_SECONDS = 10 * 60  # within which the files are not asked for again


def run(now: datetime | None = None) -> dict[str, int]:
    """One round, called every minute."""
    counted = tallying.catch_up()
    asked = opendata.is_due(now or clock.now(), opendata.manifest()) and cache.add(
        "judgments:open-data", 1, timeout=AT_WORK_SECONDS
    )
    if asked:
        make_files.enqueue()
    return {"steps_counted": counted, "files_asked": int(asked)}
