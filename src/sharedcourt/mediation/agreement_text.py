"""From a plan to the agreement's terms, and from its terms to the document that is printed and signed."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sharedcourt.core import codes
from sharedcourt.disputes.models import Party
from sharedcourt.documents.schema import AgreementData
from sharedcourt.documents.schema import Party as PrintedParty
from sharedcourt.law.agreements import (
    AgreementAgent,
    AgreementParty,
    AgreementTerms,
    Clause,
    ConfirmedSums,
    PayeeAccount,
    Role,
    Waiver,
)
from sharedcourt.law.causes import cause
from sharedcourt.law.identity import mask_phone, mask_resident_id
from sharedcourt.law.money import capital_numerals, format_rate, format_yuan
from sharedcourt.mediation import elements, plans, roles
from sharedcourt.mediation.models import Case
from sharedcourt.mediation.plans import Computed

ROLES: dict[str, Role] = {
    "lender": "creditor",
    "borrower": "debtor",
    "co_obligor": "joint_debtor",
    "guarantor": "guarantor",
}
_ORDER = ("lender", "borrower", "co_obligor", "guarantor")
_ITEM = re.compile(r"^（[一二三四五六七八九十]+）")
_SUB_ITEM = re.compile(r"^\d+\. ")


def terms_of(
    case: Case, parties: Iterable[Party], inputs: dict[str, str], computed: Computed, *, facts: list[str], on: date
) -> AgreementTerms:
    """The terms of an agreement made on a day. Resident IDs are masked: all parties read the text."""
    dispute = case.dispute
    ordered = sorted(parties, key=lambda party: (_ORDER.index(party.capacity), party.position))
    extra = tuple(line.strip() for line in inputs["extra"].splitlines() if line.strip())
    account = None
    if inputs["account_number"] or inputs["account_holder"]:
        account = PayeeAccount(inputs["account_holder"], inputs["account_bank"], inputs["account_number"])
    acceleration = plans.acceleration_days(inputs)
    return AgreementTerms(
        number=case.number,
        organisation=case.organisation.name,
        mediators=(case.mediator.name,) if case.mediator else (),
        agreed_on=on,
        parties=tuple(_party(party) for party in ordered),
        cause=dispute.cause,
        contract=elements.contract(dispute),
        facts=elements.facts(dispute),
        dispute=inputs["dispute"],
        undisputed_facts=tuple(facts),
        confirmed=ConfirmedSums.from_debt(computed.debt, day_base=elements.loan(dispute).day_base),
        waiver=Waiver.from_settlement(computed.settlement),
        down_payment=computed.first,
        schedule=computed.schedule,
        account=account,
        acceleration_days=acceleration,
        default_rate=plans.default_rate(inputs) if acceleration is not None else None,
        costs=inputs["costs_borne"],  # type: ignore[arg-type]
        confirmation_court=inputs["confirmation_court"],
        extra_clauses=extra,
    )


def _party(party: Party) -> AgreementParty:
    identifier = mask_resident_id(party.resident_id) if party.resident_id else ""
    if party.organisation is not None:
        identifier = party.organisation.credit_code
    agents = tuple(
        AgreementAgent(agent.user.name, "special" if agent.may_settle else "general") for agent in party.agents.all()
    )
    return AgreementParty(
        role=ROLES[party.capacity],
        kind="person" if party.is_person else "organisation",
        name=party.name,
        identifier=identifier,
        address=party.address,
        representative=party.representative,
        agents=agents,
        relation=party.relation,
        guarantee_kind="joint" if party.capacity == "guarantor" else None,
    )


def text_hash(terms: AgreementTerms) -> str:
    """SHA-256 of the terms' canonical bytes: what people confirm."""
    return hashlib.sha256(terms.canonical()).hexdigest()


def agreement_payload(
    case: Case, terms: AgreementTerms, parties: Iterable[Party], *, number: int, identities: dict[Any, str]
) -> AgreementData:
    """The data of mediation/typst/agreement.typ. Who signs is added by documents."""
    payload: AgreementData = {  # type: ignore[typeddict-item]
        "number": terms.number,
        "version": number,
        "dispute_code": codes.display(case.dispute.code),
        "cause": cause(terms.cause).zh,
        "organisation": terms.organisation,
        "mediators": list(terms.mediators),
        "parties": [_printed(party, identities) for party in parties],
        "opening": terms.opening(),
        "facts": [],
        "clauses": [printed_clause(clause) for clause in terms.clauses()],  # type: ignore[misc]
        "debts": _debts(terms),
        "statements": ["各方当事人已经逐条阅读以上全部内容，确认系其真实意思表示，自愿签署。"],
        "date": terms.agreed_on.isoformat(),
    }
    if terms.schedule is not None:
        payload["schedule"] = _schedule(terms)
    return payload


