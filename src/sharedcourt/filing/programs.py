"""What institutions' own systems hear of a case through webhooks: of what timelines leave out, only the side whose it is."""

from uuid import UUID

from sharedcourt.disputes.models import Dispute
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.filing.actions import court
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.filing.plaint import actions as pleadings
from sharedcourt.ledger import words
from sharedcourt.ledger.models import Entry

RULINGS = frozenset({court.RULING_KIND, refusing.RULING_KIND})
# The court's own until the ruling is sealed.
OF_THE_COURT = frozenset(
    {
        "filing.case.refusal_drawn_up",
        "filing.case.refusal_taken_back",
        "filing.confirmation.decided",
        "filing.confirmation.reconsidered",
    }
)


def may_hear(entry: Entry, organisation: UUID) -> bool:
    """Whether an organisation's system is told of an entry: what a defendant drafts and what the court has not sealed, nobody's;
    what is quiet between the plaintiff and the court, the plaintiff's alone."""
    quiet = entry.action.startswith("filing.") and entry.action in words.quiet()
    paper = _paper(entry)
    if entry.action in OF_THE_COURT or (quiet and entry.action.startswith(f"{pleadings.ANSWER_KIND}.")):
        return False
    if paper is not None and _is_kept(paper):
        return False
    if quiet or (paper is not None and paper.kind in {pleadings.PLAINT_KIND, refusing.RULING_KIND}):
        return Dispute.objects.filter(pk__in=[entry.scope], applicant=organisation).exists()
    return True


def _paper(entry: Entry) -> SigningFile | None:
    if entry.subject is None or not entry.action.startswith("documents."):
        return None
    return SigningFile.objects.filter(pk=entry.subject).only("kind", "state").first()


def _is_kept(paper: SigningFile) -> bool:
    return paper.kind == pleadings.ANSWER_KIND or (paper.kind in RULINGS and paper.state != SigningState.SEALED)
