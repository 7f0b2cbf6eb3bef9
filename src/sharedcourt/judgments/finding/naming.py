"""Fields, parts and orders of the search in the words of the page; values that a list offers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharedcourt.judgments.searching.engine import Order
from sharedcourt.judgments.searching.fields import LEVELS, Field, Section

FIELD_WORDS: dict[Field, Any] = {
    Field.CAUSE: pgettext_lazy("field of judgments", "Cause of action"),
    Field.TITLE: pgettext_lazy("field of judgments", "Name of the case"),
    Field.NUMBER: pgettext_lazy("field of judgments", "Case number"),
    Field.COURT: pgettext_lazy("field of judgments", "Court"),
    Field.LEVEL: pgettext_lazy("field of judgments", "Level of court"),
    Field.KIND: pgettext_lazy("field of judgments", "Kind of case"),
    Field.PROCEDURE: pgettext_lazy("field of judgments", "Trial procedure"),
    Field.PAPER: pgettext_lazy("field of judgments", "Kind of paper"),
    Field.DATE: pgettext_lazy("field of judgments", "Date of the decision"),
    Field.GRADE: pgettext_lazy("field of judgments", "Rank of the case"),
    Field.PUBLICITY: pgettext_lazy("field of judgments", "How it is public"),
    Field.JUDGE: pgettext_lazy("field of judgments", "Judges and clerks"),
    Field.PARTY: pgettext_lazy("field of judgments", "Parties"),
    Field.FIRM: pgettext_lazy("field of judgments", "Law firm"),
    Field.LAWYER: pgettext_lazy("field of judgments", "Lawyer"),
    Field.LAW: pgettext_lazy("field of judgments", "Law applied"),
    Field.KEYWORD: pgettext_lazy("field of judgments", "Keyword"),
    Field.REGION: pgettext_lazy("field of judgments", "Region"),
    Field.YEAR: pgettext_lazy("field of judgments", "Year of the decision"),
}
SECTION_WORDS: dict[Section, Any] = {
    Section.HEAD: pgettext_lazy("part of a judgment", "Heading"),
    Section.PARTIES: pgettext_lazy("part of a judgment", "Parties and agents"),
    Section.COURSE: pgettext_lazy("part of a judgment", "Course of the proceedings"),
    Section.FACTS: pgettext_lazy("part of a judgment", "Facts found"),
    Section.REASONS: pgettext_lazy("part of a judgment", "Reasons"),
    Section.ORDER: pgettext_lazy("part of a judgment", "Operative part"),
    Section.CLOSING: pgettext_lazy("part of a judgment", "Closing part"),
    Section.OTHER: pgettext_lazy("part of a judgment", "Other parts"),
}
ORDER_WORDS: dict[Order, Any] = {
    Order.RELEVANCE: pgettext_lazy("order of results", "most relevant first"),
    Order.NEWEST: pgettext_lazy("order of results", "newest first"),
    Order.OLDEST: pgettext_lazy("order of results", "oldest first"),
    Order.LEVEL: pgettext_lazy("order of results", "highest court first"),
}
# Eight groups beside the results; region and court are one.
FACET_GROUPS: tuple[tuple[Any, tuple[Field, ...]], ...] = (
    (FIELD_WORDS[Field.KEYWORD], (Field.KEYWORD,)),
    (FIELD_WORDS[Field.CAUSE], (Field.CAUSE,)),
    (FIELD_WORDS[Field.LEVEL], (Field.LEVEL,)),
    (_("Region and court"), (Field.REGION, Field.COURT)),
    (FIELD_WORDS[Field.YEAR], (Field.YEAR,)),
    (FIELD_WORDS[Field.PROCEDURE], (Field.PROCEDURE,)),
    (FIELD_WORDS[Field.PAPER], (Field.PAPER,)),
    (FIELD_WORDS[Field.GRADE], (Field.GRADE,)),
)
# What a judgment can say of itself (`structure.fields`): offered before anything is published.
OFFERED: dict[Field, tuple[str, ...]] = {
    Field.LEVEL: LEVELS,
    Field.KIND: ("民事案件", "刑事案件", "行政案件", "执行案件", "国家赔偿案件"),
    Field.PAPER: ("判决书", "裁定书", "调解书", "决定书", "支付令", "通知书"),
    Field.PUBLICITY: ("文书公开", "信息公开"),
}
# Questions that show what can be asked, with what each does.
EXAMPLES: tuple[tuple[str, Any], ...] = (
    ("金融借款 罚息 复利", _("all these words, in any order")),
    ("违约金|滞纳金", _("one of these words")),
    ('"按月付息，到期还本"', _("exactly this piece of text")),
    ("案由:金融借款合同纠纷 理由:格式条款", _("a cause of action, and a word in the court's reasons")),
    ("法条:民法典第585条 -离婚", _("an article of a law, without a word")),
    ("法院:鹿城 日期:2020..2021", _("a court by a part of its name, and the years")),
)
