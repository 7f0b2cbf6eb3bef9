"""What a dispute's page shows of the folder: the way to it, for whom it is open."""

from django.http import HttpRequest

from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.sections import Section
from sharedcourt.filing.folder import queries


def section(request: HttpRequest, dispute: Dispute) -> Section | None:
    """The folders of this dispute's cases that the visitor may open; mediators see none."""
    found = list(queries.visible_to(request.user).filter(dispute=dispute))
    return Section("filing/folder/section.html", {"cases": found}, order=34) if found else None
