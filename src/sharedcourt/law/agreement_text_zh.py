"""The agreement's Chinese words, clause by clause. This text is the agreement."""

from decimal import Decimal

from sharedcourt.law.agreements import AgreementParty, AgreementTerms, Clause
from sharedcourt.law.causes import cause
from sharedcourt.law.money import format_rate
from sharedcourt.law.schedules import Schedule, due_dates
from sharedcourt.law.wording import chinese_number, zh_date, zh_paragraphs, zh_sum, zh_yuan

_ROLE = {"creditor": "债权人", "debtor": "债务人", "joint_debtor": "共同债务人", "guarantor": "保证人"}
_AUTHORITY = {"special": "特别授权", "general": "一般授权"}
_LONGEST_RUN_LIST = 4


def party_lines(terms: AgreementTerms) -> list[str]:
    """甲方（债权人）：名称，统一社会信用代码…。"""
    return [_party_line(terms, party) for party in terms.parties]


def _party_line(terms: AgreementTerms, party: AgreementParty) -> str:
    parts = [party.name]
    if party.identifier:
        parts.append(("公民身份号码" if party.kind == "person" else "统一社会信用代码") + party.identifier)
    if party.address:
        parts.append(("住" if party.kind == "person" else "住所地") + party.address)
    if party.phone:
        parts.append(f"联系电话{party.phone}")
    line = f"{terms.label(party)}（{_ROLE[party.role]}）：" + "，".join(parts) + "。"
    if party.representative:
        line += f"{party.representative_post}：{party.representative}。"
    for agent in party.agents:
        post = f"，{agent.post}" if agent.post else ""
        line += f"委托代理人：{agent.name}{post}（{_AUTHORITY[agent.authority]}）。"
    return line


def opening(terms: AgreementTerms) -> str:
    """Who mediated what, and in which spirit."""
    return (
        f"{_names(terms, terms.with_role('creditor'))}与{_names(terms, terms.with_role('debtor', 'joint_debtor', 'guarantor'))}"
        f"{cause(terms.cause).zh}一案，经{terms.organisation}调解员{'、'.join(terms.mediators)}主持调解，"
        f"各方当事人于{zh_date(terms.agreed_on)}在平等、自愿的基础上，经协商一致，达成如下协议："
    )


def annex(terms: AgreementTerms) -> Clause | None:
    """还款计划表 as lines of text."""
    if terms.schedule is None:
        return None
    lines = [
        f"第{line.number}期：{zh_date(line.due)}，应付{zh_yuan(line.amount)}"
        f"（本金{zh_yuan(line.principal)}，利息{zh_yuan(line.interest)}），剩余本金{zh_yuan(line.balance)}"
        for line in terms.schedule.lines
    ]
    lines.append(
        f"合计：应付{zh_yuan(terms.schedule.total)}，其中本金{zh_yuan(terms.schedule.principal)}，"
        f"利息{zh_yuan(terms.schedule.total_interest)}"
    )
    return Clause("annex", "附表", "还款计划表", "\n".join(lines))


