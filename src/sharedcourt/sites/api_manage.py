"""Shared courts for whoever looks after them: opened, corrected, closed."""

from datetime import time
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from sharedcourt.core.errors import Invalid
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import person_of
from sharedcourt.sites import opening
from sharedcourt.sites.api import router
from sharedcourt.sites.models import Site
from sharedcourt.sites.policy import courts_opening_for, run_by


class ManagedSite(Schema):
    """A shared court as whoever looks after it sees it."""

    id: UUID
    name: str
    kind: str
    host_id: UUID
    court_id: UUID
    director_id: UUID | None
    division: str
    address: str
    phone: str
    opens_at: time
    closes_at: time
    is_open: bool


class SiteChange(Schema):
    """What is to be corrected; what is left out stays."""

    name: str | None = None
    kind: str | None = Field(None, description="village, town or special")
    host_id: UUID | None = None
    court_id: UUID | None = None
    director_id: UUID | None = None
    division: str | None = Field(None, description="six digits (GB/T 2260)")
    address: str | None = None
    phone: str | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    is_open: bool | None = Field(None, description="false: it takes no bookings and leaves the public list")


class NewSite(Schema):
    """A new shared court."""

    name: str
    kind: str = Field(description="village, town or special")
    host_id: UUID
    court_id: UUID
    director_id: UUID | None = None
    division: str
    address: str
    phone: str = ""
    opens_at: time = time(8, 30)
    closes_at: time = time(17, 30)


def _site(request: HttpRequest, pk: UUID) -> Site:
    return get_object_or_404(run_by(request.user), pk=pk)


def _entry(given: dict[str, Any], own: Site | None = None) -> opening.SiteEntry:
    fields = opening.SiteEntry.__dataclass_fields__
    values = {name: value for name, value in given.items() if value is not None and name in fields}
    kept = {name: getattr(own, name) for name in fields} if own else {}
    for name, rows in (("host", Organisation.objects), ("court", Organisation.objects), ("director", User.objects)):
        wanted = given.get(f"{name}_id")
        if wanted is not None:
            row = rows.filter(pk=wanted).first()  # type: ignore[attr-defined]
            if row is None:
                raise Invalid(_("There is no such organisation or person."), field=f"{name}_id")
            values[name] = row
        elif name == "director" and "director_id" in given:
            values[name] = None
    return opening.SiteEntry(**{**kept, **values})


@router.get("/managed", response=list[ManagedSite], operation_id="sites_managed")
@paginate
def managed(request: HttpRequest, q: str = "") -> QuerySet[Site]:
    """The shared courts the caller looks after, closed ones too."""
    rows = run_by(request.user).order_by("name")
    return rows.filter(name__icontains=q.strip()) if q.strip() else rows


@router.post("/managed", response={201: ManagedSite}, operation_id="sites_open")
def open_site(request: HttpRequest, body: NewSite) -> Status[Any]:
    """Open a shared court. By the operator or the administrator of its court."""
    get_object_or_404(courts_opening_for(request.user), pk=body.court_id)
    return Status(201, opening.open_site(by=person_of(request), entry=_entry(body.dict())))


@router.patch("/{uuid:site_id}", response=ManagedSite, operation_id="sites_change")
def change_site(request: HttpRequest, site_id: UUID, body: SiteChange) -> Site:
    """Correct, close or reopen it; its director corrects address, telephone and hours."""
    row, by = _site(request, site_id), person_of(request)
    row = opening.change_site(by=by, site=row, entry=_entry(body.dict(exclude_unset=True), row))
    if body.is_open is not None:
        row = (opening.reopen_site if body.is_open else opening.close_site)(by=by, site=row)
    return row
