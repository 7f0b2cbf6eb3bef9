"""A judge publishes a paper, a citizen finds it seconds later and never the names; what is withdrawn is found nowhere."""

import pytest

from sharedcourt.judgments import actions
from sharedcourt.judgments.finding import following
from sharedcourt.judgments.tests import papers

pytestmark = pytest.mark.django_db
PLACES = (
    "/judgments/?q=",
    "/judgments/print/?q=",
    "/judgments/export.csv?q=",
    "/judgments/export.json?q=",
    "/judgments/feed/?q=",
    "/judgments/sitemap-1.xml?q=",
    "/api/v1/judgments/search?q=",
)


def test_from_the_desk_to_the_public_and_back(client, judgment_index):
    row = papers.answered(papers.decided(papers.taken()))
    actions.release(by=papers.judge(), judgment=row)
    follower = following.Follower(lambda: judgment_index)
    follower.round()
    for place in PLACES:
        assert row.key in client.get(f"{place}借款合同").content.decode(), place
    for secret in papers.SECRETS:
        assert client.get("/api/v1/judgments/search", {"q": f'"{secret}"'}).json()["total"] == 0, secret
        assert client.get("/api/v1/judgments/suggest", {"q": secret[:2]}).json()["completions"] == []
    row.refresh_from_db()
    actions.withdraw(by=papers.judge(), judgment=row, reason="公布有误")
    for place in PLACES:  # the index has not followed yet
        assert row.key not in client.get(f"{place}借款合同").content.decode(), place
    follower.round()
    assert judgment_index.size() == 0
    assert client.get("/api/v1/judgments/facets", {"q": "借款合同"}).json()["total"] == 0
