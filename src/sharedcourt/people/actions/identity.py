"""Real-name verification: what a person declares, what a registry says, what an official has seen."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.law import identity as law_identity
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import personal, record
from sharedcourt.people import identity
from sharedcourt.people.identity import CheckResult
from sharedcourt.people.models import IdentityLevel, Role, User, Verification
from sharedcourt.people.policy import acting_for, has_role

WHO_COMPARES = {
    Verification.Method.ON_CAMERA: Role.MEDIATOR,
    Verification.Method.IN_PERSON: Role.COURT_AFFAIRS_DIRECTOR,
}
ID_MESSAGES: dict[str, Any] = {
    "id_length": _("An ID number has 18 characters. Check that none is missing."),
    "id_format": _("An ID number is 17 digits and a last digit or X."),
    "id_province": _("The first two digits of the ID number are not a province. Check them."),
    "id_birth_date": _("The date of birth inside the ID number cannot be right. Check digits 7 to 14."),
    "id_checksum": _("The ID number is mistyped: its last character does not fit the others."),
}


def checked_resident_id(entered: str, *, field: str = "resident_id") -> str:
    """The resident ID in its normal form; raises `Invalid` with what to correct."""
    try:
        return law_identity.resident_id(entered, on=clock.today()).number
    except LawError as error:
        raise Invalid(ID_MESSAGES.get(error.code, ID_MESSAGES["id_checksum"]), field=field) from error


def declare_identity(*, by: User, name: str, resident_id: str, scope: UUID | None) -> Verification:
    """The person enters name and ID number; the caller has compared them with what was filed in `scope`.

    Level DECLARED, or REGISTRY when a registry is configured and says they belong together with the phone. Raises `Invalid` when
    the number is mistyped or the registry says no, `Conflict` when an official has already compared another identity.
    """
    number = checked_resident_id(resident_id)
    wanted = " ".join(name.split())
    if not wanted:
        raise Invalid(_("Enter your name as it stands on your ID card."), field="name")
    result = identity.configured().check(name=wanted, resident_id=number, phone=by.phone)
    if result is CheckResult.MISMATCH:
        message = _(
            "Name, ID number and phone do not belong together in the registry. Check them, or ask the mediator."
        )
        raise Invalid(message, field="resident_id")
    return _declare(by=by, name=wanted, resident_id=number, scope=scope, result=result)


@transaction.atomic
def _declare(*, by: User, name: str, resident_id: str, scope: UUID | None, result: CheckResult) -> Verification:
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = user.name == name and user.resident_id == resident_id
    if user.identity_level >= IdentityLevel.REGISTRY and user.resident_id and not same:
        raise Conflict(_("Your identity has already been checked under another name or number."), field="resident_id")
    matched = result is CheckResult.MATCH
    level = IdentityLevel.REGISTRY if matched else IdentityLevel.DECLARED
    method = Verification.Method.THREE_ELEMENTS if matched else Verification.Method.DECLARATION
    earlier = Verification.objects.filter(user=user, scope=scope, method=method, level=level).first()
    if same and earlier is not None:
        return earlier
    user.name, user.resident_id = name, resident_id
    user.identity_level = max(user.identity_level, level)
    user.save()
    by.name, by.resident_id, by.identity_level = user.name, user.resident_id, user.identity_level
    verification = Verification.objects.create(user=user, level=level, method=method, scope=scope)
    record(
        "people.identity.declared",
        by=by,
        subject=verification,
        scope=scope,
        level=int(level),
        registry=result.value,
        name=personal(name),
        resident_id=personal(resident_id),
    )
    return verification


@transaction.atomic
def record_comparison(*, by: User, user: User, scope: UUID, method: str) -> Verification:
    """An official has compared the ID card with the person: the mediator on camera, the director in person.

    Whether `by` is the official of this very dispute is the caller's rule. Doing it twice changes nothing.
    """
    try:
        way = Verification.Method(method)
        role = WHO_COMPARES[way]
    except (ValueError, KeyError) as error:
        raise Invalid(_("A comparison is made on camera or in person."), field="method") from error
    if not has_role(by, role) or by.pk == user.pk:
        raise NotAllowed(_("Only the mediator on camera or the director in person compares ID cards."))
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    earlier = Verification.objects.filter(user=person, scope=scope, method=way, checked_by=by).first()
    if earlier is not None:
        return earlier
    person.identity_level = max(person.identity_level, IdentityLevel.COMPARED)
    person.save(update_fields=["identity_level"])
    user.identity_level = person.identity_level
    verification = Verification.objects.create(
        user=person, level=IdentityLevel.COMPARED, method=way, checked_by=by, scope=scope
    )
    record("people.identity.compared", by=by, subject=verification, scope=scope, method=way.value, person=person.pk)
    return verification


@transaction.atomic
def record_at_counter(*, by: User, user: User, scope: UUID, stage: str, document: str, note: str = "") -> Verification:
    """A clerk has seen the person and their document at the court's counter (ODLR 7(3)), or the court in its courtroom: what was shown.

    In `note` what else. It counts in this case for the stage. Whether `by` is a clerk or the judge of this very case is the caller's rule. A second time in the same
    stage changes nothing. Raises `Invalid` with the field, NotAllowed.
    """
    if (
        acting_for(by) is not None
        or not has_role(by, Role.FILING_CLERK, Role.COURT_CLERK, Role.JUDGE)
        or by.pk == user.pk
    ):
        raise NotAllowed(_("Only a clerk of the court records whom they have seen at the counter."))
    if document not in Verification.Document.values:
        raise Invalid(_("Choose which document you were shown."), field="document")
    words = " ".join(note.split())
    if document == Verification.Document.OTHER or words:
        words = needed(words, "note", str(_("Say which document it was, and who issued it.")))
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    made, new = Verification.objects.get_or_create(
        user=person,
        scope=scope,
        stage=stage,
        method=Verification.Method.AT_COUNTER,
        defaults={"level": IdentityLevel.COMPARED, "checked_by": by, "document": document, "note": words},
    )
    if new:
        person.identity_level = max(person.identity_level, IdentityLevel.COMPARED)
        person.save(update_fields=["identity_level"])
        facts = {"person": person.pk, "document": document, "stage": stage, "note": personal(words)}
        record("people.identity.seen_at_counter", by=by, subject=made, scope=scope, **facts)
    return made


@transaction.atomic
def record_provider_check(*, by: User, name: str, resident_id: str = "", issuer: str) -> Verification:
    """An identity provider (OIDC) has said who this is. Raises `Conflict` when it is somebody else than declared."""
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    number = checked_resident_id(resident_id) if resident_id else user.resident_id
    if (user.name and user.name != name) or (user.resident_id and user.resident_id != number):
        raise Conflict(_("The identity provider knows you under another name or number than you gave here."))
    earlier = Verification.objects.filter(user=user, method=Verification.Method.OIDC).first()
    if earlier is not None and user.name == name:
        return earlier
    user.name, user.resident_id = name, number
    user.identity_level = max(user.identity_level, IdentityLevel.REGISTRY)
    user.save()
    by.name, by.resident_id, by.identity_level = user.name, user.resident_id, user.identity_level
    verification = Verification.objects.create(user=user, level=IdentityLevel.REGISTRY, method=Verification.Method.OIDC)
    record("people.identity.provider_checked", by=by, subject=verification, issuer=issuer, name=personal(name))
    return verification


def identity_of(user: User, scope: UUID) -> tuple[IdentityLevel, str]:
    """How surely a person is known in a dispute, and how that was found: by checks made for it or for none in particular."""
    checks = Verification.objects.filter(Q(scope=scope) | Q(scope=None), user=user)
    best = checks.order_by("-level", "-created_at").first()
    return (IdentityLevel(best.level), best.method) if best is not None else (IdentityLevel.NONE, "")


def identity_level(user: User, scope: UUID | None = None) -> IdentityLevel:
    """The level of `identity_of`; without a dispute the highest ever reached."""
    return IdentityLevel(user.identity_level) if scope is None else identity_of(user, scope)[0]
