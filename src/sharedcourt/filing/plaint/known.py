"""What the dispute already holds, in the form of answers, so that nothing is typed again."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.disputes import elements as loan
from sharedcourt.disputes.models import Authority, Capacity, Dispute, Party, Side, Standing
from sharedcourt.disputes.policy import is_applicant
from sharedcourt.disputes.queries import evidence_of, parties_of
from sharedcourt.law import identity, interest
from sharedcourt.law.errors import LawError
from sharedcourt.law.plaints.reading import plain
from sharedcourt.law.wording import zh_date

HUNDRED = Decimal(100)
_RATES = ("annual_rate", "penalty_uplift")
_SAME = (
    "contract_name", "contract_number", "signed_on", "principal", "released_on", "matures_on", "repayment_method",
    "interest_paid_to", "as_of", "other_claims", "facts",
)  # fmt: skip
_CLAIMS = ("principal", "interest", "penalty", "compound")
SEXES = {"male": "男", "female": "女"}
AUTHORITIES = {Authority.GENERAL: "一般授权", Authority.SPECIAL: "特别授权"}


def for_plaint(dispute: Dispute) -> dict[str, Any]:
    """The plaint's answers that follow from the dispute: its elements, parties, agents, addresses, evidence."""
    parties = list(parties_of(dispute))
    plaintiffs = [party for party in parties if party.side == Side.APPLICANT]
    defendants = [party for party in parties if party.side == Side.RESPONDENT]
    first = plaintiffs[0] if plaintiffs else None
    return {
        "plaintiff_is": first.kind if first is not None else "",
        "plaintiffs": [party_line(party, whole=True) for party in plaintiffs],
        "defendants": [party_line(party, whole=_is_theirs(party, dispute)) for party in defendants],
        "agents": agent_lines(plaintiffs),
        "evidence": _evidence(dispute, plaintiffs),
        **service(first),
        **_loan(dispute.elements),
        **_persons(plaintiffs, defendants),
    }


def for_answer(party: Party) -> dict[str, Any]:
    """The answer's answers that follow from the dispute."""
    dispute = party.dispute
    mine = next(each for each in parties_of(dispute) if each.pk == party.pk)
    return {
        "answering": [party_line(mine, whole=True)],
        "agents": agent_lines([mine]),
        "evidence": _evidence(dispute, [mine]),
        **service(mine),
    }


def _is_theirs(party: Party, dispute: Dispute) -> bool:
    """Whether the plaintiff's side itself said who this is: otherwise the ID number is none of theirs to read."""
    if party.organisation_id is not None or dispute.opened_for_court:
        return True
    return party.named_by is not None and is_applicant(party.named_by, dispute)


def party_line(party: Party, *, whole: bool) -> str:
    """Who a party is, in one line; without `whole` the ID number is masked and the phone left out."""
    if not party.is_person:
        house = party.organisation
        details = [
            ("统一社会信用代码", house.credit_code if house is not None else party.credit_code),
            ("住所地", party.address or (house.address if house is not None else "")),
            ("负责人" if house is not None else "法定代表人（负责人）", party.representative),
            ("联系电话", party.phone if whole else ""),
        ]
        return _line(party.name, details)
    details = []
    try:
        found = identity.resident_id(party.resident_id)
        details = [("性别", SEXES[found.sex]), ("出生日期", zh_date(found.birth_date))]
    except LawError:
        pass
    number = party.resident_id if whole else identity.mask_resident_id(party.resident_id) if party.resident_id else ""
    details += [("公民身份号码", number), ("住址", party.address), ("联系电话", party.phone if whole else "")]
    return _line(party.name, details)


def _line(name: str, details: Iterable[tuple[str, str]]) -> str:
    return "，".join([name, *(f"{label}：{value}" for label, value in details if value)])


def agent_lines(parties: Iterable[Party]) -> list[str]:
    """The agents of parties with their authority, each once; who heads an organisation is not its agent (CPL 51)."""
    found = [
        f"{agent.user.name}，{AUTHORITIES[Authority(agent.authority)]}"
        for party in parties
        for agent in party.agents.all()
        if agent.standing != Standing.HEAD
    ]
    return list(dict.fromkeys(found))


