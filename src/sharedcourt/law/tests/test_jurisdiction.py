"""Which court is competent, by facts: every pattern with the place, the reason and the article."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.law.errors import LawError
from sharedcourt.law.jurisdiction import (
    Claim,
    Clause,
    Kind,
    Level,
    Litigant,
    competence,
    court_division,
)
from sharedcourt.law.jurisdiction_words import REASONS

ON = date(2022, 1, 6)
LUCHENG, OUHAI, HAISHU, SHANGHAI, WENZHOU, ZHEJIANG = "330302", "330304", "330203", "310115", "330300", "330000"
BANK = Litigant(domicile=LUCHENG)
BORROWER = Litigant(domicile=OUHAI)
SPOUSE = Litigant(domicile=HAISHU)
AWAY = Litigant(domicile=OUHAI, habitual=SHANGHAI)
PRISONER = Litigant(domicile=OUHAI, detained=SHANGHAI)
LONG_PRISONER = replace(PRISONER, detained_over_a_year=True)


def claim(kind: Kind = Kind.CONTRACT, *defendants: Litigant, **facts):
    facts.setdefault("plaintiff", BANK)
    facts.setdefault("amount", Decimal("288300.24"))
    return Claim(kind=kind, defendants=defendants or (BORROWER,), **facts)


LOAN = claim(receiver=BANK)
PATTERNS = [
    # what happened, the claim, [(place, reason)], what is set aside
    ("a loan: the borrower's home, and where the bank receives the money", LOAN,
     [(OUHAI, "defendant_home"), (LUCHENG, "money_received")], []),
    ("two debtors in two districts: either home", claim(Kind.CONTRACT, BORROWER, SPOUSE, receiver=BANK),
     [(OUHAI, "defendant_home"), (HAISHU, "defendant_home"), (LUCHENG, "money_received")], []),
    ("the borrower moved away years ago: where he lives", claim(Kind.CONTRACT, AWAY, receiver=BANK),
     [(SHANGHAI, "defendant_habitual"), (LUCHENG, "money_received")], []),
    ("two debtors in one district: one place", claim(Kind.CONTRACT, BORROWER, BORROWER, receiver=BANK),
     [(OUHAI, "defendant_home"), (LUCHENG, "money_received")], []),
    ("the contract names the place of performance", claim(agreed_performance=HAISHU, receiver=BANK),
     [(OUHAI, "defendant_home"), (HAISHU, "agreed_performance")], []),
    ("named, never performed, nobody lives there", claim(agreed_performance=HAISHU, performed=False, receiver=BANK),
     [(OUHAI, "defendant_home")], [(HAISHU, "not_performed")]),
    ("named, never performed, the bank sits there", claim(agreed_performance=LUCHENG, performed=False, receiver=BANK),
     [(OUHAI, "defendant_home"), (LUCHENG, "agreed_performance")], []),
    ("the borrower sues for money back: where he receives it",
     claim(Kind.CONTRACT, BANK, plaintiff=BORROWER, receiver=BORROWER),
     [(LUCHENG, "defendant_home"), (OUHAI, "money_received")], []),
    ("a deed is owed: where the obligor is", claim(object="other", obligor=SPOUSE),
     [(OUHAI, "defendant_home"), (HAISHU, "obligor_place")], []),
    ("a house is to be handed over", claim(object="real_property", places={"real_property_delivery": HAISHU}),
     [(OUHAI, "defendant_home"), (HAISHU, "real_property_delivery")], []),
    ("settled on the spot", claim(object="instant", places={"instant_trade": HAISHU}),
     [(OUHAI, "defendant_home"), (HAISHU, "instant_trade")], []),
    ("a finance lease: where the machine is used", claim(Kind.LEASE, places={"leased_thing": HAISHU}),
     [(OUHAI, "defendant_home"), (HAISHU, "leased_thing")], []),
    ("a finance lease whose contract names the place",
     claim(Kind.LEASE, agreed_performance=LUCHENG, places={"leased_thing": HAISHU}),
     [(OUHAI, "defendant_home"), (LUCHENG, "agreed_performance")], []),
    ("goods bought online and sent", claim(Kind.ONLINE_SALE, places={"delivery_place": HAISHU}),
     [(OUHAI, "defendant_home"), (HAISHU, "delivery_place")], []),
    ("bought and delivered online", claim(Kind.ONLINE_SALE, delivered_online=True, places={"buyer_home": HAISHU}),
     [(OUHAI, "defendant_home"), (HAISHU, "buyer_home")], []),
    ("the parties chose the bank's court", replace(LOAN, clause=Clause((LUCHENG,))), [(LUCHENG, "agreed_court")], []),
    ("they chose two courts", replace(LOAN, clause=Clause((LUCHENG, HAISHU))),
     [(LUCHENG, "agreed_court"), (HAISHU, "agreed_court")], []),
    ("chosen by word of mouth", replace(LOAN, clause=Clause((HAISHU,), written=False)),
     [(OUHAI, "defendant_home"), (LUCHENG, "money_received")], [(HAISHU, "clause_not_written")]),
    ("chosen where nothing happened", replace(LOAN, clause=Clause((SHANGHAI,), connected=False)),
     [(OUHAI, "defendant_home"), (LUCHENG, "money_received")], [(SHANGHAI, "clause_no_connection")]),
    ("hidden in a consumer's standard form",
     replace(LOAN, clause=Clause((LUCHENG,), standard_form=True, with_consumer=True, pointed_out=False)),
     [(OUHAI, "defendant_home"), (LUCHENG, "money_received")], [(LUCHENG, "clause_not_shown")]),
    ("in a consumer's standard form and pointed out",
     replace(LOAN, clause=Clause((LUCHENG,), standard_form=True, with_consumer=True)), [(LUCHENG, "agreed_court")], []),
    ("in a standard form between companies",
     replace(LOAN, clause=Clause((LUCHENG,), standard_form=True, pointed_out=False)), [(LUCHENG, "agreed_court")], []),
    ("the borrower is in prison: the plaintiff's home", claim(Kind.CONTRACT, PRISONER, receiver=BANK),
     [(LUCHENG, "plaintiff_home")], []),
    ("both are in prison, he not yet a year", claim(Kind.CONTRACT, PRISONER, plaintiff=PRISONER, receiver=SPOUSE),
     [(OUHAI, "defendant_former_home"), (HAISHU, "money_received")], []),
    ("both are in prison, he for years", claim(Kind.CONTRACT, LONG_PRISONER, plaintiff=PRISONER, receiver=SPOUSE),
     [(SHANGHAI, "defendant_detained"), (HAISHU, "money_received")], []),
    ("a house burnt: where it stood", claim(Kind.PROPERTY_INSURANCE, places={"insured_thing": HAISHU}),
     [(OUHAI, "defendant_home"), (HAISHU, "insured_thing")], []),
    ("a lorry crashed: register, destination and accident", claim(Kind.TRANSPORT_INSURANCE, places={
        "vehicle_registered": HAISHU, "transport_destination": SHANGHAI, "accident_place": LUCHENG}),
     [(OUHAI, "defendant_home"), (HAISHU, "vehicle_registered"), (SHANGHAI, "transport_destination"),
      (LUCHENG, "accident_place")], []),
    ("a life was insured", claim(Kind.PERSONAL_INSURANCE, places={"insured_person": HAISHU}),
     [(OUHAI, "defendant_home"), (HAISHU, "insured_person")], []),
    ("a cheque bounced", claim(Kind.BILL, places={"payment_place": HAISHU}),
     [(OUHAI, "defendant_home"), (HAISHU, "payment_place")], []),
    ("a shareholder asks for the books", claim(Kind.COMPANY, places={"company_seat": HAISHU}),
     [(HAISHU, "company_seat")], []),
    ("a wrong done here and felt there", claim(Kind.TORT, places={"tort_act": HAISHU, "tort_result": SHANGHAI}),
     [(OUHAI, "defendant_home"), (HAISHU, "tort_act"), (SHANGHAI, "tort_result")], []),
    ("slandered online", claim(Kind.ONLINE_TORT, places={"victim_home": LUCHENG}),
     [(OUHAI, "defendant_home"), (LUCHENG, "victim_home")], []),
    ("a faulty kettle", claim(Kind.PRODUCT, places={"product_made": HAISHU, "product_sold": LUCHENG}),
     [(OUHAI, "defendant_home"), (HAISHU, "product_made"), (LUCHENG, "product_sold")], []),
    ("who owns the house", claim(Kind.REAL_PROPERTY, places={"real_property": HAISHU}),
     [(HAISHU, "real_property")], []),
    ("who owns the house, whatever the parties chose",
     claim(Kind.REAL_PROPERTY, places={"real_property": HAISHU}, clause=Clause((LUCHENG,))),
     [(HAISHU, "real_property")], [(LUCHENG, "clause_against_exclusive")]),
    ("a crane in a harbour", claim(Kind.PORT, places={"port": HAISHU}), [(HAISHU, "port")], []),
    ("an estate", claim(Kind.INHERITANCE, places={"deceased_home": HAISHU, "main_estate": LUCHENG}),
     [(HAISHU, "deceased_home"), (LUCHENG, "main_estate")], []),
    ("a divorce whose parties chose a court", claim(Kind.STATUS, clause=Clause((LUCHENG,))),
     [(OUHAI, "defendant_home")], [(LUCHENG, "clause_not_property")]),
    ("a payment order", claim(Kind.PAYMENT_ORDER), [(OUHAI, "defendant_home")], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "grounds", "set_aside"), [row[1:] for row in PATTERNS], ids=[row[0] for row in PATTERNS]
)
def test_where_one_may_sue(facts, grounds, set_aside):
    found = competence(facts, on=ON)
    assert [(each.division, each.reason) for each in found.grounds] == grounds
    assert [(each.division, each.reason) for each in found.set_aside] == set_aside
    assert not found.missing and found.level is Level.BASIC
    for each in (*found.grounds, *found.set_aside):
        assert each.text("zh") and each.text("en") and "条" in each.article
        assert each.text("zh") != each.text("en")


@pytest.mark.parametrize(
    ("facts", "missing", "left"),
    [
        (claim(), ["money_received"], [OUHAI]),
        (claim(Kind.CONTRACT, Litigant(), receiver=BANK), ["defendant_home"], [LUCHENG]),
        (claim(Kind.LEASE), ["leased_thing"], [OUHAI]),
        (claim(Kind.TORT), ["tort_act", "tort_result"], [OUHAI]),
        (claim(Kind.REAL_PROPERTY), ["real_property"], []),
        (claim(Kind.REAL_PROPERTY, clause=Clause((LUCHENG,))), ["real_property"], []),
        (claim(object="other"), ["obligor_place"], [OUHAI]),
    ],
)
def test_what_is_not_known_is_asked_for(facts, missing, left):
    found = competence(facts, on=ON)
    assert list(found.missing) == missing
    assert [each.division for each in found.grounds] == left


@pytest.mark.parametrize(
    ("amount", "defendant", "level", "court"),
    [
        ("99999999.99", AWAY, Level.BASIC, SHANGHAI),
        ("100000000", AWAY, Level.INTERMEDIATE, "310100"),
        ("499999999.99", BORROWER, Level.BASIC, OUHAI),
        ("500000000", BORROWER, Level.INTERMEDIATE, WENZHOU),
        ("4999999999.99", BORROWER, Level.INTERMEDIATE, WENZHOU),
        ("5000000000", BORROWER, Level.HIGH, ZHEJIANG),
    ],
)
def test_the_level_goes_by_the_amount_and_who_is_from_elsewhere(amount, defendant, level, court):
    found = competence(claim(Kind.CONTRACT, defendant, amount=Decimal(amount), receiver=BANK), on=ON)
    assert found.level is level and found.divisions[0] == court
    assert found.level_certain is (level is Level.BASIC), "the notices on thresholds are not at hand and say so"


def test_a_major_foreign_case_begins_in_the_intermediate_court():
    found = competence(claim(receiver=BANK, major_foreign=True), on=ON)
    assert found.level is Level.INTERMEDIATE and found.level_certain
    assert found.divisions == (WENZHOU,), "two districts of one city: one intermediate court"
    assert found.allows(WENZHOU) and not found.allows(LUCHENG)


def test_a_payment_order_stays_in_the_basic_court_whatever_the_amount():
    assert competence(claim(Kind.PAYMENT_ORDER, amount=Decimal(900000000)), on=ON).level is Level.BASIC


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(LawError) as refused:
        competence(Claim(Kind.CONTRACT, Decimal(1), BANK, ()), on=ON)
    assert refused.value.code == "no_defendant"
    with pytest.raises(LawError):
        competence(claim(amount=Decimal(-1)), on=ON)
    for wrong in ("3303", "33030x", ""):
        with pytest.raises(LawError):
            court_division(wrong, Level.BASIC)


def test_every_reason_is_said_in_both_languages():
    assert all(zh and en and zh != en for zh, en in REASONS.values())


homes = st.sampled_from([LUCHENG, OUHAI, HAISHU, SHANGHAI])
litigants = st.builds(Litigant, domicile=homes, habitual=st.sampled_from(["", LUCHENG, SHANGHAI]))


@given(
    kind=st.sampled_from(Kind),
    plaintiff=litigants,
    defendants=st.lists(litigants, min_size=1, max_size=4),
    amount=st.decimals(0, 10**10, places=2),
    places=st.dictionaries(st.sampled_from(sorted(REASONS)), homes),
    chosen=st.none() | homes,
)
def test_whatever_the_facts_there_is_a_court_or_a_question(kind, plaintiff, defendants, amount, places, chosen):
    clause = Clause((chosen,)) if chosen else None
    facts = Claim(kind, amount, plaintiff, tuple(defendants), receiver=plaintiff, clause=clause, places=places)
    found = competence(facts, on=ON)
    assert found.grounds or found.missing
    assert len({each.division for each in found.grounds}) == len(found.grounds), "each place once"
    assert set(found.divisions) == {court_division(each.division, found.level) for each in found.grounds}
    if chosen:
        assert chosen in {each.division for each in (*found.grounds, *found.set_aside)}, "a choice is kept or explained"
