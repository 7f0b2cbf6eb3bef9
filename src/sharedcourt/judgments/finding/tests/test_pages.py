"""A citizen who half remembers a judgment finds it; whoever plays with the address breaks nothing and sees nothing that was taken back."""

import json
import re
from datetime import date
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.judgments.finding import following, recent
from sharedcourt.judgments.finding.forms import AdvancedForm
from sharedcourt.judgments.searching import asking
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests.making import published, withdrawn

pytestmark = pytest.mark.django_db
HOME = "/judgments/"
FEE = "本院认为，提前还款违约金约定过高，予以调整。"


def shelf(index, count=1, **more):
    """So many judgments, and the index that has them."""
    made = [
        published(
            number=f"（2022）浙0302民初{serial}号", title=f"某银行与林某{serial}金融借款合同纠纷一审民事判决书", **more
        )
        for serial in range(1, count + 1)
    ]
    following.catch_up(index)
    return made


def words(response):
    """What stands on a page, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def web(client):
    return client


def test_a_citizen_finds_it_by_half_remembered_words(web, judgment_index):
    shelf(judgment_index, 3)
    (wanted,) = shelf(judgment_index, 1, sections={Section.REASONS: FEE, Section.FACTS: "被告于2021年提前还款。"})
    start = web.get(HOME)
    assert "例如" in words(start) and "违约金|滞纳金" in words(start)
    page = web.get(HOME, {"q": "提前还款 违约金"})
    assert page.status_code == 200
    assert f"/judgments/{wanted.judgment.key}/" in page.content.decode()
    assert "<mark>提前还款违约金</mark>" in page.content.decode()
    assert "1 份裁判文书" in words(page)


def test_what_is_typed_is_completed_in_eight_kinds_and_works_without_javascript_too(web, judgment_index):
    shelf(judgment_index, 2)
    page = web.get("/judgments/suggest/", {"q": "罚息 金融借款"})
    text = unescape(page.content.decode())
    assert "金融借款合同纠纷" in text
    assert quote("罚息 案由:金融借款合同纠纷").replace("%20", "+") in text
    courts = words(web.get("/judgments/suggest/", {"q": "shifan"}))
    assert "示范市示范区人民法院" in courts
    assert web.get("/judgments/suggest/", {"q": "理由:金融借款"}).content.strip() == b""
    only = words(web.get("/judgments/suggest/", {"q": "法院:示范"}))
    assert "示范市示范区人民法院" in only and "案由" not in only
    assert web.get("/judgments/suggest/", {"q": ""}).content.strip() == b""


def test_results_are_narrowed_again_and_again_and_each_narrowing_can_be_taken_back(web, judgment_index):
    shelf(judgment_index, 3)
    shelf(judgment_index, 1, sections={Section.REASONS: FEE}, causes=("信用卡纠纷",), date=date(2021, 1, 2))
    first = web.get(HOME, {"q": "金融借款合同"})
    assert "4 份裁判文书" in words(first)
    assert "信用卡纠纷 1" in words(first) and "2022 3" in words(first)
    second = web.get(HOME + "?q=金融借款合同&q=违约金&year=2021")
    assert "1 份裁判文书" in words(second)
    links = unescape(second.content.decode())
    assert '?q=%E9%87%91%E8%9E%8D%E5%80%9F%E6%AC%BE%E5%90%88%E5%90%8C&q=%E8%BF%9D%E7%BA%A6%E9%87%91"' in links
    within = "&".join(f"q={quote('金融借款合同')}" for _ in range(150))
    assert "4 份裁判文书" in words(web.get(f"{HOME}?{within}"))


def test_deep_pages_follow_one_another_and_a_damaged_place_leads_back(web, judgment_index):
    shelf(judgment_index, 23)
    seen, address = [], f"{HOME}?q={quote('金融借款')}&order=newest"
    for _page in range(3):
        text = web.get(address).content.decode()
        seen += re.findall(r"/judgments/([a-z2-7]{12})/", text)
        following_page = re.search(r'href="(\?[^"]+)" rel="next"', text)
        address = HOME + unescape(following_page[1]) if following_page else ""
    assert len(set(seen)) == len(seen) == 23 and not address
    for cursor in ("x", "W10", "A" * 5000, "../../etc/passwd"):
        bad = web.get(HOME, {"q": "金融借款", "cursor": cursor})
        assert bad.status_code == 400
        assert f'href="/judgments/?q={quote("金融借款")}"' in bad.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'; DROP TABLE judgments_step; --",
        "{{ 7|add:7 }} {% load web %}",
        "案由:" * 50,
        "((((((((",
        "- - - | > ~",
        "\u202e反过来\ud83d".encode("utf-8", "ignore").decode(),
    ],
)
def test_whatever_is_typed_is_text(web, judgment_index, text):
    shelf(judgment_index, 1, sections={Section.REASONS: f"本院认为，{FEE}<script>alert(2)</script> 借款"})
    for query in ({"q": text}, {"q": "借款", "court": text}, {"q": ["借款", text]}):
        page = web.get(HOME, query)
        assert page.status_code in {200, 422}
        shown = page.content.decode()
        assert "<script>alert" not in shown and "<img src=x" not in shown
    assert web.get("/judgments/suggest/", {"q": text}).status_code == 200
    assert web.get("/judgments/advanced/", {"text": text, "part": "reasons", "court": text}).status_code in {302, 422}


def test_a_passage_with_signs_of_html_is_shown_as_it_stands(web, judgment_index):
    shelf(judgment_index, 1, sections={Section.REASONS: "本院认为，<b>违约金</b>过高。"})
    shown = web.get(HOME, {"q": "违约金"}).content.decode()
    assert "&lt;b&gt;<mark>违约金</mark>&lt;/b&gt;" in shown


def test_a_value_beside_the_results_with_signs_of_html_is_text(web, judgment_index):
    shelf(judgment_index, 1, causes=('"><script>alert(3)</script>',))
    shown = web.get(HOME, {"q": "金融借款"}).content.decode()
    assert "<script>alert" not in shown and "&lt;script&gt;alert(3)" in shown


def test_a_huge_question_is_cut_and_said_so(web, judgment_index):
    shelf(judgment_index, 1)
    page = web.get(HOME, {"q": "借款 " * 5_000})
    assert page.status_code == 200
    assert "问题太长" in words(page)


@pytest.mark.parametrize(
    ("query", "message"), [({"q": ""}, "请输入要查找的词语"), ({"q": "-离婚"}, "只写了要排除的内容")]
)
def test_a_bad_question_is_said_beside_the_box_and_stays_in_it(web, judgment_index, query, message):
    page = web.get(HOME, query)
    assert page.status_code == 422
    assert message in words(page)
    assert f'value="{query["q"]}"' in page.content.decode()


def test_a_day_that_cannot_be_read_is_said_and_the_rest_is_searched(web, judgment_index):
    shelf(judgment_index, 1)
    page = web.get(HOME, {"q": "借款 日期:很久以前"})
    assert page.status_code == 200 and "看不懂日期" in words(page) and "1 份裁判文书" in words(page)


def test_a_withdrawn_judgment_is_gone_at_once_wherever_the_index_is(web, judgment_index):
    made = shelf(judgment_index, 2)
    gone = made[0].judgment.key
    assert gone in web.get(HOME, {"q": "金融借款"}).content.decode()
    withdrawn(made[0])
    pages = ("", "print/", "export.csv", "export.json")
    for page in pages:  # the index has not followed yet
        assert gone not in web.get(f"{HOME}{page}", {"q": "金融借款"}).content.decode()
    following.catch_up(judgment_index)
    page = web.get(HOME, {"q": "金融借款"})
    assert "1 份裁判文书" in words(page) and gone not in page.content.decode()
    assert judgment_index.size() == 1


def test_what_a_correction_took_out_is_shown_to_nobody_even_before_the_index_follows(web, judgment_index):
    (made,) = shelf(judgment_index, 1, sections={Section.REASONS: "本院认为，被告林建川违约。"})
    published(made.judgment, sections={Section.REASONS: "本院认为，被告林某违约。"})
    assert "林建川" not in web.get(HOME, {"q": "违约"}).content.decode()
    following.catch_up(judgment_index)
    assert "1 份裁判文书" in words(web.get(HOME, {"q": "违约"}))
    assert "没有找到" in words(web.get(HOME, {"q": "林建川"}))


def test_seventeen_fields_become_one_question(web, judgment_index):
    shelf(judgment_index, 1, sections={Section.REASONS: FEE}, parties=("某银行", "林某1"))
    page = web.get("/judgments/advanced/")
    assert page.status_code == 200
    form = AdvancedForm()
    assert len(form.fields) == 17 + 2  # the full text has its part, the date its two ends
    sent = {"text": "违约金 过高", "part": "reasons", "court": "示范区", "since": "2022-01-01", "until": "2022-12-31",
            "law": "民法典第675条", "number": "(2022) 浙0302民初 1号"}  # fmt: skip
    answer = web.get("/judgments/advanced/", sent)
    assert answer.status_code == 302
    results = web.get(answer.headers["Location"])
    assert "1 份裁判文书" in words(results)
    assert "理由:违约金 理由:过高" in unescape(results.content.decode())


def test_mistakes_in_the_advanced_search_stand_beside_their_fields(web, judgment_index):
    page = web.get(
        "/judgments/advanced/", {"since": "2022-05-01", "until": "2022-01-01", "number": "7号", "law": "第五条"}
    )
    assert page.status_code == 422
    text = words(page)
    assert "最后一天在第一天之前" in text and "这不是案号" in text and "没有法律名称" in text
    assert 'value="7号"' in page.content.decode()
    assert "请至少填写一项" in words(web.get("/judgments/advanced/", {"text": ""}))


@pytest.mark.parametrize(
    ("sent", "finds"),
    [
        ({"text": '"按月付息" -离婚', "part": "facts"}, '事实:"按月付息" -事实:离婚'),
        ({"text": "违约金|滞纳金", "part": "reasons"}, "理由:违约金|理由:滞纳金"),
        ({"firm": "A & B 律所"}, '律所:"a & b 律所"'),
        ({"title": 'x"y'}, '案件名称:"x y"'),
    ],
)
def test_what_is_typed_into_a_field_keeps_to_that_field(sent, finds):
    form = AdvancedForm(sent)
    assert form.is_valid(), form.errors
    assert form.question() == finds
    assert not asking.read(finds).problems


def test_the_last_five_searches_are_in_the_browser_only_and_are_forgotten_on_demand(web, judgment_index):
    shelf(judgment_index, 1)
    for number in range(7):
        web.get(HOME, {"q": f"借款{number}"})
    text = words(web.get(HOME))
    assert "借款6" in text and "借款2" in text and "借款1" not in text
    assert "借款" not in web.cookies[recent.COOKIE].value
    web.post("/judgments/forget/")
    assert "借款6" not in words(web.get(HOME))
    web.cookies[recent.COOKIE] = "v1:forged"
    assert web.get(HOME).status_code == 200


def test_the_address_of_a_search_is_told_to_no_other_site_and_to_no_search_engine(web, judgment_index):
    page = web.get(HOME, {"q": "林某"})
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "X-Robots-Tag" not in web.get(HOME).headers


def test_a_page_takes_as_many_queries_for_one_result_as_for_ten(web, judgment_index):
    counted = []
    for count in (1, 12):
        shelf(judgment_index, count)
        web.get(HOME, {"q": "金融借款"})
        with CaptureQueriesContext(connection) as queries:
            assert web.get(HOME, {"q": "金融借款"}).status_code == 200
        counted.append(len(queries))
    assert counted == [1, 1]


def test_a_table_holds_no_formula_and_no_more_than_is_allowed(web, judgment_index, settings):
    settings.SHAREDCOURT_JUDGMENT_EXPORT = 3
    shelf(judgment_index, 4)
    published(title="=HYPERLINK(1)与林某金融借款合同纠纷")
    following.catch_up(judgment_index)
    table = web.get("/judgments/export.csv", {"q": "金融借款", "order": "newest"})
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert any(",'=HYPERLINK" in line for line in lines)
    assert "attachment" in table.headers["Content-Disposition"]
    content = json.loads(web.get("/judgments/export.json", {"q": "金融借款"}).content)
    assert content["count"] == 5 and len(content["items"]) == 3
    assert content["items"][0]["address"].startswith("http")


def test_a_list_for_paper(web, judgment_index):
    shelf(judgment_index, 2)
    page = web.get("/judgments/print/", {"q": "金融借款"})
    assert page.content.decode().count("<tr>") == 3


def test_nothing_found_in_words_is_looked_for_inside_words(web, judgment_index):
    shelf(judgment_index, 1, sections={Section.REASONS: "本院认为，原告主张提前还款违约金。"})
    assert "没有找到" in words(web.get(HOME, {"q": "不存在的词语组合"}))


def test_in_english_too(judgment_index):
    web = Client(HTTP_ACCEPT_LANGUAGE="en")
    shelf(judgment_index, 1)
    assert "1 judgment" in words(web.get(HOME, {"q": "金融借款"}))
    assert "Only exclusions were given" in words(web.get(HOME, {"q": "-离婚"}))