def _evidence(dispute: Dispute, parties: Iterable[Party]) -> list[str]:
    own = {party.pk for party in parties}
    found = [each for each in evidence_of(dispute) if each.party_id in own]
    return [each.title + (f"（证明：{each.proves}）" if each.proves else "") for each in found]


def service(party: Party | None) -> dict[str, Any]:
    """The confirmed address for service; before one was confirmed, what is known of the party."""
    if party is None:
        return {}
    address = getattr(party, "service_address", None)
    if address is not None:
        return {
            "service_receiver": address.receiver,
            "service_address": address.address,
            "service_phone": address.phone,
            "service_email": address.email,
            "service_electronic": _yes(address.e_service),
            "service_channels": ["platform", *(["email"] if address.email else [])] if address.e_service else [],
        }
    agent = next(iter(party.agents.all()), None)
    house = party.organisation
    return {
        "service_receiver": party.name,
        "service_address": party.address or (house.address if house is not None else ""),
        "service_phone": party.phone or (agent.user.phone if agent is not None else ""),
    }


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _loan(given: loan.Elements) -> dict[str, Any]:
    """The elements of the loan. Text and dates as they are, rates in percent."""
    found: dict[str, Any] = {key: str(given[key]) for key in _SAME if given.get(key)}
    found |= {key: plain(Decimal(given[key]) * HUNDRED) for key in _RATES if given.get(key)}
    found |= {key: str(given[key]) for key in ("day_base", "interest_day") if given.get(key)}
    found |= {key: _yes(given[key]) for key in ("compound", "until_paid") if key in given}
    if given.get("principal"):
        found["principal_agreed"] = found["principal"]
    if given.get("payments"):
        found["payments"] = [
            {"on": each["on"], "principal": str(each["principal"]), "interest": str(each["interest"])}
            for each in given["payments"]
        ]
    claims = given.get("claims") or []
    if claims:
        found["claims"] = [claim for claim in _CLAIMS if claim in claims]
        costs = "costs" in claims and Decimal(given.get("costs") or "0") > 0
        found |= {"costs_claimed": "yes", "costs": str(given["costs"])} if costs else {"costs_claimed": "no"}
    return {**found, **_delay(given)}


def _delay(given: loan.Elements) -> dict[str, str]:
    """Whether the loan has matured and since when something is overdue."""
    try:
        terms = loan.terms(given)
        paid_to = date.fromisoformat(given["interest_paid_to"])
    except (Invalid, KeyError):
        return {}
    matured = terms.matures_on <= clock.today()
    late = [day for day in interest.interest_dates(terms) if paid_to < day < clock.today()]
    found = {"matured": _yes(matured), "overdue": _yes(late)}
    if matured:
        found["early"] = "no"
    if late:
        found["overdue_since"] = late[0].isoformat()
    return found


def _persons(plaintiffs: list[Party], defendants: list[Party]) -> dict[str, str]:
    """Who lent, who borrowed, who stands beside the borrower."""
    found: dict[str, str] = {}
    lender = next((party for party in plaintiffs if party.capacity in {Capacity.LENDER, Capacity.PLAINTIFF}), None)
    borrower = next((party for party in defendants if party.capacity in {Capacity.BORROWER, Capacity.DEFENDANT}), None)
    if lender is not None:
        found |= {"lender": lender.name, "issuer": lender.name, "lessor": lender.name}
    if borrower is not None:
        found |= {"borrower": borrower.name, "card_holder": borrower.name, "lessee": borrower.name}
    beside = [party for party in defendants if party.capacity in {Capacity.CO_OBLIGOR, Capacity.GUARANTOR}]
    if beside:
        found["guaranteed"] = "yes"
        found["guarantor"] = "、".join(party.name for party in beside)
        found["guarantee_content"] = "\n".join(party.relation for party in beside if party.relation)
        if all(party.capacity == Capacity.CO_OBLIGOR for party in beside):
            found["guarantee_kind"] = "joint_debt"
    return found