def clauses(terms: AgreementTerms) -> list[Clause]:
    """All clauses in order, numbered 一, 二 …, references resolved."""
    drafted: list[tuple[str, str, list[str]]] = [
        ("facts", "纠纷的主要事实和争议事项", _facts(terms)),
        ("confirmed", "债务的确认", _confirmed(terms)),
        ("waiver", "债务的免除", _waiver(terms)),
        ("down_payment", "首期付款", _down_payment(terms)),
        ("schedule", "分期付款", _schedule(terms)),
        ("account", "收款账户", _account(terms)),
        ("joint", "共同清偿责任和保证责任", _joint(terms)),
        ("early", "提前清偿", _early(terms)),
        ("default", "提前到期和违约责任", _default(terms)),
        ("costs", "费用负担", _costs(terms)),
        ("preservation", "保全措施", [terms.preservation] if terms.preservation else []),
        *[(f"extra_{n}", "其他约定", [text]) for n, text in enumerate(terms.extra_clauses, start=1)],
        ("settled", "纠纷的了结", _settled(terms)),
        ("confidential", "保密", _confidential(terms)),
        ("confirmation", "司法确认", _confirmation(terms)),
        ("e_service", "电子送达", _e_service(terms)),
        ("statements", "各方声明", _statements()),
        ("effect", "生效和文本", _effect(terms)),
    ]
    kept = [(key, title, paragraphs) for key, title, paragraphs in drafted if paragraphs]
    numbers = {key: chinese_number(place) for place, (key, _, _) in enumerate(kept, start=1)}
    finished = []
    for key, title, paragraphs in kept:
        text = zh_paragraphs(paragraphs)
        for other, number in numbers.items():
            text = text.replace(f"<{other}>", f"第{number}条")
        finished.append(Clause(key, numbers[key], title, text))
    return finished


def _names(terms: AgreementTerms, parties: tuple[AgreementParty, ...]) -> str:
    return "、".join(f"{terms.label(party)}{party.name}" for party in parties)


def creditors(terms: AgreementTerms) -> str:
    """甲方."""
    return "、".join(terms.label(party) for party in terms.with_role("creditor"))


def debtors(terms: AgreementTerms) -> str:
    """乙方、丙方: those who owe the whole."""
    return "、".join(terms.label(party) for party in terms.with_role("debtor", "joint_debtor"))


def _payments(terms: AgreementTerms) -> str:
    present = [
        f"<{key}>" for key, there in (("down_payment", terms.down_payment), ("schedule", terms.schedule)) if there
    ]
    return "本协议" + "、".join(present)


def _facts(terms: AgreementTerms) -> list[str]:
    paragraphs = []
    contract = terms.contract
    if contract is not None:
        borrower = "、".join(terms.label(party) for party in terms.with_role("debtor"))
        number = f"（编号：{contract.number}）" if contract.number else ""
        penalty = f"，逾期罚息年利率{format_rate(contract.penalty_rate)}" if contract.penalty_rate is not None else ""
        paragraphs.append(
            f"{zh_date(contract.signed_on)}，{creditors(terms)}与{borrower}签订《{contract.name}》{number}，"
            f"约定借款年利率{format_rate(contract.annual_rate)}{penalty}。"
            f"{creditors(terms)}于{zh_date(contract.released_on)}发放借款{zh_sum(contract.principal)}，"
            f"借款于{zh_date(contract.matures_on)}到期。" + terms.facts
        )
    elif terms.facts:
        paragraphs.append(terms.facts)
    if terms.dispute:
        paragraphs.append(f"争议事项：{terms.dispute}")
    if terms.undisputed_facts:
        listed = "\n".join(f"{n}. {fact}" for n, fact in enumerate(terms.undisputed_facts, start=1))
        paragraphs.append(f"各方当事人共同确认下列无争议事实：\n{listed}")
    return paragraphs


def _confirmed(terms: AgreementTerms) -> list[str]:
    sums = terms.confirmed
    items = [f"借款本金{zh_yuan(sums.principal)}"]
    items += [
        f"{name}{zh_yuan(amount)}"
        for name, amount in (
            ("期内利息", sums.interest),
            ("逾期罚息", sums.penalty),
            ("复利", sums.compound),
            ("实现债权的费用", sums.costs),
        )
        if amount
    ]
    paragraphs = [
        (
            f"各方当事人确认：截至{zh_date(sums.as_of)}，{debtors(terms)}尚欠{creditors(terms)}{'、'.join(items)}，"
            f"合计{zh_sum(sums.total)}。"
        )
    ]
    if sums.method or sums.interest or sums.penalty or sums.compound:
        paragraphs.append(
            "上述款项的计算方法为："
            + (
                sums.method
                or f"日利率＝年利率÷{sums.day_base}，按实际天数计算，计息天数算头不算尾，每项计算结果四舍五入至分。"
            )
        )
    return paragraphs


