"""What the parties say and the court finds, cause by cause."""

from datetime import timedelta

from bench._judgments import invented, words
from bench._judgments.docket import Docket
from bench._judgments.pen import Pen, zh


def _interest(d: Docket) -> tuple[int, int]:
    """Interest and penalty interest up to the day of the claim, in fen."""
    left = d.matter.principal - d.matter.paid
    days = max(1, (d.sued - d.matter.defaulted).days)
    return left * d.matter.rate * 92 // 3_600_000, left * d.matter.rate * (100 + d.matter.uplift) * days // 360_000_000


def rate(points: int) -> str:
    """6.5 % of 650 basis points."""
    return f"{points // 100}.{points % 100:02d}%"


def claims(pen: Pen, d: Docket) -> list[str]:
    """The claims, and the facts the plaintiff tells for them."""
    m, left = d.matter, d.matter.principal - d.matter.paid
    interest, penalty = _interest(d)
    debtor = pen.named(d.debtor)
    day = zh(d.sued)
    asked = {
        "loan": f"判令被告{debtor}归还借款本金{pen.yuan(left)}，并支付截至{day}的利息{pen.yuan(interest)}、罚息{pen.yuan(penalty)}，此后按年利率{rate(m.rate * (100 + m.uplift) // 100)}计算至款项付清之日止",
        "lending": f"判令被告{debtor}归还借款本金{pen.yuan(left)}及利息（自{zh(m.defaulted)}起按年利率{rate(m.rate)}计算至实际履行之日止）",
        "card": f"判令被告{debtor}偿还信用卡透支本金{pen.yuan(left)}、利息{pen.yuan(interest)}、违约金{pen.yuan(penalty // 4 + 1)}，并支付自{day}起按日万分之五计算的利息",
        "insurance": f"判令被告{debtor}支付原告代偿的理赔款{pen.yuan(left)}、未付保费{pen.yuan(interest)}，并按一年期贷款市场报价利率支付资金占用损失",
        "lease": f"判令被告{debtor}支付全部未付租金{pen.yuan(left)}及逾期付款违约金{pen.yuan(penalty)}；确认付清前租赁物归原告所有",
        "guarantee": f"判令被告{debtor}向原告支付代偿款{pen.yuan(left)}及自代偿之日起的利息",
        "sale": f"判令被告{debtor}支付货款{pen.yuan(left)}，并赔偿逾期付款利息损失{pen.yuan(interest)}",
        "labour": f"判令被告{debtor}支付劳务报酬{pen.yuan(left)}",
        "estate": f"判令被告{debtor}支付物业服务费{pen.yuan(left)}及违约金{pen.yuan(interest)}",
        "accident": f"判令被告赔偿医疗费、误工费、护理费、残疾赔偿金等共计{pen.yuan(left)}",
        "divorce": f"判令准许原告{pen.named(d.plaintiff)}与被告{debtor}离婚；婚生子女由原告抚养，被告每月支付抚养费；依法分割夫妻共同财产",
    }[m.family]
    lines = [asked]
    if m.guarantee != "none" and d.guarantor:
        lines.append(
            f"判令被告{pen.named(d.guarantor)}对上述债务承担{'连带清偿责任' if m.guarantee == 'joint' else '一般保证责任'}"
        )
    if m.spouse != "none" and d.spouse:
        lines.append(f"判令被告{pen.named(d.spouse)}对上述债务承担共同还款责任")
    if m.security == "mortgage":
        lines.append(f"判令原告对坐落于{_estate(pen, d)}的房地产折价或者拍卖、变卖所得价款优先受偿")
    elif m.security == "vehicle":
        lines.append(f"判令原告对车牌号为{pen.secret('plate', d.plate, d.debtor.key)}的车辆享有优先受偿权")
    if m.lawyer_fee:
        lines.append(f"判令被告承担原告为实现债权支出的律师代理费{pen.yuan(m.lawyer_fee)}")
    lines.append("本案诉讼费用由被告承担")
    numbered = "；".join(f"{place}.{line}" for place, line in enumerate(lines, start=1))
    told = f"事实和理由：{story(pen, d)}{words.WHY_NOT_PAID[m.why]}，经原告多次催讨未果，故诉至法院。"
    return [f"原告{pen.named(d.plaintiff)}向本院提出诉讼请求：{numbered}。{told}"]


