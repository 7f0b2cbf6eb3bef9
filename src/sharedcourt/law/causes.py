"""Causes of action (案由) the platform takes in."""

from dataclasses import dataclass

from sharedcourt.law.errors import LawError


@dataclass(frozen=True, slots=True)
class Cause:
    """`code` is ours and stable; `zh` is the wording of 民事案件案由规定. `finance`: a licensed lender, insurer or card issuer is a party."""

    code: str
    zh: str
    en: str
    finance: bool = True

    def title(self, lang: str = "zh") -> str:
        """The cause in a language."""
        return self.zh if lang.startswith("zh") else self.en


CIVIL = "civil"
CAUSES: tuple[Cause, ...] = (
    Cause("financial_loan", "金融借款合同纠纷", "Dispute over a financial loan contract"),
    Cause("credit_card", "信用卡纠纷", "Credit card dispute"),
    Cause("small_loan", "小额借款合同纠纷", "Dispute over a micro-credit loan contract"),
    Cause("private_lending", "民间借贷纠纷", "Private lending dispute", finance=False),
    Cause("guarantee", "保证合同纠纷", "Dispute over a contract of guarantee"),
    Cause("insurance", "保险合同纠纷", "Insurance contract dispute"),
    Cause("guarantee_insurance", "保证保险合同纠纷", "Dispute over a guarantee insurance contract"),
    Cause("finance_lease", "融资租赁合同纠纷", "Dispute over a finance lease contract"),
    Cause(
        "securities_misstatement",
        "证券虚假陈述责任纠纷",
        "Dispute over liability for misstatement in securities",
        finance=False,
    ),
    # Not in the list: what the matter is called in it the court says when it registers the case.
    Cause(CIVIL, "民事纠纷", "Civil dispute", finance=False),
)
_BY_CODE = {each.code: each for each in CAUSES}


def cause(code: str) -> Cause:
    """The cause with a code. Raises LawError `unknown_cause`."""
    try:
        return _BY_CODE[code]
    except KeyError as exc:
        raise LawError("unknown_cause", f"there is no cause of action {code!r}", field="cause") from exc


def choices(lang: str = "zh") -> list[tuple[str, str]]:
    """(code, title) pairs in the order people meet them."""
    return [(each.code, each.title(lang)) for each in CAUSES]