def _waiver(terms: AgreementTerms) -> list[str]:
    waiver = terms.waiver
    if not waiver.total:
        return []
    items = [
        f"{name}{zh_yuan(amount)}" + ("（全部）" if amount == owed else "")
        for name, amount, owed in (
            ("借款本金", waiver.principal, terms.confirmed.principal),
            ("期内利息", waiver.interest, terms.confirmed.interest),
            ("逾期罚息", waiver.penalty, terms.confirmed.penalty),
            ("复利", waiver.compound, terms.confirmed.compound),
        )
        if amount
    ]
    return [
        f"{creditors(terms)}自愿免除{debtors(terms)}下列债务：{'、'.join(items)}，合计免除{zh_sum(waiver.total)}。",
        (
            f"免除后，{debtors(terms)}应向{creditors(terms)}支付的款项为{zh_sum(terms.kept_total)}，"
            "按本协议约定的期限和方式支付。"
        ),
        "前述免除自本协议生效时发生效力，不因此后的履行情况而恢复。",
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
            f"自{zh_date(terms.confirmed.as_of)}起至{zh_date(end)}止，{creditors(terms)}不另计收利息、罚息和复利，"
            f"但本协议对逾期付款另有约定的除外。"
        )
    ]


def _down_payment(terms: AgreementTerms) -> list[str]:
    first = terms.down_payment
    if first is None:
        return []
    items = [
        f"{name}{zh_yuan(amount)}"
        for name, amount in (
            ("实现债权的费用", first.costs),
            ("期内利息", first.interest),
            ("逾期罚息", first.penalty),
            ("复利", first.compound),
            ("借款本金", first.principal),
        )
        if amount
    ]
    return [
        (
            f"{debtors(terms)}应于{zh_date(first.due)}前（含当日）向{creditors(terms)}一次性支付{zh_sum(first.total)}，"
            f"其中{'、'.join(items)}。"
        ),
        *_no_interest_gap(terms),
    ]


def amount_runs(schedule: Schedule) -> list[tuple[int, int, str]]:
    """Consecutive lines of the same amount: (first number, last number, amount as text)."""
    runs: list[tuple[int, int, str]] = []
    for line in schedule.lines:
        text = str(line.amount)
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], line.number, text)
        else:
            runs.append((line.number, line.number, text))
    return runs


def is_monthly(schedule: Schedule) -> bool:
    """Whether the due days are the same day of successive months."""
    return [line.due for line in schedule.lines] == due_dates(schedule.lines[0].due, len(schedule.lines))


def _schedule(terms: AgreementTerms) -> list[str]:
    plan = terms.schedule
    if plan is None:
        return []
    first, last, count = plan.lines[0], plan.lines[-1], len(plan.lines)
    folded = plan.principal > terms.kept_principal - (terms.down_payment.principal if terms.down_payment else 0)
    what = "剩余款项" if folded else ("剩余借款本金" if terms.down_payment else "借款本金")
    paragraphs = [
        f"{what}{zh_sum(plan.principal)}，{_rate_words(plan)}，由{debtors(terms)}分{count}期向{creditors(terms)}支付。"
    ]
    runs = amount_runs(plan)
    amounts = ""
    if len(runs) <= _LONGEST_RUN_LIST:
        amounts = "，".join(
            f"第{a}期{text_of(amount)}" if a == b else f"第{a}期至第{b}期每期{text_of(amount)}" for a, b, amount in runs
        )
        amounts = f"各期应付金额为：{amounts}。"
    if count == 1:
        days = f"还款日为{zh_date(first.due)}。"
    elif is_monthly(plan):
        clipped = "（当月无该日的，为当月最后一日）" if first.due.day > 28 else ""  # noqa: PLR2004
        days = f"第1期还款日为{zh_date(first.due)}，此后每月{first.due.day}日{clipped}为还款日，末期还款日为{zh_date(last.due)}。"
    else:
        days = f"首期还款日为{zh_date(first.due)}，末期还款日为{zh_date(last.due)}，各期还款日见附表。"
    paragraphs.append(days + amounts)
    paragraphs.append(
        f"各期应付款合计{zh_sum(plan.total)}，其中利息{zh_yuan(plan.total_interest)}。各期还款日、应付金额、本金、利息和剩余本金"
        "以附表《还款计划表》为准，附表是本协议的组成部分。"
    )
    paragraphs.append("各期款项以到达收款账户之日为付款日；还款日为法定休假日的，还款日不变。")
    if terms.down_payment is None:
        paragraphs += _no_interest_gap(terms)
    return paragraphs


