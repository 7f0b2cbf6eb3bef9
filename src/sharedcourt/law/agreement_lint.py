"""Would a court be able to enforce this agreement? Debtor, creditor, sum, date and account of every obligation, clear words, sums that add up.

An agreement of unclear content is not confirmed (民诉法解释 358(5)).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sharedcourt.law.agreements import AgreementTerms, Lang
from sharedcourt.law.money import ZERO, format_yuan
from sharedcourt.law.schedules import Schedule
from sharedcourt.law.tables import rule

Severity = Literal["error", "warning"]

# Words that leave open when, how much or whether. Longest first where one holds another.
VAGUE_WORDS: tuple[str, ...] = (
    "条件允许时", "视情况而定", "视情况", "酌情", "尽快", "尽早", "尽量", "尽力", "适当", "适时", "及时", "近期", "左右", "大约", "大概",
    "约定时间", "合理期限", "有能力时", "有钱时", "等款到", "争取", "原则上", "若干", "可能的话", "另行协商", "另行商定", "相关费用", "等费用",
)  # fmt: skip
_COURT_SHALL_JUDGE = re.compile(r"(请求|提请|由|交由|向).{0,8}(法院).{0,6}(裁判|判决|依法判)")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right before signing (`error`) or to look at (`warning`). `field` names the part of the terms."""

    code: str
    severity: Severity
    field: str
    zh: str
    en: str

    def text(self, lang: Lang = "zh") -> str:
        """The sentence in a language."""
        return self.zh if lang == "zh" else self.en


def _error(code: str, field: str, zh: str, en: str) -> Finding:
    return Finding(code, "error", field, zh, en)


def _warning(code: str, field: str, zh: str, en: str) -> Finding:
    return Finding(code, "warning", field, zh, en)


def agreement_lint(terms: AgreementTerms) -> list[Finding]:
    """All findings, errors first. No error means: nothing the computer can see stands in the way of confirmation."""
    found = [
        *_parties(terms),
        *_sums(terms),
        *_dates(terms),
        *_plan(terms.schedule),
        *_consequences(terms),
        *_words(terms),
    ]
    return sorted(found, key=lambda finding: finding.severity != "error")


def has_errors(findings: list[Finding]) -> bool:
    """Whether anything must be put right before signing."""
    return any(finding.severity == "error" for finding in findings)


def _parties(terms: AgreementTerms) -> Iterator[Finding]:
    if not terms.with_role("creditor"):
        yield _error("no_creditor", "parties", "协议没有写明债权人。", "The agreement names no creditor.")
    if not terms.with_role("debtor"):
        yield _error("no_debtor", "parties", "协议没有写明债务人。", "The agreement names no debtor.")
    if not terms.mediators:
        yield _error("no_mediator", "mediators", "协议没有写明调解员。", "The agreement names no mediator.")
    for party in terms.parties:
        label = terms.label(party)
        if not party.name.strip():
            yield _error(
                "party_without_name", "parties", f"{label}没有姓名或者名称。", f"{terms.label_en(party)} has no name."
            )
        if not party.identifier:
            yield _error(
                "party_without_identifier",
                "parties",
                f"{label}没有公民身份号码或者统一社会信用代码。",
                f"{terms.label_en(party)} has no resident ID or credit code.",
            )
        if any(agent.authority == "general" for agent in party.agents) and not any(
            agent.authority == "special" for agent in party.agents
        ):
            yield _error(
                "agent_without_special_authority",
                "parties",
                f"{label}的代理人没有特别授权，不能代为调解和签署（民诉法解释第一百四十七条）。",
                f"The agent of {terms.label_en(party)} has no special authority and cannot settle or sign.",
            )
        if party.kind == "organisation" and not party.agents and not party.representative:
            yield _error(
                "organisation_without_signer",
                "parties",
                f"{label}没有写明负责人或者代理人，无人签署。",
                f"{terms.label_en(party)} has neither a head nor an agent to sign.",
            )
        if party.role == "guarantor" and party.guarantee_kind is None:
            yield _warning(
                "guarantee_kind_missing",
                "parties",
                f"{label}的保证方式没有约定，按一般保证处理（民法典第六百八十六条）。",
                f"The kind of {terms.label_en(party)}'s guarantee is not agreed; it is then a general guarantee.",
            )
    identifiers = [party.identifier for party in terms.parties if party.identifier and "*" not in party.identifier]
    if len(identifiers) != len(set(identifiers)):
        yield _error("same_party_twice", "parties", "同一主体被列为两方当事人。", "The same person is named twice.")


