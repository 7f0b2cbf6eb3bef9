"""What the rules on jurisdiction say to people, by code: (Chinese, English)."""

from collections.abc import Mapping

REASONS: Mapping[str, tuple[str, str]] = {
    "defendant_home": ("被告住所地", "where the defendant is domiciled"),
    "defendant_habitual": (
        "被告经常居住地（离开住所地后已连续居住一年以上）",
        "where the defendant has lived for more than a year",
    ),
    "defendant_former_home": (
        "原、被告均被监禁，由被告原住所地法院管辖",
        "both are detained: the defendant's former home",
    ),
    "defendant_detained": (
        "原、被告均被监禁，被告被监禁一年以上，由监禁地法院管辖",
        "both are detained, the defendant for more than a year: where they are held",
    ),
    "plaintiff_home": (
        "被告被监禁或者被采取强制性教育措施，由原告住所地法院管辖",
        "the defendant is detained: where the plaintiff is domiciled",
    ),
    "agreed_performance": ("合同约定的履行地", "the place of performance named in the contract"),
    "money_received": (
        "合同没有约定履行地，争议标的为给付货币，接收货币一方所在地为合同履行地",
        "no place was agreed and money is owed: where the party that receives it is",
    ),
    "real_property_delivery": (
        "交付不动产，不动产所在地为合同履行地",
        "real property is to be handed over: where it lies",
    ),
    "obligor_place": ("其他标的，履行义务一方所在地为合同履行地", "where the party that must perform is"),
    "instant_trade": ("即时结清的合同，交易行为地为合同履行地", "settled on the spot: where the deal was made"),
    "leased_thing": ("租赁物使用地为合同履行地", "where the leased thing is used"),
    "buyer_home": (
        "网络订立并通过网络交付，买受人住所地为合同履行地",
        "bought and delivered online: where the buyer is domiciled",
    ),
    "delivery_place": ("网络订立、以其他方式交付，收货地为合同履行地", "bought online: where the goods arrived"),
    "insured_thing": ("保险标的物所在地", "where the insured thing is"),
    "vehicle_registered": ("运输工具登记注册地", "where the vehicle is registered"),
    "transport_destination": ("运输目的地", "the destination of the transport"),
    "accident_place": ("保险事故发生地", "where the insured event happened"),
    "insured_person": ("人身保险，被保险人住所地", "insurance of a person: where the insured is domiciled"),
    "payment_place": ("票据支付地", "where the bill is payable"),
    "company_seat": ("公司住所地", "where the company is domiciled"),
    "tort_act": ("侵权行为实施地", "where the wrong was done"),
    "tort_result": ("侵权结果发生地", "where the harm happened"),
    "victim_home": ("信息网络侵权，被侵权人住所地", "a wrong over the network: where the injured person is domiciled"),
    "product_made": ("产品制造地", "where the product was made"),
    "product_sold": ("产品销售地", "where the product was sold"),
    "service_given": ("服务提供地", "where the service was given"),
    "agreed_court": ("当事人书面约定", "chosen by the parties in writing"),
    "real_property": ("不动产所在地（专属管辖）", "where the real property lies (exclusive)"),
    "port": ("港口所在地（专属管辖）", "where the port is (exclusive)"),
    "deceased_home": ("被继承人死亡时住所地（专属管辖）", "where the deceased was domiciled at death (exclusive)"),
    "main_estate": ("主要遗产所在地（专属管辖）", "where the main part of the estate is (exclusive)"),
    # Why a place does not count.
    "clause_not_written": ("管辖约定不是书面形式", "the choice of court is not in writing"),
    "clause_no_connection": (
        "约定的地点与争议没有实际联系",
        "the place chosen has no real connection with the dispute",
    ),
    "clause_not_shown": (
        "格式条款，经营者未采取合理方式提请消费者注意，消费者主张无效的应予支持",
        "a standard clause not brought to the consumer's attention: void if the consumer says so",
    ),
    "clause_against_exclusive": ("约定不得违反专属管辖", "parties cannot choose against exclusive jurisdiction"),
    "clause_not_property": (
        "身份关系纠纷不适用协议管辖",
        "only disputes over contracts or property allow a choice of court",
    ),
    "not_performed": (
        "合同没有实际履行，双方住所地都不在约定的履行地，由被告住所地法院管辖",
        "the contract was not performed and neither party is domiciled at the agreed place: the defendant's home",
    ),
    # The level.
    "basic_by_rule": ("第一审民事案件由基层人民法院管辖", "civil cases begin in a basic court"),
    "amount_intermediate": ("标的额达到中级人民法院管辖标准", "the amount reaches the intermediate court's threshold"),
    "amount_high": ("标的额达到高级人民法院管辖标准", "the amount reaches the high court's threshold"),
    "major_foreign": ("重大涉外案件", "a major case with a foreign element"),
    "payment_order_basic": ("支付令由债务人住所地基层人民法院管辖", "a payment order: the debtor's basic court"),
}


def reason_words(code: str, lang: str = "zh") -> str:
    """The reason in a language."""
    return REASONS[code][0 if lang.startswith("zh") else 1]