def text_of(amount: str) -> str:
    """'10691.10' → 10,691.10元."""
    return zh_yuan(Decimal(amount))


def _rate_words(plan: Schedule) -> str:
    if plan.annual_rate == 0:
        return "不计利息"
    since = f"自{zh_date(plan.interest_from)}起" if plan.interest_from else ""
    rate = f"{since}按年利率{format_rate(plan.annual_rate)}计息"
    if plan.method == "equal_instalments":
        return f"{rate}（月利率＝年利率÷12），按等额本息方式"
    if plan.method == "equal_principal":
        return f"{rate}（月利率＝年利率÷12），按等额本金方式"
    return f"{rate}（日利率＝年利率÷{plan.day_base}，按实际天数计算）"


def _account(terms: AgreementTerms) -> list[str]:
    account = terms.account
    if account is None:
        return []
    return [
        f"{creditors(terms)}指定的收款账户为：户名{account.holder}，开户银行{account.bank}，账号{account.number}。",
        f"{creditors(terms)}变更收款账户的，应当书面通知{debtors(terms)}；未通知的，向原账户付款视为履行。",
    ]


def _joint(terms: AgreementTerms) -> list[str]:
    paragraphs = []
    joint = terms.with_role("joint_debtor")
    if joint:
        who = "、".join(terms.label(party) + (f"（{party.relation}）" if party.relation else "") for party in joint)
        main = "、".join(terms.label(party) for party in terms.with_role("debtor"))
        paragraphs.append(
            f"{who}与{main}为共同债务人，对本协议项下的全部付款义务承担连带清偿责任；{creditors(terms)}可以请求其中任何一方"
            "或者各方履行部分或者全部债务。"
        )
    for party in terms.with_role("guarantor"):
        relation = f"（{party.relation}）" if party.relation else ""
        kind = "连带责任保证" if party.guarantee_kind == "joint" else "一般保证"
        paragraphs.append(
            f"{terms.label(party)}{relation}知悉并同意本协议全部内容，对{debtors(terms)}在本协议项下的全部付款义务承担{kind}责任，"
            f"保证期间自本协议约定的最后一期款项付款期限届满之日起六个月；债务提前到期的，自提前到期之日起计算。"
        )
    return paragraphs


def _early(terms: AgreementTerms) -> list[str]:
    if not terms.early_payment or terms.schedule is None:
        return []
    return [
        (
            f"{debtors(terms)}可以提前清偿部分或者全部剩余款项。提前清偿全部款项的，利息按照实际借款的期间计算，"
            f"{creditors(terms)}不收取违约金或者其他费用。"
        )
    ]


