"""What is wrong with a question, in words for people."""

from dataclasses import dataclass, field

_WORDS: dict[str, tuple[str, str]] = {
    "too_long": ("问题太长，只查了前 {limit} 个字。长段文字请用“类案”。", "The question is too long; only its first {limit} characters were searched. For a long text use “cases like this one”."),
    "too_many": ("条件太多，只用了前 {limit} 个。", "There are too many conditions; only the first {limit} were used."),
    "quote_open": ("引号没有配对，引号后面的文字当作一个短语。", "A quotation mark has no partner; what follows it was taken as one phrase."),
    "unknown_field": ("没有“{name}”这个检索项，已当作普通词语。", "There is no field “{name}”; it was searched as words."),
    "field_empty": ("“{name}”后面没有内容。", "Nothing stands after “{name}”."),
    "date_unreadable": ("看不懂日期“{value}”。请写 2021、2021-03、2021-03-05 或 2020..2021。", "The date “{value}” cannot be read. Write 2021, 2021-03, 2021-03-05 or 2020..2021."),
    "date_reversed": ("日期的先后写反了，已调换。", "The dates stood in the wrong order and were exchanged."),
    "number_unreadable": ("“{value}”不像案号，已按文字查找。案号如（2022）浙0302民初7号。", "“{value}” does not look like a case number and was searched as words. A case number looks like （2022）浙0302民初7号."),
    "law_unreadable": ("“{value}”里没有法律名称。请写如 民法典第585条。", "“{value}” names no law. Write for example 民法典第585条."),
    "sign_alone": ("符号“{sign}”旁边缺少词语，已忽略。", "A word is missing beside “{sign}”; the sign was ignored."),
    "only_exclusions": ("只写了要排除的内容。请再写要查找的词语。", "Only exclusions were given. Add something to look for."),
    "nothing": ("请输入要查找的词语。", "Enter something to look for."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is stable; `start` and `end` are places in the question; `refused` says that nothing can be searched."""

    code: str
    start: int = 0
    end: int = 0
    refused: bool = False
    params: dict[str, str] = field(default_factory=dict)

    def text(self, lang: str = "zh") -> str:
        """The problem as a sentence."""
        return _WORDS[self.code][0 if lang.startswith("zh") else 1].format(**self.params)


def codes() -> list[str]:
    """All problems there can be."""
    return list(_WORDS)
