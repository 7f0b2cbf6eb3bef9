"""The worked case: an overdue personal business loan, with invented people and numbers."""

from decimal import Decimal
from typing import Any

from sharedcourt.disputes import actions
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.people import cast
from sharedcourt.people.models import User

ELEMENTS: dict[str, Any] = {
    "contract_name": "个人经营性借款合同",
    "contract_number": "OY-2020-1110-0316",
    "signed_on": "2020-11-10",
    "purpose": "经营周转",
    "principal": "300,000.00",
    "released_on": "2020-11-20",
    "matures_on": "2021-11-20",
    "annual_rate": "0.065",
    "penalty_uplift": "0.5",
    "day_base": 360,
    "compound": True,
    "repayment_method": "interest_monthly",
    "interest_day": 20,
    "payments": [{"on": "2021-07-20", "principal": "20000", "interest": "0"}],
    "interest_paid_to": "2021-08-20",
    "as_of": "2022-01-06",
    "claims": ["principal", "interest", "penalty", "compound"],
    "until_paid": True,
    "payee_holder": "瓯越示范银行股份有限公司鹿城支行",
    "payee_bank": "瓯越示范银行鹿城支行",
    "payee_number": "6217000000000000012",
}
TOTAL = Decimal("288300.24")


def draft(officer: User | None = None) -> Dispute:
    """Everything entered, nothing submitted."""
    by = officer or cast.person(cast.OFFICER)
    dispute = actions.open_draft(by=by)
    actions.choose_where(by=by, dispute=dispute, mediation_organisation=cast.organisation(cast.MEDIATION))
    actions.add_party(
        by=by,
        dispute=dispute,
        capacity="borrower",
        name=cast.BORROWER.name,
        phone=cast.BORROWER.phone,
        resident_id=cast.BORROWER.resident_id,
        address="示范市鹿城区示范巷3号",
    )
    actions.save_elements(by=by, dispute=dispute, elements=ELEMENTS)
    return dispute


def submitted() -> Dispute:
    dispute = draft()
    return actions.submit(by=cast.person(cast.OFFICER), dispute=dispute, declared=True)


def joined(member: cast.Member = cast.BORROWER, dispute: Dispute | None = None) -> tuple[Dispute, Party]:
    """The borrower (or another named person) has proved who they are."""
    found = dispute or submitted()
    party = actions.join(by=cast.person(member), dispute=found, name=member.name, resident_id=member.resident_id)
    return found, party


def agree(dispute: Dispute, member: cast.Member = cast.BORROWER) -> None:
    actions.agree_to_mediate(
        by=cast.person(member),
        dispute=dispute,
        online_mediation=True,
        sham_warning=True,
        e_service=True,
        address="示范市鹿城区示范巷3号",
        phone=member.phone,
    )
