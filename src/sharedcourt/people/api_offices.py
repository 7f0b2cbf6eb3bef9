"""Organisations and their people over the API: the same actions as on the operator's pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from sharedcourt.law.identity import mask_phone
from sharedcourt.people import actions, offices
from sharedcourt.people.models import Appointment, Membership, Organisation
from sharedcourt.people.organisations import found
from sharedcourt.people.policy import person_of

router = Router(tags=["organisations"])


class OrganisationOut(Schema):
    """An organisation that the caller looks after."""

    id: UUID
    kind: str
    name: str
    short_name: str
    credit_code: str
    court_level: str
    court_code: str
    division: str
    address: str
    phone: str
    expertise: str
    parent_id: UUID | None
    is_active: bool


class OrganisationChange(Schema):
    """What is to be corrected; what is left out stays."""

    name: str | None = None
    short_name: str | None = None
    credit_code: str | None = None
    court_level: str | None = Field(None, description="basic, intermediate, high, supreme or special")
    court_code: str | None = None
    division: str | None = Field(None, description="six digits (GB/T 2260)")
    address: str | None = None
    phone: str | None = None
    expertise: str | None = None
    parent_id: UUID | None = Field(None, description="a branch's head office")
    is_active: bool | None = Field(None, description="false closes it: nobody works there any more, at once")


class NewOrganisation(OrganisationChange):
    """A new organisation."""

    kind: str = Field(description="court, regulator, institution, mediation, host or operator")
    name: str


class MemberOut(Schema):
    """Somebody's office at an organisation."""

    id: UUID
    user_id: UUID
    name: str
    username: str
    phone_masked: str
    role: str
    is_active: bool
    ended_at: datetime | None

    @staticmethod
    def resolve_name(row: Membership) -> str:
        return str(row.user.name)

    @staticmethod
    def resolve_username(row: Membership) -> str:
        return str(row.user.username)

    @staticmethod
    def resolve_phone_masked(row: Membership) -> str:
        return mask_phone(row.user.phone) if row.user.phone else ""


class AppointmentOut(Schema):
    """Somebody who is to have an office and has not taken it yet."""

    id: UUID
    organisation_id: UUID
    role: str
    name: str
    was_sent: bool
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class WhyIn(Schema):
    reason: str


class AppointmentIn(Schema):
    """Who is to have which office, and how the link reaches them."""

    role: str
    name: str
    phone: str = ""
    email: str = ""
    send: bool = Field(default=True, description="by SMS; else the answer holds the link, once")


class AppointmentMade(AppointmentOut):
    """A new appointment; `link` is there only when it is to be handed over, and is never shown again."""

    link: str


def _organisation(request: HttpRequest, pk: UUID) -> Organisation:
    return get_object_or_404(offices.organisations_run_by(request.user), pk=pk)


def _entry(body: OrganisationChange, own: Organisation | None = None) -> actions.OrganisationEntry:
    given = body.dict(exclude_unset=True, exclude={"kind", "is_active", "parent_id"})
    values = {name: value for name, value in given.items() if value is not None}
    kept = {name: getattr(own, name) for name in actions.OrganisationEntry.__dataclass_fields__} if own else {}
    if "parent_id" in body.dict(exclude_unset=True):
        values["parent"] = get_object_or_404(Organisation, pk=body.parent_id) if body.parent_id else None
    return actions.OrganisationEntry(**{**kept, **values})