def _printed(party: Party, identities: dict[Any, str]) -> PrintedParty:
    details = []
    if party.organisation is not None:
        details.append(["统一社会信用代码", party.organisation.credit_code])
    elif party.resident_id:
        details.append(["公民身份号码", mask_resident_id(party.resident_id)])
    if party.address:
        details.append(["住所地" if party.organisation else "住址", party.address])
    elif hasattr(party, "service_address"):
        details.append(["送达地址", party.service_address.address])
    if party.phone and party.is_person:
        details.append(["联系电话", mask_phone(party.phone)])
    if party.representative:
        details.append(["负责人", party.representative])
    printed: PrintedParty = {"role": roles.printed(roles.role_of(party)), "name": party.name, "details": details}
    if party.user_id in identities:
        printed["identity"] = "实名核验：" + identities[party.user_id]
    agents = [
        {"name": agent.user.name, "authority": "特别授权代理" if agent.may_settle else "一般授权代理"}
        for agent in party.agents.all()
    ]
    if agents:
        printed["agents"] = agents  # type: ignore[typeddict-item]
    return printed


def printed_clause(clause: Clause) -> dict[str, Any]:
    """A clause with its （一） and 1. lines as items; the template numbers them."""
    lead: list[str] = []
    items: list[dict[str, Any]] = []
    for line in clause.text.splitlines():
        if _ITEM.match(line):
            items.append({"text": _ITEM.sub("", line)})
        elif _SUB_ITEM.match(line) and items:
            items[-1].setdefault("items", []).append({"text": _SUB_ITEM.sub("", line)})
        elif items:
            items[-1]["text"] += line
        else:
            lead.append(line)
    printed: dict[str, Any] = {"heading": clause.title, "text": "".join(lead)}
    if items:
        printed["items"] = items
    if clause.key == "confirmed":
        printed["after"] = "debts"
    if clause.key == "schedule":
        printed["after"] = "schedule"
    return printed


def _debts(terms: AgreementTerms) -> Any:
    sums = terms.confirmed
    rate = format_rate(terms.contract.annual_rate) if terms.contract else ""
    penalty = format_rate(terms.contract.penalty_rate) if terms.contract and terms.contract.penalty_rate else ""
    rows = [("借款本金", "尚未归还的本金", sums.principal)]
    rows += [
        (item, method, amount)
        for item, method, amount in (
            ("期内利息", f"年利率{rate}，按实际天数÷{sums.day_base}", sums.interest),
            ("逾期罚息", f"年利率{penalty}，按实际天数÷{sums.day_base}", sums.penalty),
            ("复利", "以欠付的期内利息为基数，分段计算", sums.compound),
            ("实现债权的费用", "", sums.costs),
        )
        if amount
    ]
    return {
        "as_of": sums.as_of.isoformat(),
        "rows": [{"item": item, "method": method, "amount": str(amount)} for item, method, amount in rows],
        "total": str(sums.total),
        "total_capital": capital_numerals(sums.total),
    }


def _schedule(terms: AgreementTerms) -> Any:
    schedule = terms.schedule
    assert schedule is not None
    written: dict[str, Any] = {
        "rows": [
            {
                "no": line.number,
                "due": line.due.isoformat(),
                "amount": str(line.amount),
                "principal": str(line.principal),
                "interest": str(line.interest),
                "balance": str(line.balance),
            }
            for line in schedule.lines
        ],
        "total_amount": str(schedule.total),
        "total_principal": str(schedule.principal),
        "total_interest": str(schedule.total_interest),
    }
    if terms.account is not None:
        account = terms.account
        written["account"] = [["收款户名", account.holder], ["开户行", account.bank], ["账号", account.number]]
    return written


def yuan_words(amount: Decimal) -> str:
    """288,300.24元, for sentences of records."""
    return f"{format_yuan(amount)}元"
