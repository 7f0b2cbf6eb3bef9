"""The procedure is proposed with its reason when a case is accepted; the wage is a setting (CPL 165, 166)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from sharedcourt.core.errors import Invalid
from sharedcourt.filing.cases import actions
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.small import wages_of
from sharedcourt.filing.tests.cases import submitted_case
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
# The worked claim is 288,300.24 yuan: within half of the first wage, between half and twice of the second, above twice of the third.
WITHIN, BETWEEN, ABOVE = "33:2021=600000", "33:2021=200000", "33:2021=100000"


@pytest.fixture
def case() -> Iterator[Case]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield submitted_case()


def accept(case: Case, **more: Any) -> Case:
    return actions.accept(by=cast.person(cast.FILING_CLERK), case=case, **more)


def test_the_page_proposes_small_claims_with_the_reason_and_says_that_the_figure_is_not_certain(
    case: Case, settings: Any, browser_of: Callable[[Any], Client]
) -> None:
    clerk = browser_of(cast.FILING_CLERK)
    address = f"/filing/cases/{case.pk}/"
    assert "未设置" in clerk.get(address).content.decode()
    settings.SHAREDCOURT_AVERAGE_WAGES = f"11:2021=1, {WITHIN}"
    page = clerk.get(address)
    assert page.context["proposed"]["procedure"] == "small"
    assert "300,000.00" in page.content.decode() and "请核对" in page.content.decode()
    clerk.post(f"{address}do/accept/", {"procedure": "small"})
    row = Case.objects.get(pk=case.pk)
    assert row.procedure == "small"
    facts = Entry.objects.select_related("payload").get(action="filing.case.accepted").payload.facts
    assert (facts["proposed"], facts["because"]) == ("small", "within")


def test_between_half_and_twice_only_by_agreement_and_above_never(case: Case, settings: Any) -> None:
    settings.SHAREDCOURT_AVERAGE_WAGES = ABOVE
    for agreed in (False, True):
        with pytest.raises(Invalid) as refused:
            accept(case, procedure="small", agreed=agreed)
        assert refused.value.field == "procedure"
    settings.SHAREDCOURT_AVERAGE_WAGES = BETWEEN
    with pytest.raises(Invalid) as refused:
        accept(case, procedure="small")
    assert refused.value.field == "agreed"
    assert Case.objects.get(pk=case.pk).number is None, "nothing is half done"
    assert accept(case, procedure="small", agreed=True).procedure == "small"


def test_what_article_166_keeps_from_it(case: Case, settings: Any, browser_of: Callable[[Any], Client]) -> None:
    settings.SHAREDCOURT_AVERAGE_WAGES = WITHIN
    clerk = browser_of(cast.FILING_CLERK)
    refused = clerk.post(f"/filing/cases/{case.pk}/do/accept/", {"procedure": "small", "excluded": ["3"]})
    assert refused.status_code == 422
    assert 'id="excluded-3" name="excluded" value="3" checked' in refused.content.decode(), "what was ticked stays"
    with pytest.raises(Invalid):
        accept(case, procedure="summary", excluded=["4"])
    with pytest.raises(Invalid):
        accept(case, procedure="summary", excluded=["9"])
    assert accept(case, procedure="ordinary", excluded=["4"]).procedure == "ordinary"


def test_a_setting_that_makes_no_sense_is_said_to_make_none(settings: Any) -> None:
    for wrong in ("33:2021", "33:2021=-1", "33:x=100000", "33:2021=viel"):
        settings.SHAREDCOURT_AVERAGE_WAGES = wrong
        with pytest.raises(ImproperlyConfigured):
            wages_of("33")
    settings.SHAREDCOURT_AVERAGE_WAGES = ""
    assert wages_of("33") == {}
