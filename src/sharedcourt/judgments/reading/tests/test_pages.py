"""A borrower reads the judgment in the neighbour's case; so do a lawyer, an archive, and somebody who wants to do harm."""

import json

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.reading.tests.markup import page_of, select, words
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests.making import notice, published, withdrawn
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
NUMBER, APPEAL = "（2022）浙0302民初1号", "（2022）浙03民终9号"
CITING = "依照《中华人民共和国民法典》第六百七十五条，参照（2022）浙03民终9号判决。"


def at(publication, end="/"):
    return f"/judgments/{publication.judgment.key}{end}"


def test_a_layman_finds_the_result_the_parts_and_what_the_words_mean(client):
    made = published()
    page = page_of(client.get(at(made)))
    short = words(page.get_element_by_id("short").getparent())
    assert NUMBER in short
    assert "一、被告林某偿还借款。" in short
    assert [part.get("href") for part in select(page, ".hc-contents a")] == ["#head", "#facts", "#reasons", "#order"]
    assert all(page.get_element_by_id(part.get("href")[1:]) is not None for part in select(page, ".hc-contents a"))
    term = select(page, "#facts .sc-term")[0]
    assert page.get_element_by_id(term.get("popovertarget")).get("popover") is not None
    assert "提起诉讼" in words(page.get_element_by_id(term.get("popovertarget")))
    assert select(page, "link[rel=canonical]")[0].get("href") == f"{settings.PUBLIC_URL}{at(made)}"
    assert f"{NUMBER}民事判决书" in select(page, "[data-copy]")[0].get("data-copy")


def test_the_page_needs_no_script(client):
    page = page_of(client.get(at(published())))
    assert not select(page, "script:not([src])")
    assert not page.xpath("//*[@style] | //@onclick")
    assert all(
        "sc-js-only" in button.get("class") for button in select(page, "[data-read-aloud],[data-copy],[data-print]")
    )


def test_the_result_first_by_a_plain_link(client):
    made = published()
    page = page_of(client.get(at(made, "/?order=first")))
    assert select(page, "#judgment section")[0].get("id") == "order"
    assert select(page, "link[rel=canonical]")[0].get("href").endswith(at(made))


def test_in_english_the_page_is_english_and_the_judgment_stays_as_it_is(client):
    response = client.get(at(published()), headers={"Accept-Language": "en"})
    page = page_of(response)
    assert "What the court decided" in words(select(page, ".hc-contents")[0])
    assert "Who went to court" in response.content.decode()
    assert page.get_element_by_id("judgment").get("lang") == "zh-Hans"


def test_first_instance_and_appeal_lead_to_each_other(client, cites):
    first = published(sections={Section.REASONS: "本院认为。"})
    second = published(number=APPEAL, title="二审判决书")
    cites(second, number=NUMBER)
    assert at(second) in client.get(at(first)).content.decode()
    assert at(first) in client.get(at(second)).content.decode()
    assert "二审判决书" in words(page_of(client.get(at(first))).get_element_by_id("citing").getparent())


def test_articles_and_cases_lead_both_ways(client, cites):
    made = published(sections={Section.REASONS: CITING})
    cites(made, article="民法典第675条")
    cites(made, number=APPEAL)
    cited = published(number=APPEAL)
    page = page_of(client.get(at(made)))
    links = [link.get("href") for link in select(page, "#reasons a")]
    assert links[1] == at(cited)
    listed = client.get(links[0])
    assert at(made) in listed.content.decode()
    assert at(cited) not in listed.content.decode()
    by_case = client.get("/judgments/citing/", {"case": "(2022) 浙03民终9号"}).content.decode()
    assert at(made) in by_case
    assert at(cited) in by_case


def test_what_cites_an_article_comes_page_by_page(client, cites):
    for serial in range(25):
        cites(published(number=f"（2022）浙0302民初{serial + 1}号"), article="民法典第675条")
    pages = [
        page_of(client.get("/judgments/citing/", {"article": "《民法典》第六百七十五条", "page": one}))
        for one in (1, 2)
    ]
    assert [len(select(page, ".sc-card")) for page in pages] == [20, 5]