def _estate(pen: Pen, d: Docket) -> str:
    place = d.debtor.place
    return f"{place[0]}{place[1]}{place[2]}{pen.secret('address', d.estate, d.debtor.key)}（{'权证号：' if pen.rng.random() < 0.5 else '产权证号为'}{pen.secret('certificate', d.certificate, d.debtor.key)}）"


def story(pen: Pen, d: Docket) -> str:
    m, debtor = d.matter, pen.named(d.debtor)
    released, rng = zh(m.released), pen.rng
    purpose = words.PURPOSES[m.purpose]
    match m.family:
        case "loan":
            return rng.choice((
                f"{released}，原告与被告{debtor}签订《借款合同》（编号：{d.contract}），约定被告{debtor}向原告借款{pen.yuan(m.principal)}，用于{purpose}，借款期限{m.months}个月，年利率{rate(m.rate)}，还款方式为{m.method}，逾期还款的按合同利率上浮{m.uplift}%计收罚息。原告依约发放了贷款。",
                f"被告{debtor}因{purpose}需要资金，于{released}向原告申请贷款{pen.yuan(m.principal)}，双方签订编号为{d.contract}的个人借款合同，期限自{released}至{zh(m.due)}，利率为年{rate(m.rate)}，按{m.method}方式归还，逾期罚息利率在借款利率基础上加收{m.uplift}%。同日，原告将款项转入被告{debtor}指定账户。",
            ))  # fmt: skip
        case "lending":
            return rng.choice((
                f"被告{debtor}因{purpose}，于{released}向原告借款{pen.yuan(m.principal)}，出具借条一份，载明月利息{m.rate / 1200:.2f}分，借期{m.months}个月。",
                f"原、被告系朋友关系。{released}，被告{debtor}以{purpose}为由提出借款，原告通过银行转账交付{pen.yuan(m.principal)}，双方口头约定年利率{rate(m.rate)}。",
            ))  # fmt: skip
        case "card":
            return f"{released}，被告{debtor}向原告申领信用卡一张，卡号{pen.secret('card', d.card, d.debtor.key)}，领用合约约定透支利息按日计收、逾期未还最低还款额的支付违约金。被告领卡后用于{purpose}透支消费，自{zh(m.defaulted)}起未足额还款。"
        case "insurance":
            return f"{released}，被告{debtor}因{purpose}向银行借款{pen.yuan(m.principal)}，并向原告投保个人借款保证保险，约定逾期八十日以上由原告理赔，理赔后原告有权向被告追偿，未付保费应一并支付。原告已于{zh(m.defaulted + timedelta(days=90))}向银行支付理赔款。"
        case "lease":
            return f"{released}，原告与被告{debtor}签订《融资租赁合同》（编号：{d.contract}），原告根据被告的选择购买车辆（车架号{pen.secret('vehicle', d.vehicle, d.debtor.key)}，车牌{pen.secret('plate', d.plate, d.debtor.key)}）出租给被告使用，租金总额{pen.yuan(m.principal)}，分{m.months}期支付。"
        case "guarantee":
            return f"{released}，债务人因{purpose}向银行借款{pen.yuan(m.principal)}，由原告提供连带责任保证，被告{debtor}向原告提供反担保。债务人逾期后，原告代为清偿。"
        case "sale":
            return f"原告与被告{debtor}素有业务往来，自{released}起被告陆续向原告采购货物，货款总计{pen.yuan(m.principal)}，已付{pen.yuan(m.paid)}，余款经对账确认后一直未付。"
        case "labour":
            return f"{released}起，原告受被告{debtor}雇佣在工地从事木工，双方于{zh(m.defaulted)}结算，被告出具欠条确认尚欠劳务报酬。"
        case "estate":
            return f"原告系小区的物业服务人，被告{debtor}系小区{pen.secret('address', d.estate, d.debtor.key)}的业主，自{released}起未交纳物业服务费。"
        case "accident":
            return f"{released}，被告{debtor}驾驶号牌为{pen.secret('plate', d.plate, d.debtor.key)}的小型轿车与原告骑行的电动自行车发生碰撞，致原告受伤、车辆受损，交警部门认定被告负事故主要责任。"
        case _:
            child = (
                f"婚生一{'子' if d.child and d.child.male else '女'}{pen.named(d.child)}（{birth(pen, d.child)}出生）。"
                if d.child
                else ""
            )
            return f"原、被告于{released}登记结婚（结婚证字号{pen.secret('certificate', d.certificate, d.plaintiff.key)}），{child}婚后因性格不合经常争吵，自{zh(m.defaulted)}起分居至今。"


