"""A site, its free screens and its bookings; screens paired and revoked; the director's comparison of an ID card.

A screen is booked by answering a meeting's times from a site (`/mediation/meetings/…/answers`): when the time is fixed, so is
the booking, and it ends with the meeting.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from sharedcourt.core import clock, codes
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.core.paging import Each
from sharedcourt.people.actions import record_comparison
from sharedcourt.people.entry import address_of
from sharedcourt.people.limits import too_often
from sharedcourt.people.models import Verification
from sharedcourt.people.policy import person_of
from sharedcourt.sites import pairing, queries
from sharedcourt.sites.api import SiteOut, router
from sharedcourt.sites.models import Booking, Site, Terminal
from sharedcourt.sites.policy import run_by

PAIRINGS, COLLECTS, WITHIN = 10, 300, 900  # from one network address


class FreeOut(Schema):
    """How many screens nobody has booked for any part of a time."""

    free: int


class BookingOut(Schema):
    """A screen kept for somebody's session. `user` only for who looks after the site, and the person themselves."""

    id: UUID
    site: UUID
    site_name: str
    terminal: UUID
    terminal_label: str
    user: UUID | None
    name: str
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None
    may_compare: bool = Field(description="the director may record now that the ID card was compared")


class TerminalOut(Schema):
    """A site's screen."""

    id: UUID
    site: UUID
    site_name: str
    label: str
    paired_at: datetime | None
    last_seen_at: datetime | None
    withdrawn_at: datetime | None


class PairingBegun(Schema):
    """`code` is shown on the screen; `secret` stays in it, and alone collects the credential."""

    code: str
    secret: str
    expires_at: datetime


class SecretIn(Schema):
    secret: str


class CredentialOut(Schema):
    """Given once; the screen sends it as the cookie `sharedcourt_terminal`. Empty while nobody has confirmed the code."""

    credential: str


class TerminalIn(Schema):
    """The code that the screen shows, and what the screen is to be called."""

    code: str
    site: UUID
    label: str


class ComparedOut(Schema):
    level: int
    at: datetime


# ---------- bookings


@router.get("/bookings", response=list[BookingOut], operation_id="sites_bookings", summary="Bookings of screens")
@paginate
def bookings(request: HttpRequest, site: UUID | None = None, since: datetime | None = None) -> Each:
    """Your own, and all of the sites you look after; those that have not ended yet, or since a moment."""
    user = person_of(request)
    rows = Booking.objects.filter(Q(user=user) | Q(terminal__site__in=run_by(user)), ends_at__gte=since or clock.now())
    if site is not None:
        rows = rows.filter(terminal__site=site)
    checkable = set(queries.bookings_to_check(user).values_list("pk", flat=True))
    rows = rows.select_related("terminal__site", "user").order_by("starts_at", "pk")
    return Each(rows, lambda booking: _booking(booking, may_compare=booking.pk in checkable))


def _booking(booking: Booking, *, may_compare: bool) -> dict[str, Any]:
    return {
        "id": booking.pk,
        "site": booking.terminal.site_id,
        "site_name": booking.terminal.site.name,
        "terminal": booking.terminal_id,
        "terminal_label": booking.terminal.label,
        "user": booking.user_id,
        "name": booking.user.name if booking.user else "",
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "cancelled_at": booking.cancelled_at,
        "may_compare": may_compare,
    }


@router.post(
    "/bookings/{uuid:booking_id}/compared",
    response=ComparedOut,
    operation_id="sites_compare_identity",
    summary="Record that the director compared the ID card with the person",
)
def compare(request: HttpRequest, booking_id: UUID) -> dict[str, Any]:
    """From two hours before the booking begins until it ends: only then is there somebody to see."""
    by = person_of(request)
    booking = get_object_or_404(queries.bookings_to_check(by), pk=booking_id)
    if booking.user is None:
        raise Http404
    made = record_comparison(by=by, user=booking.user, scope=booking.scope, method=Verification.Method.IN_PERSON)
    return {"level": made.level, "at": made.created_at}


# ---------- terminals


