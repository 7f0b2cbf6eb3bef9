"""The mediator of a dispute and the judge of a case see similar judgments beside their work; nobody else does."""

import pytest
import time_machine

from sharedcourt.filing.tests.cases import accepted_case
from sharedcourt.judgments.finding import following
from sharedcourt.judgments.reading.tests.markup import page_of, select
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests.making import published
from sharedcourt.people import cast
from tests.world import AT, World

pytestmark = pytest.mark.django_db
LOAN = (
    "原告与被告金融借款合同纠纷一案。经审理查明：被告向原告银行借款，由其妻共同还款，属夫妻共同债务，被告未按约还款。"
)


@pytest.fixture
def loan(alike_index):
    made = published(title="借款判决", sections={Section.FACTS: LOAN, Section.REASONS: "本院认为，被告应还款。"})
    for serial in range(20, 40):
        published(
            title="物业判决",
            number=f"（2022）浙0302民初{serial}号",
            causes=("物业服务合同纠纷",),
            sections={Section.FACTS: f"经审理查明：被告拖欠原告物业服务费{serial}00元。"},
        )
    following.catch_up(alike_index)
    return made


@pytest.fixture
def world():
    with time_machine.travel(AT, tick=False):
        yield World().mediating()


def test_the_mediator_finds_similar_judgments_from_the_page_of_the_dispute(browser_of, world, loan):
    browser = browser_of(cast.MEDIATOR)
    dispute = browser.get(f"/disputes/{world.dispute.pk}/")
    (box,) = select(page_of(dispute), "[hx-get][hx-trigger=load]")
    address = box.get("hx-get")
    assert select(page_of(dispute), "#similar-judgments")
    few = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "借款判决" in few
    assert "<html" not in few
    whole = page_of(browser.get(address))
    assert select(whole, ".sc-card__title a")[0].text == "借款判决"
    assert f"/disputes/{world.dispute.pk}/" in [link.get("href") for link in select(whole, ".govuk-back-link")]


@pytest.mark.parametrize("member", [cast.BORROWER, cast.OFFICER, cast.MANAGER], ids=lambda member: member.key)
def test_the_others_of_the_dispute_see_nothing_of_it(browser_of, world, loan, member):
    browser = browser_of(member)
    assert not select(page_of(browser.get(f"/disputes/{world.dispute.pk}/")), "#similar-judgments")
    assert browser.get(f"/judgments/similar/dispute/{world.dispute.pk}/").status_code == 404


def test_what_the_dispute_says_stands_in_no_address(browser_of, world, loan):
    told = browser_of(cast.MEDIATOR).get(f"/judgments/similar/dispute/{world.dispute.pk}/")
    links = [link.get("href") or "" for link in select(page_of(told), "a")]
    assert not [link for link in links if "林" in link or "%E6%9E%97" in link]


def test_the_judge_of_the_case_and_nobody_else(browser_of, loan):
    case = accepted_case()
    page = page_of(browser_of(cast.JUDGE).get(f"/filing/cases/{case.pk}/"))
    (box,) = select(page, "[hx-get][hx-trigger=load]")
    assert "借款判决" in browser_of(cast.JUDGE).get(box.get("hx-get")).content.decode()
    for member in (cast.OFFICER, cast.COURT_CLERK, cast.MEDIATOR, cast.FILING_CLERK):
        assert browser_of(member).get(box.get("hx-get")).status_code == 404
