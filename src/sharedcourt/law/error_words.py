"""What a refusal says to people, by code: (Chinese, English). `{needed}` and the like are filled from the error's params."""

from collections.abc import Mapping

ERROR_WORDS: Mapping[str, tuple[str, str]] = {
    "agreement_number_format": (
        "协议编号格式不对，例如：温银保调〔2022〕1号",
        "Enter the agreement number like 温银保调〔2022〕1号",
    ),
    "amount_too_large": ("金额过大", "The amount is too large"),
    "bad_instalment_count": ("期数应在1至{most}之间", "Enter between 1 and {most} instalments"),
    "bad_json": ("数据格式不对：{field}", "The content cannot be read: {field}"),
    "bad_paid_count": ("已付期数超过了总期数", "There are fewer instalments than that"),
    "bad_share": ("比例应在0%至100%之间", "Enter a share between 0% and 100%"),
    "before_lpr": (
        "{on}之前没有公布过贷款市场报价利率（LPR）",
        "No loan prime rate (LPR) had been published by {on}",
    ),
    "before_release": ("计算日不能早于放款日", "The day must not be before the loan was released"),
    "below_interest": (
        "第{number}期金额不足以支付当期利息，至少应为{needed}元",
        "Instalment {number} must cover the interest then due, at least {needed} yuan",
    ),
    "below_zero": (
        "扣除的金额超过了请求的金额",
        "More is taken off than is claimed",
    ),
    "card_format": ("银行卡号应为13至19位数字", "A bank card number has 13 to 19 digits"),
    "case_number_format": (
        "案号格式不对，例如：（2022）浙0302民初1号",
        "Enter the case number like （2022）浙0302民初1号",
    ),
    "dates_not_rising": (
        "第{number}期的日期应晚于上一期",
        "Instalment {number} must be due after the one before",
    ),
    "division_format": ("行政区划代码应为六位数字", "The code of an administrative division has six digits"),
    "due_before_interest": (
        "第1期还款日应晚于起息日",
        "The first instalment must be due after interest begins",
    ),
    "ends_before_it_begins": (
        "计算截止日不能早于起算日",
        "The last day must not be before the first",
    ),
    "exceeds_balance": (
        "金额超过了未还款项，未还款项为{needed}元",
        "That is more than is owed; {needed} yuan is owed",
    ),
    "extension_shortens": ("延长后的期限不能早于现在的期限", "An extension must end after the present period"),
    "no_such_ending": ("上诉案件不会这样结案", "An appeal does not end in this way"),
    "fee_out_of_range": ("费用应在{low}元至{high}元之间", "The fee lies between {low} and {high} yuan"),
    "finer_than_fen": ("金额最多两位小数（精确到分）", "Enter at most two decimals (fen)"),
    "id_birth_date": ("公民身份号码中的出生日期不对", "The birth date in the resident ID is wrong"),
    "id_checksum": (
        "公民身份号码有误，请逐位核对",
        "The resident ID is mistyped; check it digit by digit",
    ),
    "id_format": (
        "公民身份号码应为17位数字加1位数字或字母X",
        "A resident ID is 17 digits followed by a digit or X",
    ),
    "id_length": ("公民身份号码应为18位", "A resident ID has 18 characters"),
    "id_province": ("公民身份号码的前两位不对", "The first two digits of the resident ID are wrong"),
    "in_the_future": (
        "日期不能晚于今天",
        "This day cannot be in the future",
    ),
    "incomplete_order": ("抵充顺序应当包含每一项且不重复", "The order must name every item once"),
    "last_amount_mismatch": (
        "最后一期应当付清全部剩余款项{needed}元",
        "The last instalment must pay exactly what is left, {needed} yuan",
    ),
    "matures_before_release": ("到期日应晚于放款日", "The loan must fall due after its release"),
    "method_not_computed": (
        "这种还款方式平台不计算，请选择“填写自己计算的数额”",
        "This way of repaying is not worked out here; enter your own figures",
    ),
    "mobile_format": ("请输入11位手机号码", "Enter a mobile number of 11 digits"),
    "more_than_owed": (
        "已还的金额超过了应还的金额",
        "More was repaid than was owed",
    ),
    "needs_suit_date": (
        "2020年8月20日前的借款，请填写起诉日期",
        "For a loan before 20 August 2020 give the date of the suit",
    ),
    "negative_amount": ("金额不能为负数", "An amount cannot be negative"),
    "negative_period": ("天数不能为负数", "A number of days cannot be negative"),
    "negative_rate": ("利率不能为负数", "A rate cannot be negative"),
    "no_due_date": ("请填写履行期限届满日", "Give the date when performance was due"),
    "not_a_choice": (
        "请选择其中一项",
        "Choose one of the answers",
    ),
    "not_a_date": (
        "请填写真实的日期：年、月、日",
        "Enter a real date: year, month, day",
    ),
    "not_a_day_of_month": ("结息日应在1日至31日之间", "The interest day is a day of the month, 1 to 31"),
    "not_a_number": (
        "请填写数字",
        "Enter a number",
    ),
    "not_a_table": (
        "请一行一行填写",
        "Fill it in line by line",
    ),
    "not_a_text": (
        "请填写文字",
        "Enter a text",
    ),
    "not_above_zero": (
        "金额应大于零",
        "Enter an amount above zero",
    ),
    "not_an_amount": ("请输入金额，例如：280000.00", "Enter an amount like 280000.00"),
    "not_answered": (
        "请填写这一项",
        "This has not been answered yet",
    ),
    "not_an_instalment_day": (
        "这一天不是还款日：请填写利息已付清的最后一期的还款日；一期都没有付过，就填发放日",
        "No instalment was due on that day: enter the day of the last instalment whose interest was paid, or the day of the release",
    ),
    "not_before_maturity": (
        "只有未到期的借款可以宣布提前到期",
        "Only a loan that is not yet due can be declared due early",
    ),
    "correction_days": ("补正期限不在允许的天数之内", "The days for correction are outside what is allowed"),
    "no_summary": (
        "起诉时被告下落不明的，不适用简易程序和小额诉讼的程序（民诉法解释第二百五十七条）",
        "Where nobody knows where the defendant is, only ordinary procedure applies (CPLI 257)",
    ),
    "small_claims_excluded": (
        "属于不适用小额诉讼的程序的案件（民事诉讼法第一百六十六条）",
        "The law keeps this case from small claims procedure (CPL 166)",
    ),
    "small_claims_too_high": (
        "标的额超过年平均工资的二倍，不适用小额诉讼的程序（民事诉讼法第一百六十五条）",
        "Above twice the average wage there is no small claims procedure (CPL 165)",
    ),
    "small_claims_by_agreement": (
        "标的额超过年平均工资的百分之五十，须双方约定才适用小额诉讼的程序（民事诉讼法第一百六十五条）",
        "Above half the average wage both parties must have agreed to small claims procedure (CPL 165)",
    ),
    "unknown_procedure": ("请选择一种审理程序", "Choose one of the procedures"),
    "no_defendant": ("请至少填写一名被告", "Name at least one defendant"),
    "not_in_force": ("该规则在{on}尚未施行", "The rule was not in force on {on}"),
    "no_public_notice": (
        "适用简易程序审理的案件，不适用公告送达",
        "In summary procedure nothing is served by public notice",
    ),
    "not_on_paper": ("电子送达以到达时间为准", "Electronic service counts from a moment, not a day"),
    "not_to_be_left": (
        "调解书应当直接送达当事人本人，不适用留置送达、公告送达",
        "A mediation document is handed to the party; it is neither left nor served by public notice",
    ),
    "out_of_bounds": (
        "请填写{lowest}至{highest}之间的数",
        "Enter a number from {lowest} to {highest}",
    ),
    "overdue_lines": (
        "有到期未付的款项，不适用提前清偿",
        "An instalment is overdue, so this is not early payment",
    ),
    "not_whole_months": (
        "从第一期还款日起按月计算，借款到期日应当是最后一期的还款日；不是的，请核对这两个日期，或者填写自己计算的数额",
        "Counted by months from the first instalment, the loan must mature on an instalment's day: compare the two dates, or enter your own figures",
    ),
    "overpaid": ("归还的本金超过了借款本金", "More principal was repaid than was lent"),
    "paid_ahead": (
        "归还的本金超过了应还的下一期：提前还款后的还款计划以双方约定为准，请填写自己计算的数额",
        "More principal was repaid than the coming instalment: the plan was then made anew; enter your own figures",
    ),
    "paid_to_out_of_range": (
        "利息付至日应在放款日与计算日之间",
        "Interest must be paid to a day between release and the day of calculation",
    ),
    "phone_format": ("电话号码格式不对", "Enter a valid telephone number"),
    "principal_not_positive": ("本金应大于零", "The principal must be more than zero"),
    "too_long": (
        "最多{most}个字",
        "Use at most {most} characters",
    ),
    "too_many_decimals": (
        "最多{most}位小数",
        "Use at most {most} decimals",
    ),
    "too_many_instalments": ("金额太小，分不了这么多期", "The sum is too small for so many instalments"),
    "too_many_parties": ("当事人最多十方", "An agreement names at most ten parties"),
    "reduction_too_small": ("减交比例不得低于{least}", "A reduction is at least {least}"),
    "too_many_rows": (
        "最多填写{most}行",
        "Enter at most {most} lines",
    ),
    "unknown_cause": ("没有这个案由", "There is no such cause of action"),
    "unknown_day_base": ("年计息天数应为360天或365天", "Choose 360 or 365 days a year"),
    "unknown_form": (
        "没有这种诉状",
        "There is no such form",
    ),
    "unknown_page": (
        "没有这一页",
        "There is no such page",
    ),
    "unknown_repayment_method": ("没有这种还款方式", "There is no such way of repaying"),
    "unknown_table": ("没有这张法律参数表", "There is no such table of law"),
    "uscc_checksum": (
        "统一社会信用代码有误，请逐位核对",
        "The credit code is mistyped; check it character by character",
    ),
    "uscc_format": (
        "统一社会信用代码由数字和大写字母组成，不含I、O、S、V、Z",
        "A credit code has digits and letters without I, O, S, V, Z",
    ),
    "uscc_length": ("统一社会信用代码应为18位", "A credit code has 18 characters"),
    "waiver_for_persons": ("诉讼费用的免交只适用于自然人", "Only natural persons are exempted from court fees"),
    "waives_too_much": ("免除的金额不能超过所欠的{most}元", "No more than the {most} yuan owed can be waived"),
}


def words(code: str, lang: str, params: Mapping[str, str]) -> str:
    """The sentence of a code in a language ("zh…" Chinese, else English); the code itself when it has none."""
    pair = ERROR_WORDS.get(code)
    if pair is None:
        return code
    return (pair[0] if lang.startswith("zh") else pair[1]).format_map(_Blank(params))


class _Blank(dict[str, str]):
    """A missing param leaves a gap instead of failing while an error is being shown."""

    def __missing__(self, key: str) -> str:
        return "—"
