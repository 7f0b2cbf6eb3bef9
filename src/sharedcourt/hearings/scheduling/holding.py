"""Taking and giving back what a hearing needs: its people and its courtroom quarter by quarter, terminals through `sites`."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sharedcourt.core import quarters
from sharedcourt.core.errors import Conflict
from sharedcourt.hearings import telling
from sharedcourt.hearings.models import Form, Hearing, Participant
from sharedcourt.hearings.scheduling.models import Occupied, Resource
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.sites import actions as sites


def people_of(hearing: Hearing) -> dict[UUID, str]:
    """Everybody whose time the hearing takes: id → what they are called in a refusal."""
    found: dict[UUID, str] = {}
    for participant in hearing.participants.select_related("user"):
        if participant.user is not None:
            found[participant.user.pk] = participant.user.name
    if hearing.clerk is not None:
        found[hearing.clerk.pk] = hearing.clerk.name
    for member in hearing.panel.select_related("user"):
        found[member.user.pk] = member.user.name
    return found


def _needed(hearing: Hearing, only: Iterable[UUID] | None) -> dict[UUID, tuple[str, str]]:
    """What is to be taken: id → kind and name."""
    found = {pk: (Resource.PERSON.value, name) for pk, name in people_of(hearing).items()}
    if hearing.courtroom is not None:
        found[hearing.courtroom.pk] = (Resource.COURTROOM.value, hearing.courtroom.name)
    if only is None:
        return found
    wanted = set(only)
    return {pk: each for pk, each in found.items() if pk in wanted}


def take(hearing: Hearing, *, only: Iterable[UUID] | None = None) -> None:
    """Take the time of everybody and of the courtroom, or of some of them. Raises Conflict naming what is taken already.

    At different times (非同步) nobody's hour is taken. Inside the action's transaction.
    """
    if hearing.form == Form.IN_TURN:
        return
    assert hearing.starts_at is not None and hearing.ends_at is not None
    # Whoever waits for a quarter that another transaction is about to take has the ledger, or waits for it: no circle.
    hold_ledger()
    needed = _needed(hearing, only)
    rows = [
        Occupied(hearing=hearing, kind=kind, resource=pk, quarter=quarter)
        for pk, (kind, _name) in needed.items()
        for quarter in quarters.between(hearing.starts_at, hearing.ends_at)
    ]
    try:
        with transaction.atomic():
            Occupied.objects.bulk_create(rows)
    except IntegrityError as error:
        taken = _taken(hearing, needed)
        message = _("Taken at that time already: %(names)s. Choose another time.")
        raise Conflict(message % {"names": taken or "–"}, field="starts_at") from error


def _taken(hearing: Hearing, needed: dict[UUID, tuple[str, str]]) -> str:
    assert hearing.starts_at is not None and hearing.ends_at is not None
    busy = busy_at(needed, hearing.starts_at, hearing.ends_at, apart_from=hearing)
    return "、".join(sorted(needed[pk][1] for pk in busy))


def busy_at(
    resources: Iterable[UUID], starts_at: datetime, ends_at: datetime, *, apart_from: Hearing | None = None
) -> set[UUID]:
    """Which of them another hearing has taken for a part of a time."""
    found = Occupied.objects.filter(
        resource__in=list(resources), quarter__gte=quarters.floor(starts_at), quarter__lt=quarters.ceiling(ends_at)
    )
    if apart_from is not None:
        found = found.exclude(hearing=apart_from)
    return set(found.order_by().values_list("resource", flat=True).distinct())


def give_back(hearing: Hearing, *, by: User | None, only: Iterable[UUID] | None = None) -> None:
    """What the hearing had taken is free again; with `only`, of these people alone. Terminals are given back by `leave_places`."""
    hold_ledger()
    rows = hearing.occupied.all()
    if only is not None:
        rows = rows.filter(resource__in=list(only))
    rows.delete()


def book_places(hearing: Hearing, *, by: User | None, only: Participant | None = None) -> None:
    """A terminal at the shared court each participant has chosen. Raises Conflict when none is free."""
    if hearing.form == Form.IN_TURN:
        return
    assert hearing.starts_at is not None and hearing.ends_at is not None
    rows = hearing.participants.filter(place=Participant.Place.SITE, booking=None, wish__isnull=False)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    for participant in rows.select_related("user", "wish__site").order_by("created_at", "id"):
        participant.booking = sites.book(
            by=by,
            site=participant.wish.site,
            scope=hearing.case.dispute_id,
            user=participant.user,
            starts_at=hearing.starts_at,
            ends_at=hearing.ends_at,
        )
        participant.save(update_fields=["booking"])
        telling.expected_at(participant.wish.site, hearing, by=by)


def leave_places(hearing: Hearing, *, by: User | None, only: Participant | None = None) -> None:
    """The terminals are free again."""
    rows = hearing.participants.filter(booking__isnull=False)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    for participant in rows.select_related("booking").order_by("created_at", "id"):
        booking = participant.booking
        participant.booking = None
        participant.save(update_fields=["booking"])
        if booking is not None:
            sites.cancel(by=by, booking=booking)
