"""A judgment's parts, people, dates and citations, as people and printers write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench._judgments import case, stream
from sharedcourt.judgments.structure import PartName, fields_of, recognise
from sharedcourt.judgments.structure.fields import level_of, region_of
from sharedcourt.judgments.structure.recognising import SCOPES
from sharedcourt.judgments.tests.by_hand import CONSUMER_LOAN
from sharedcourt.judgments.text import number, plain, squeeze


def test_everything_the_generator_knows_is_recognised_through_blanks_and_broken_lines():
    for document in stream(9, 120, noise=True):
        found = recognise(document.text)
        assert found.court.value == document.fields["court"]
        assert found.number.value == document.number
        assert found.cause.value == document.fields["cause"]
        assert found.decided_on == document.fields["decided"]
        assert sorted(party.name for party in found.people.parties) == sorted(map(plain, document.fields["parties"]))
        assert tuple(judge.name for judge in found.people.panel) == document.fields["judges"]
        assert sorted(agent.name for agent in found.people.agents) == sorted(document.fields["agents"])
        assert [clerk.name for clerk in found.people.clerks] == [document.fields["clerk"]]
        parts = [(part.name.value, document.text[part.start : part.end].strip()) for part in found.parts]
        assert parts == [(part.name, document.text[part.start : part.end].strip()) for part in document.parts]
        assert found.confidence > 0.9
        fields = fields_of(found)
        for name in ("level", "region", "case_kind", "procedure"):
            assert getattr(fields, name) == (document.facets | document.fields)[name]
        assert fields.paper == document.fields["document_kind"]


def test_articles_applied_are_those_of_the_last_paragraph_of_the_reasoning():
    text = (
        "某县人民法院\n民事判决书\n（2022）浙0302民初1号\n原告：甲，男。\n被告：乙，女。\n原告甲与被告乙民间借贷纠纷一案，本院立案后审理终结。\n"
        "本院认为，《中华人民共和国民法典》第六百七十九条规定了借款的成立。\n依照《中华人民共和国民法典》第六百七十五条、第六百八十条第二款，"
        "《最高人民法院关于审理民间借贷案件适用法律若干问题的规定》第二十五条之规定，判决如下：\n驳回。\n审判员　丙丁\n二〇二二年十月二十一日"
    )
    found = recognise(text)
    assert [(article.law[-3:], article.article) for article in found.applied] == [
        ("民法典", "第六百七十五条"),
        ("民法典", "第六百八十条第二款"),
        ("的规定", "第二十五条"),
    ]
    assert len(found.cited) == 4
    for article in found.cited:
        assert text[article.start : article.end].endswith(article.article)


def test_the_judgment_below_is_a_case_cited():
    first, second = case(3, 7)
    assert [cited.number for cited in recognise(second.text).cases][:1] == [first.number]


@pytest.mark.parametrize("written", ["(2022)浙0302民初7号", "（２０２２）浙 0302 民初 7 号", "( 2022 )浙0302民初\n7号"])
def test_a_case_number_is_recognised_in_any_bracket_and_width(written):
    found = recognise(f"某县人民法院\n民事判决书\n{written}\n原告：林川，男。\n")
    assert found.number.value == "（2022）浙0302民初7号"


def test_court_and_kind_on_one_line_and_an_annex_behind_the_clerk():
    found = recognise("某县人民法院民事裁定书\n（2022）浙0302民初1号\n原告：甲乙，男，汉族。\n")
    assert (found.court.value, found.kind.value) == ("某县人民法院", "民事裁定书")
    assert recognise(CONSUMER_LOAN.text).part(PartName.OTHER)


def test_what_is_no_judgment_has_no_confidence():
    found = recognise("今借到张三人民币一万元整。")
    assert found.confidence == 0
    assert found.decided_on is None
    assert recognise("").parts == ()


def test_every_part_belongs_to_a_scope_of_the_full_text():
    assert set(SCOPES) == set(PartName)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2022", 2022), ("二〇二二", 2022), ("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("元", 1)],
)
def test_numbers_in_chinese(text, value):
    assert number(text) == value


def test_a_day_that_does_not_exist_is_no_day():
    assert recognise("审判员　林川\n二〇二二年十三月四十日").decided_on is None
    assert recognise("审判员　林川\n二〇二二年二月三日").decided_on == date(2022, 2, 3)


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_every_span_lies_inside(text):
    found = recognise(text)
    for part in found.parts:
        assert 0 <= part.start <= part.end <= len(text)
    for article in found.cited:
        assert 0 <= article.start < article.end <= len(text)


@given(st.text(alphabet="林建川原告被：，。（）\n \u3000０1Ａ・—\u200b", max_size=80))
def test_squeezed_characters_know_where_they_stood(text):
    squeezed = squeeze(text)
    assert len(squeezed.at) == len(squeezed.text)
    assert squeezed.at == sorted(squeezed.at)
    assert " " not in squeezed.text
    for place, letter in zip(squeezed.at, squeezed.text, strict=True):
        assert letter == "\n" or plain(text[place]) == letter


@pytest.mark.parametrize(
    ("court", "level", "region"),
    [
        ("最高人民法院", "最高法院", ("", "", "")),
        ("浙江省高级人民法院", "高级法院", ("浙江省", "", "")),
        ("浙江省示范市中级人民法院", "中级法院", ("浙江省", "示范市", "")),
        ("浙江省示范市鹿城区人民法院", "基层法院", ("浙江省", "示范市", "鹿城区")),
        ("明示海事法院", "中级法院", ("", "", "")),
        ("示范县人民法院", "基层法院", ("", "", "示范县")),
        ("北京市示范区人民法院", "基层法院", ("北京市", "", "示范区")),
        ("", "", ("", "", "")),
    ],
)
def test_level_and_region_are_in_the_name_of_the_court(court, level, region):
    assert level_of(court) == level
    assert region_of(court) == region
