"""The answer to a plaint (答辩状): for every item of the plaint whether it is contested, then what else is to be said."""

from dataclasses import replace
from datetime import date

from sharedcourt.law.plaints import elements, text
from sharedcourt.law.plaints.elements import Element, Form, Page, Part
from sharedcourt.law.plaints.reading import Reading
from sharedcourt.law.plaints.sums import Account

AGREED, CONTESTED = "agreed", "contested"
STANCES = {AGREED: ("无异议", "not contested"), CONTESTED: ("有异议", "contested")}
ANSWERED_PARTS: tuple[Part, ...] = ("claims", "facts")
_AFTER = "service"  # the pages of the items follow this one


def form(plaint: Reading, account: Account | None, *, on: date, lang: str = "zh") -> Form:
    """The form of the answer to this plaint, as it stands on a day; what the plaint says is quoted in a language."""
    base = elements.form(elements.ANSWER, on)
    at = [page.key for page in base.pages].index(_AFTER) + 1
    return replace(base, pages=(*base.pages[:at], *item_pages(plaint, account, lang), *base.pages[at:]))


def disposes(answer: Reading) -> bool:
    """Whether the answer admits a claim or offers a plan: an agent with general authority may not do that (CPL 62)."""
    claims = (page for page in answer.form.pages if page.said and page.part == "claims")
    stances = {f"stance_{page.key.removeprefix('on_')}" for page in claims}
    return answer.values.get("plan") == "yes" or any(answer.values.get(key) == AGREED for key in stances)


def item_pages(plaint: Reading, account: Account | None, lang: str) -> list[Page]:
    """A page for every claim and fact of the plaint, the sums each by itself."""
    found = []
    for part in ANSWERED_PARTS:
        for page in plaint.pages():
            if page.part != part:
                continue
            rows = text.rows_of(plaint, page, lang)
            if page.sums and account is not None and account.sums:
                found += [
                    _page(f"sum_{each.key}", part, each.label, text.sum_row(each, lang).lines)
                    for each in account.sums
                    if each.key not in _OWN_ITEM
                ]
                rows = tuple(row for row in rows if row.key in _BESIDE_SUMS)
            lines = tuple(line for row in rows for line in text.said(row))
            if lines:
                found.append(_page(page.key, part, page.title, lines))
    return found


_OWN_ITEM = ("costs",)  # asked, and so answered, as an item of its own
_BESIDE_SUMS = ("as_of", "until_paid", "own_method", "loss_method", "joint_claimed")


def _page(key: str, part: Part, title: tuple[str, str], said: tuple[str, ...]) -> Page:
    stance = Element(
        key=f"stance_{key}",
        kind="choice",
        label=("您对这一项有没有异议？", "Do you contest this?"),
        required=True,
        options=STANCES,
    )
    reason = Element(
        key=f"reason_{key}",
        kind="long",
        label=("事实和理由", "Facts and reasons"),
        help=("写明哪里不对，实际情况是怎样的。", "Say what is wrong, and how it really is."),
        required=True,
        when={stance.key: (CONTESTED,)},
        longest=2000,
    )
    return Page(key=f"on_{key}", part=part, title=title, elements=(stance, reason), said=said)
