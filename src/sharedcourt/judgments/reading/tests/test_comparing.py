"""A lawyer lays two judgments side by side, and looks how similar ones ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.judgments.likeness.finding import Similar
from sharedcourt.judgments.reading import comparing, plots
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.searching.tests.shelf import card


def of(**sections):
    return card(1, sections={Section(name): text for name, text in sections.items()})


def rows(left, right):
    (part,) = comparing.compared(of(facts=left), of(facts=right))
    return part.rows


def test_what_both_say_stands_side_by_side_and_what_one_says_alone():
    assert rows("甲借款。乙未还。", "甲借款。丙担保。乙未还。") == (
        ("甲借款。", "甲借款。", True),
        ("", "丙担保。", False),
        ("乙未还。", "乙未还。", True),
    )


def test_blanks_and_width_make_no_difference():
    assert rows("借款 100元。", "借款１００元。")[0].same


def test_a_part_that_only_one_has_is_shown_all_the_same():
    found = comparing.compared(of(facts="甲。"), of(order="还钱。"))
    assert [(part.section, part.rows) for part in found] == [
        (Section.FACTS, (("甲。", "", False),)),
        (Section.ORDER, (("", "还钱。", False),)),
    ]


def test_a_very_long_part_is_shown_whole_without_marks():
    (part,) = comparing.compared(of(facts="句。" * 5_000), of(facts="句。"))
    assert not part.marked
    assert len(part.rows) == 1


def test_shared_articles_and_circumstances():
    first = of(reasons="由其兄提供连带责任保证。依照《中华人民共和国民法典》第六百七十五条。")
    second = of(reasons="由其兄提供连带责任保证，债务提前到期。依照《民法典》第675条、第五百八十五条。")
    shared = comparing.articles(first, second)
    assert "民法典第675条" in shared.both
    both, _left, right = comparing.circumstances(first, second)
    assert [element.key for element in both] == ["joint_guarantee"]
    assert [element.key for element in right] == ["acceleration"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("abcdefgh2345", "abcdefgh2345"),
        (" https://court.example/judgments/ABCDEFGH2345/?order=first ", "abcdefgh2345"),
        ("judgments/abcdefgh2345", "abcdefgh2345"),
        ("abcdefgh23456", ""),
        ("abcdefgh0189", ""),
        ("", ""),
    ],
)
def test_the_key_in_what_was_typed(typed, key):
    assert comparing.key_in(typed) == key


@given(st.text(alphabet="甲乙。；\n ", max_size=80), st.text(alphabet="甲乙。；\n ", max_size=80))
def test_nothing_is_lost_by_comparing(left, right):
    for place, text in ((0, left), (1, right)):
        said = "".join(row[place] for part in comparing.compared(of(facts=left), of(facts=right)) for row in part.rows)
        assert "".join(said.split()) == "".join(text.split())


def similar(sum_, outcome="granted"):
    return Similar("k", "题", "号", "院", 1.0, (), (), (), sum_, outcome)


def test_nothing_similar_is_an_empty_drawing():
    assert plots.spread([]).lines == ()
    assert plots.spread([similar(0)]).dots == ()
    assert plots.spread([similar(0)]).ticks == ()


def test_each_result_has_its_line_with_its_sums():
    found = plots.spread([similar(100), similar(300), similar(0), similar(5_000, "rejected"), similar(7, "strange")])
    assert [(line.result, line.count, line.least, line.middle, line.most) for line in found.lines] == [
        ("granted", 3, 100, 200, 300),
        ("rejected", 1, 5_000, 5_000, 5_000),
        ("", 1, 7, 7, 7),
    ]
    assert [tick.text for tick in found.ticks] == ["1元", "10元", "100元", "1,000元", "1万元"]


@given(st.lists(st.floats(0, 1e14), max_size=30))
def test_every_dot_lies_inside_the_drawing(sums):
    found = plots.spread([similar(each) for each in sums])
    assert len(found.dots) == sum(each > 0 for each in sums)
    assert all(found.left <= dot.x <= found.right and 0 <= dot.y <= found.bottom for dot in found.dots)
