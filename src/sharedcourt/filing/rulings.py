"""Rulings of the court: a refusal drawn up for judge and clerk to sign and taken back until they have; sealed by the system; served.

A refusal is the same paper for a case and for an application for enforcement; each asks its own policy and grounds first.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction as db
from django.utils.translation import gettext as _

from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.filing import roles
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.models import Service
from sharedcourt.people.models import User

REFUSAL = "filing/typst/case_refusal.typ"

Refused = TypeVar("Refused", Case, Enforcement)


def draw_up_refusal(
    row: Refused,
    *,
    by: User,
    judge: User | None,
    ground: str,
    reasons: str,
    kind: str,
    title: str,
    payload: Callable[[Refused], dict[str, Any]],
) -> User:
    """Put the ruling up for signing by `judge` and by the clerk who drew it up; answers the judge, who is to be told.

    Inside the caller's transaction, the row locked. Raises Conflict when the court has no judge for it.
    """
    if judge is None:
        raise Conflict(_("This court has no judge on the platform who could sign the ruling. Appoint one first."))
    row.ground, row.reasons = ground, reasons
    row.draw_up_refusal()
    row.ruling = documents.open_for_signing(
        by=by,
        kind=kind,
        scope=row.dispute_id,
        template=REFUSAL,
        payload=payload(row),
        signers=[
            SignerSpec(judge, roles.PRINTED_JUDGE, role=roles.JUDGE),
            SignerSpec(by, roles.PRINTED_CLERK, role=roles.CLERK),
        ],
        sealer=row.court,
        title=title,
    )
    row.save()
    return judge


def take_refusal_back(row: Case | Enforcement, *, by: User) -> None:
    """The ruling is replaced by nothing, and what one had signed counts not. Raises Conflict once both have signed."""
    if row.ruling is None or row.ruling.state != SigningState.OPEN:
        raise Conflict(_("The ruling has been signed."))
    documents.supersede(by=by, signing_file=row.ruling, reason=_("Taken back before signing."))
    row.ruling, row.ground, row.reasons = None, "", ""
    row.take_refusal_back()
    row.save()


def signs(user: Any, ruling: SigningFile | None) -> bool:
    """Whether the person is one of those who sign the ruling."""
    return ruling is not None and ruling.slots.filter(user=user).exists()


def seal_after_commit(file_id: UUID) -> None:
    """All have signed: the court's seal follows once that is kept."""
    db.on_commit(lambda: seal_quietly(file_id), robust=True)


def seal_quietly(file_id: UUID) -> None:
    """Seal by the system; what fails now is tried again by the scheduled work."""
    try:
        documents.seal(by=None, signing_file=SigningFile.objects.get(pk=file_id))
    except ActionRefused:
        return


def served(*, user: User, confirmed: bool, **of: Any) -> Service:
    """A paper of the court has reached the person's account, with or without a confirmed address (ODLR 31). `of`: file and procedure."""
    basis = Service.Basis.CONFIRMED if confirmed else Service.Basis.UNCONFIRMED
    return Service.objects.create(user=user, basis=basis.value, **of)
