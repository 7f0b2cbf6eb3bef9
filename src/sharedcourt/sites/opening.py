"""Opening a shared court, keeping what is known of it right, and closing it."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.law import identity
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import Organisation, Role, User
from sharedcourt.people.queries import members
from sharedcourt.sites.models import Booking, Site
from sharedcourt.sites.policy import may_open, may_run

DIVISION_DIGITS = 6
HOSTS = (
    Organisation.Kind.HOST,
    Organisation.Kind.COURT,
    Organisation.Kind.INSTITUTION,
    Organisation.Kind.MEDIATION,
)


@dataclass(frozen=True, kw_only=True)
class SiteEntry:
    """What is known of a shared court."""

    name: str
    kind: str
    host: Organisation
    court: Organisation
    director: User | None = None
    division: str
    address: str
    phone: str = ""
    opens_at: time
    closes_at: time


def _plain(text: str) -> str:
    return " ".join(text.split())


def _checked(entry: SiteEntry, own: Site | None) -> dict[str, Any]:
    name = _plain(entry.name)
    others = Site.objects.exclude(pk=own.pk) if own is not None else Site.objects.all()
    if not name:
        raise Invalid(_("Enter the name of the shared court."), field="name")
    if others.filter(name=name).exists():
        raise Invalid(_("A shared court of this name is here already."), field="name")
    if entry.kind not in Site.Kind.values:
        raise Invalid(_("Choose what kind of shared court it is."), field="kind")
    if entry.host.kind not in HOSTS or not entry.host.is_active:
        raise Invalid(_("Choose the organisation in whose house it is."), field="host")
    division = entry.division.strip()
    if not (division.isascii() and division.isdigit() and len(division) == DIVISION_DIGITS):
        raise Invalid(_("The code of an administrative division has six digits (GB/T 2260)."), field="division")
    if not _plain(entry.address):
        raise Invalid(_("Enter the address: people have to find it."), field="address")
    if entry.closes_at <= entry.opens_at:
        raise Invalid(_("It must close after it opens."), field="closes_at")
    director = entry.director
    if director is not None and not members(entry.host, Role.COURT_AFFAIRS_DIRECTOR).filter(pk=director.pk).exists():
        raise Invalid(_("The director must be a court-affairs director of the host."), field="director")
    try:
        phone = identity.phone(entry.phone) if entry.phone.strip() else ""
    except LawError as error:
        raise Invalid(_("This is no telephone number. For example 0577-88880000."), field="phone") from error
    return {
        "name": name,
        "kind": entry.kind,
        "host": entry.host,
        "court": entry.court,
        "director": director,
        "division": division,
        "address": _plain(entry.address),
        "phone": phone,
        "opens_at": entry.opens_at,
        "closes_at": entry.closes_at,
    }


@transaction.atomic
def open_site(*, by: User, entry: SiteEntry) -> Site:
    """A new shared court. By the operator or the administrator of its court. Raises `Invalid` with the field."""
    if not may_open(by, entry.court):
        raise NotAllowed(_("Shared courts are opened by the operator or the court's administrator."))
    site = Site.objects.create(**_checked(entry, None))
    record("sites.site.opened", by=by, subject=site, name=site.name, host=site.host_id, court=site.court_id)
    return site


@transaction.atomic
def change_site(*, by: User, site: Site, entry: SiteEntry) -> Site:
    """Correct a shared court. Its director corrects address, telephone and hours; the rest is the court's."""
    if not may_run(by, site):
        raise NotAllowed
    row = Site.objects.select_for_update().get(pk=site.pk)
    values = _checked(entry, row)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    directors = {"address", "phone", "opens_at", "closes_at"}
    if set(changed) - directors and not (may_open(by, row.court_id) and may_open(by, entry.court)):
        raise NotAllowed(_("Name, kind, host, court and director are changed by the court's administrator."))
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
        record("sites.site.changed", by=by, subject=row, fields=changed)
    return row


@transaction.atomic
def close_site(*, by: User, site: Site) -> Site:
    """Take a shared court out of use; its terminals stay paired for when it opens again. Refused while it is booked."""
    if not may_open(by, site.court_id):
        raise NotAllowed
    row = Site.objects.select_for_update().get(pk=site.pk)
    if not row.is_open:
        return row
    if Booking.objects.filter(terminal__site=row, cancelled_at=None, ends_at__gt=clock.now()).exists():
        raise Conflict(_("Sessions are booked here. Wait until they are over, or have them moved."))
    row.is_open = False
    row.save(update_fields=["is_open"])
    record("sites.site.closed", by=by, subject=row)
    return row


@transaction.atomic
def reopen_site(*, by: User, site: Site) -> Site:
    """Take a closed shared court into use again."""
    if not may_open(by, site.court_id):
        raise NotAllowed
    row = Site.objects.select_for_update().get(pk=site.pk)
    if not row.is_open:
        row.is_open = True
        row.save(update_fields=["is_open"])
        record("sites.site.reopened", by=by, subject=row)
    return row
