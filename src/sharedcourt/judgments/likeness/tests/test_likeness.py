"""A mediator looks for cases like the dispute in the room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.judgments.likeness import finding, ranking, reading
from sharedcourt.judgments.likeness.prints import Print
from sharedcourt.judgments.searching.embedded import Embedded
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.searching.tests.shelf import card, changes

LOAN = "经审理查明：被告向原告银行借款，约定按月付息，由其兄提供连带责任保证，被告未按约还款，原告宣布借款提前到期，被告拒不到庭。"
THEFT = "公诉机关指控：2021年3月5日凌晨，被告人林某翻窗入户，窃得电动车一辆，次日主动到派出所投案，如实供述，并退赔被害人损失，取得谅解。"
FRAUD = "公诉机关指控：被告人谎称能代办贷款，虚构事实骗取被害人手续费，赃款用于赌博，案发后拒不退赃。"


def with_facts(serial, facts, reasons="本院认为，应当依法处理。", **more):
    return card(serial, sections={Section.FACTS: facts, Section.REASONS: reasons}, **more)


@pytest.fixture
def shelf(tmp_path):
    engine = Embedded(tmp_path, memory=20_000_000, likeness=finding.of_card)
    cards = [
        with_facts(1, LOAN.replace("其兄", "其妹"), laws=("《中华人民共和国民法典》第六百八十八条",)),
        with_facts(2, "经审理查明：双方系夫妻，婚后感情不和，原告要求离婚，孩子随原告生活。", causes=("离婚纠纷",)),
        with_facts(3, THEFT.replace("电动车一辆", "手机两部"), causes=("盗窃罪",)),
        with_facts(4, FRAUD, causes=("诈骗罪",)),
        *[
            with_facts(
                serial, f"经审理查明：被告拖欠原告物业服务费{serial}00元，经催讨未付。", causes=("物业服务合同纠纷",)
            )
            for serial in range(10, 30)
        ],
    ]
    engine.apply(changes(cards))
    return engine


@pytest.mark.parametrize(
    ("told", "nearest"),
    [(LOAN, "k1"), (THEFT, "k3"), ("谎称代办贷款骗取手续费后赌博输光", "k4"), ("夫妻感情不和离婚，孩子由谁抚养", "k2")],
)
def test_the_nearest_case_comes_first(shelf, told, nearest):
    assert finding.like_text(shelf, told)[0].key == nearest


def test_the_reasons_for_the_likeness_are_shown(shelf):
    first = finding.like_text(shelf, LOAN + "依照《中华人民共和国民法典》第六百八十八条的规定，判决如下：")[0]
    assert {element.key for element in first.elements} >= {"joint_guarantee", "acceleration", "absent"}
    assert first.articles == ("民法典第688条",)
    assert first.passages[0].section is Section.FACTS
    assert first.passages[0].marks


def test_a_judgment_is_not_like_itself(shelf):
    own = with_facts(3, THEFT)
    assert "k3" not in {similar.key for similar in finding.like_card(shelf, own)}


def test_a_withdrawn_judgment_is_no_longer_like_anything(shelf):
    shelf.apply([changes([card(3)], start=99)[0]._replace(card=None)])
    assert "k3" not in {similar.key for similar in finding.like_text(shelf, THEFT)}


def test_nothing_to_compare_is_no_error(shelf, tmp_path):
    assert finding.like_text(shelf, "") == []
    assert finding.like_text(shelf, "𠀀𠀁") == []
    assert finding.like_text(Embedded(tmp_path / "empty"), LOAN) == []


def test_elements_of_a_dispute_are_enough(shelf):
    found = finding.like_elements(
        shelf, "借款", {"joint_guarantee", "acceleration", "unknown"}, cause="金融借款合同纠纷"
    )
    assert found[0].key == "k1"
    assert sum(finding.outcomes(found).values()) == len(found)


def test_names_places_and_days_do_not_count():
    content = reading.content("2021年3月5日，被告人王建国在浙江省温州市鹿城区窃得电动车一辆，价值3000元。")
    assert "电动车" in content
    assert not {"王建国", "浙江省", "温州市", "2021", "3000", "一辆"} & set(content)


def test_a_pasted_judgment_is_divided_by_its_formulas():
    parts = reading.divided(
        "原告诉称：还钱。\n经审理查明：" + "甲借乙钱。" * 20 + "\n本院认为，应还。判决如下：一、还钱。"
    )
    assert parts.facts.startswith("经审理查明")
    assert parts.reasons.strip().startswith("本院认为")
    assert "一、还钱。" in parts.rest
    assert reading.divided("只有事实").facts == "只有事实"


def test_what_is_denied_is_no_element():
    assert "common_debt" in reading.elements("该债务系夫妻共同债务")
    assert "common_debt" not in reading.elements("不能认定为甲与乙的夫妻共同债务")
    assert "surrender" in reading.elements("被告人主动投案，系自首")
    assert "surrender" not in reading.elements("其行为不构成自首")


def test_articles_and_sums():
    assert reading.articles(
        "依照《中华人民共和国刑法》第二百六十四条、第六十七条第三款，《中华人民共和国民法典》第五百八十五条"
    ) == {
        "刑法第264条",
        "刑法第67条",
        "民法典第585条",
    }
    assert reading.largest_sum("借款10万元，已还2,000.50元，第3条") == 100_000
    assert reading.largest_sum("无") == 0


@given(st.text(alphabet="被告人窃得电动车借款提前到期自首第一百条元0123《》，。", max_size=120))
def test_a_print_comes_back_as_it_was(text):
    made = Print.of(reading.read_text(text))
    again = Print.read(made.packed())
    assert again.packed() == made.packed()
    assert again.elements == made.elements
    assert again.articles == made.articles


def test_ranking_by_one_measure_alone_never_fails():
    prints = [Print.of(reading.read_text(text)) for text in (LOAN, THEFT, FRAUD, "")]
    for query in prints:
        assert len(ranking.rank(query, prints)) == 4
    assert ranking.rank(prints[0], []) == []
    assert ranking.rank(prints[0], prints)[0].place == 0
