"""Whatever blanks, widths, hyphens and breaks stand in a secret, and whatever names hold one another: nothing is left."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedcourt.judgments.anonymising import left_over, propose
from sharedcourt.judgments.text import plain

ON = date(2026, 11, 1)
BLANKS = st.sampled_from(["", "", "", " ", "  ", "\u3000", "\n", "\u00a0", "\u200b", " \n "])
SURNAMES, GIVEN = "林陈王李欧", "建川国舒宁阳平"
NAMES = st.builds(
    lambda surname, given: surname + given, st.sampled_from(SURNAMES), st.text(alphabet=GIVEN, min_size=1, max_size=2)
)
NUMBERS = {
    "公民身份号码": "330399198506150016",
    "手机": "13800001234",
    "卡号": "6217000000000000012",
    "账号": "33010000000123456",
}


def widened(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


@st.composite
def spelled(draw: st.DrawFn, value: str, hyphens: bool = False) -> str:
    """A value with blanks and breaks between its characters, some of them in full width."""
    marks = st.one_of(BLANKS, st.just("-")) if hyphens else BLANKS
    pieces = [value[0] if not draw(st.booleans()) else widened(value[0])]
    for letter in value[1:]:
        mark = draw(marks)
        # A hyphen beside a hyphen is no spelling of one number.
        pieces.append("" if mark == "-" and pieces[-1] == "-" else mark)
        pieces.append(widened(letter) if draw(st.booleans()) else letter)
    return "".join(pieces)


def judgment(names: list[str], findings: str, judge: str = "郑行") -> str:
    parties = "\n".join(f"被告：{name}，男，1985年6月15日出生，汉族。" for name in names)
    return (
        f"浙江省示范市鹿城区人民法院\n民事判决书\n（2022）浙0302民初7号\n原告：示范银行股份有限公司，住所地浙江省示范市鹿城区示范路1号。\n{parties}\n"
        f"原告示范银行股份有限公司与被告{'、'.join(names)}金融借款合同纠纷一案，本院立案后公开审理。本案现已审理终结。\n经审理查明：{findings}\n"
        f"本院认为，被告违约。判决如下：\n被告还款。\n审判员　　{judge}\n二〇二二年三月一日\n书记员　　叶安\n"
    )


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from(sorted(NUMBERS)))
def test_a_number_is_gone_however_it_is_spelled(data, word):
    written = data.draw(spelled(NUMBERS[word], hyphens=True))
    text = judgment(["林建川"], f"被告预留的{word}为{written}，原告据此催收。")
    made = propose(text, on=ON)
    assert NUMBERS[word] not in plain(made.result).replace("-", "")
    assert "为×××，原告据此催收" in plain(made.result)
    assert left_over(made, decided=ON) == ()


@settings(max_examples=80, deadline=None)
@given(st.data(), st.lists(NAMES, min_size=1, max_size=4, unique=True))
def test_names_that_hold_one_another_are_gone_and_told_apart(data, names):
    told = [data.draw(spelled(name)) for name in names]
    text = judgment(names, "".join(f"原告向{name}催收。" for name in told))
    made = propose(text, on=ON)
    signs = [made.table.entry(name).shown for name in names]
    assert len(set(signs)) == len(names)
    findings = plain(made.result).partition("经审理查明：")[2].partition("本院认为")[0]
    assert findings == "".join(f"原告向{sign}催收。" for sign in signs)
    assert left_over(made, decided=ON) == ()


@settings(max_examples=60, deadline=None)
@given(NAMES, st.sampled_from(GIVEN))
def test_a_judge_whose_name_holds_a_partys_keeps_it(name, more):
    judge = name + more
    made = propose(judgment([name], f"原告向{name}催收。", judge=judge), on=ON)
    assert f"审判员　　{judge}" in made.result
    assert f"原告向{made.table.entry(name).shown}催收。" in made.result


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_it_and_changes_stand_in_order_without_touching_one_another(text):
    made = propose(text, on=ON)
    for before, after in zip(made.changes, made.changes[1:], strict=False):
        assert before.end <= after.start
    assert all(0 <= change.start < change.end <= len(text) for change in made.changes)
    assert all(change.original == text[change.start : change.end] for change in made.changes)


@pytest.mark.parametrize(
    "piece", ["街道路村", "原告林", "其妻子", "1-", "a@", "阿·", "（系", "省市区县", "林建川号室", "一"]
)
def test_time_grows_with_the_text_and_not_faster(piece):
    def seconds(times: int) -> float:
        text = piece * times
        begun = time.process_time()
        made = propose(text, on=ON)
        left_over(made, decided=ON)
        return time.process_time() - begun

    seconds(100)
    short, long = seconds(2_000), seconds(16_000)
    assert long < 40 * short + 0.5
