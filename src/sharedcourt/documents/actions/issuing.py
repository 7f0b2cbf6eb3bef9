"""Documents that nobody signs by hand: an organisation issues them under its seal alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction as db

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import ActionRefused
from sharedcourt.documents.actions.signing import draw_up, seal
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import Organisation, User


@transaction.atomic
def issue(
    *,
    by: User | None,
    kind: str,
    scope: UUID,
    template: str,
    payload: Mapping[str, Any],
    sealer: Organisation,
    title: str,
) -> SigningFile:
    """Fix a text that only the seal of `sealer` goes on, which follows after the commit; should that fail, `seal_issued` tries again.

    Raises Invalid when the document cannot be made.
    """
    signing_file = draw_up(
        by=by, kind=kind, scope=scope, template=template, payload=payload, signers=(), sealer=sealer, title=title
    )
    signing_file.mark_all_signed()
    signing_file.all_signed_at = clock.now()
    signing_file.save()
    record(
        "documents.file.issued",
        by=by,
        subject=signing_file,
        scope=scope,
        kind=kind,
        version=signing_file.version,
        sha256=signing_file.base_file.sha256,
        sm3=signing_file.base_file.sm3,
    )
    db.on_commit(lambda: _quietly(signing_file.pk), robust=True)
    return signing_file


def _quietly(file_id: UUID) -> None:
    try:
        seal_issued(signing_file=SigningFile.objects.get(pk=file_id))
    except ActionRefused:
        return


def seal_issued(*, signing_file: SigningFile) -> SigningFile:
    """The document with its seal on; what has been replaced meanwhile stays as it is. Raises Unavailable. Outside a transaction."""
    if signing_file.state == SigningState.ALL_SIGNED:
        return seal(by=None, signing_file=signing_file)
    return signing_file
