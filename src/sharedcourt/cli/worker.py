"""The worker of one installation: runs jobs from the database, and takes up again what a killed worker left.

python -m sharedcourt.cli.worker
"""

import hashlib
import socket

import django
from django.core.management import call_command


def worker_id(queue: str = "default") -> str:
    """A name that stays the same over restarts, other than that of any other installation's worker."""
    from django.conf import settings

    place = f"{socket.gethostname()}:{settings.HOME}" + (f":{queue}" if queue != "default" else "")
    return f"worker-{hashlib.sha256(place.encode()).hexdigest()[:32]}"


def release_unfinished(name: str) -> int:
    """Put back the jobs that the worker `name` had begun when it was killed; returns how many."""
    from django.db import transaction
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    with transaction.atomic():
        begun = DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING)
        left = [job for job in begun if job.worker_ids and job.worker_ids[-1] == name]
        for job in left:
            job.status = TaskResultStatus.READY
            job.save(update_fields=["status"])
    return len(left)


def main(queue: str = "default") -> None:
    django.setup()
    from sharedcourt.cli.supervisor import say

    name = worker_id(queue)
    left = release_unfinished(name)
    if left:
        say(
            "worker" if queue == "default" else queue, f"继续上次未完成的 {left} 项 · taking up {left} unfinished again"
        )
    # A recording may wait a moment longer than a message.
    interval = 0.5 if queue == "default" else 2
    call_command(
        "db_worker",
        queue_name=queue,
        worker_id=name,
        reload=False,
        startup_delay=False,
        interval=interval,
        verbosity=0,
    )


if __name__ == "__main__":
    main()
