"""The caller's own phone over the API: browsers that are told, and the address of the calendar."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from ninja.pagination import paginate

from sharedcourt.notices import devices, queries
from sharedcourt.notices.api import router
from sharedcourt.notices.models import PushSubscription
from sharedcourt.notices.phone_views import calendar_address
from sharedcourt.people.policy import person_of


class DeviceOut(Schema):
    """A browser that is told that there is something new. Its address and keys are not given out."""

    id: UUID
    device: str
    created_at: datetime
    last_sent_at: datetime | None


class PushKeysIn(Schema):
    """`keys` of the browser's `PushSubscription`, in base64url."""

    p256dh: str
    auth: str


class DeviceIn(Schema):
    """A browser's `PushSubscription`, and what to call the device."""

    endpoint: str
    keys: PushKeysIn
    device: str = ""


class CalendarOut(Schema):
    """The address for a calendar program; it is shown this once."""

    url: str


@router.get("/devices", response=list[DeviceOut], operation_id="notices_devices")
@paginate
def list_devices(request: HttpRequest) -> QuerySet[PushSubscription]:
    """The caller's browsers that are told."""
    return queries.devices_of(request.user)


@router.post("/devices", response={201: DeviceOut}, operation_id="notices_subscribe")
def subscribe(request: HttpRequest, body: DeviceIn) -> Status[Any]:
    """Tell a browser from now on. The same one again is the same."""
    made = devices.subscribe(
        by=person_of(request),
        endpoint=body.endpoint,
        p256dh=body.keys.p256dh,
        auth=body.keys.auth,
        device=body.device,
    )
    return Status(201, made)


@router.delete("/devices/{uuid:pk}", response={204: None}, operation_id="notices_end_device")
def end_device(request: HttpRequest, pk: UUID) -> Status[Any]:
    """Tell a browser no more."""
    subscription = get_object_or_404(queries.devices_of(request.user), pk=pk)
    devices.end_device(by=person_of(request), subscription=subscription)
    return Status(204, None)


@router.post("/calendar", response={201: CalendarOut}, operation_id="notices_open_calendar")
def open_calendar(request: HttpRequest) -> Status[Any]:
    """A new address for the caller's calendar; the one before is worthless from now on."""
    return Status(201, {"url": calendar_address(devices.open_calendar(by=person_of(request)))})


@router.delete("/calendar", response={204: None}, operation_id="notices_close_calendar")
def close_calendar(request: HttpRequest) -> Status[Any]:
    """The address gives nothing any more."""
    devices.close_calendar(by=person_of(request))
    return Status(204, None)
