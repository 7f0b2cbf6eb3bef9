"""The verification that anyone may ask for: a file, or the code printed on it."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from sharedcourt.documents import authorities, queries
from sharedcourt.documents.engine.hashes import sha256
from sharedcourt.documents.engine.verifying import Verdict, verify, verify_isolated
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.ledger.models import Entry


@dataclass(frozen=True)
class Checked:
    """What was found: the verdict on the file, and the document it claims to be, if we know that one."""

    verdict: Verdict
    signing_file: SigningFile | None
    is_latest: bool  # the file is the document as it now is, not an earlier revision

    @property
    def superseded(self) -> bool:
        return self.signing_file is not None and self.signing_file.state == SigningState.SUPERSEDED


def check(pdf: bytes, *, token: str = "") -> Checked:
    """Judge a file that somebody sent in.

    A file whose hash is in the archive is one we wrote ourselves; every other one is taken apart in a process of its own.
    """
    mark = sha256(pdf)
    trust = authorities.trust()
    archived = queries.by_hash(mark)
    if archived is not None:
        verdict = verify(pdf, trust=trust, archived_sha256=mark)
        return Checked(verdict, archived, is_latest=archived.current_file.sha256 == mark)
    claimed = queries.by_token(token) if token else None
    verdict = verify_isolated(pdf, trust=trust, archived_sha256=_hashes(claimed))
    if claimed is None and verdict.token:
        claimed = queries.by_token(verdict.token)
        if claimed is not None and not verdict.signatures:
            # It carries the code of one of ours but no signature: judged against what it claims to be.
            verdict = verify_isolated(pdf, trust=trust, archived_sha256=_hashes(claimed))
    return Checked(verdict, claimed, is_latest=False)


CHANGES = [
    f"documents.file.{change}"
    for change in ("opened_for_signing", "issued", "signature_added", "all_signed", "sealed", "superseded")
]


def last_entry(signing_file: SigningFile) -> Entry | None:
    """The ledger's entry of the last change: opened, signed, sealed or replaced."""
    return queries.entries(signing_file).filter(action__in=CHANGES).last()


def with_last_entry(files: QuerySet[SigningFile]) -> QuerySet[SigningFile]:
    """The documents, each with the number of that entry as `last_entry_seq`, without a query more."""
    changes = Entry.objects.filter(subject=OuterRef("pk"), action__in=CHANGES).order_by("-seq")
    return files.annotate(last_entry_seq=Subquery(changes.values("seq")[:1]))


def _hashes(signing_file: SigningFile | None) -> list[str]:
    if signing_file is None:
        return []
    return list(queries.revisions(signing_file).values_list("sha256", flat=True))
