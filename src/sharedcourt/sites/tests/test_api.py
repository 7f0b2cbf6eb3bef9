"""Anybody may ask where the shared courts are."""

import pytest
from django.test import Client

from sharedcourt.people import cast
from sharedcourt.sites.models import Site


@pytest.mark.django_db
def test_open_sites_are_public_and_found_by_division(client: Client) -> None:
    for name, division, is_open in (("甲", "330203", True), ("乙", "330302", True), ("丙", "330203", False)):
        Site.objects.create(
            name=name,
            kind=Site.Kind.TOWN,
            host=cast.organisation(cast.HOST),
            court=cast.organisation(cast.OTHER_COURT),
            division=division,
            address="示范街",
            is_open=is_open,
        )
    assert client.get("/api/v1/sites").json()["count"] == 2
    found = client.get("/api/v1/sites", {"division": "3302"}).json()
    assert [site["name"] for site in found["items"]] == ["甲"]
