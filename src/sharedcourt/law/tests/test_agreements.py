"""The words of the agreement, and what changes when a word changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sharedcourt.law.agreement_difference import difference, word_spans
from sharedcourt.law.agreement_lint import has_errors, vague_words
from sharedcourt.law.agreements import AgreementAgent, AgreementParty, AgreementTerms
from sharedcourt.law.errors import LawError
from sharedcourt.law.mediation_rules import agreement_lint
from sharedcourt.law.plans import equal_principal, zero_interest_split
from sharedcourt.law.tests import worked_case
from sharedcourt.law.wording import chinese_number


def by_key(terms, lang="zh"):
    return {clause.key: clause for clause in terms.clauses(lang)}


def codes(terms):
    return {finding.code for finding in agreement_lint(terms)}


def test_the_agreement_of_the_worked_case_reads_as_it_should():
    clauses = by_key(worked_case.terms())
    assert "合计288,300.24元（大写：人民币贰拾捌万捌仟叁佰元贰角肆分）" in clauses["confirmed"].text
    assert "逾期罚息1,782.08元、复利84.96元（全部）" in clauses["waiver"].text
    assert "2022年1月20日前（含当日）向甲方一次性支付46,433.20元" in clauses["down_payment"].text
    assert "人民币肆万陆仟肆佰叁拾叁元贰角整" in clauses["down_payment"].text
    assert "自2022年1月6日起至2022年1月20日止，甲方不另计收利息" in clauses["down_payment"].text
    assert "第1期至第23期每期10,691.10元，第24期10,691.14元" in clauses["schedule"].text
    assert "此后每月20日为还款日，末期还款日为2024年1月20日" in clauses["schedule"].text
    assert "连带清偿责任" in clauses["joint"].text
    assert "本协议第四条、第五条" in clauses["default"].text
    assert "逾期超过10日" in clauses["default"].text
    assert "年利率9.75%" in clauses["default"].text
    assert "温州市鹿城区人民法院" in clauses["confirmation"].text


def test_clauses_are_numbered_without_gap_in_both_languages():
    terms = worked_case.terms()
    zh, en = terms.clauses("zh"), terms.clauses("en")
    assert [clause.number for clause in zh] == [chinese_number(n) for n in range(1, len(zh) + 1)]
    assert [clause.key for clause in en] == [clause.key for clause in zh]
    assert [clause.number for clause in en] == [str(n) for n in range(1, len(en) + 1)]
    assert all("<" not in clause.text and clause.text for clause in [*zh, *en])


def test_figures_are_the_same_in_both_languages():
    terms = worked_case.terms()
    zh, en = by_key(terms), by_key(terms, "en")
    for key, figures in {
        "confirmed": ["280,000.00", "4,651.11", "3,564.17", "84.96", "288,300.24"],
        "down_payment": ["46,433.20", "1,782.09", "40,000.00"],
        "schedule": ["240,000.00", "10,691.10", "10,691.14", "16,586.44", "6.50%"],
        "default": ["9.75%"],
    }.items():
        for figure in figures:
            assert figure in zh[key].text
            assert figure in en[key].text


def test_the_annex_has_a_line_for_each_instalment_and_a_total():
    annex = worked_case.terms().annex()
    assert annex is not None
    lines = annex.text.splitlines()
    assert len(lines) == 25
    assert lines[0] == "第1期：2022年2月20日，应付10,691.10元（本金9,391.10元，利息1,300.00元），剩余本金230,608.90元"
    assert lines[-1].startswith("合计：应付256,586.44元")
    assert replace(worked_case.terms(), schedule=None).annex() is None


def test_the_head_names_parties_numbers_and_authority():
    lines = worked_case.terms().party_lines()
    assert lines[0].startswith("甲方（债权人）：瓯越示范银行股份有限公司鹿城支行，统一社会信用代码91330399MA2T000154")
    assert "委托代理人：周启明（特别授权）" in lines[0]
    assert "公民身份号码330399198506150016" in lines[1]
    assert "金融借款合同纠纷一案" in worked_case.terms().opening()
    assert worked_case.terms().party_lines("en")[2].startswith("Party C (joint debtor): 陈舒宁")
    assert "6 January 2022" in worked_case.terms().opening("en")


def test_clauses_that_were_not_agreed_are_not_written():
    terms = replace(
        worked_case.terms(),
        parties=(worked_case.BANK, worked_case.BORROWER),
        acceleration_days=None,
        default_rate=None,
        confirmation=False,
        early_payment=False,
        confidential=False,
        other_claims_settled=False,
        e_service=False,
    )
    keys = set(by_key(terms))
    assert keys.isdisjoint({"joint", "default", "confirmation", "early", "confidential", "settled", "e_service"})


def test_other_kinds_of_plan_have_their_words():
    terms = worked_case.terms()
    equal = replace(
        terms,
        schedule=equal_principal(Decimal(240000), Decimal("0.065"), 24, date(2022, 1, 20), date(2022, 2, 28)),
    )
    assert "等额本金" in by_key(equal)["schedule"].text
    assert "附表" in by_key(equal)["schedule"].text
    free = replace(terms, schedule=zero_interest_split(Decimal(240000), 3, date(2022, 1, 31)))
    text = by_key(free)["schedule"].text
    assert "不计利息" in text
    assert "每月31日（当月无该日的，为当月最后一日）" in text
    whole = replace(terms, down_payment=None, schedule=zero_interest_split(terms.kept_total, 4, date(2022, 2, 20)))
    assert "剩余款项286,433.20元" in by_key(whole)["schedule"].text
    assert not has_errors(agreement_lint(whole))


def test_a_guarantor_has_his_own_paragraph():
    guarantor = AgreementParty("guarantor", "person", "吴远", "330399199002140046", guarantee_kind="joint")
    terms = replace(worked_case.terms(), parties=(*worked_case.terms().parties, guarantor))
    assert "丁方知悉并同意本协议全部内容" in by_key(terms)["joint"].text
    assert "连带责任保证" in by_key(terms)["joint"].text
    silent = replace(terms, parties=(*worked_case.terms().parties, replace(guarantor, guarantee_kind=None)))
    assert "guarantee_kind_missing" in codes(silent)
    assert "一般保证" in by_key(silent)["joint"].text


def test_json_there_and_back():
    terms = worked_case.terms()
    assert AgreementTerms.from_json(terms.to_json()) == terms
    assert AgreementTerms.from_json(terms.to_json()).canonical() == terms.canonical()
    bare = replace(terms, schedule=None, down_payment=None, account=None, contract=None)
    assert AgreementTerms.from_json(bare.to_json()) == bare


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value.update(unknown=1),
        lambda value: value.pop("parties"),
        lambda value: value.update(agreed_on="2022-13-01"),
        lambda value: value["confirmed"].update(principal=280000.0),
        lambda value: value["confirmed"].update(principal="NaN"),
        lambda value: value.update(acceleration_days="ten"),
        lambda value: value.update(cause="duel"),
        lambda value: value["parties"][0].update(role="judge"),
        lambda value: value["schedule"].pop("lines"),
        lambda value: value.update(mediators="叶安"),
    ],
)
def test_malformed_json_is_refused(spoil):
    value = worked_case.terms().to_json()
    spoil(value)
    with pytest.raises(LawError):
        AgreementTerms.from_json(value)


def test_any_change_of_terms_changes_the_canonical_bytes():
    terms = worked_case.terms()
    assert replace(terms, acceleration_days=11).canonical() != terms.canonical()


def test_the_difference_shows_the_words_that_changed_and_nothing_else():
    old = worked_case.terms()
    new = replace(
        old, acceleration_days=15, extra_clauses=("甲方于2022年2月10日前向乙方出具对账单。",), confidential=False
    )
    changes = {change.key: change for change in difference(old, new)}
    assert set(changes) == {"default", "extra_1", "confidential"}
    assert changes["extra_1"].kind == "added"
    assert changes["confidential"].kind == "removed"
    spans = [span for span in changes["default"].spans if span.kind != "equal"]
    assert [(span.kind, span.text) for span in spans[:2]] == [("delete", "10"), ("insert", "15")]
    assert changes["default"].before == by_key(old)["default"].text
    assert changes["default"].after == by_key(new)["default"].text
    assert difference(old, old) == []


def test_a_new_amount_shows_as_one_figure():
    assert [(span.kind, span.text) for span in word_spans("共10,691.10元", "共10,700.00元")] == [
        ("equal", "共"),
        ("delete", "10,691.10"),
        ("insert", "10,700.00"),
        ("equal", "元"),
    ]


def test_the_worked_agreement_passes_the_lint():
    assert agreement_lint(worked_case.terms()) == []


def test_the_lint_names_what_would_stop_enforcement():
    terms = worked_case.terms()
    assert terms.account is not None
    assert terms.down_payment is not None
    assert "no_account" in codes(replace(terms, account=None))
    assert "account_masked" in codes(replace(terms, account=replace(terms.account, number="****0012")))
    assert "sums_do_not_add_up" in codes(replace(terms, down_payment=None))
    assert "no_payment" in codes(replace(terms, down_payment=None, schedule=None))
    assert "no_acceleration" in codes(replace(terms, acceleration_days=None, default_rate=None))
    assert "default_rate_without_trigger" in codes(replace(terms, acceleration_days=None))
    assert "default_rate_above_24" in codes(replace(terms, default_rate=Decimal("0.36")))
    assert "no_creditor" in codes(replace(terms, parties=terms.parties[1:]))
    assert "no_debtor" in codes(replace(terms, parties=terms.parties[:1]))
    assert "no_mediator" in codes(replace(terms, mediators=()))
    assert "same_party_twice" in codes(replace(terms, parties=(*terms.parties, terms.parties[1])))
    assert "waives_too_much" in codes(replace(terms, waiver=replace(terms.waiver, compound=Decimal(100))))
    assert "due_before_agreement" in codes(
        replace(terms, down_payment=replace(terms.down_payment, due=date(2021, 12, 31)))
    )
    general = replace(worked_case.BANK, agents=(AgreementAgent("周启明", "general"),))
    assert "agent_without_special_authority" in codes(replace(terms, parties=(general, *terms.parties[1:])))
    nobody = replace(worked_case.BANK, agents=(), representative="")
    assert "organisation_without_signer" in codes(replace(terms, parties=(nobody, *terms.parties[1:])))


def test_interest_on_interest_is_noticed():
    terms = worked_case.terms()
    folded = equal_principal(terms.kept_total, Decimal("0.065"), 24, date(2022, 1, 20), date(2022, 2, 20))
    assert codes(replace(terms, down_payment=None, schedule=folded)) == {"interest_on_interest"}


def test_a_tampered_schedule_is_noticed():
    terms = worked_case.terms()
    assert terms.schedule is not None
    lines = list(terms.schedule.lines)
    lines[3] = replace(lines[3], amount=lines[3].amount + 1)
    assert "plan_line_wrong" in codes(replace(terms, schedule=replace(terms.schedule, lines=tuple(lines))))
    lines = list(terms.schedule.lines)
    lines[3] = replace(lines[3], balance=Decimal(0), due=lines[2].due)
    found = codes(replace(terms, schedule=replace(terms.schedule, lines=tuple(lines))))
    assert {"plan_balance_wrong", "plan_dates_not_rising"} <= found
    assert "empty_plan" in codes(replace(terms, schedule=replace(terms.schedule, lines=())))


def test_vague_words_and_forbidden_clauses():
    terms = worked_case.terms()
    assert vague_words("乙方尽快归还，利息酌情减免") == ["酌情", "尽快"]
    assert "vague_word" in codes(replace(terms, extra_clauses=("乙方应尽快归还剩余款项。",)))
    assert "court_shall_judge" in codes(replace(terms, extra_clauses=("乙方违约的，由人民法院对本案依法判决。",)))
    assert "empty_clause" in codes(replace(terms, extra_clauses=(" ",)))
    assert has_errors(agreement_lint(replace(terms, extra_clauses=("适当补偿",))))


def test_every_finding_speaks_both_languages():
    broken = replace(worked_case.terms(), account=None, schedule=None, down_payment=None, mediators=())
    for finding in agreement_lint(broken):
        assert finding.text("zh")
        assert finding.text("en")


def test_an_agreement_has_at_most_ten_parties():
    with pytest.raises(LawError):
        replace(worked_case.terms(), parties=(worked_case.BANK,) * 11)