@router.get("/organisations", response=list[OrganisationOut], operation_id="people_organisations")
@paginate
def organisations(request: HttpRequest, q: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Those the caller looks after: all for the operator, else the own one and its branches."""
    return found(request.user, q.strip(), kind).order_by("name")


@router.post("/organisations", response={201: OrganisationOut}, operation_id="people_create_organisation")
def create_organisation(request: HttpRequest, body: NewOrganisation) -> Status[Any]:
    """Bring in an organisation. By the operator."""
    if not offices.is_operator(request.user):
        raise Http404
    made = actions.create_organisation(by=person_of(request), kind=body.kind, entry=_entry(body))
    return Status(201, made)


@router.get("/organisations/{uuid:pk}", response=OrganisationOut, operation_id="people_organisation")
def organisation(request: HttpRequest, pk: UUID) -> Organisation:
    """One organisation."""
    return _organisation(request, pk)


@router.patch("/organisations/{uuid:pk}", response=OrganisationOut, operation_id="people_change_organisation")
def change_organisation(request: HttpRequest, pk: UUID, body: OrganisationChange) -> Organisation:
    """Correct, close or reopen it. Name, credit code, level, head office and closing are the operator's."""
    row = _organisation(request, pk)
    row = actions.change_organisation(by=person_of(request), organisation=row, entry=_entry(body, row))
    if body.is_active is not None:
        row = actions.set_organisation_active(by=person_of(request), organisation=row, is_active=body.is_active)
    return row


@router.get("/organisations/{uuid:pk}/people", response=list[MemberOut], operation_id="people_members")
@paginate
def members(request: HttpRequest, pk: UUID, is_active: bool | None = None) -> QuerySet[Membership]:
    """Who works there, and who did."""
    rows = _organisation(request, pk).memberships.select_related("user").order_by("-is_active", "created_at")
    return rows if is_active is None else rows.filter(is_active=is_active)


@router.get("/organisations/{uuid:pk}/appointments", response=list[AppointmentOut], operation_id="people_appointments")
@paginate
def appointments(request: HttpRequest, pk: UUID) -> QuerySet[Appointment]:
    """Appointments, newest first."""
    return _organisation(request, pk).appointments.order_by("-created_at")


@router.post("/organisations/{uuid:pk}/appointments", response={201: AppointmentMade}, operation_id="people_appoint")
def appoint(request: HttpRequest, pk: UUID, body: AppointmentIn) -> Status[Any]:
    """Somebody is to have an office; the link is good for a week and one use."""
    row = _organisation(request, pk)
    made, link = actions.appoint(by=person_of(request), organisation=row, **body.dict())
    return Status(201, {**AppointmentOut.from_orm(made).dict(), "link": "" if body.send else link})


@router.delete("/appointments/{uuid:pk}", response={204: None}, operation_id="people_revoke_appointment")
def revoke_appointment(request: HttpRequest, pk: UUID) -> Status[Any]:
    """End a link that has not been used."""
    row = get_object_or_404(offices.appointments_run_by(request.user), pk=pk)
    actions.revoke_appointment(by=person_of(request), appointment=row)
    return Status(204, None)


@router.post("/members/{uuid:pk}/dismiss", response=MemberOut, operation_id="people_dismiss")
def dismiss(request: HttpRequest, pk: UUID) -> Membership:
    """End somebody's office at once, with all sessions and the API tokens made for the organisation."""
    row = get_object_or_404(offices.members_run_by(request.user), pk=pk)
    return actions.dismiss(by=person_of(request), membership=row)


@router.post(
    "/members/{uuid:pk}/remove-second-factor", response={204: None}, operation_id="people_remove_second_factor"
)
def remove_second_factor(request: HttpRequest, pk: UUID, body: WhyIn) -> Status[Any]:
    """For somebody who has lost the phone and the recovery codes; not by a program."""
    row = get_object_or_404(offices.members_run_by(request.user), pk=pk, is_active=True)
    actions.remove_second_factor(by=person_of(request), membership=row, reason=body.reason)
    return Status(204, None)


@router.post("/members/{uuid:pk}/reactivate", response=MemberOut, operation_id="people_reactivate")
def reactivate(request: HttpRequest, pk: UUID) -> Membership:
    """Give a dismissed person the office back."""
    row = get_object_or_404(offices.members_run_by(request.user), pk=pk)
    return actions.reactivate(by=person_of(request), membership=row)
