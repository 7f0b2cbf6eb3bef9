"""The whole document: head, parties, course, claims, defence, findings, reasoning, order, closing, date."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from bench._judgments import telling
from bench._judgments.docket import Docket
from bench._judgments.invented import Person
from bench._judgments.matters import CAUSES, Matter
from bench._judgments.pen import Part, Pen, Secret, cleaned, zh, zh_numerals
from bench._judgments.words import RANKS
from sharedcourt.law.fees import court_fee, half_fee

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judgment:
    """A document and all that is known of it. `fields` are those of the advanced search, `facets` the eight, `elements` of the matter."""

    number: str
    title: str
    text: str
    parts: tuple[Part, ...]
    secrets: tuple[Secret, ...]
    people: tuple[Person, ...]
    fields: dict[str, Any]
    facets: dict[str, Any]
    elements: dict[str, Any]
    articles: tuple[tuple[str, str], ...]
    cites: tuple[str, ...]
    matter: Matter

    def part(self, name: str) -> str:
        """The text of a part; empty when there is none of that name."""
        return "".join(self.text[part.start : part.end] for part in self.parts if part.name == name)


def _party(pen: Pen, d: Docket, person: Person, role: str) -> list[Line]:
    lines: list[str] = []
    place = "".join(person.place[:3])
    if person.is_firm:
        head = d.heads[person.key]
        lines.append(f"{role}：{person.name}，住所地{place}{person.below}，统一社会信用代码{person.resident}。")
        lines.append(
            f"法定代表人：{pen.named(head)}，{pen.rng.choice(('总经理', '董事长', '执行董事'))}。"
            if pen.rng.random() < 0.8
            else f"负责人：{pen.named(head)}。"
        )
    else:
        sex = "男" if person.male else "女"
        extra = f"，联系电话{pen.secret('phone', person.phone, person.key)}" if pen.rng.random() < 0.35 else ""
        lives = (
            f"住{place}{pen.secret('address', person.below, person.key)}"
            if pen.rng.random() < 0.8
            else f"户籍地{place}{pen.secret('address', person.below, person.key)}，经常居住地{place}"
        )
        lines.append(
            f"{role}：{pen.named(person)}，{sex}，{telling.birth(pen, person)}出生，汉族，{lives}，"
            f"公民身份号码{pen.secret('id', person.resident, person.key)}{extra}。"
        )
    agent = d.agents.get(person.key)
    if agent:
        lines.append(
            f"委托诉讼代理人：{agent.name}，{agent.firm}律师{f'（执业证号{agent.licence}）' if pen.rng.random() < 0.2 else ''}。"
            if agent.firm
            else f"委托诉讼代理人：{agent.name}，系该公司员工。"
        )
    return [("parties", line) for line in lines]


def _laws(d: Docket) -> tuple[tuple[str, str], ...]:
    m = d.matter
    articles = [("中华人民共和国民法典", article) for article in CAUSES[m.cause][3]]
    if m.guarantee != "none":
        articles.append(("中华人民共和国民法典", "第六百八十八条" if m.guarantee == "joint" else "第六百八十七条"))
    if m.spouse in ("signed", "household"):
        articles.append(("中华人民共和国民法典", "第一千零六十四条"))
    if m.security == "mortgage":
        articles.append(("中华人民共和国民法典", "第三百九十四条"))
    if m.family == "lending":
        articles.append(("最高人民法院关于审理民间借贷案件适用法律若干问题的规定", "第二十五条"))
    if m.absent:
        # The numbering before and from 2022 (CPL21); the older text is cited with its older number.
        articles.append(
            ("中华人民共和国民事诉讼法", "第一百四十四条" if m.decided < date(2022, 1, 1) else "第一百四十七条")
        )
    return tuple(dict.fromkeys(articles))


def _cited(articles: tuple[tuple[str, str], ...]) -> str:
    by_law: dict[str, list[str]] = {}
    for law, article in articles:
        by_law.setdefault(law, []).append(article)
    return "，".join(f"《{law}》{'、'.join(found)}" for law, found in by_law.items())


_ANSWERS = {
    "none": "被告对欠款事实予以自认，原告无需另行举证",
    "rate_too_high": "关于利息、罚息及费用的总和，本院对超过年利率24%的部分不予支持",
    "limitation": "原告在诉讼时效期间内多次催收，诉讼时效中断，被告的时效抗辩不能成立",
    "already_repaid": "被告主张的还款已由原告在还款明细中予以扣减，其抗辩缺乏证据证明",
    "not_signed": "被告虽否认签名的真实性，但未在指定期限内预交鉴定费用，应承担举证不能的后果",
    "period_expired": "债权人未在保证期间内请求保证人承担保证责任的，保证人不再承担保证责任",
    "not_flagged": "原告未举证证明已就格式条款履行提示说明义务，相关费用不予支持",
    "hardship": "经济困难并非免除清偿责任的法定事由",
    "not_household": "债权人不能证明债务用于夫妻共同生活、共同生产经营或者基于夫妻双方共同意思表示",
}


def _reasoning(pen: Pen, d: Docket, articles: tuple[tuple[str, str], ...]) -> list[Line]:
    m, debtor = d.matter, pen.named(d.debtor)
    lines = [
        f"本院认为，{pen.rng.choice(('原、被告之间的合同关系系双方真实意思表示，内容不违反法律、行政法规的强制性规定，应属有效', '依法成立的合同受法律保护，当事人应当按照约定全面履行自己的义务'))}。"
        f"被告{debtor}未按约履行，已构成违约，应承担相应的民事责任。"
        if m.family not in ("divorce", "accident")
        else f"本院认为，{'婚姻关系应以感情为基础' if m.family == 'divorce' else '侵害他人人身、财产权益的，应当承担侵权责任'}，被告{debtor}的行为应依法予以评价。"
    ]
    if not m.absent:
        lines.append(f"{_ANSWERS[m.defence]}。")
    if m.guarantee != "none" and d.guarantor:
        who = pen.named(d.guarantor)
        lines.append(
            f"被告{who}为债务提供{'连带责任保证，应承担连带清偿责任' if m.guarantee == 'joint' else '一般保证，在主债务人财产依法强制执行仍不能履行时承担责任'}，其承担保证责任后有权向被告{pen.named(d.debtor)}追偿。"
        )
    if m.spouse != "none" and d.spouse:
        lines.append(
            f"案涉债务{'系' if m.spouse != 'denied' else '不能认定为'}{pen.named(d.debtor)}与{pen.named(d.spouse)}的夫妻共同债务。"
        )
    if m.absent:
        lines.append("被告经本院合法传唤，无正当理由拒不到庭参加诉讼，视为放弃抗辩的权利。")
    verdict = {
        "granted": "原告的诉讼请求，合法有据，本院予以支持",
        "partly": "原告诉讼请求中的合理部分，本院予以支持",
        "rejected": "原告的诉讼请求证据不足，本院不予支持",
    }[m.result]
    lines.append(f"综上，{verdict}。依照{_cited(articles)}的规定，判决如下：")
    return [("reasoning", line) for line in lines]


def _order(pen: Pen, d: Docket) -> list[Line]:
    m = d.matter
    plaintiff, debtor = pen.named(d.plaintiff), pen.named(d.debtor)
    if m.result == "rejected":
        return [("order", f"驳回原告{plaintiff}的诉讼请求。")]
    left = m.principal - m.paid
    if m.result == "partly":
        left = left * 8 // 10
    lines = [
        f"被告{debtor}于本判决生效之日起十日内支付原告{plaintiff}{pen.yuan(left)}"
        + (
            f"，并支付自{zh(m.defaulted)}起按年利率{telling.rate(min(m.rate, 1540))}计算至实际履行之日止的利息。"
            if m.family in ("loan", "lending")
            else "。"
        )
    ]
    if m.family == "divorce":
        lines = [f"准予原告{plaintiff}与被告{debtor}离婚。"] + (
            [f"婚生子女{pen.named(d.child)}由原告{plaintiff}抚养，被告{debtor}每月支付抚养费1500元。"]
            if d.child
            else []
        )
    if m.guarantee != "none" and d.guarantor and m.defence != "period_expired":
        lines.append(
            f"被告{pen.named(d.guarantor)}对上述第一项债务承担{'连带清偿责任' if m.guarantee == 'joint' else '补充清偿责任'}，其承担责任后有权向被告{debtor}追偿。"
        )
    if m.spouse in ("signed", "household") and d.spouse:
        lines.append(f"被告{pen.named(d.spouse)}对上述第一项债务承担共同还款责任。")
    if m.security == "mortgage":
        place = d.debtor.place
        lines.append(
            f"若被告{debtor}未履行上述第一项付款义务，原告{plaintiff}有权就被告{debtor}所有的坐落于{place[1]}{place[2]}{pen.secret('address', d.estate, d.debtor.key)}的房产（{pen.secret('certificate', d.certificate, d.debtor.key)}）折价或者拍卖、变卖所得价款优先受偿。"
        )
    elif m.security == "vehicle":
        lines.append(
            f"原告{plaintiff}对被告{debtor}名下的{pen.secret('plate', d.plate, d.debtor.key)}号车辆拍卖、变卖所得价款优先受偿。"
        )
    if m.result == "partly":
        lines.append(f"驳回原告{plaintiff}的其他诉讼请求。")
    if len(lines) > 1:
        lines = [f"{'一二三四五六七八'[place]}、{line}" for place, line in enumerate(lines)]
    return [("order", line) for line in lines]


def _signed(d: Docket, judges: tuple[str, ...], day: date) -> list[Line]:
    titles = (
        ("审判员",) if len(judges) == 1 else ("审判长", "审判员", "人民陪审员" if len(judges[2]) == 2 else "审判员")
    )
    lines = [f"{title}　　{name}" for title, name in zip(titles, judges, strict=True)]
    return [("signatures", line) for line in [*lines, zh_numerals(day), f"书记员　　{d.clerk}"]]


def _fee(d: Docket) -> str:
    amount = Decimal(d.matter.principal - d.matter.paid) / 100
    return f"{half_fee(amount) if len(d.judges) == 1 else court_fee(amount)}"


def first(rng: Random, d: Docket, noise: bool, rank: str) -> Judgment:
    """The judgment of first instance."""
    m, pen = d.matter, Pen(rng, noise)
    court = f"{d.place[0]}{d.place[1]}{d.place[2]}人民法院"
    number = f"（{d.sued.year}）{d.place[3]}民初{d.serial}号"
    accepted = d.sued + timedelta(days=rng.randrange(1, 12))
    articles = _laws(d)
    lines: list[Line] = [
        ("head", court),
        ("head", "民 事 判 决 书" if rng.random() < 0.3 else "民事判决书"),
        ("head", number),
    ]
    lines += _party(pen, d, d.plaintiff, "原告")
    for person in d.defendants:
        lines += _party(pen, d, person, "被告")
    procedure = "简易程序" if len(d.judges) == 1 else "普通程序"
    heads = "、".join(pen.named(person) for person in d.defendants)
    came = f"被告{heads}经本院传票传唤，无正当理由拒不到庭参加诉讼" if m.absent else "原、被告均到庭参加诉讼"
    lines.append((
        "course",
        f"原告{pen.named(d.plaintiff)}与被告{heads}{m.cause}一案，本院于{zh(accepted)}立案后，依法适用{procedure}，{'不' if m.family == 'divorce' else ''}公开开庭进行了审理。{came}。本案现已审理终结。",
    ))  # fmt: skip
    lines += [("claims", line) for line in telling.claims(pen, d)]
    lines += [("defence", line) for line in telling.defence(pen, d)]
    lines += [("findings", line) for line in telling.findings(pen, d)]
    lines += _reasoning(pen, d, articles)
    lines += _order(pen, d)
    lines += [
        ("closing", "如果未按本判决指定的期间履行给付金钱义务，应当依照《中华人民共和国民事诉讼法》的有关规定，加倍支付迟延履行期间的债务利息。"),
        ("closing", f"案件受理费{_fee(d)}元，由{'原告' if m.result == 'rejected' else '被告'}负担。"),
        ("closing", f"如不服本判决，可以在判决书送达之日起十五日内，向本院递交上诉状，并按照对方当事人的人数提出副本，上诉于{d.place[0]}{d.place[1]}中级人民法院。"),
    ]  # fmt: skip
    lines += _signed(d, d.judges, m.decided)
    return _made(lines, d, court=court, number=number, level="基层法院", procedure="民事一审", judges=d.judges, day=m.decided,
                 articles=articles, cites=(), rank=rank, title=_title(d, "民事一审民事判决书"))  # fmt: skip


def second(rng: Random, d: Docket, noise: bool, below: Judgment) -> Judgment:
    """The judgment on the debtor's appeal."""
    m, pen = d.matter, Pen(rng, noise)
    day = m.decided + timedelta(days=rng.randrange(60, 150))
    court = f"{d.place[0]}{d.place[1]}中级人民法院"
    number = f"（{day.year}）{d.place[3][:3]}民终{d.serial % 4000 + 1}号"
    upheld = m.appeal == "upheld"
    articles = (("中华人民共和国民事诉讼法", "第一百七十条" if day < date(2022, 1, 1) else "第一百七十七条"),)
    debtor, plaintiff = pen.named(d.debtor), pen.named(d.plaintiff)
    lines: list[Line] = [("head", court), ("head", "民事判决书"), ("head", number)]
    lines += _party(pen, d, d.debtor, "上诉人（原审被告）")
    lines += _party(pen, d, d.plaintiff, "被上诉人（原审原告）")
    for person in d.defendants[1:]:
        lines += _party(pen, d, person, "原审被告")
    lines += [
        ("course", f"上诉人{debtor}因与被上诉人{plaintiff}{m.cause}一案，不服{below.fields['court']}{below.number}民事判决，向本院提起上诉。本院立案后，依法组成合议庭进行了审理。本案现已审理终结。"),
        ("claims", f"{debtor}上诉请求：撤销一审判决，改判驳回{plaintiff}的诉讼请求。事实和理由：{telling.DEFENCE_WORDS[m.defence]}。"),
        ("defence", f"{plaintiff}辩称，一审判决认定事实清楚，适用法律正确，请求驳回上诉，维持原判。"),
        ("claims", f"{plaintiff}向一审法院起诉请求：{debtor}支付款项{pen.yuan(m.principal - m.paid)}及相应利息、费用。"),
        ("findings", f"一审法院认定事实：{telling.story(pen, d)}"),
        ("findings", "本院二审期间，当事人没有提交新证据。"),
        *[("findings", line) for line in telling.contacts(pen, d)],
        ("findings", f"本院经审理查明，一审判决认定的事实有相应的证据予以证明，本院予以确认。{pen.given(d.debtor)}在二审询问中对欠款数额仍有异议。"),
        ("reasoning", f"本院认为，{_ANSWERS[m.defence]}。上诉人{debtor}的上诉请求{'不能成立，应予驳回；一审判决认定事实清楚，适用法律正确，应予维持' if upheld else '部分成立，本院予以支持'}。依照{_cited(articles)}第一款规定，判决如下："),
    ]  # fmt: skip
    lines += (
        [("order", "驳回上诉，维持原判。")]
        if upheld
        else [
            ("order", f"一、撤销{below.fields['court']}{below.number}民事判决；"),
            (
                "order",
                f"二、{debtor}于本判决生效之日起十日内支付{plaintiff}{pen.yuan((m.principal - m.paid) * 7 // 10)}；",
            ),
            ("order", f"三、驳回{plaintiff}的其他诉讼请求。"),
        ]
    )
    lines += [
        ("closing", f"二审案件受理费{court_fee(Decimal(m.principal - m.paid) / 100)}元，由上诉人{debtor}负担。"),
        ("closing", "本判决为终审判决。"),
    ]
    lines += _signed(d, d.upper_judges, day)
    return _made(lines, d, court=court, number=number, level="中级法院", procedure="民事二审", judges=d.upper_judges, day=day, articles=articles,
                 cites=(below.number,), rank="普通案例", title=_title(d, "民事二审民事判决书"))  # fmt: skip


