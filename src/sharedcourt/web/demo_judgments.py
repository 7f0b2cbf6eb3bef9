"""The demonstration's published judgments: invented, taken in at the court's desk and released as a clerk would do it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sharedcourt.core.errors import ActionRefused
from sharedcourt.judgments import actions, kept
from sharedcourt.judgments.models import Judgment
from sharedcourt.law.publication import Kind
from sharedcourt.people import cast

# So many stay on the desk, for whoever steps in as the clerk.
LEFT_ON_DESK = 2
BANK = "示范银行股份有限公司示范支行"


@dataclass(frozen=True)
class Told:
    """What differs from one judgment to the next."""

    serial: int
    decided: date
    debtor: str
    resident: str
    cause: str
    facts: str
    finding: str
    articles: str
    order: str


LOAN = "金融借款合同纠纷"
PRIVATE = "民间借贷纠纷"
ARTICLES = "《中华人民共和国民法典》第六百七十四条、第六百七十五条、第六百七十六条"
GUARANTEE = f"{ARTICLES}、第六百八十八条"
TOLD = (
    Told(
        101, date(2025, 3, 12), "韩述平", "330399197001010011", LOAN,
        "2022年5月10日，原告与被告签订个人经营借款合同，约定借款本金300000元，年利率6%，期限三十六个月，等额本息还款。原告于当日放款。自2024年6月起，被告连续六期未按约还款，尚欠本金186420元、利息4120元。",
        "原、被告之间的借款合同系双方真实意思表示，合法有效。被告未按约还款，构成违约，原告有权要求提前收回借款并支付逾期利息。",
        ARTICLES, "被告韩述平于本判决生效之日起十日内归还原告借款本金186420元，并支付利息4120元及逾期利息",
    ),
    Told(
        134, date(2025, 4, 2), "裴若兰", "330399198203040027", LOAN,
        "2021年9月1日，被告为装修房屋向原告申请消费贷款120000元，约定年利率7.2%。2023年12月起被告因失业未能还款，尚欠本金58230元。庭审中被告表示愿意分期偿还。",
        "被告对欠款本金无异议。原告主张的罚息与违约金之和超过法律保护的限度，对超过部分不予支持。",
        ARTICLES, "被告裴若兰于本判决生效之日起十日内归还原告借款本金58230元，并按年利率7.2%支付利息",
    ),
    Told(
        156, date(2025, 5, 20), "苗振东", "33039919750607003X", LOAN,
        "2020年3月，被告以其经营的餐馆周转为由向原告借款500000元，由其名下房屋设立抵押并办理登记。2024年1月起未再付息，尚欠本金412000元。",
        "抵押权自登记时设立，原告就抵押物折价或者拍卖、变卖所得价款享有优先受偿权。",
        f"{ARTICLES}、第三百九十四条、第四百一十条", "被告苗振东于本判决生效之日起十日内归还原告借款本金412000元及利息；逾期不履行的，原告有权就抵押房屋优先受偿",
    ),
    Told(
        178, date(2025, 6, 18), "尤晓晴", "330399199011120041", LOAN,
        "2023年2月8日，被告通过手机银行向原告借款80000元，期限十二个月。到期后被告仅归还本金21000元，余款经催收未还。",
        "电子合同经实名认证、人脸识别后签署，内容完整可查，具有书面合同的效力。",
        ARTICLES, "被告尤晓晴于本判决生效之日起十日内归还原告借款本金59000元及逾期利息",
    ),
    Told(
        203, date(2025, 7, 9), "谈志远", "330399196804150055", LOAN,
        "2022年11月3日，案外示范商贸公司向原告借款1000000元，被告签订保证合同，约定承担连带责任保证。借款人到期未还，尚欠本金730000元，原告要求被告承担保证责任。",
        "被告作为连带责任保证人，在保证期间内应当对主债务承担清偿责任；承担责任后，有权向债务人追偿。",
        GUARANTEE, "被告谈志远对借款本金730000元及利息承担连带清偿责任",
    ),
    Told(
        231, date(2025, 8, 27), "卜建萍", "330399198809090060", LOAN,
        "2021年4月，被告因子女就学向原告借款60000元。2022年10月起停止还款，尚欠本金33150元。被告未到庭，亦未提交答辩意见。",
        "被告经传票传唤无正当理由拒不到庭，可以缺席判决。原告提交的合同、放款凭证能够证明借款事实。",
        ARTICLES, "被告卜建萍于本判决生效之日起十日内归还原告借款本金33150元及利息",
    ),
    Told(
        252, date(2025, 9, 16), "车文斌", "330399197312250073", LOAN,
        "原告主张被告尚欠借款本金98000元，并提交自行制作的还款清单。被告提交银行流水，证明其中45000元已经归还。",
        "原告提交的清单与银行流水不符，对已经归还的部分应当扣除。原告主张的律师费无合同约定，不予支持。",
        ARTICLES, "被告车文斌于本判决生效之日起十日内归还原告借款本金53000元及利息；驳回原告的其他诉讼请求",
    ),
    Told(
        270, date(2025, 10, 15), "阎秋实", "330399199507070089", LOAN,
        "2024年1月，被告名下信用贷款账户发生40000元借款。被告称系他人冒用其身份办理，并提交报案回执。原告未能提交人脸识别记录。",
        "原告未能证明借款合同由被告本人签订，应当承担举证不能的后果。",
        "《中华人民共和国民事诉讼法》第六十七条", "驳回原告的诉讼请求",
    ),
    Told(
        288, date(2025, 11, 5), "柏向荣", "330399196210200092", LOAN,
        "2019年6月，被告向原告借款200000元，2020年6月到期。原告于2024年8月首次向被告主张权利。被告提出诉讼时效抗辩。",
        "向人民法院请求保护民事权利的诉讼时效期间为三年。原告未能证明存在时效中断、中止的事由，被告的抗辩成立。",
        "《中华人民共和国民法典》第一百八十八条、第一百九十二条", "驳回原告的诉讼请求",
    ),
    Told(
        301, date(2025, 12, 3), "祁海燕", "330399198102180107", LOAN,
        "2023年7月，被告向原告借款150000元，约定每月等额还款。2025年2月起逾期。诉讼中被告归还30000元，尚欠本金76000元。",
        "合同约定的罚息利率在原利率基础上加收百分之五十，未超过规定，予以支持。",
        ARTICLES, "被告祁海燕于本判决生效之日起十日内归还原告借款本金76000元，并支付利息、罚息",
    ),
)  # fmt: skip


def text_of(told: Told) -> str:
    """The whole judgment."""
    year, number = told.decided.year, f"（{told.decided.year}）浙0302民初{told.serial}号"
    filed = told.decided - timedelta(days=45)
    plaintiff = f"原告：{BANK}，住所地浙江省示范市鹿城区示范路1号。\n负责人：金行长，行长。"
    defendant = (
        f"被告：{told.debtor}，男，汉族，住浙江省示范市鹿城区莲池街道示范新村8幢302室，公民身份号码{told.resident}。"
    )
    if int(told.resident[-2], 36) % 2 == 0:
        defendant = defendant.replace("，男，", "，女，")
    return f"""{cast.COURT}
