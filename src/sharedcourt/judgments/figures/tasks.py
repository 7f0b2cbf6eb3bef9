"""Files take a while: they are made by the worker."""

from django_tasks import task


@task()
def make_files() -> int:
    """Make the files of open data; doing it twice changes nothing. How many there are."""
    from sharedcourt.judgments.figures import opendata

    made = opendata.make()
    return len(made.files) if made is not None else 0
