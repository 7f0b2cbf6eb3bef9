"""Every opening of a paper leaves a line; bundles are ordered here."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.documents import opening as documents
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import bundling, policy, queries, tasks
from sharedcourt.filing.folder.actions.holding import locked, note
from sharedcourt.filing.folder.models import Bundle, FolderAccess, Paper
from sharedcourt.filing.folder.policy import Reader
from sharedcourt.people.models import User

# Turning a page within this time belongs to the same reading.
READING = timedelta(hours=1)
HOW = FolderAccess.How


def opened(*, by: Reader, paper: Paper, how: str = HOW.READ, turning: bool = False) -> FolderAccess | None:
    """Note that a person opens a paper. `turning` a page of one they have open adds no line."""
    if paper.signing is not None:
        documents.tell(by=by.user, signing_file=paper.signing)
    with transaction.atomic():
        recent = clock.now() - READING
        rows = FolderAccess.objects.filter(paper=paper, user=by.user, created_at__gte=recent)
        if turning and rows.filter(how=HOW.READ).exists():
            return None
        return FolderAccess.objects.create(case=by.case, paper=paper, user=by.user, as_court=by.is_court, how=how)


def opened_all(*, by: Reader, papers: Iterable[Paper], how: str) -> None:
    """The same for several papers at once."""
    with transaction.atomic():
        FolderAccess.objects.bulk_create(
            FolderAccess(case=by.case, paper=paper, user=by.user, as_court=by.is_court, how=how) for paper in papers
        )


def fetched(*, by: Reader, bundle: Bundle) -> None:
    """Whoever has the bundle has every paper in it before them."""
    papers = Paper.objects.filter(pk__in=bundle.papers, signing__isnull=False, removed_at=None)
    for paper in papers.select_related("signing"):
        if paper.signing is not None:
            documents.tell(by=by.user, signing_file=paper.signing)


@transaction.atomic
def order_bundle(*, by: User, case: Case) -> Bundle:
    """All papers this person sees, to be made into one numbered PDF. While one is being made, asking again gives that one."""
    row = locked(case)
    reader = policy.require_reader(by, row)
    at_work = Bundle.objects.filter(
        case=row, asked_by=by, state__in=[Bundle.State.WAITING, Bundle.State.WORKING]
    ).first()
    if at_work is not None:
        return at_work
    papers = list(queries.papers_of(reader))
    if not papers:
        raise Conflict(_("There is nothing in the folder yet."))
    known = Paper.objects.filter(pk__in=[paper.pk for paper in papers]).aggregate(pages=Sum("pages"))["pages"] or 0
    if known > bundling.MOST_PAGES:
        raise Invalid(
            _("The folder has %(pages)d pages; one bundle holds %(most)d. Download the papers one by one.")
            % {"pages": known, "most": bundling.MOST_PAGES},
            field="bundle",
        )
    bundle = Bundle.objects.create(
        case=row, asked_by=by, as_court=reader.is_court, papers=[str(paper.pk) for paper in papers]
    )
    opened_all(by=reader, papers=papers, how=HOW.BUNDLED)
    note("filing.folder.bundled", row, by=by, subject=bundle, papers=len(papers))
    transaction.on_commit(lambda: tasks.queue_bundle(bundle.pk))
    return bundle
