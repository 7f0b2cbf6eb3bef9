"""The fields judgments are searched by, and the parts of a judgment."""

from enum import StrEnum


class Section(StrEnum):
    """A part of a judgment; the full text can be searched in one of them."""

    HEAD = "head"
    PARTIES = "parties"
    COURSE = "course"
    FACTS = "facts"
    REASONS = "reasons"
    ORDER = "order"
    CLOSING = "closing"
    OTHER = "other"


class Field(StrEnum):
    """What is known of a judgment beside its text."""

    CAUSE = "cause"
    TITLE = "title"
    NUMBER = "number"
    COURT = "court"
    LEVEL = "level"
    KIND = "kind"
    PROCEDURE = "procedure"
    PAPER = "paper"
    DATE = "date"
    GRADE = "grade"
    PUBLICITY = "publicity"
    JUDGE = "judge"
    PARTY = "party"
    FIRM = "firm"
    LAWYER = "lawyer"
    LAW = "law"
    KEYWORD = "keyword"
    REGION = "region"
    YEAR = "year"


# As typed before the colon; the first is the name that is shown.
FIELD_NAMES: dict[Field, tuple[str, ...]] = {
    Field.CAUSE: ("案由", "cause"),
    Field.TITLE: ("案件名称", "名称", "标题", "title"),
    Field.NUMBER: ("案号", "number"),
    Field.COURT: ("法院名称", "法院", "审理法院", "court"),
    Field.LEVEL: ("法院层级", "层级", "level"),
    Field.KIND: ("案件类型", "类型", "kind"),
    Field.PROCEDURE: ("审判程序", "程序", "procedure"),
    Field.PAPER: ("文书类型", "文书", "paper"),
    Field.DATE: ("裁判日期", "日期", "date"),
    Field.GRADE: ("案例等级", "等级", "grade"),
    Field.PUBLICITY: ("公开类型", "公开", "publicity"),
    Field.JUDGE: ("审判人员", "法官", "审理人员", "judge"),
    Field.PARTY: ("当事人", "party"),
    Field.FIRM: ("律所", "律师事务所", "firm"),
    Field.LAWYER: ("律师", "lawyer"),
    Field.LAW: ("法律依据", "法条", "依据", "law"),
    Field.KEYWORD: ("关键字", "关键词", "keyword"),
    Field.REGION: ("地域", "地区", "region"),
    Field.YEAR: ("裁判年份", "年份", "年", "year"),
}
SECTION_NAMES: dict[Section, tuple[str, ...]] = {
    Section.HEAD: ("首部", "head"),
    Section.PARTIES: ("当事人段", "parties"),
    Section.COURSE: ("诉讼记录", "course"),
    Section.FACTS: ("事实", "facts"),
    Section.REASONS: ("理由", "说理", "reasons"),
    Section.ORDER: ("判决结果", "主文", "order"),
    Section.CLOSING: ("尾部", "closing"),
    Section.OTHER: ("其他", "other"),
}
WHOLE_TEXT = ("全文", "text")
BY_NAME: dict[str, Field | Section] = {
    name: field for table in (FIELD_NAMES, SECTION_NAMES) for field, names in table.items() for name in names
}
# What the results are counted by, in the order of the page.
FACETS = (
    Field.KEYWORD,
    Field.CAUSE,
    Field.LEVEL,
    Field.REGION,
    Field.COURT,
    Field.YEAR,
    Field.PROCEDURE,
    Field.PAPER,
    Field.GRADE,
)
# What is suggested while somebody types.
SUGGESTED = (
    Field.CAUSE,
    Field.KEYWORD,
    Field.COURT,
    Field.PARTY,
    Field.JUDGE,
    Field.LAWYER,
    Field.FIRM,
    Field.LAW,
)
# Found by any piece of the value; the others by the whole value.
BY_PIECE = (Field.CAUSE, Field.TITLE, Field.COURT, Field.JUDGE, Field.PARTY, Field.FIRM, Field.LAWYER, Field.REGION)
# From high to low, for sorting; another word sorts last.
LEVELS = ("最高法院", "高级法院", "中级法院", "基层法院")
