"""A reader sees why a judgment was found."""

from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.judgments.searching import asking
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.searching.passages import LENGTH, Mark, merged, passages, sentences, sought


def shown(text, question, section=Section.REASONS):
    (passage,) = passages({section: text}, sought(asking.read(question)))
    return passage.text, [passage.text[mark.start : mark.end] for mark in passage.marks]


def test_the_sentence_with_most_of_what_was_asked_is_shown():
    text = "原告主张违约金。被告抗辩违约金过高，请求调减。诉讼费由被告负担。"
    assert shown(text, "违约金 过高 调减") == ("被告抗辩违约金过高，请求调减。", ["违约金过高", "调减"])


def test_reasons_go_before_facts():
    sections = {Section.FACTS: "约定违约金。", Section.REASONS: "违约金过高。"}
    (passage,) = passages(sections, sought(asking.read("违约金")))
    assert passage.section is Section.REASONS


def test_synonyms_numbers_and_broken_names_are_marked_as_they_stand():
    assert shown("支付律师代理费８，０００．００元。", "律师费 8000元")[1] == ["律师代理费８，０００．００"]
    assert shown("被告王建\n国欠款。", "王建国")[1] == ["王建\n国"]
    assert shown("被告王建 国欠款。", "王建国")[1] == ["王建 国"]
    assert shown("参见〔２０２０〕浙03民终44号。", "（2020）浙03民终44号")[1] == ["〔２０２０〕浙03民终44号"]


def test_a_long_sentence_is_cut_where_the_marks_are():
    text = "甲" * 300 + "违约金" + "乙" * 300
    (passage,) = passages({Section.FACTS: text}, sought(asking.read('"违约金"')))
    assert len(passage.text) <= LENGTH
    assert passage.cut_before and passage.cut_after
    assert [passage.text[mark.start : mark.end] for mark in passage.marks] == ["违约金"]


def test_a_word_is_not_marked_inside_another():
    assert shown("滞纳金与违约金。", "违约金")[1] == ["违约金"]


def test_without_a_question_the_reasons_begin():
    (passage,) = passages({Section.FACTS: "事实。", Section.REASONS: "本院认为。"}, [])
    assert (passage.section, passage.text, passage.marks) == (Section.REASONS, "本院认为。", ())
    assert passages({}, []) == ()


@given(st.text(alphabet="甲违约金。；\n，", max_size=400))
def test_marks_lie_in_the_passage(text):
    for passage in passages({Section.FACTS: text}, sought(asking.read("违约金|甲")), limit=5):
        for mark in passage.marks:
            assert 0 <= mark.start < mark.end <= len(passage.text)
            assert passage.text[mark.start : mark.end].strip()
    assert "".join(text[mark.start : mark.end] for mark in sentences(text)) == text


def test_marks_that_touch_become_one():
    assert merged([Mark(3, 5), Mark(0, 2), Mark(2, 4)]) == (Mark(0, 5),)