def _default(terms: AgreementTerms) -> list[str]:
    if terms.acceleration_days is None:
        return []
    days = terms.acceleration_days
    base = terms.schedule.day_base if terms.schedule else terms.confirmed.day_base
    paragraphs = [
        (
            f"{debtors(terms)}未按{_payments(terms)}约定的日期和金额足额支付任何一期款项，逾期超过{days}日"
            f"（自应付款日的次日起按自然日计算，不因法定休假日顺延）的，本协议项下全部未付款项自逾期第{days + 1}日起提前到期，"
            f"{creditors(terms)}有权要求{debtors(terms)}一次性清偿。"
        )
    ]
    if terms.default_rate is not None:
        paragraphs.append(
            f"款项提前到期的，{debtors(terms)}除应支付全部未还本金和截至该期应付款日应付未付的利息、罚息等款项外，还应自该期应付款日起"
            f"（含当日）至实际清偿之日止（不含当日），以未还本金为基数，按年利率{format_rate(terms.default_rate)}"
            f"（日利率＝年利率÷{base}）向{creditors(terms)}支付逾期罚息；不再另计复利。"
        )
    paragraphs.append(f"逾期未超过{days}日且已足额补付的，不视为违约，不加收罚息。")
    paragraphs.append("支付的款项不足以清偿当时已到期的全部债务的，按照实现债权的有关费用、利息、本金的顺序抵充。")
    return paragraphs


def _costs(terms: AgreementTerms) -> list[str]:
    free = "本次调解不收取费用。" if terms.mediation_free else ""
    words = {
        "none": "各方当事人就本纠纷互不承担其他费用。",
        "debtor": f"因本纠纷已经发生的费用由{debtors(terms)}负担。",
        "creditor": f"因本纠纷已经发生的费用由{creditors(terms)}负担。",
        "each": "因本纠纷各自支出的费用由各方当事人自行负担。",
    }
    return [free + words[terms.costs]]


def _settled(terms: AgreementTerms) -> list[str]:
    if not terms.other_claims_settled:
        return []
    return ["本协议约定的款项全部付清后，各方当事人就本纠纷所涉借款的债权债务即告了结，互不再主张其他权利。"]


def _confidential(terms: AgreementTerms) -> list[str]:
    if not terms.confidential:
        return []
    return [
        (
            "各方当事人、代理人以及参与调解的人员对调解过程、本协议内容和调解中知悉的商业秘密、个人隐私负有保密义务，"
            "但履行本协议、申请司法确认、申请执行或者法律另有规定的除外。"
        )
    ]


def _confirmation(terms: AgreementTerms) -> list[str]:
    if not terms.confirmation:
        return []
    court = terms.confirmation_court or "有管辖权的人民法院"
    return [
        f"各方当事人同意自本协议生效之日起三十日内，共同向{court}申请司法确认。",
        f"人民法院裁定本协议有效后，{debtors(terms)}拒绝履行或者未全部履行的，{creditors(terms)}可以依法向人民法院申请执行。",
    ]


def _e_service(terms: AgreementTerms) -> list[str]:
    if not terms.e_service:
        return []
    return [
        (
            "各方当事人同意以《送达地址确认书》载明的手机号码、电子邮箱或者平台账号接收与本纠纷有关的调解、司法确认和执行文书；"
            "地址变更未及时书面告知的，向原地址送达的法律后果由其自行承担。"
        )
    ]


def _statements() -> list[str]:
    return [
        "各方当事人已经知悉调解的性质、各自的权利义务以及本协议的法律后果，签署本协议系真实意思表示，不存在欺诈、胁迫。",
        (
            "各方当事人承诺本纠纷及所提交的材料真实，不存在恶意串通、虚构法律关系、捏造事实等虚假调解情形，"
            "不损害国家利益、社会公共利益或者他人合法权益；违反承诺的，依法承担法律责任。"
        ),
    ]


def _effect(terms: AgreementTerms) -> list[str]:
    return [
        "本协议以数据电文形式订立，由各方当事人和调解员电子签名，并加盖调解组织电子印章；自各方当事人均完成电子签名之时起发生法律效力。",
        f"电子签名与手写签名、盖章具有同等法律效力。本协议各方当事人各执一份，{terms.organisation}留存一份，内容一致。",
    ]
