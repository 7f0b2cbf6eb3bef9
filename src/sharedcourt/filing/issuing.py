"""Proofs that a court issues under its seal: the same facts give the same paper, newer facts a new one that replaces it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.documents import actions as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.people.models import Organisation

# Kinds of document that are proofs or papers of another procedure: nothing that a clerk serves in a case.
FEE_RECEIPT, SERVICE_PROOF = "filing.fee_receipt", "filing.service_proof"
ENFORCEMENT, ENFORCEMENT_NOTICE, ENFORCEMENT_REFUSAL = (
    "filing.enforcement",
    "filing.enforcement_notice",
    "filing.enforcement_refusal",
)
CASE_NOTICE = "filing.case_notice"
NOT_SERVED = (FEE_RECEIPT, SERVICE_PROOF, ENFORCEMENT, ENFORCEMENT_NOTICE, ENFORCEMENT_REFUSAL)


def digest_of(content: Mapping[str, Any]) -> str:
    """A hash of what a paper states, by which it is found that nothing has changed."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def renewed(
    *,
    former: SigningFile | None,
    former_digest: str,
    content: Mapping[str, Any],
    kind: str,
    scope: UUID,
    template: str,
    sealer: Organisation,
    title: str,
) -> tuple[SigningFile, str]:
    """The paper that states `content`, and its digest: the former one while it still does. Inside the caller's transaction."""
    digest = digest_of(content)
    if former is not None and former_digest == digest and former.is_in_force:
        return former, digest
    if former is not None:
        documents.supersede(by=None, signing_file=former, reason=_("What it states has changed."))
    now = clock.local(clock.now())
    payload = {**content, "issued": f"{now:%Y-%m-%dT%H:%M:%S}", "date": now.date().isoformat()}
    paper = documents.issue(
        by=None, kind=kind, scope=scope, template=template, payload=payload, sealer=sealer, title=title
    )
    return paper, digest
