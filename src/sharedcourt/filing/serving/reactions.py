"""What service does when others act."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.documents import opening
from sharedcourt.documents import queries as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import issuing
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.serving import actions, queries, sections, telling, wording
from sharedcourt.ledger import queries as ledger


def _proofs_of(scope: UUID) -> "QuerySet[Any, Any]":
    """Proofs are made when somebody asks for them; what happened is the service itself."""
    return SigningFile.objects.filter(scope=scope, kind=issuing.SERVICE_PROOF).order_by().values("pk")


def register() -> None:
    """Called once, when the app is ready."""
    wording.register()
    telling.register()
    opening.register(actions.opened)
    documents.register_files(queries.given_to)
    documents.register_files(queries.proofs_for)
    documents.register_visibility(issuing.SERVICE_PROOF, cases.scopes_at_court)
    ledger.leave_out(_proofs_of)
    case_sections.register(sections.section)
    case_sections.register_step(sections.steps)
