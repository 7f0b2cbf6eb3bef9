"""A citizen looks for judgments; every engine answers alike."""

import pytest

from sharedcourt.judgments.searching import asking, engine
from sharedcourt.judgments.searching.embedded import Embedded
from sharedcourt.judgments.searching.engine import Change, Order, Search
from sharedcourt.judgments.searching.fields import Field, Section
from sharedcourt.judgments.searching.tests.shelf import BANK, LUCHENG, OUHAI, WENZHOU, card, changes, shelf


@pytest.fixture(params=["embedded", pytest.param("postgres", marks=pytest.mark.postgres)])
def shelves(request, tmp_path):
    made: engine.Engine
    if request.param == "embedded":
        made = Embedded(tmp_path / "index", memory=50_000_000)
    else:
        from sharedcourt.judgments.searching.postgres import Postgres

        request.getfixturevalue("transactional_db")
        made = Postgres.of_django(table="judgments_text_test")
        made.make()
        made.clear()
    made.apply(changes(shelf()))
    yield made
    made.clear()
    made.close()


def keys(made, text, **more):
    found = made.search(Search(asking.read(text), size=50, **more))
    assert found.count == len(found.hits)
    return sorted(hit.key for hit in found.hits)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("违约金", ["k2"]),
        ("滞纳金", ["k3"]),
        ("违约金|滞纳金", ["k2", "k3"]),
        ("律师费", ["k1", "k4", "k6"]),
        ("律师代理费", ["k1", "k4", "k6"]),
        ("商业银行 信用卡", ["k3"]),
        ("信用卡 -滞纳金", []),
        ("信用卡|离婚", ["k3", "k7"]),
        ('"约金约定"', ["k2"]),
        ('"按月付息，到期还本"', ["k1", "k2", "k3", "k4", "k6"]),
        ("王建国", ["k5"]),
        ("李秋 > 王建国", ["k5"]),
        ("王建国 > 出具借条", ["k5"]),
        ("出具借条 > 李秋", []),
        ("出具借条 ~ 李秋", ["k5"]),
        ("50000元 李秋", ["k5"]),
        ("10万元 违约金", ["k2"]),
        ("理由:违约", ["k1", "k2", "k4", "k6"]),
        ("当事人段:违约", []),
        ('事实:"未还款"', ["k1", "k2", "k3", "k4", "k6"]),
        ("案由:信用卡纠纷|民间借贷纠纷", ["k3", "k5"]),
        ("法院:瓯海", ["k3"]),
        ("法条:民法典第585条 违约金", ["k2"]),
        ("法条:民法典第五百八十五条第一款 违约金", ["k2"]),
        ("法条:合同法第一百零七条", []),
        ("当事人:温州银行 滞纳金", ["k3"]),
        ("案号:[2012]温乐商初字第123号", ["k6"]),
        ("（２０２２）浙 0302 民初 1 号", ["k1"]),
        ("日期:2020-06", ["k4"]),
        ("日期:..2020", ["k4", "k6"]),
        ("年:2012", ["k6"]),
        ("层级:中级法院", ["k4"]),
        ("中华人民共和国不存在的词", []),
    ],
)
def test_questions(shelves, question, expected):
    assert keys(shelves, question) == expected


def test_what_a_case_number_in_the_text_of_another_judgment_finds(shelves):
    assert keys(shelves, "案号:（2020）浙03民终44号") == ["k4"]
    assert keys(shelves, '"（2020）浙03民终44号"') == ["k7"]


def test_counts_beside_the_results_are_exact_and_narrow_them(shelves):
    found = shelves.search(Search(asking.read("借款合同"), size=2))
    assert found.count == 5 and found.exact
    assert dict(found.facets[Field.COURT]) == {LUCHENG: 2, OUHAI: 1, WENZHOU: 1, "乐清市人民法院": 1}
    assert dict(found.facets[Field.YEAR]) == {"2022": 3, "2020": 1, "2012": 1}
    assert keys(shelves, "借款合同", filters={Field.COURT: (LUCHENG, OUHAI), Field.YEAR: ("2022",)}) == [
        "k1",
        "k2",
        "k3",
    ]


@pytest.mark.parametrize("question", ["借款", "原告|被告|感情", "滞纳金", "借款 -滞纳金"])
def test_counts_over_most_judgments_are_those_of_counting_each(tmp_path, monkeypatch, question):
    made = Embedded(tmp_path, memory=20_000_000)
    made.apply(changes(shelf()))
    one_by_one = made.search(Search(asking.read(question)))
    made.forget()
    monkeypatch.setattr("sharedcourt.judgments.searching.embedded._LARGE", 1)
    from_the_totals = made.search(Search(asking.read(question)))
    assert from_the_totals.count == one_by_one.count
    assert from_the_totals.facets == one_by_one.facets


def test_everything_is_shown_without_a_question(shelves):
    found = shelves.search(Search())
    assert found.count == shelves.size() == 7


@pytest.mark.parametrize("order", list(Order))
def test_pages_follow_one_another_without_gap_or_double(shelves, order):
    shelves.apply(changes([card(serial) for serial in range(100, 140)], start=100))
    seen, cursor = [], ""
    while True:
        found = shelves.search(Search(asking.read("借款"), order=order, size=7, cursor=cursor))
        seen += [hit.key for hit in found.hits]
        cursor = found.cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == found.count == 46