民事判决书
{number}
{plaintiff}
{defendant}
原告{BANK}与被告{told.debtor}{told.cause}一案，本院于{filed.year}年{filed.month}月{filed.day}日立案后，依法适用简易程序，公开开庭进行了审理。本案现已审理终结。
原告{BANK}向本院提出诉讼请求：判令被告归还借款本金及利息，并承担本案诉讼费用。
经审理查明：{told.facts}
上述事实，有借款合同、放款凭证、当事人陈述等证据证实，本院予以确认。
本院认为，{told.finding}依照{told.articles}之规定，判决如下：
{told.order}。
如不服本判决，可以在判决书送达之日起十五日内，向本院递交上诉状，上诉于浙江省示范市中级人民法院。
审判员　{cast.JUDGE.name}
{year}年{told.decided.month}月{told.decided.day}日
书记员　{cast.COURT_CLERK.name}
"""


def seed() -> int:
    """Take them in, answer every change as proposed, release all but a few; how many are published."""
    clerk, court = cast.person(cast.COURT_CLERK), cast.organisation(cast.COURT)
    released = 0
    for number, told in enumerate(TOLD, start=1):
        row = actions.take_in(by=clerk, court=court, text=text_of(told))
        if number <= len(TOLD) - LEFT_ON_DESK:
            released += _released(row, told)
    return released


def _released(row: Judgment, told: Told) -> bool:
    clerk = cast.person(cast.COURT_CLERK)
    try:
        actions.decide(
            by=clerk,
            judgment=row,
            kind=Kind.JUDGMENT.value,
            flags={},
            effective_on=told.decided + timedelta(days=20),
        )
        places = range(len(kept.proposal_of(row).changes))
        if places:
            actions.accept(by=clerk, judgment=row, places=places)
        actions.release(by=clerk, judgment=row)
    except ActionRefused:
        # It stays on the desk, where its page says what is missing.
        return False
    return True
