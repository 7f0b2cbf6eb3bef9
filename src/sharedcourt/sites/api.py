"""Shared-court sites over the API: where they are and when they are open."""

from datetime import time
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from sharedcourt.sites.models import Site

router = Router(tags=["sites"])


class SiteOut(Schema):
    """A shared court as anybody may know it."""

    id: UUID
    name: str
    kind: str
    division: str
    address: str
    phone: str
    opens_at: time
    closes_at: time


@router.get("", response=list[SiteOut], auth=None, operation_id="sites_list")
@paginate
def sites(request: HttpRequest, division: str = "") -> QuerySet[Site]:
    """Open sites by name; `division` narrows to an administrative division (GB/T 2260, a prefix will do)."""
    found = Site.objects.filter(is_open=True)
    return found.filter(division__startswith=division) if division else found
