"""The agreement's clauses in English, for reading only. The Chinese text prevails; clause keys and numbers match it."""

from decimal import Decimal

from sharedcourt.law.agreement_text_zh import amount_runs, is_monthly
from sharedcourt.law.agreements import AgreementParty, AgreementTerms, Clause
from sharedcourt.law.causes import cause
from sharedcourt.law.money import format_rate
from sharedcourt.law.schedules import Schedule
from sharedcourt.law.wording import en_date, en_list, en_paragraphs, en_sum

_ROLE = {"creditor": "creditor", "debtor": "debtor", "joint_debtor": "joint debtor", "guarantor": "guarantor"}
_AUTHORITY = {"special": "special authority", "general": "general authority"}
_LONGEST_RUN_LIST = 4


def party_lines(terms: AgreementTerms) -> list[str]:
    """Party A (creditor): name, number …"""
    return [_party_line(terms, party) for party in terms.parties]


def _party_line(terms: AgreementTerms, party: AgreementParty) -> str:
    parts = [party.name]
    if party.identifier:
        parts.append(("resident ID " if party.kind == "person" else "credit code ") + party.identifier)
    if party.address:
        parts.append(f"of {party.address}")
    if party.phone:
        parts.append(f"telephone {party.phone}")
    line = f"{terms.label_en(party)} ({_ROLE[party.role]}): " + ", ".join(parts) + "."
    if party.representative:
        line += f" Head: {party.representative}."
    for agent in party.agents:
        line += f" Agent: {agent.name} ({_AUTHORITY[agent.authority]})."
    return line


def opening(terms: AgreementTerms) -> str:
    """Who mediated what, and in which spirit."""
    return (
        f"{cause(terms.cause).en} between {_names(terms, terms.with_role('creditor'))} and "
        f"{_names(terms, terms.with_role('debtor', 'joint_debtor', 'guarantor'))}. Mediated by "
        f"{en_list(terms.mediators)} of {terms.organisation}, the parties agreed on {en_date(terms.agreed_on)}, as equals and of "
        "their own free will, as follows. (Reading version; the Chinese text prevails.)"
    )


def annex(terms: AgreementTerms) -> Clause | None:
    """The payment schedule as lines of text."""
    if terms.schedule is None:
        return None
    lines = [
        f"No. {line.number}: {en_date(line.due)}, {en_sum(line.amount)} (principal {en_sum(line.principal)}, "
        f"interest {en_sum(line.interest)}), principal left {en_sum(line.balance)}"
        for line in terms.schedule.lines
    ]
    lines.append(
        f"Total: {en_sum(terms.schedule.total)}, of which principal {en_sum(terms.schedule.principal)}, "
        f"interest {en_sum(terms.schedule.total_interest)}"
    )
    return Clause("annex", "Annex", "Payment schedule", "\n".join(lines))


def clauses(terms: AgreementTerms) -> list[Clause]:
    """All clauses in order, numbered as in the Chinese text."""
    drafted: list[tuple[str, str, list[str]]] = [
        ("facts", "Main facts and matters in dispute", _facts(terms)),
        ("confirmed", "The debt confirmed", _confirmed(terms)),
        ("waiver", "What is waived", _waiver(terms)),
        ("down_payment", "First payment", _down_payment(terms)),
        ("schedule", "Payment by instalments", _schedule(terms)),
        ("account", "Account for payment", _account(terms)),
        ("joint", "Joint liability and guarantee", _joint(terms)),
        ("early", "Early payment", _early(terms)),
        ("default", "Acceleration and default", _default(terms)),
        ("costs", "Costs", _costs(terms)),
        ("preservation", "Preservation measures", [terms.preservation] if terms.preservation else []),
        *[(f"extra_{n}", "Further agreement", [text]) for n, text in enumerate(terms.extra_clauses, start=1)],
        ("settled", "End of the dispute", _settled(terms)),
        ("confidential", "Confidentiality", _confidential(terms)),
        ("confirmation", "Judicial confirmation", _confirmation(terms)),
        ("e_service", "Electronic service", _e_service(terms)),
        ("statements", "Statements of the parties", _statements()),
        ("effect", "Effect and copies", _effect(terms)),
    ]
    kept = [(key, title, paragraphs) for key, title, paragraphs in drafted if paragraphs]
    numbers = {key: str(place) for place, (key, _, _) in enumerate(kept, start=1)}
    finished = []
    for key, title, paragraphs in kept:
        text = en_paragraphs(paragraphs)
        for other, number in numbers.items():
            text = text.replace(f"<{other}>", f"clause {number}")
        finished.append(Clause(key, numbers[key], title, text))
    return finished