def test_what_is_published_while_somebody_pages_shows_nothing_twice(shelves):
    shelves.apply(changes([card(serial) for serial in range(100, 140)], start=100))
    search = Search(asking.read("借款"), order=Order.RELEVANCE, size=10)
    first = shelves.search(search)
    shelves.apply(changes([card(serial) for serial in range(200, 205)], start=200))
    second = shelves.search(Search(asking.read("借款"), size=10, cursor=first.cursor))
    assert not {hit.key for hit in first.hits} & {hit.key for hit in second.hits}


def test_a_saved_search_tells_what_is_new(shelves):
    told = shelves.applied()
    search = Search(asking.read("借款合同"), since=told)
    assert shelves.search(search).count == 0
    shelves.apply([Change(8, "k8", card(8)), Change(9, "k7", None), Change(10, "k2", card(2))])
    assert sorted(hit.key for hit in shelves.search(search).hits) == ["k2", "k8"]
    assert shelves.search(Search(since=told)).count == 2
    assert shelves.search(Search(asking.read("借款合同"), since=shelves.applied())).count == 0


def test_sorting_by_date_and_by_level(shelves):
    def first(order):
        return shelves.search(Search(asking.read("借款合同"), order=order)).hits[0].key

    assert first(Order.OLDEST) == "k6"
    assert first(Order.LEVEL) == "k4"
    dates = [hit.date for hit in shelves.search(Search(asking.read("借款合同"), order=Order.NEWEST)).hits]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("text", ["借\x00款", "借\ud800款", '"借\x00款"', "当事人:温\x00州", "\x00"])
def test_characters_that_no_text_has_break_nothing(shelves, text):
    shelves.search(Search(asking.read(text), filters={Field.COURT: (text,)}))
    shelves.suggest(text, (Field.COURT, Field.PARTY, Field.LAW))


@pytest.mark.parametrize("cursor", ["x", "////", "W10", "WyJyZWxldmFuY2UiLC0xLDAsIiJd", "W1tb" * 5000])
def test_a_damaged_cursor_is_refused(shelves, cursor):
    with pytest.raises(engine.BadCursor):
        shelves.search(Search(asking.read("借款"), cursor=cursor))


def test_a_cursor_of_another_order_is_refused(shelves):
    page = shelves.search(Search(asking.read("借款"), size=1, order=Order.NEWEST))
    with pytest.raises(engine.BadCursor):
        shelves.search(Search(asking.read("借款"), cursor=page.cursor, order=Order.LEVEL))


def test_the_passage_that_matters_is_shown_with_its_marks(shelves):
    (hit,) = shelves.search(Search(asking.read("违约金 过高"))).hits
    (passage,) = hit.passages
    assert passage.section is Section.REASONS
    assert [passage.text[mark.start : mark.end] for mark in passage.marks] == ["违约金", "过高"]


def test_a_withdrawn_judgment_is_gone_and_a_corrected_one_is_found_as_it_is_now(shelves):
    corrected = card(2, sections={Section.REASONS: "本院认为，定金罚则适用。"})
    shelves.apply([Change(8, "k3", None), Change(9, "k2", corrected)])
    assert keys(shelves, "滞纳金") == []
    assert keys(shelves, "违约金") == []
    assert keys(shelves, "定金罚则") == ["k2"]
    assert shelves.applied() == 9
    assert OUHAI not in dict(shelves.search(Search()).facets[Field.COURT])
    assert not [found for found in shelves.suggest("瓯海", (Field.COURT,)) if found.count]


def test_the_same_changes_again_change_nothing(shelves):
    shelves.apply(changes(shelf()))
    assert shelves.size() == 7
    assert shelves.applied() == 7


def test_an_old_change_does_not_undo_a_later_one(shelves):
    shelves.apply([Change(8, "k3", None)])
    shelves.apply(changes(shelf()))
    assert keys(shelves, "滞纳金") == []
    assert shelves.applied() == 8


def test_what_is_being_typed_is_completed(shelves):
    (party,) = shelves.suggest("温州银行", (Field.PARTY,))
    assert (party.text, party.count) == (BANK, 5)
    assert [found.text for found in shelves.suggest("民法典第5", (Field.LAW,))] == [
        "民法典第585条",
        "民法典第585条第1款",
    ]
    assert shelves.suggest("lucheng", (Field.COURT,))[0].text == LUCHENG
    assert shelves.suggest("", (Field.PARTY,)) == []


def test_questions_without_an_answer_find_nothing(shelves):
    for text in ("", "-离婚", "日期:很久以前"):
        assert shelves.search(Search(asking.read(text))).count == 0


def test_search_within_results(shelves):
    earlier = asking.read("借款合同")
    found = shelves.search(Search(asking.read("滞纳金", within=earlier)))
    assert [hit.key for hit in found.hits] == ["k3"]
    only_without = asking.read("-滞纳金", within=earlier)
    assert shelves.search(Search(only_without)).count == 4


def test_nothing_found_is_asked_again_more_widely(shelves):
    asked = asking.read("逾期利")
    assert shelves.search(Search(asked)).count == 0
    half = asking.Asked("金约", asking.Word("金约"))
    assert shelves.search(Search(half)).count == 0
    assert [hit.key for hit in shelves.search(Search(half.wider())).hits] == ["k2"]
