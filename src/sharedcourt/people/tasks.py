"""Work of this room for the job queue."""

from django_tasks import task

from sharedcourt.core import clock
from sharedcourt.people.actions import purge_codes


@task()
def purge_old_codes() -> int:
    """Delete one-time codes that are older than a day; how many there were."""
    return purge_codes(now=clock.now())
