"""The worked case all rooms test with: 林建川 owes the bank, 陈舒宁 signed for the debt, 叶安 mediates. Names and numbers are invented."""

from datetime import date
from decimal import Decimal

from sharedcourt.law.agreements import (
    AgreementAgent,
    AgreementParty,
    AgreementTerms,
    ConfirmedSums,
    LoanContract,
    PayeeAccount,
    Waiver,
)
from sharedcourt.law.interest import Debt, LoanTerms, Payment, debt_on
from sharedcourt.law.plans import (
    FirstPayment,
    Schedule,
    Settlement,
    equal_instalments,
    first_payment,
    share_waived,
    waive,
)

TODAY = date(2022, 1, 6)
BANK = AgreementParty(
    role="creditor",
    kind="organisation",
    name="瓯越示范银行股份有限公司鹿城支行",
    identifier="91330399MA2T000154",
    address="浙江省温州市鹿城区",
    representative="郑启航",
    agents=(AgreementAgent("周启明"),),
)
BORROWER = AgreementParty("debtor", "person", "林建川", "330399198506150016", "浙江省温州市鹿城区")
WIFE = AgreementParty(
    "joint_debtor",
    "person",
    "陈舒宁",
    "330399198711020026",
    "浙江省宁波市海曙区",
    relation="乙方配偶，于2020年11月10日签署《共同还款承诺书》",
    relation_en="spouse of Party B, signed a joint repayment undertaking on 10 November 2020",
)


def loan(day_base: int = 360) -> LoanTerms:
    """300,000.00 at 6.50 %, interest monthly on the 20th, due 2021-11-20."""
    return LoanTerms(
        principal=Decimal("300000.00"),
        annual_rate=Decimal("0.065"),
        released_on=date(2020, 11, 20),
        matures_on=date(2021, 11, 20),
        day_base=day_base,
    )


def debt(day_base: int = 360) -> Debt:
    """What is owed on 2022-01-06 after 20,000 repaid on 2021-07-20 and interest paid to 2021-08-20."""
    return debt_on(
        loan(day_base),
        payments=[Payment(date(2021, 7, 20), principal=Decimal("20000.00"))],
        interest_paid_to=date(2021, 8, 20),
        on=TODAY,
    )


def settlement() -> Settlement:
    """All compound interest and half the penalty waived."""
    owed = debt()
    return waive(owed, penalty=share_waived(owed.penalty, Decimal("0.5")), compound=owed.compound)


def down_payment() -> FirstPayment:
    """46,433.20 by 2022-01-20."""
    return first_payment(settlement(), due=date(2022, 1, 20), principal=Decimal("40000.00"))


def schedule() -> Schedule:
    """240,000.00 in 24 equal instalments from 2022-02-20."""
    return equal_instalments(Decimal("240000.00"), Decimal("0.065"), 24, date(2022, 1, 20), date(2022, 2, 20))


def terms() -> AgreementTerms:
    """The agreement of 2022-01-06."""
    return AgreementTerms(
        number="温银保调〔2022〕1号",
        organisation="温州示范银行业保险业人民调解委员会",
        mediators=("叶安",),
        agreed_on=TODAY,
        parties=(BANK, BORROWER, WIFE),
        contract=LoanContract(
            name="个人经营性借款合同",
            signed_on=date(2020, 11, 10),
            principal=Decimal("300000.00"),
            released_on=date(2020, 11, 20),
            matures_on=date(2021, 11, 20),
            annual_rate=Decimal("0.065"),
            penalty_rate=Decimal("0.0975"),
        ),
        dispute="乙方、丙方对罚息和复利的数额有异议，并请求分期偿还。",
        undisputed_facts=("乙方于2021年7月20日归还本金20,000.00元。", "利息已付至2021年8月20日。"),
        confirmed=ConfirmedSums.from_debt(debt()),
        waiver=Waiver.from_settlement(settlement()),
        down_payment=down_payment(),
        schedule=schedule(),
        account=PayeeAccount("瓯越示范银行股份有限公司鹿城支行", "瓯越示范银行鹿城支行", "6217000000000000012"),
        acceleration_days=10,
        default_rate=Decimal("0.0975"),
        confirmation_court="温州市鹿城区人民法院",
    )