def _names(terms: AgreementTerms, parties: tuple[AgreementParty, ...]) -> str:
    return en_list([f"{terms.label_en(party)} {party.name}" for party in parties])


def _creditors(terms: AgreementTerms) -> str:
    return en_list([terms.label_en(party) for party in terms.with_role("creditor")])


def _debtors(terms: AgreementTerms) -> str:
    return en_list([terms.label_en(party) for party in terms.with_role("debtor", "joint_debtor")])


def _verb(terms: AgreementTerms, one: str, several: str) -> str:
    return several if len(terms.with_role("debtor", "joint_debtor")) > 1 else one


def _facts(terms: AgreementTerms) -> list[str]:
    paragraphs = []
    contract = terms.contract
    if contract is not None:
        borrower = en_list([terms.label_en(party) for party in terms.with_role("debtor")])
        number = f" (no. {contract.number})" if contract.number else ""
        penalty = (
            f" and {format_rate(contract.penalty_rate)} a year when overdue"
            if contract.penalty_rate is not None
            else ""
        )
        paragraphs.append(
            f"On {en_date(contract.signed_on)} {_creditors(terms)} and {borrower} signed 《{contract.name}》{number}, with interest of "
            f"{format_rate(contract.annual_rate)} a year{penalty}. {_creditors(terms)} released {en_sum(contract.principal)} on "
            f"{en_date(contract.released_on)}; the loan fell due on {en_date(contract.matures_on)}."
            + (f" {terms.facts}" if terms.facts else "")
        )
    elif terms.facts:
        paragraphs.append(terms.facts)
    if terms.dispute:
        paragraphs.append(f"In dispute: {terms.dispute}")
    if terms.undisputed_facts:
        listed = "\n".join(f"{n}. {fact}" for n, fact in enumerate(terms.undisputed_facts, start=1))
        paragraphs.append(f"The parties together confirm these undisputed facts:\n{listed}")
    return paragraphs


def _confirmed(terms: AgreementTerms) -> list[str]:
    sums = terms.confirmed
    items = [f"principal of {en_sum(sums.principal)}"]
    items += [
        f"{name} of {en_sum(amount)}"
        for name, amount in (
            ("in-term interest", sums.interest),
            ("penalty interest", sums.penalty),
            ("compound interest", sums.compound),
            ("costs of recovery", sums.costs),
        )
        if amount
    ]
    paragraphs = [
        (
            f"The parties confirm that on {en_date(sums.as_of)} {_debtors(terms)} owed {_creditors(terms)} {en_list(items)}, "
            f"{en_sum(sums.total)} in all."
        )
    ]
    if sums.method or sums.interest or sums.penalty or sums.compound:
        paragraphs.append(
            "Method: "
            + (
                sums.method_en
                or sums.method
                or f"daily rate = yearly rate / {sums.day_base}, actual days, the first day counted and the last not; each item is "
                "rounded to the fen."
            )
        )
    return paragraphs


def _waiver(terms: AgreementTerms) -> list[str]:
    waiver = terms.waiver
    if not waiver.total:
        return []
    items = [
        f"{name} {en_sum(amount)}" + (" (all of it)" if amount == owed else "")
        for name, amount, owed in (
            ("principal", waiver.principal, terms.confirmed.principal),
            ("in-term interest", waiver.interest, terms.confirmed.interest),
            ("penalty interest", waiver.penalty, terms.confirmed.penalty),
            ("compound interest", waiver.compound, terms.confirmed.compound),
        )
        if amount
    ]
    return [
        f"{_creditors(terms)} of its own will waives: {en_list(items)}, {en_sum(waiver.total)} in all.",
        (
            f"After the waiver {_debtors(terms)} shall pay {_creditors(terms)} {en_sum(terms.kept_total)}, at the times and in the manner "
            "of this agreement."
        ),
        "The waiver takes effect with this agreement and is not undone by later events.",
    ]


def _no_interest_gap(terms: AgreementTerms) -> list[str]:
    if not terms.interest_free_until_plan:
        return []
    end = terms.down_payment.due if terms.down_payment else None
    if terms.schedule and terms.schedule.interest_from:
        end = terms.schedule.interest_from
    if end is None or end <= terms.confirmed.as_of:
        return []
    return [
        (
            f"From {en_date(terms.confirmed.as_of)} to {en_date(end)} {_creditors(terms)} charges no further interest, penalty or compound "
            "interest, save as this agreement says on late payment."
        )
    ]