@pytest.mark.parametrize("typed", [{"article": "第一条"}, {"article": "民法典"}, {"case": "abc"}, {"case": "'; drop"}])
def test_what_is_no_article_is_said_beside_the_field(client, typed):
    response = client.get("/judgments/citing/", typed)
    assert response.status_code == 422
    (name,) = typed
    assert page_of(response).get_element_by_id(f"{name}-error") is not None
    assert page_of(response).get_element_by_id(name).get("value") == typed[name]


def test_a_corrected_judgment_says_when_and_why_and_never_what_stood_before(client):
    first = published(title="旧题", sections={Section.FACTS: "旧的秘密。"})
    Publication.objects.filter(pk=first.pk).update(title="", put_away={"title": "旧题"})
    second = published(first.judgment, title="新题", sections={Section.FACTS: "新的文字。"})
    second.reason = "更正笔误"
    second.save()
    for end in ("/", ".json", ".xml", ".txt"):
        told = client.get(at(second, end)).content.decode()
        assert "新的文字" in told
        assert "旧的秘密" not in told
        assert "旧题" not in told
    page = page_of(client.get(at(second)))
    assert "更正笔误" in words(select(page, ".sc-columns__side")[0])
    assert json.loads(client.get(at(second, ".json")).content)["versions"][1]["reason"] == "更正笔误"


def test_a_withdrawn_judgment_is_gone_at_every_address(client, alike_index):
    made = published(sections={Section.FACTS: "不该公布的内容。"})
    withdrawn(made)
    for end in ("/", ".json", ".xml", ".txt"):
        response = client.get(at(made, end))
        told = response.content.decode()
        assert response.status_code == 410
        assert "不该公布的内容" not in told
        assert made.number not in told
        assert "公布有误" not in told
    day = timezone.localdate()
    assert f"{day.year}年{day.month}月{day.day}日" in client.get(at(made)).content.decode()
    assert client.get(at(made, "/similar/"))["Location"] == at(made)


def test_a_notice_says_four_facts_and_nothing_of_the_paper(client):
    made = notice()
    page = client.get(at(made))
    assert "案号：（2022）浙0302民初1号" in page.content.decode()
    assert "经审理查明" not in page.content.decode()
    assert json.loads(client.get(at(made, ".json")).content)["kind"] == "notice"
    assert client.get(at(made, ".xml")).status_code == 404
    assert "案号" in client.get(at(made, ".txt")).content.decode()
    assert at(made) in client.get("/judgments/notices/").content.decode()
    assert at(published()) not in client.get("/judgments/notices/").content.decode()


@pytest.mark.parametrize("key", ["abcdefgh2345", "aaaaaaaaaaaa"])
def test_a_guessed_key_is_nothing(client, key):
    for end in ("/", ".json", ".xml", ".txt", "/similar/"):
        assert client.get(f"/judgments/{key}{end}").status_code == 404


@pytest.mark.parametrize("key", ["ABCDEFGH2345", "abcdefgh0189", "short", "abcdefgh23456", "../../etc/pw"])
def test_what_is_no_key_has_no_page(client, key):
    assert client.get(f"/judgments/{key}/").status_code == 404


def test_script_in_a_judgment_stays_text(client):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">&lt;b&gt;"\'--></p>'
    made = published(
        title=evil, sections={Section.FACTS: f"原告{evil}", Section.ORDER: evil, Section.PARTIES: f"原告：{evil}"}
    )
    page = page_of(client.get(at(made)))
    assert not select(page, "#main script:not([src]),#main img,#main b")
    assert evil in page.get_element_by_id("facts").text_content()
    for end, kind in ((".json", "application/json"), (".txt", "text/plain"), (".xml", "application/akn+xml")):
        response = client.get(at(made, end))
        assert response["Content-Type"].startswith(kind)
        assert response["X-Content-Type-Options"] == "nosniff"
    assert evil in "".join(etree.fromstring(client.get(at(made, ".xml")).content).itertext())