def _sums(terms: AgreementTerms) -> Iterator[Finding]:
    sums, waiver, first, plan = terms.confirmed, terms.waiver, terms.down_payment, terms.schedule
    amounts = [
        *(sums.principal, sums.interest, sums.penalty, sums.compound, sums.costs),
        *(waiver.principal, waiver.interest, waiver.penalty, waiver.compound),
        *((first.principal, first.interest, first.penalty, first.compound, first.costs) if first else ()),
    ]
    if min(amounts) < 0:
        yield _error("negative_sum", "confirmed", "协议中有负数金额。", "The agreement has a negative amount.")
    for head, zh, waived, owed in (
        ("principal", "本金", waiver.principal, sums.principal),
        ("interest", "期内利息", waiver.interest, sums.interest),
        ("penalty", "罚息", waiver.penalty, sums.penalty),
        ("compound", "复利", waiver.compound, sums.compound),
    ):
        if waived > owed:
            yield _error(
                "waives_too_much",
                "waiver",
                f"免除的{zh}{format_yuan(waived)}元超过确认的{format_yuan(owed)}元。",
                f"The {head} waived, {format_yuan(waived)}, is more than the {format_yuan(owed)} confirmed.",
            )
    if first is None and plan is None:
        yield _error(
            "no_payment", "schedule", "协议没有约定如何付款。", "The agreement does not say how the debt is paid."
        )
        return
    paid = (first.total if first else ZERO) + (plan.principal if plan else ZERO)
    if paid != terms.kept_total:
        yield _error(
            "sums_do_not_add_up",
            "schedule",
            f"首期付款与分期本金合计{format_yuan(paid)}元，与免除后应付的{format_yuan(terms.kept_total)}元不一致。",
            f"First payment and the plan's principal come to {format_yuan(paid)}, but {format_yuan(terms.kept_total)} stays owed.",
        )
    carried = paid - (terms.kept_principal if paid == terms.kept_total else paid)
    cleared = first.total - first.principal if first else ZERO
    if plan and plan.annual_rate and carried > cleared:
        yield _warning(
            "interest_on_interest",
            "schedule",
            "未付的利息、罚息被计入分期本金并再次计息，法院可能不予确认。",
            "Unpaid interest was added to the plan's principal and bears interest again; a court may refuse that.",
        )


def _dates(terms: AgreementTerms) -> Iterator[Finding]:
    if terms.confirmed.as_of > terms.agreed_on:
        yield _warning(
            "confirmed_after_agreement",
            "confirmed",
            "债务计算截止日晚于达成协议之日。",
            "The sums are counted to a day after the agreement.",
        )
    if terms.down_payment and terms.down_payment.due < terms.agreed_on:
        yield _error(
            "due_before_agreement",
            "down_payment",
            "首期付款日早于达成协议之日。",
            "The first payment is due before the agreement.",
        )
    plan = terms.schedule
    if plan and plan.lines and plan.lines[0].due < terms.agreed_on:
        yield _error(
            "due_before_agreement",
            "schedule",
            "第1期还款日早于达成协议之日。",
            "The first instalment is due before the agreement.",
        )
    if plan and plan.annual_rate and plan.interest_from is None:
        yield _error(
            "interest_without_start",
            "schedule",
            "分期计息没有写明起算日。",
            "The plan bears interest but does not say from when.",
        )


def _plan(plan: Schedule | None) -> Iterator[Finding]:
    if plan is None:
        return
    if not plan.lines:
        yield _error("empty_plan", "schedule", "还款计划没有任何一期。", "The plan has no instalment.")
        return
    balance = plan.principal
    for place, line in enumerate(plan.lines, start=1):
        balance -= line.principal
        at_zh, at_en = f"第{place}期", f"Instalment {place}"
        if line.number != place:
            yield _error("plan_numbering", "schedule", f"{at_zh}的期数不连续。", f"{at_en} is out of order.")
        if line.amount <= 0:
            yield _error("plan_line_without_sum", "schedule", f"{at_zh}没有金额。", f"{at_en} has no sum.")
        if line.amount != line.principal + line.interest or line.principal < 0 or line.interest < 0:
            yield _error(
                "plan_line_wrong",
                "schedule",
                f"{at_zh}的金额不等于本金与利息之和。",
                f"The amount of instalment {place} is not its principal and interest.",
            )
        if line.balance != balance:
            yield _error("plan_balance_wrong", "schedule", f"{at_zh}的剩余本金不对。", f"{at_en} has a wrong balance.")
        if place > 1 and line.due <= plan.lines[place - 2].due:
            yield _error(
                "plan_dates_not_rising",
                "schedule",
                f"{at_zh}的还款日不晚于上一期。",
                f"{at_en} is not due after the one before.",
            )