def birth(pen: Pen, person: invented.Person) -> str:
    """A day of birth: a secret of minors, kept of others."""
    day = f"{person.born[0]}年{person.born[1]}月{person.born[2]}日"
    return pen.secret("birth", day, person.key) if person.hidden == "minor" else day


DEFENCE_WORDS = {
    "none": "对原告主张的事实无异议，对尚欠款项予以认可",
    "rate_too_high": "原告主张的利息、罚息、违约金及律师费总和过高，已超出法律保护的上限，请求依法调减",
    "limitation": "原告的主张已超过诉讼时效期间，期间原告从未催收，应驳回其诉讼请求",
    "already_repaid": "款项已陆续归还，原告未将部分还款计入，应以银行流水为准进行扣减",
    "not_signed": "合同上的签名并非本人所签，申请笔迹鉴定，不应承担责任",
    "period_expired": "原告未在保证期间内主张权利，保证责任已经免除",
    "not_flagged": "格式条款未以显著方式提示说明，相关费用条款不应成为合同内容",
    "hardship": "确有还款意愿，但目前经济困难，希望减免罚息并分期归还",
    "not_household": "款项并未用于家庭日常生活，配偶不知情，不属于夫妻共同债务",
}


def defence(pen: Pen, d: Docket) -> list[str]:
    """What the defendants answer, or that they said nothing."""
    m = d.matter
    if m.absent:
        return [f"被告{'、'.join(pen.named(person) for person in d.defendants)}未作答辩，也未提交证据。"]
    lines = [
        f"被告{pen.named(d.debtor)}辩称，{DEFENCE_WORDS[m.defence]}。{words.WHY_NOT_PAID[(m.why + 5) % 12]}，并非恶意拖欠。"
    ]
    if len(d.defendants) > 1:
        lines.append(
            f"被告{'、'.join(pen.named(person) for person in d.defendants[1:])}同意{pen.given(d.debtor) if pen.rng.random() < 0.3 else '上述'}的答辩意见。"
        )
    return lines


