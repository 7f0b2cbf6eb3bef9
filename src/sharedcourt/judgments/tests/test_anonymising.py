"""What is hidden in a judgment, what stays, and what a person makes of the proposal."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bench._judgments import KINDS, Judgment, case, stream
from sharedcourt.judgments.anonymising import NameTable, Proposal, State, left_over, propose, with_signs
from sharedcourt.judgments.structure import PartName, recognise
from sharedcourt.law.publication_names import NamePolicy, Role

ON = date(2026, 11, 1)

HEAD = """浙江省示范市鹿城区人民法院
民事判决书
（2022）浙0302民初7号
原告：瓯越示范银行股份有限公司鹿城支行，住所地浙江省示范市鹿城区示范路1号，统一社会信用代码91330399MA2T000154。
负责人：郑行川，行长。
委托诉讼代理人：周启明，浙江示衡律师事务所律师（执业证号13303201911234567）。
被告：林建川，男，1985年6月15日出生，汉族，住浙江省示范市鹿城区望潮街道听雨街8弄3号，公民身份号码330399198506150016，联系电话13800001234。
被告：林建国，男，1983年1月5日出生，汉族，住浙江省示范市鹿城区临溪镇下垟村7号。
原告瓯越示范银行股份有限公司鹿城支行与被告林建川、林建国金融借款合同纠纷一案，本院于2022年1月6日立案后，依法公开开庭进行了审理。本案现已审理终结。
"""
FOOT = """本院认为，被告林建川应当归还借款。依照《中华人民共和国民法典》第六百七十五条的规定，判决如下：
被告林建川于本判决生效之日起十日内归还原告瓯越示范银行股份有限公司鹿城支行借款280000元。
案件受理费5500元，由被告林建川负担。
审判员　　林建
二〇二二年三月一日
书记员　　叶安
"""


def proposal(findings: str, policy: NamePolicy = NamePolicy.NATURAL_PERSONS) -> Proposal:
    return propose(f"{HEAD}经审理查明：{findings}\n{FOOT}", on=ON, policy=policy)


def result(findings: str, policy: NamePolicy = NamePolicy.NATURAL_PERSONS) -> str:
    """The findings as they would be published."""
    text = proposal(findings, policy).result
    return text.partition("经审理查明：")[2].partition("\n本院认为")[0]


def uncovered(document: Judgment, made: Proposal) -> list[str]:
    """Secrets of which a character would be published."""
    found = []
    for secret in document.secrets:
        places = set(range(secret.start, secret.end))
        for change in made.changes:
            places -= set(range(change.start, change.end))
        if places:
            found.append(f"{secret.kind}: {secret.value!r}")
    return found


def test_no_judgment_is_published_with_a_secret_left_and_next_to_nothing_else_is_changed():
    there: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for document in stream(1, 200, noise=True):
        made = propose(document.text, on=ON)
        assert uncovered(document, made) == [], document.text
        assert left_over(made, decided=document.fields["decided"]) == ()
        there.update(secret.kind for secret in document.secrets)
        wrong.update(
            change.kind
            for change in made.changes
            if not any(change.start < secret.end and secret.start < change.end for secret in document.secrets)
        )
    assert set(there) == set(KINDS)
    assert sum(wrong.values()) <= sum(there.values()) * 0.001


def test_parties_lose_their_names_and_two_of_one_surname_are_told_apart():
    assert result("林建川向林建国借款。") == "林某1向林某2借款。"


def test_whoever_keeps_the_name_keeps_it():
    text = proposal("无。").result
    for kept in (
        "瓯越示范银行股份有限公司鹿城支行，住所地浙江省示范市鹿城区示范路1号，统一社会信用代码91330399MA2T000154",
        "负责人：郑行川，行长",
        "周启明，浙江示衡律师事务所律师（执业证号13303201911234567）",
        "审判员　　林建\n",
        "书记员　　叶安",
        "1985年6月15日出生",
        "（2022）浙0302民初7号",
    ):
        assert kept in text


def test_the_county_stays_and_what_is_below_goes():
    text = proposal("无。").result
    assert "住浙江省示范市鹿城区，公民身份号码×××，联系电话×××。" in text
    assert "临溪镇" not in text


def test_by_the_rule_alone_parties_of_a_loan_keep_their_names_and_lose_their_numbers():
    made = proposal("证人王小芳作证，林建川的手机号为13800001234。", NamePolicy.RULE)
    assert "被告：林建川" in made.result
    assert "证人王某作证，林建川的手机号为×××" in made.result


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("卡号6217000000000000012的账户", "卡号×××的账户"),
        ("卡号6217 0000 0000 0000 012的账户", "卡号×××的账户"),
        ("卡号６２１７００００００００００００１２的账户", "卡号×××的账户"),
        ("卡号62170000000000\n00012的账户", "卡号×××的账户"),
        ("身份证号330399-19850615-0016", "身份证号×××"),
        ("手机138 0000 1234和13900001111", "手机×××和×××"),
        ("先后使用13800001234 13900001111", "先后使用××× ×××"),
        ("座机0577-00001234转801", "座机×××转801"),
        ("邮箱 linxi@mail.example.cn", "邮箱 ×××"),
        ("微信号：wxid_a1b2c3", "微信号：×××"),
        ("车牌浙C·A1234号", "车牌×××号"),
        ("浙ＣＤ１２３４５小型轿车", "×××小型轿车"),
        ("（权证号：浙（2019）示范市不动产权第0000123号）", "（权证号：×××）"),
        ("车架号LZZ0000ABCD123456", "车架号×××"),
        ("护照号码E12345678", "护照号码×××"),
        ("坐落于浙江省示范市鹿城区望潮街道锦云路5号3幢1201室的房产", "坐落于浙江省示范市鹿城区×××的房产"),
    ],
)
def test_particulars_are_found_in_every_spelling(written, shown):
    assert result(f"{written}。") == f"{shown}。"


@pytest.mark.parametrize(
    "kept",
    [
        "依据（2021）浙0302民初2881号民事判决",
        "合同编号20220106000012345678",
        "借款本金280000.00元、利息13800.12元",
        "拨打12368热线",
        "2022年1月6日签订，年利率15.4%",
        "统一社会信用代码91330399MA2T000154",
        "位于鹿城区人民法院第三法庭",
    ],
)
def test_what_is_no_secret_stays(kept):
    assert result(f"{kept}。") == f"{kept}。"


@pytest.mark.parametrize("written", ["林 建川", "林　建川", "林建\n川", "林\u200b建川", "建川"])
def test_a_name_is_found_with_a_blank_or_a_break_in_it_and_without_its_surname(written):
    assert result(f"原告向{written}催收。") == "原告向林某1催收。"


def test_a_name_inside_a_kept_name_stays_and_one_beside_it_goes():
    assert "林建\n" in proposal("无。").result  # the judge, whose name begins both parties' names
    assert result("温州林建川食品有限公司由林建川设立。").endswith("由林某1设立。")


def test_a_minors_day_of_birth_goes_a_grown_ups_stays():
    text = result("林建川（1985年6月15日出生）之子林小宝（2015年3月2日出生）随其生活。")
    assert "1985年6月15日出生" in text
    assert "2015" not in text
    assert "×年×月×日出生" in text


def test_a_name_that_is_a_word_is_hidden_as_a_name_and_left_as_a_word():
    text = HEAD.replace("林建国", "陈述") + "经审理查明：被告陈述辩称不知情，当事人的陈述能够印证。\n" + FOOT
    made = propose(text, on=ON)
    assert "被告陈某辩称不知情，当事人的陈述能够印证" in made.result
    assert [place.original for place in made.held] == ["陈述"]


def test_former_names_and_names_in_another_script_have_the_same_sign():
    head = HEAD.replace("被告：林建国，男", "被告：John Smith（约翰·史密斯），男").replace(
        "被告：林建川，男", "被告：林建川，曾用名林大川，男"
    )
    text = propose(f"{head}经审理查明：林大川即林建川，史密斯先生即John Smith。\n{FOOT}", on=ON).result
    assert "林某即林某，J先生即J。" in text


def test_a_household_business_keeps_name_and_seat_and_its_owner_loses_the_name():
    head = HEAD.replace(
        "被告：林建国，男，1983年1月5日出生，汉族，住浙江省示范市鹿城区临溪镇下垟村7号。",
        "被告：示范市阿强大排档，经营场所示范市鹿城区听雨街1号，经营者：黄志强，男，汉族，住示范市鹿城区临溪镇下垟村7号。",
    )
    text = propose(f"{head}经审理查明：黄志强付款。\n{FOOT}", on=ON).result
    assert "示范市阿强大排档，经营场所示范市鹿城区听雨街1号，经营者：黄某，男，汉族，住示范市鹿城区。" in text
    assert "黄某付款" in text


def test_a_minors_guardian_is_hidden_whatever_the_policy():
    text = HEAD.replace(
        "被告：林建国，男，1983年1月5日出生，汉族，住浙江省示范市鹿城区临溪镇下垟村7号。",
        "被告：林宝儿，女，2015年1月5日出生，汉族。\n法定代理人：赵晓梅，系林宝儿之母。",
    )
    made = propose(f"{text}经审理查明：赵晓梅到庭。\n{FOOT}", on=ON, policy=NamePolicy.RULE)
    assert "被告：林某，女，×年×月×日出生" in made.result
    assert "赵某到庭" in made.result
    assert "被告：林建川" in made.result


def test_both_instances_of_a_case_call_everybody_the_same():
    for number in (7, 15, 23, 31, 39, 47):
        first, second = case(3, number, noise=True)
        below = propose(first.text, on=ON)
        above = propose(second.text, on=ON, table=below.table)
        assert uncovered(second, above) == []
        for entry in above.table.hidden:
            earlier = below.table.entry(entry.name)
            assert earlier is None or earlier.shown == entry.shown
        signs = [entry.shown for entry in above.table.hidden]
        assert len(signs) == len(set(signs))


def test_the_table_of_names_is_kept_and_read_back():
    table = proposal("无。").table
    assert NameTable.from_json(table.as_json()) == table
    assert [(entry.name, entry.shown) for entry in table.hidden] == [("林建川", "林某1"), ("林建国", "林某2")]


def test_somebody_new_in_a_later_document_gets_the_next_numeral():
    table = NameTable().with_names([("林建川", Role.PARTY.value)], cause="", policy=NamePolicy.NATURAL_PERSONS, on=ON)
    later = table.with_names([("林建国", Role.PARTY.value)], cause="", policy=NamePolicy.NATURAL_PERSONS, on=ON)
    assert [entry.shown for entry in later.entries] == ["林某", "林某2"]


def test_who_was_hidden_once_is_not_shown_by_a_later_document_that_names_him_as_head_of_a_firm():
    table = NameTable().with_names([("林建川", Role.PARTY.value)], cause="", policy=NamePolicy.NATURAL_PERSONS, on=ON)
    later = table.with_names([("林建川", Role.HEAD.value)], cause="", policy=NamePolicy.NATURAL_PERSONS, on=ON)
    assert later.entries == table.entries


def test_names_the_case_knows_are_hidden_though_the_head_does_not_have_them():
    text = f"{HEAD}经审理查明：款项由赵晓梅收取。\n{FOOT}"
    assert "赵晓梅" in propose(text, on=ON).result
    assert "赵某收取" in propose(text, on=ON, names=[("赵晓梅", Role.OUTSIDER)]).result


def test_a_person_rejects_a_change_and_the_original_stays_there():
    made = proposal("卡号6217000000000000012。")
    place = next(at for at, change in enumerate(made.changes) if change.kind == "card")
    rejected = made.reject(place).accept(*[at for at in range(len(made.changes)) if at != place])
    assert "卡号6217000000000000012" in rejected.result
    assert rejected.is_decided
    assert rejected.changes[place].state is State.REJECTED
    assert left_over(rejected, decided=ON) == ()


def test_a_person_adds_what_was_not_found():
    made = proposal("其患有某种疾病，绰号老鱼头。")
    at = made.original.index("某种疾病")
    added = made.add(at, at + 4, "health", on=ON)
    assert "其患有×××，" in added.result
    change = next(change for change in added.changes if change.by_hand)
    assert change.state is State.ACCEPTED
    assert change.rule
    assert made.changes != added.changes


def test_what_is_added_takes_in_changes_within_it_and_cuts_none():
    made = proposal("林建川付款。")
    at = made.original.index("林建川付款")
    assert "×××。" in made.add(at, at + 5, "name", on=ON).result
    with pytest.raises(ValueError, match="cuts"):
        made.add(at + 1, at + 5, "name", on=ON)
    with pytest.raises(ValueError, match="outside"):
        made.add(0, len(made.original) + 1, "name", on=ON)


def test_the_last_look_finds_what_a_person_let_stand_in_another_place():
    made = proposal("卡号6217000000000000012，转入6217-0000-0000-0000-012。")
    place = next(at for at, change in enumerate(made.changes) if change.kind == "card")
    assert [left.kind for left in left_over(made.reject(place), decided=ON)] == ["card"]


def test_every_change_names_its_rule():
    made = proposal("林建川的卡号6217000000000000012。")
    assert all(change.rule and change.original == made.original[change.start : change.end] for change in made.changes)
    assert {change.kind: change.certain for change in made.changes}["card"]


def test_a_structure_that_a_person_corrected_is_used():
    text = f"{HEAD}经审理查明：林建川付款。\n{FOOT}"
    structure = recognise(text)
    assert structure.part(PartName.PARTIES)
    assert propose(text, on=ON, structure=structure) == propose(text, on=ON)


def test_the_title_of_the_case_has_the_same_signs():
    table = proposal("无。").table
    title = "瓯越示范银行股份有限公司鹿城支行与林建川、林建国金融借款合同纠纷民事一审民事判决书"
    assert with_signs(title, table) == (
        "瓯越示范银行股份有限公司鹿城支行与林某1、林某2金融借款合同纠纷民事一审民事判决书"
    )


def test_the_last_look_sees_a_minors_birth_that_was_typed_into_the_result():
    made = proposal("其子（2015年3月2日出生）随其生活。")
    place = next(at for at, change in enumerate(made.changes) if change.kind == "birth")
    twice = replace(made, changes=made.changes[:place] + made.changes[place + 1 :])
    assert [left.kind for left in left_over(twice, decided=ON)] == ["birth"]


def test_what_was_misread_as_somebody_elses_name_does_not_cover_a_hidden_one():
    head = HEAD.replace("林建川", "林建").replace("金融借款合同", "离婚").replace("审判员　　林建", "审判员　　郑行")
    text = f"{head}经审理查明：其朋友林建催收过，其朋友林建催收未果。\n{FOOT.replace('林建川', '林建').replace('　林建', '　郑行')}"
    made = propose(text, on=ON, policy=NamePolicy.RULE)
    assert "其朋友林某1催收过，其朋友林某1催收未果" in made.result