def test_who_has_the_page_already_gets_nothing_again_until_something_changes(client):
    made = published()
    client.get(at(made))  # the browser has its cookie from here on
    first = client.get(at(made))
    again = client.get(at(made), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(at(made), headers={"If-None-Match": first["ETag"], "Accept-Language": "en"}).status_code == 200
    assert client.get(at(made, "/?order=first"), headers={"If-None-Match": first["ETag"]}).status_code == 200
    published(number=APPEAL)
    assert client.get(at(made), headers={"If-None-Match": first["ETag"]}).status_code == 200
    file = client.get(at(made, ".xml"))
    assert client.get(at(made, ".xml"), headers={"If-None-Match": file["ETag"]}).status_code == 304
    assert client.get(at(made, ".xml"), headers={"If-Modified-Since": file["Last-Modified"]}).status_code == 304
    withdrawn(made)
    assert client.get(at(made, ".xml"), headers={"If-None-Match": file["ETag"]}).status_code == 410
    assert client.get(at(made), headers={"If-None-Match": first["ETag"]}).status_code == 410


def test_the_page_of_somebody_signed_in_is_not_kept(browser_of):
    response = browser_of(cast.JUDGE).get(at(published()))
    assert response["Cache-Control"] == "no-store, private"
    assert "ETag" not in response


def test_a_page_takes_the_same_queries_however_much_leads_to_it(client, cites):
    def queries(publication):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(at(publication)).status_code == 200
        return len(asked)

    alone = published(sections={Section.REASONS: CITING})
    few = queries(alone)
    for serial in range(30):
        other = published(number=f"（2021）浙0302民初{serial + 1}号", sections={Section.REASONS: CITING})
        cites(other, number=NUMBER)
        cites(other, article="民法典第675条")
    assert queries(alone) == few
    assert few <= 12


def test_a_huge_judgment_is_shown_whole(client):
    made = published(sections={Section.FACTS: "原告出借本金，被告未还。\n" * 20_000, Section.ORDER: "还钱。"})
    assert len(select(page_of(client.get(at(made))), "#facts p")) == 20_000
    assert client.get(at(made, ".xml")).status_code == 200


def test_two_judgments_side_by_side(client):
    first = published(sections={Section.FACTS: "甲借款。乙未还。", Section.REASONS: "由其兄提供连带责任保证。"})
    second = published(
        number=APPEAL, sections={Section.FACTS: "甲借款。丙还清。", Section.REASONS: "由其兄提供连带责任保证。"}
    )
    address = f"{settings.PUBLIC_URL}{at(second)}"
    page = page_of(client.get("/judgments/compare/", {"a": NUMBER, "b": address}))
    assert [mark.text for mark in select(page, ".hc-pairs mark")] == ["乙未还。", "丙还清。"]
    assert "连带责任保证" in words(page.get_element_by_id("both").getparent())
    assert not select(page_of(client.get("/judgments/compare/", {"a": first.judgment.key})), ".hc-pairs")


def test_what_cannot_be_compared_is_said_beside_its_field(client):
    gone, kept = published(number="（2022）浙0302民初7号"), notice()
    withdrawn(gone)
    published(number=APPEAL)
    published(number=APPEAL)
    for typed, told in (
        (gone.judgment.key, "撤回"),
        (kept.judgment.key, "不公布"),
        ("aaaaaaaaaaaa", "没有"),
        (APPEAL, "几份"),
        ("<b>", "不是"),
        ("（2022）浙0302民初999号", "没有"),
    ):
        response = client.get("/judgments/compare/", {"a": typed, "b": kept.judgment.key})
        assert response.status_code == 422
        page = page_of(response)
        assert told in words(page.get_element_by_id("a-error")), typed
        assert page.get_element_by_id("a").get("value") == typed
    assert client.get("/judgments/compare/").status_code == 200


def test_the_api_tells_one_judgment_and_its_versions(client):
    made, hidden, gone = published(), notice(), published(number="（2022）浙0302民初7号")
    withdrawn(gone)
    api = "/api/v1/judgments"
    told = client.get(f"{api}/{made.judgment.key}").json()
    assert told["number"] == NUMBER
    assert told["sections"][-1]["name"] == "order"
    assert [version["version"] for version in client.get(f"{api}/{made.judgment.key}/versions").json()["versions"]] == [
        1
    ]
    assert client.get(f"{api}/{hidden.judgment.key}").json()["kind"] == "notice"
    assert client.get(f"{api}/{gone.judgment.key}").status_code == 410
    assert client.get(f"{api}/{gone.judgment.key}/versions").status_code == 410
    assert client.get(f"{api}/aaaaaaaaaaaa").status_code == 404
    assert client.get(f"{api}/notices").json()["count"] == 1
