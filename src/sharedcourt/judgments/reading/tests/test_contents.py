"""Somebody who has never read a judgment opens one."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.judgments.reading import contents, glossary
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.searching.tests.shelf import card

LONG = "一、被告于本判决生效之日起十日内归还借款本金10万元；二、驳回原告其他诉讼请求。"


def text_of(part):
    return "\n".join("".join(piece.text for piece in line) for line in part.paragraphs)


def test_the_parts_stand_in_their_order_under_names_of_their_own():
    assert [part.anchor for part in contents.parts(card(1))] == ["head", "parties", "facts", "reasons", "order"]


def test_whoever_wants_the_result_first_gets_it_first_and_the_rest_as_it_was():
    found = [part.anchor for part in contents.parts(card(1), order_first=True)]
    assert found == ["order", "head", "parties", "facts", "reasons"]


def test_a_part_that_stands_again_has_an_address_of_its_own():
    lines = [(Section.FACTS, "甲诉称。"), (Section.REASONS, "本院认为。"), (Section.FACTS, "另查明。")]
    assert [part.anchor for part in contents.parts(card(1), lines)] == ["facts", "reasons", "facts-2"]


def test_a_term_is_explained_where_it_first_stands_and_the_longer_word_wins():
    found = glossary.first_places("原告主张连带责任保证，原告要求承担连带责任。")
    assert [(place.term.key, place.start) for place in found] == [
        ("plaintiff", 0),
        ("joint_guarantee", 4),
        ("joint_liability", 17),
    ]


def test_every_term_has_plain_words_in_both_languages_and_no_spelling_belongs_to_two():
    spellings = [spelling for term in glossary.terms().values() for spelling in term.say]
    assert len(spellings) == len(set(spellings))
    assert all(term.zh and term.en and term.word and term.say for term in glossary.terms().values())


def test_articles_and_cases_become_references_in_one_spelling():
    told = card(
        1,
        sections={
            Section.REASONS: "依照《中华人民共和国民法典》第六百七十五条、第五百八十五条第一款，参照(2020)浙03民终44号判决。"
        },
    )
    found = contents.parts(told)
    assert contents.cited(found, "article") == ["民法典第675条", "民法典第585条"]
    assert contents.cited(found, "case") == ["（2020）浙03民终44号"]


def test_a_citation_broken_by_the_printer_keeps_its_meaning_on_both_lines():
    told = card(1, sections={Section.REASONS: "参照（2020）浙03\n民终44号判决。"})
    (part,) = contents.parts(told)
    assert [[piece.ref for piece in line if piece.kind == "case"] for line in part.paragraphs] == [
        ["（2020）浙03民终44号"],
        ["（2020）浙03民终44号"],
    ]


def test_the_result_in_short_leaves_out_what_the_law_adds_to_every_order():
    told = card(
        1,
        sections={
            Section.ORDER: f"依照某法，判决如下：{LONG}\n如果未按本判决指定的期间履行，加倍支付。\n案件受理费1元。"
        },
    )
    assert contents.result(told) == LONG.replace("；二", "；|二").split("|")
    assert contents.result(replace(told, sections={})) == []
    assert contents.result(replace(told, sections={Section.ORDER: "字" * 500}))[0].endswith("字…")


def test_the_parties_are_those_the_text_shows():
    told = card(1, sections={Section.PARTIES: "原告：甲银行。\n法定代表人：某某，行长。\n被告：林某1，男，汉族。"})
    assert [tuple(party) for party in contents.parties(told)] == [("原告", "甲银行"), ("被告", "林某1")]
    assert [party.name for party in contents.parties(replace(told, sections={}))] == list(told.parties)


@given(
    st.text(
        alphabet="原告被连带责任保证《民法典》第三百条（2020）浙03民终44号\n\r\u2028 。；<&>\U00020000", max_size=200
    )
)
def test_nothing_of_the_text_is_lost_or_said_twice(text):
    found = contents.parts(card(1, sections={Section.FACTS: text}))
    shown = "".join(text_of(part) for part in found)
    assert "".join(shown.split()) == "".join(text.split())


def test_a_huge_text_is_laid_out_too():
    found = contents.parts(card(1, sections={Section.FACTS: "原告向被告出借本金，被告未还。\n" * 40_000}))
    assert len(found[0].paragraphs) == 40_000
