"""The organisations of an installation: the operator brings them in and keeps them right."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.law import identity as law_identity
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import record
from sharedcourt.people import offices
from sharedcourt.people.models import Organisation, User

KIND = Organisation.Kind
MUST_HAVE_CREDIT_CODE = (KIND.INSTITUTION, KIND.MEDIATION)
DIVISION_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class OrganisationEntry:
    """What is known of an organisation."""

    name: str
    short_name: str = ""
    credit_code: str = ""
    court_level: str = ""
    court_code: str = ""
    division: str = ""
    address: str = ""
    phone: str = ""
    expertise: str = ""
    parent: Organisation | None = None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _credit_code(entered: str) -> str:
    try:
        return law_identity.credit_code(entered)
    except LawError as error:
        messages: dict[str, Any] = {
            "uscc_length": _("A unified social credit code has 18 characters. Check that none is missing."),
            "uscc_format": _("A unified social credit code has no I, O, S, V or Z. Check it."),
        }
        wrong = _("The credit code is mistyped: its last character does not fit the others.")
        raise Invalid(messages.get(error.code, wrong), field="credit_code") from error


def _phone(entered: str) -> str:
    try:
        return law_identity.phone(entered)
    except LawError as error:
        raise Invalid(_("This is no telephone number. For example 0577-88880000."), field="phone") from error


def _checked(kind: str, entry: OrganisationEntry, own: Organisation | None) -> dict[str, Any]:
    others = Organisation.objects.exclude(pk=own.pk) if own is not None else Organisation.objects.all()
    name = _plain(entry.name)
    if not name:
        raise Invalid(_("Enter the name of the organisation as in its registration."), field="name")
    if others.filter(name=name).exists():
        raise Invalid(_("An organisation of this name is here already."), field="name")
    code = _credit_code(entry.credit_code) if entry.credit_code.strip() else ""
    if not code and kind in MUST_HAVE_CREDIT_CODE:
        raise Invalid(_("Enter the unified social credit code: it is printed in agreements."), field="credit_code")
    if code and others.filter(credit_code=code).exists():
        raise Invalid(_("An organisation with this credit code is here already."), field="credit_code")
    is_court = kind == KIND.COURT
    if is_court and entry.court_level not in Organisation.CourtLevel.values:
        raise Invalid(_("Choose the level of the court."), field="court_level")
    division = entry.division.strip()
    if division and not (division.isascii() and division.isdigit() and len(division) == DIVISION_DIGITS):
        raise Invalid(_("The code of an administrative division has six digits (GB/T 2260)."), field="division")
    parent = entry.parent
    if parent is not None and (kind != KIND.INSTITUTION or parent.kind != kind or parent.parent_id is not None):
        raise Invalid(_("Only a financial institution has branches; its head office is chosen here."), field="parent")
    if parent is not None and own is not None and (parent.pk == own.pk or own.branches.exists()):
        raise Invalid(_("A head office cannot be a branch."), field="parent")
    return {
        "name": name,
        "short_name": _plain(entry.short_name),
        "credit_code": code,
        "court_level": entry.court_level if is_court else "",
        "court_code": _plain(entry.court_code) if is_court else "",
        "division": division,
        "address": _plain(entry.address),
        "phone": _phone(entry.phone) if entry.phone.strip() else "",
        "expertise": _plain(entry.expertise) if kind == KIND.MEDIATION else "",
        "parent": parent,
    }


@transaction.atomic
def create_organisation(*, by: User, kind: str, entry: OrganisationEntry) -> Organisation:
    """Bring in an organisation. By the operator. Raises `Invalid` with the field."""
    if not offices.is_operator(by):
        raise NotAllowed(_("Only the platform's operator brings in organisations."))
    if kind not in KIND.values:
        raise Invalid(_("Choose what kind of organisation it is."), field="kind")
    organisation = Organisation.objects.create(kind=kind, **_checked(kind, entry, None))
    record("people.organisation.created", by=by, subject=organisation, kind=kind, name=organisation.name)
    return organisation


@transaction.atomic
def change_organisation(*, by: User, organisation: Organisation, entry: OrganisationEntry) -> Organisation:
    """Correct what is known of an organisation; its kind stays. By the operator or whoever runs it.

    Name, credit code and head office are what others rely on: only the operator changes them.
    """
    if not offices.may_run(by, organisation):
        raise NotAllowed
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    values = _checked(row.kind, entry, row)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if not offices.is_operator(by) and {"name", "credit_code", "parent", "court_level"} & set(changed):
        raise NotAllowed(_("Name, credit code, level and head office are changed by the platform's operator."))
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
        record("people.organisation.changed", by=by, subject=row, fields=changed)
    return row


@transaction.atomic
def set_organisation_active(*, by: User, organisation: Organisation, is_active: bool) -> Organisation:
    """Close an organisation (nobody works there any more, at once) or open it again. By the operator."""
    if not offices.is_operator(by):
        raise NotAllowed(_("Only the platform's operator closes organisations."))
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if row.kind == KIND.OPERATOR and not is_active:
        raise Conflict(_("The operator's own organisation cannot be closed."))
    if row.is_active == is_active:
        return row
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    if not is_active:
        from sharedcourt.people.actions.staff import end_access

        for user in User.objects.filter(memberships__organisation=row, memberships__is_active=True).distinct():
            end_access(by=by, user=user, organisation=row)
    action = "people.organisation.reopened" if is_active else "people.organisation.closed"
    record(action, by=by, subject=row)
    return row
