"""A small shelf of invented judgments."""

from datetime import date

from sharedcourt.judgments.searching.engine import Card, Change
from sharedcourt.judgments.searching.fields import Section

BANK = "温州银行股份有限公司鹿城支行"
LUCHENG, OUHAI, WENZHOU, YUEQING = (
    "温州市鹿城区人民法院",
    "温州市瓯海区人民法院",
    "浙江省温州市中级人民法院",
    "乐清市人民法院",
)


def card(serial: int, **changes: object) -> Card:
    """A judgment on a loan, in which anything can be different."""
    number = f"（2022）浙0302民初{serial}号"
    values: dict[str, object] = {
        "key": f"k{serial}",
        "title": f"{BANK}与林某{serial}金融借款合同纠纷一审民事判决书",
        "number": number,
        "court": LUCHENG,
        "date": date(2022, 3, 1),
        "level": "基层法院",
        "region": "浙江省温州市",
        "kind": "民事",
        "procedure": "一审",
        "paper": "判决书",
        "grade": "普通案例",
        "publicity": "文书公开",
        "causes": ("金融借款合同纠纷",),
        "judges": ("周某",),
        "parties": (BANK, f"林某{serial}"),
        "firms": ("浙江明理律师事务所",),
        "lawyers": ("陈思明",),
        "laws": ("《中华人民共和国民法典》第六百七十五条", "《中华人民共和国民法典》第五百八十五条第一款"),
        "keywords": ("借款", "逾期利息"),
        "sections": {
            Section.HEAD: f"{LUCHENG}\n民事判决书\n{number}",
            Section.PARTIES: f"原告：{BANK}。被告：林某{serial}，男，住浙江省温州市鹿城区。",
            Section.FACTS: "经审理查明：2021年3月5日，原告与被告签订个人借款合同，约定借款10万元，按月付息，到期还本。被告自2021年9月起未还款。",
            Section.REASONS: "本院认为，借款合同合法有效。被告未按约付息，构成违约，应支付罚息和复利。原告主张的律师费于法有据。",
            Section.ORDER: "判决如下：被告于本判决生效后十日内归还原告借款本金100,000.00元。",
        },
    }
    return Card(**(values | changes))  # type: ignore[arg-type]


def shelf() -> list[Card]:
    """Seven judgments that differ in one thing each."""
    plain = card(1)
    return [
        plain,
        card(2, sections={**plain.sections, Section.REASONS: "本院认为，违约金约定过高，予以调整。"}),
        card(
            3,
            sections={**plain.sections, Section.REASONS: "本院认为，信用卡滞纳金不再收取。"},
            causes=("信用卡纠纷",),
            court=OUHAI,
        ),
        card(
            4, date=date(2020, 6, 30), court=WENZHOU, level="中级法院", procedure="二审", number="（2020）浙03民终44号"
        ),
        card(
            5,
            title="王建国与李秋民间借贷纠纷一审民事判决书",
            parties=("王建国", "李秋"),
            causes=("民间借贷纠纷",),
            laws=("最高人民法院关于审理民间借贷案件适用法律若干问题的规定第二十五条",),
            sections={
                Section.PARTIES: "原告：王建国。被告：李秋。",
                Section.FACTS: "经审理查明：李秋因经营需要向王建\n国借款５０，０００元，出具借条。",
                Section.REASONS: "本院认为，民间借贷关系成立。",
            },
        ),
        card(6, court=YUEQING, number="(2012)温乐商初字第00123号", date=date(2012, 5, 4)),
        card(
            7,
            title="张某与赵某离婚纠纷一审民事判决书",
            parties=("张某", "赵某"),
            causes=("离婚纠纷",),
            laws=(),
            sections={Section.REASONS: "本院认为，夫妻感情确已破裂。参照（2020）浙03民终44号判决。"},
        ),
    ]


def changes(cards: list[Card], start: int = 1) -> list[Change]:
    """The judgments as they were released, one after the other."""
    return [Change(seq, item.key, item) for seq, item in enumerate(cards, start)]