def _consequences(terms: AgreementTerms) -> Iterator[Finding]:
    if terms.account is None or not (terms.account.holder and terms.account.bank and terms.account.number):
        yield _error(
            "no_account",
            "account",
            "没有写明完整的收款账户（户名、开户银行、账号）。",
            "The account for payment (holder, bank, number) is not complete.",
        )
    elif "*" in terms.account.number:
        yield _error(
            "account_masked",
            "account",
            "收款账号被遮盖，无法据以付款。",
            "The account number is masked; nobody can pay into it.",
        )
    days, rate = terms.acceleration_days, terms.default_rate
    if terms.schedule and days is None:
        yield _warning(
            "no_acceleration",
            "acceleration_days",
            "没有约定逾期多少日全部提前到期；违约时只能就到期各期申请执行。",
            "No acceleration is agreed; in default only instalments already due can be enforced.",
        )
    longest = int(rule("time_limits", "acceleration_grace_longest", terms.agreed_on)["value"])
    if days is not None and not 0 <= days <= longest:
        yield _error(
            "acceleration_days_out_of_range",
            "acceleration_days",
            f"提前到期的宽限日数应在0至{longest}日之间。",
            f"The days of grace lie between 0 and {longest}.",
        )
    if rate is not None and (rate < 0 or rate > Decimal(1)):
        yield _error(
            "default_rate_out_of_range",
            "default_rate",
            "违约后的年利率不合理。",
            "The rate after default is out of range.",
        )
    elif rate is not None and rate > Decimal("0.24"):
        yield _warning(
            "default_rate_above_24",
            "default_rate",
            "违约后的年利率超过24%，法院可能依请求调减。",
            "The rate after default is above 24%; a court may cut it on request.",
        )
    if rate is not None and days is None:
        yield _error(
            "default_rate_without_trigger",
            "default_rate",
            "约定了违约利率，但没有约定适用的条件。",
            "A default rate is agreed but not when it applies.",
        )
    if terms.confirmation and not terms.confirmation_court:
        yield _warning(
            "no_confirmation_court",
            "confirmation_court",
            "没有写明申请司法确认的法院。",
            "The court for judicial confirmation is not named.",
        )


def _words(terms: AgreementTerms) -> Iterator[Finding]:
    texts = [
        ("facts", terms.facts),
        ("dispute", terms.dispute),
        ("preservation", terms.preservation),
        ("confirmed", terms.confirmed.method),
        *(("undisputed_facts", fact) for fact in terms.undisputed_facts),
        *(("extra_clauses", text) for text in terms.extra_clauses),
    ]
    binding = {"extra_clauses", "preservation", "confirmed"}
    for field, text in texts:
        for word in vague_words(text) if field in binding else ():
            yield _error(
                "vague_word",
                field,
                f"“{word}”含义不明确，请写明日期、金额或者条件。",
                f"“{word}” is vague; give the date, the sum or the condition.",
            )
        if field == "extra_clauses" and _COURT_SHALL_JUDGE.search(text):
            yield _error(
                "court_shall_judge",
                field,
                "不得约定一方不履行协议时由法院对案件作出裁判（民事调解规定第八条）。",
                "A clause that the court shall judge the case on breach is not allowed.",
            )
        if "<" in text or ">" in text:
            yield _error("bad_character", field, "文字中不能使用尖括号。", "Angle brackets cannot be used in the text.")
    for place, text in enumerate(terms.extra_clauses, start=1):
        if not text.strip():
            yield _error(
                "empty_clause", "extra_clauses", f"其他约定第{place}项是空的。", f"Further agreement {place} is empty."
            )


def vague_words(text: str) -> list[str]:
    """Vague words in a text in the order of the list, without those inside a longer one already found."""
    found: list[str] = []
    for word in VAGUE_WORDS:
        if word in text:
            found.append(word)
            text = text.replace(word, "■")
    return found
