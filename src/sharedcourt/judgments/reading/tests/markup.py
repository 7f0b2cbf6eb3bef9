"""A page's elements by simple selectors: `.class`, `#id p`, `tag.class[attribute]`, several with commas."""

import re
from typing import Any

from lxml import html

_STEP = re.compile(
    r"(?P<tag>[a-z0-9]+)?(?:#(?P<id>[\w-]+))?(?P<classes>(?:\.[\w-]+)*)(?P<has>(?:\[[\w-]+(?:=[\w-]+)?\])*)(?P<without>(?::not\(\[[\w-]+\]\))*)"
)


def page_of(response: Any) -> Any:
    """The page as a tree."""
    return html.fromstring(response.content.decode())


def words(element: Any) -> str:
    """The text of an element, blanks as one."""
    return " ".join(element.text_content().split())


def select(page: Any, selector: str) -> list[Any]:
    """All elements that fit, in the order of the page."""
    return list(page.xpath(" | ".join(_path(one.split()) for one in selector.split(","))))


def _path(steps: list[str]) -> str:
    return "".join(f"//{_step(step)}" for step in steps)


def _step(step: str) -> str:
    match = _STEP.fullmatch(step)
    assert match is not None, step
    conditions = [f"@id='{match['id']}'"] if match["id"] else []
    conditions += [
        f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in match["classes"].split(".")[1:]
    ]
    for name, _equals, value in re.findall(r"\[([\w-]+)(=)?([\w-]+)?\]", match["has"]):
        conditions.append(f"@{name}='{value}'" if value else f"@{name}")
    conditions += [f"not(@{name})" for name in re.findall(r":not\(\[([\w-]+)\]\)", match["without"])]
    return (match["tag"] or "*") + "".join(f"[{condition}]" for condition in conditions)