def findings(pen: Pen, d: Docket) -> list[str]:
    """Evidence and what the court found."""
    m, rng, debtor = d.matter, pen.rng, d.debtor
    left = m.principal - m.paid
    evidence = {
        "loan": "借款合同、借款借据、放款凭证、还款明细", "lending": "借条、银行转账凭证、微信聊天记录", "card": "信用卡申请表、领用合约、账户交易明细",
        "insurance": "保险单、理赔计算书、权益转让确认书", "lease": "融资租赁合同、租赁物接收确认书、租金支付表", "guarantee": "委托保证合同、反担保合同、代偿证明",
        "sale": "送货单、对账单、增值税专用发票", "labour": "欠条、工资表、通话录音", "estate": "物业服务合同、收费标准备案表、催费通知",
        "accident": "道路交通事故认定书、病历、司法鉴定意见书", "divorce": "结婚证、户口簿、报警记录",
    }[m.family]  # fmt: skip
    lines = [
        rng.choice((
            f"本院经审理认定事实如下：当事人围绕诉讼请求依法提交了{evidence}等证据，本院组织当事人进行了质证。对当事人无异议的证据，本院予以确认并在卷佐证。",
            f"原告为证明其主张，向本院提交了{evidence}。经审查，上述证据来源合法，内容真实，与本案具有关联性，本院予以认定。",
        )),
        f"经审理查明：{story(pen, d)}{zh(m.defaulted)}起，被告{pen.named(debtor)}未按约履行，截至{zh(d.sued)}尚欠{pen.yuan(left)}。",
    ]  # fmt: skip
    if m.family in ("loan", "lending", "insurance"):
        lines.append(
            f"另查明，原告于{zh(m.released)}将款项汇入被告{pen.named(debtor)}（公民身份号码{pen.secret('id', debtor.resident, debtor.key)}）名下账户"
            f"{pen.secret('card' if rng.random() < 0.5 else 'account', d.card if rng.random() < 0.5 else d.account, debtor.key)}，被告已归还本金{pen.yuan(m.paid)}。"
        )
    if m.guarantee != "none" and d.guarantor:
        lines.append(
            f"{zh(m.released)}，被告{pen.named(d.guarantor)}与原告签订《保证合同》，为上述债务提供{'连带责任保证' if m.guarantee == 'joint' else '一般保证'}，"
            f"保证期间为债务履行期限届满之日起{'三年' if rng.random() < 0.6 else '六个月'}。{pen.named(d.guarantor)}预留的联系电话为{pen.secret('phone', d.guarantor.phone, d.guarantor.key)}。"
        )
    if m.spouse != "none" and d.spouse:
        lines.append({
            "signed": f"被告{pen.named(d.spouse)}系被告{pen.named(debtor)}的配偶，其于借款当日签署《共同还款承诺书》。",
            "household": f"被告{pen.named(debtor)}与{pen.named(d.spouse)}于借款发生时系夫妻关系，款项用于家庭日常生活及共同经营。",
            "denied": f"被告{pen.named(d.spouse)}与{pen.named(debtor)}系夫妻，但未在合同上签字，其对借款不知情。",
        }[m.spouse])  # fmt: skip
    if m.security == "mortgage":
        lines.append(f"被告{pen.named(debtor)}以其所有的位于{_estate(pen, d)}的房产提供抵押担保，并办理了抵押登记。")
    elif m.security == "vehicle":
        lines.append(
            f"被告{pen.named(debtor)}以其名下{pen.secret('plate', d.plate, debtor.key)}号车辆提供抵押担保，登记证书已交原告保管。"
        )
    if m.accelerated and m.family in ("loan", "lease"):
        lines.append(f"{zh(m.defaulted + timedelta(days=61))}，原告向被告邮寄《提前到期通知书》，宣布债务提前到期。")
    lines += contacts(pen, d)
    lines += [f"{words.WORD_USES[debtor.name]}。"] if debtor.name in words.WORD_USES and rng.random() < 0.8 else []
    lines.append("以上事实，有上述证据及当事人陈述在案佐证。")
    return lines


def contacts(pen: Pen, d: Docket) -> list[str]:
    rng, debtor, lines = pen.rng, d.debtor, []
    if rng.random() < 0.45:
        place = debtor.place
        lines.append(
            f"被告{pen.named(debtor)}在合同中确认的送达地址为{place[1]}{place[2]}{pen.secret('address', debtor.below, debtor.key)}，"
            f"手机号{pen.secret('phone', debtor.phone, debtor.key)}，电子邮箱{pen.secret('email', d.mail, debtor.key)}。"
        )
    if rng.random() < 0.35:
        lines.append(
            f"{zh(d.matter.defaulted + timedelta(days=30))}，原告通过微信（微信号：{pen.secret('wechat', d.wechat, debtor.key)}）向{pen.given(debtor)}催收，对方回复称近期资金紧张。"
        )
    if rng.random() < 0.3 and d.passer:
        role = rng.choice(words.PASSERS)
        lines.append(
            f"{role}{pen.named(d.passer)}于{zh(d.matter.released)}通过尾号账户{pen.secret('account', d.account, d.passer.key)}代为归还部分款项，{pen.named(d.passer)}对此予以认可。"
        )
    if rng.random() < 0.15 and not debtor.is_firm:
        lines.append(
            f"诉讼中，{pen.named(debtor)}的座机{pen.secret('phone', f'0577-0000{rng.randrange(10000):04d}', debtor.key)}无人接听。"
        )
    return lines