def _down_payment(terms: AgreementTerms) -> list[str]:
    first = terms.down_payment
    if first is None:
        return []
    items = [
        f"{name} {en_sum(amount)}"
        for name, amount in (
            ("costs of recovery", first.costs),
            ("in-term interest", first.interest),
            ("penalty interest", first.penalty),
            ("compound interest", first.compound),
            ("principal", first.principal),
        )
        if amount
    ]
    return [
        (
            f"{_debtors(terms)} shall pay {_creditors(terms)} {en_sum(first.total)} at once on or before {en_date(first.due)}, made up of "
            f"{en_list(items)}."
        ),
        *_no_interest_gap(terms),
    ]


def _schedule(terms: AgreementTerms) -> list[str]:
    plan = terms.schedule
    if plan is None:
        return []
    first, last, count = plan.lines[0], plan.lines[-1], len(plan.lines)
    folded = plan.principal > terms.kept_principal - (terms.down_payment.principal if terms.down_payment else 0)
    what = "The remaining sum" if folded else ("The remaining principal" if terms.down_payment else "The principal")
    paragraphs = [
        (
            f"{what} of {en_sum(plan.principal)}, {_rate_words(plan)}, is paid by {_debtors(terms)} to {_creditors(terms)} in {count} "
            f"instalment{'s' if count > 1 else ''}."
        )
    ]
    runs = amount_runs(plan)
    amounts = ""
    if len(runs) <= _LONGEST_RUN_LIST:
        amounts = (
            " Amounts: "
            + en_list(
                [
                    f"no. {a}: {en_sum(Decimal(amount))}"
                    if a == b
                    else f"nos. {a} to {b}: {en_sum(Decimal(amount))} each"
                    for a, b, amount in runs
                ]
            )
            + "."
        )
    if count == 1:
        days = f"It is due on {en_date(first.due)}."
    elif is_monthly(plan):
        days = f"They are due monthly, the first on {en_date(first.due)}, the last on {en_date(last.due)}."
    else:
        days = f"The first is due on {en_date(first.due)}, the last on {en_date(last.due)}; all dates are in the annex."
    paragraphs.append(days + amounts)
    paragraphs.append(
        f"The instalments come to {en_sum(plan.total)}, of which {en_sum(plan.total_interest)} is interest. Dates, amounts, principal, "
        "interest and balance are those of the annexed payment schedule, which is part of this agreement."
    )
    paragraphs.append(
        "A payment is made on the day it reaches the account; a due date that falls on a public holiday does not move."
    )
    if terms.down_payment is None:
        paragraphs += _no_interest_gap(terms)
    return paragraphs


def _rate_words(plan: Schedule) -> str:
    if plan.annual_rate == 0:
        return "without interest"
    since = f" from {en_date(plan.interest_from)}" if plan.interest_from else ""
    rate = f"bearing {format_rate(plan.annual_rate)} a year{since}"
    if plan.method == "equal_instalments":
        return f"{rate} (a twelfth each month), in equal instalments"
    if plan.method == "equal_principal":
        return f"{rate} (a twelfth each month), with equal parts of principal"
    return f"{rate} (daily rate = yearly rate / {plan.day_base}, actual days)"


def _account(terms: AgreementTerms) -> list[str]:
    account = terms.account
    if account is None:
        return []
    return [
        f"Payments go to: holder {account.holder}, bank {account.bank}, account {account.number}.",
        f"{_creditors(terms)} tells {_debtors(terms)} in writing of any change; until then payment to this account is performance.",
    ]


def _joint(terms: AgreementTerms) -> list[str]:
    paragraphs = []
    joint = terms.with_role("joint_debtor")
    if joint:
        who = en_list(
            [terms.label_en(party) + (f" ({party.relation_en})" if party.relation_en else "") for party in joint]
        )
        main = en_list([terms.label_en(party) for party in terms.with_role("debtor")])
        paragraphs.append(
            f"{who} and {main} are joint debtors, jointly and severally liable for every payment under this agreement; "
            f"{_creditors(terms)} may claim part or all of it from any of them."
        )
    for party in terms.with_role("guarantor"):
        relation = f" ({party.relation_en})" if party.relation_en else ""
        kind = "a joint and several guarantee" if party.guarantee_kind == "joint" else "a general guarantee"
        paragraphs.append(
            f"{terms.label_en(party)}{relation} knows and agrees to all of this agreement and gives {kind} for every payment of "
            f"{_debtors(terms)} under it. The guarantee lasts six months from the end of the last period for payment, or from "
            "acceleration if everything falls due early."
        )
    return paragraphs


