"""The counts follow the steps: what each step adds is added, what stood before it is taken off. Safe to call twice, and from two processes."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F

from sharedcourt.core import transaction
from sharedcourt.judgments.figures.models import Reach, Tally
from sharedcourt.judgments.models import Publication, Step

NAME = "figures"
BATCH = 500


class Counted(NamedTuple):
    """As what a paper is counted."""

    kind: str
    court_name: str
    cause: str
    year: int


def catch_up(*, batches: int = 100) -> int:
    """Count what has changed since the last time; how many steps were taken in."""
    total = 0
    for _number in range(batches):
        done = _batch()
        total += done
        if not done:
            break
    return total


@transaction.atomic
def _batch() -> int:
    Reach.objects.get_or_create(name=NAME)
    reach = Reach.objects.select_for_update(no_key=True).get(name=NAME)
    steps = list(Step.objects.filter(seq__gt=reach.seq).select_related("publication").order_by("seq")[:BATCH])
    if not steps:
        return 0
    before = Step.objects.filter(key__in={step.key for step in steps}, seq__lte=reach.seq)
    standing = _standing(before.select_related("publication").order_by("seq"))
    changed: Counter[Counted] = Counter()
    for step in steps:
        old = standing.get(step.key)
        new = _after(step, old)
        if old is not None:
            changed[old] -= 1
        if new is not None:
            changed[new] += 1
            standing[step.key] = new
    for counted, more in changed.items():
        _add(counted, more)
    reach.seq, reach.at = steps[-1].seq, steps[-1].at
    reach.save(update_fields=["seq", "at"])
    return len(steps)


def _standing(steps: Iterable[Step]) -> dict[str, Counted]:
    """As what each judgment was counted after some steps."""
    found: dict[str, Counted] = {}
    for step in steps:
        counted = _after(step, found.get(step.key))
        if counted is not None:
            found[step.key] = counted
    return found


def _after(step: Step, before: Counted | None) -> Counted | None:
    if step.publication is not None:
        return _counted(step.publication)
    # Withdrawn: counted with its court and year, no more with what it was about.
    return Counted(Tally.Kind.WITHDRAWN, before.court_name, "", before.year) if before is not None else None


def _counted(publication: Publication) -> Counted:
    kind = Tally.Kind.NOTICE if publication.kind == Publication.Kind.NOTICE else Tally.Kind.JUDGMENT
    # A version that is no longer shown has its cause put away.
    cause = publication.cause or str((publication.put_away or {}).get("cause", ""))
    return Counted(kind, publication.court_name, cause, publication.decided_on.year)


def _add(counted: Counted, more: int) -> None:
    if not more:
        return
    values = counted._asdict()
    if not Tally.objects.filter(**values).update(count=F("count") + more):
        Tally.objects.create(**values, count=more)
