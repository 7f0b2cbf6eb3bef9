"""What becomes of a text before it is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.judgments.searching import exact, words

TEXT = st.text(
    alphabet=st.sampled_from("违约金银行林某（）()〔〕［］０１２3456.,，。 \n号第条之一二十百千万亿元民初浙A-“”《》字"),
    max_size=60,
)


@pytest.mark.parametrize(
    "written",
    [
        "（2022）浙0302民初7号",
        "(2022)浙0302民初7号",
        "〔2022〕浙0302民初7号",
        "［２０２２］浙０３０２民初７号",
        "( 2022 ) 浙 0302 民初 007 号",
        "【2022】浙0302民初7号",
    ],
)
def test_a_case_number_is_the_same_in_any_bracket_and_width(written):
    assert words.indexed(f"参见{written}判决") == ["参见", "(2022)浙0302民初7号", "判决"]


def test_numbers_of_the_time_before_2016_are_known():
    assert exact.case_numbers(words.normal("（2012）温鹿商初字第00123号、（2016）最高法民终12号")) == [
        "(2012)温鹿商初字第123号",
        "(2016)最高法民终12号",
    ]


@pytest.mark.parametrize("written", ["10万元", "100,000元", "100000.00元", "１０万元", "十万元", "0.001亿元"])
def test_a_sum_is_the_same_however_it_is_written(written):
    assert words.precise(f"借款{written}") == ["借款", "100000"]


def test_articles_are_the_same_in_both_kinds_of_numbers():
    assert words.precise("第六百七十六条") == words.precise("第676条") == ["第676条"]
    assert exact.law_terms("《中华人民共和国民法典》第五百八十五条第一款") == [
        "民法典",
        "民法典第585条",
        "民法典第585条第1款",
    ]
    assert exact.law_terms("第五条") == []
    assert exact.law_terms("刑法第一百三十三条之一") == ["刑法", "刑法第133条之一"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("二十五", 25),
        ("一百零三", 103),
        ("一千二百六十", 1260),
        ("三万五千", 35_000),
        ("1260", 1260),
    ],
)
def test_counted(text, value):
    assert exact.counted(text) == value


def test_the_words_of_the_law_stay_whole_and_what_is_in_them_is_found_too():
    assert words.precise("贷款人宣布加速到期，要求支付滞纳金") == [
        "贷款人",
        "宣布",
        "加速到期",
        "要求",
        "支付",
        "滞纳金",
    ]
    assert {"银行", "商业银行"} <= set(words.indexed("商业银行"))


def test_banks_are_taken_together_and_penalties_kept_apart():
    assert "商业银行" in words.alike("银行")
    for first, second in words.kept_apart():
        assert second not in words.alike(first)
        assert first not in words.alike(second)


def test_every_word_of_the_lexicon_is_one_token():
    apart = [word for word in words.lexicon() if words.precise(word) != [word]]
    assert apart == []


@given(TEXT)
def test_places_stay_the_same(text):
    assert len(words.normal(text)) == len(text)
    for token in words.placed(text):
        assert 0 <= token.start < token.end <= len(text)
    assert [token.term for token in words.placed(text)] == words.indexed(text)


@given(TEXT)
def test_tokens_hold_no_blank(text):
    assert not any(character.isspace() for token in words.indexed(text) + words.pairs(text) for character in token)


@given(st.text(alphabet="甲乙丙丁", min_size=2, max_size=8), st.integers(0, 6), st.integers(2, 8))
def test_any_piece_of_a_text_is_found_by_its_pairs(text, start, length):
    piece = text[start : start + length]
    if len(piece) < 2:
        return
    whole, wanted = words.pairs(text), words.pairs(piece)
    assert any(whole[at : at + len(wanted)] == wanted for at in range(len(whole)))


def test_a_line_break_in_a_name_does_not_hide_it():
    assert words.pairs("王建\n国") == words.pairs("王 建国") == ["王建", "建国"]