def _title(d: Docket, kind: str) -> str:
    return f"{d.plaintiff.name}与{'、'.join(person.name for person in d.defendants)}{d.matter.cause}{kind}"


def _made(lines: list[Line], d: Docket, *, court: str, number: str, level: str, procedure: str, judges: tuple[str, ...], day: date,
          articles: tuple[tuple[str, str], ...], cites: tuple[str, ...], rank: str, title: str) -> Judgment:  # fmt: skip
    text, parts, secrets = cleaned(lines)
    m = d.matter
    names = tuple(person.name for person in (d.plaintiff, *d.defendants))
    fields = {
        "cause": m.cause, "title": title, "number": number, "court": court, "level": level, "case_kind": "民事案件", "procedure": procedure,
        "document_kind": "判决书", "decided": day, "rank": rank, "publicity": "信息公开" if m.family == "divorce" else "文书公开",
        "judges": judges, "clerk": d.clerk, "parties": names, "firms": tuple(dict.fromkeys(agent.firm for agent in d.agents.values() if agent.firm)),
        "agents": tuple(agent.name for agent in d.agents.values()), "articles": tuple(f"《{law}》{article}" for law, article in articles),
    }  # fmt: skip
    facets = {
        "keywords": CAUSES[m.cause][2], "cause": m.cause, "level": level, "region": (d.place[0], d.place[1], d.place[2]), "court": court,
        "year": day.year, "procedure": procedure, "document_kind": "判决书", "rank": rank,
    }  # fmt: skip
    elements = {
        "principal": Decimal(m.principal) / 100, "paid": Decimal(m.paid) / 100, "rate": Decimal(m.rate) / 10000, "uplift": m.uplift,
        "method": m.method, "released": m.released, "due": m.due, "defaulted": m.defaulted, **m.key, "result": m.result,
    }  # fmt: skip
    return Judgment(number, title, text, parts, secrets, tuple(d.people), fields, facets, elements, articles, cites, m)


def rank_of(rng: Random) -> str:
    """Mostly 普通案例."""
    return rng.choice(RANKS) if rng.random() < 0.05 else "普通案例"
