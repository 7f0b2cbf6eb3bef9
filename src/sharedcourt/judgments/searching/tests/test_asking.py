"""Questions as people type them, and what they are told when one cannot be understood."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.judgments.searching import asking, problems
from sharedcourt.judgments.searching.asking import AllOf, Dates, Named, Near, OneOf, Phrase, Without, Word
from sharedcourt.judgments.searching.fields import BY_NAME, FIELD_NAMES, SECTION_NAMES, Field, Section


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("违约金", Word("违约金")),
        ("“按月 付息”", Phrase("按月付息")),
        ("违约金 -离婚", AllOf((Word("违约金"), Without(Word("离婚"))))),
        ("违约金|滞纳金|定金", OneOf((Word("违约金"), Word("滞纳金"), Word("定金")))),
        ("温州银行 > 林某", Near("温州银行", "林某", True)),
        ("温州银行~林某", Near("温州银行", "林某", False)),
        ("理由：违约金", Word("违约金", Section.REASONS)),
        ("全文:违约金", Word("违约金")),
        ("案由:信用卡纠纷|民间借贷纠纷", OneOf((Named(Field.CAUSE, "信用卡纠纷"), Named(Field.CAUSE, "民间借贷纠纷")))),
        ("案号：〔２０２２〕浙0302民初 7 号", Named(Field.NUMBER, "(2022)浙0302民初7号")),
        ("法条:《中华人民共和国民法典》第五百八十五条", Named(Field.LAW, "民法典第585条")),
        ("日期:2021", Dates(date(2021, 1, 1), date(2021, 12, 31))),
        ("日期:2020..2021-02", Dates(date(2020, 1, 1), date(2021, 2, 28))),
        ("日期:2020年3月5日至2021", Dates(date(2020, 3, 5), date(2021, 12, 31))),
        ("日期:>2021-02", Dates(date(2021, 3, 1), None)),
        ("日期:<2021", Dates(None, date(2020, 12, 31))),
        ("林建国借款", AllOf((Phrase("林建国"), Word("借款")))),
    ],
)
def test_read(typed, node):
    asked = asking.read(typed)
    assert asked.node == node
    assert asked.problems == ()


@pytest.mark.parametrize(
    ("typed", "code", "searched"),
    [
        ("", "nothing", False),
        ("  ？！", "nothing", False),
        ("-离婚", "only_exclusions", False),
        ('"没有下半边', "quote_open", True),
        ("颜色:红色", "unknown_field", True),
        ("违约金 法院:", "field_empty", True),
        ("日期:2021-13 违约金", "date_unreadable", True),
        ("日期:2021..2020", "date_reversed", True),
        ("案号:第七号", "number_unreadable", True),
        ("法条:第五条", "law_unreadable", True),
        ("| 违约金", "sign_alone", True),
        ("违约金 >", "sign_alone", True),
        ("违约金 " * 41, "too_many", True),
        ("违" * 1001, "too_long", True),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_searched(typed, code, searched):
    asked = asking.read(typed)
    assert code in [problem.code for problem in asked.problems]
    assert (asked.node is not None) is searched
    for problem in asked.problems:
        assert problem.text("zh") != problem.text("en")
        assert "{" not in problem.text("zh") + problem.text("en")


def test_every_problem_is_told_in_both_languages():
    params = dict.fromkeys(("limit", "name", "value", "sign"), "x")
    for code in problems.codes():
        problem = problems.Problem(code, params=params)
        assert problem.text("zh")
        assert (
            problem.text("en").isascii()
            or "案" in problem.text("en")
            or "民" in problem.text("en")
            or "“" in problem.text("en")
        )


def test_every_field_has_a_chinese_and_an_english_name():
    assert set(FIELD_NAMES) == set(Field)
    assert set(SECTION_NAMES) == set(Section)
    assert len(BY_NAME) == sum(map(len, FIELD_NAMES.values())) + sum(map(len, SECTION_NAMES.values()))


def test_what_is_excluded_is_not_marked():
    assert list(asking.leaves(asking.read("违约金 -离婚 (借款)").node)) == [Word("违约金"), Word("借款")]


SIGNS = st.text(
    alphabet=st.sampled_from('违约金林某-|>~:"“”：（）()[]2022年民初号浙0302 \n日期案由法条..<>=%$\\\x00😀'),
    max_size=80,
)


@given(SIGNS)
def test_no_question_breaks_the_page(text):
    asked = asking.read(text)
    assert asked.node is not None or any(problem.refused for problem in asked.problems)
    asking.read(text, within=asked).wider()


@given(st.text(max_size=40))
def test_no_date_breaks_the_page(text):
    asking.read(f"日期:{text} 借款")