def _early(terms: AgreementTerms) -> list[str]:
    if not terms.early_payment or terms.schedule is None:
        return []
    return [
        (
            f"{_debtors(terms)} may pay part or all of the rest early. When all is paid early, interest is counted for the actual time and "
            f"{_creditors(terms)} charges nothing for it."
        )
    ]


def _default(terms: AgreementTerms) -> list[str]:
    if terms.acceleration_days is None:
        return []
    days = terms.acceleration_days
    base = terms.schedule.day_base if terms.schedule else terms.confirmed.day_base
    present = [
        f"<{key}>" for key, there in (("down_payment", terms.down_payment), ("schedule", terms.schedule)) if there
    ]
    paragraphs = [
        (
            f"If {_debtors(terms)} {_verb(terms, 'is', 'are')} more than {days} days late (calendar days from the day after the due date, not extended by "
            f"holidays) with the full amount of any payment under {en_list(present)}, everything unpaid falls due on day {days + 1} and "
            f"{_creditors(terms)} may claim it at once."
        )
    ]
    if terms.default_rate is not None:
        paragraphs.append(
            f"Then {_debtors(terms)} {_verb(terms, 'owes', 'owe')} all unpaid principal, the interest and penalty due and unpaid at that due date, and on the unpaid principal "
            f"penalty interest of {format_rate(terms.default_rate)} a year (daily rate = yearly rate / {base}) from that due date "
            "(counted) to actual payment (not counted), without compound interest."
        )
    paragraphs.append(
        f"A payment made in full no more than {days} days late is no default and bears no penalty interest."
    )
    paragraphs.append(
        "A payment that does not cover all that is due goes to costs of recovery, then interest, then principal."
    )
    return paragraphs


def _costs(terms: AgreementTerms) -> list[str]:
    free = "The mediation is free of charge. " if terms.mediation_free else ""
    words = {
        "none": "No party owes another any other costs of this dispute.",
        "debtor": f"Costs already caused by this dispute are borne by {_debtors(terms)}.",
        "creditor": f"Costs already caused by this dispute are borne by {_creditors(terms)}.",
        "each": "Each party bears its own costs of this dispute.",
    }
    return [free + words[terms.costs]]


def _settled(terms: AgreementTerms) -> list[str]:
    if not terms.other_claims_settled:
        return []
    return [
        "Once everything under this agreement is paid, the debts of the loan in dispute are settled and no further claims are made."
    ]


def _confidential(terms: AgreementTerms) -> list[str]:
    if not terms.confidential:
        return []
    return [
        (
            "Parties, agents and all who took part keep the mediation, this agreement and any business secrets or private matters learnt in "
            "it confidential, except to perform it, to apply for confirmation or enforcement, or where the law says otherwise."
        )
    ]


def _confirmation(terms: AgreementTerms) -> list[str]:
    if not terms.confirmation:
        return []
    court = terms.confirmation_court or "the people's court that has jurisdiction"
    return [
        f"Within thirty days of this agreement's effect the parties together apply to {court} for judicial confirmation.",
        (
            f"Once the court rules the agreement valid, {_creditors(terms)} may apply to the court for enforcement if {_debtors(terms)} "
            f"{_verb(terms, 'does', 'do')} not perform, or not in full."
        ),
    ]


def _e_service(terms: AgreementTerms) -> list[str]:
    if not terms.e_service:
        return []
    return [
        (
            "The parties accept service of papers on mediation, confirmation and enforcement at the mobile number, e-mail or platform "
            "account in their service-address confirmation; who does not report a change in writing bears the consequences."
        )
    ]


def _statements() -> list[str]:
    return [
        (
            "The parties know what mediation is, their rights and duties and the effect of this agreement; they sign it of their own will, "
            "without fraud or duress."
        ),
        (
            "The parties promise that the dispute and the papers are genuine, that there is no collusion, invented relation or invented fact, "
            "and no harm to the state, the public or others; whoever breaks this promise answers for it in law."
        ),
    ]


def _effect(terms: AgreementTerms) -> list[str]:
    return [
        (
            "This agreement is made as a data message, signed electronically by the parties and the mediator and sealed with the "
            "organisation's electronic seal; it takes effect when all parties have completed their electronic signatures."
        ),
        f"Electronic signatures have the same effect as handwriting and seals. Each party and {terms.organisation} keep one copy, all alike.",
    ]