def _run(request: HttpRequest) -> QuerySet[Site]:
    """The sites this person looks after; for everybody else there is nothing here."""
    sites = run_by(request.user)
    if not sites.exists():
        raise Http404
    return sites


@router.get("/terminals", response=list[TerminalOut], operation_id="sites_terminals", summary="Screens of your sites")
@paginate
def terminals(request: HttpRequest, site: UUID | None = None) -> Each:
    """For who looks after shared courts; withdrawn ones last."""
    rows = Terminal.objects.filter(site__in=_run(request)).select_related("site")
    if site is not None:
        rows = rows.filter(site=site)
    return Each(rows.order_by("withdrawn_at", "site__name", "label", "pk"), _terminal)


def _terminal(terminal: Terminal) -> dict[str, Any]:
    names = ("id", "label", "paired_at", "last_seen_at", "withdrawn_at")
    return {name: getattr(terminal, name) for name in names} | {
        "site": terminal.site_id,
        "site_name": terminal.site.name,
    }


@router.post(
    "/terminals", response={201: TerminalOut}, operation_id="sites_pair_terminal", summary="Confirm a screen's code"
)
def confirm(request: HttpRequest, body: TerminalIn) -> Status[Any]:
    """From then on the screen belongs to the site."""
    site = get_object_or_404(_run(request), pk=body.site)
    return Status(201, _terminal(pairing.confirm(by=person_of(request), code=body.code, site=site, label=body.label)))


@router.delete(
    "/terminals/{uuid:terminal_id}",
    response={204: None},
    operation_id="sites_withdraw_terminal",
    summary="Take a terminal's credential away",
)
def withdraw(request: HttpRequest, terminal_id: UUID) -> Status[Any]:
    """At once: stolen, moved or replaced. Pair the screen again to use it."""
    terminal = get_object_or_404(
        Terminal.objects.filter(site__in=run_by(request.user)).select_related("site"), pk=terminal_id
    )
    pairing.withdraw(by=person_of(request), terminal=terminal)
    return Status(204, None)


# ---------- the screen's own side


@router.post(
    "/pairings",
    response={201: PairingBegun},
    auth=None,
    operation_id="sites_begin_pairing",
    summary="A code for a screen to show",
)
def begin(request: HttpRequest) -> Status[Any]:
    """Good for fifteen minutes; the site's director confirms it."""
    if too_often("pairing", address_of(request), most=PAIRINGS, seconds=WITHIN):
        raise Conflict(_("Too many codes were asked for from here. Try again in a quarter of an hour."))
    made, secret = pairing.begin()
    return Status(201, {"code": codes.display(made.code), "secret": secret, "expires_at": made.expires_at})


@router.post(
    "/pairings/collect",
    response=CredentialOut,
    auth=None,
    operation_id="sites_collect_credential",
    summary="Collect a confirmed screen's credential",
)
def collect(request: HttpRequest, body: SecretIn) -> dict[str, str]:
    """Ask every few seconds until it is there."""
    if too_often("pairing-collect", address_of(request), most=COLLECTS, seconds=WITHIN):
        raise Conflict(_("Too many codes were asked for from here. Try again in a quarter of an hour."))
    return {"credential": pairing.collect(body.secret) or ""}


# ---------- one site


@router.get("/{uuid:site_id}", response=SiteOut, auth=None, operation_id="sites_one", summary="A shared court")
def one(request: HttpRequest, site_id: UUID) -> Site:
    """As anybody may know it."""
    return get_object_or_404(Site, pk=site_id, is_open=True)


@router.get(
    "/{uuid:site_id}/free", response=FreeOut, auth=None, operation_id="sites_free", summary="Free screens at a time"
)
def free(request: HttpRequest, site_id: UUID, starts_at: datetime, ends_at: datetime) -> dict[str, int]:
    """Whose the others are is nobody's business."""
    site = get_object_or_404(Site, pk=site_id, is_open=True)
    if ends_at <= starts_at:
        raise Invalid(_("The booking must end after it begins."), field="ends_at")
    return {"free": queries.free_terminals(site, starts_at=starts_at, ends_at=ends_at).count()}
