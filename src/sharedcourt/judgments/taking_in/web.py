"""Pages (.html): the text that people see, a paragraph for a block."""

import re
from html.parser import HTMLParser

from sharedcourt.judgments.taking_in.plain_text import decoded
from sharedcourt.judgments.taking_in.refusing import Unreadable

LARGEST = 8 * 2**20  # bytes
_LOOKS = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|table|meta|title|span|center|font)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_BLOCKS = frozenset(
    ["p", "div", "br", "tr", "li", "ul", "ol", "dl", "dt", "dd", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer",
     "center", "pre", "blockquote", "hr", "title", "td", "th", "body", "html", "form", "fieldset", "main", "nav", "aside", "figure"]
)  # fmt: skip
_NOT_SEEN = frozenset(
    ["script", "style", "noscript", "template", "head", "svg", "iframe", "object", "textarea", "select"]
)
_VOID = frozenset(
    ["br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "source", "track", "embed", "param"]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")
# GB2312 and GBK are parts of GB18030, and what calls itself one of them is often the larger.
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}


def is_html(head: bytes) -> bool:
    """Whether a file's first bytes look like a page."""
    return bool(_LOOKS.search(head))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self.hidden = False
        self._line: list[str] = []
        self._unseen: list[str] = []  # elements of which nothing is seen, the outermost first

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            if tag not in _VOID and tag == self._unseen[0]:
                self._unseen.append(tag)
            return
        given = dict(attrs)
        concealed = "hidden" in given or bool(_HIDDEN.search(given.get("style") or ""))
        if tag not in _VOID and (tag in _NOT_SEEN or concealed):
            self.hidden |= concealed
            self._unseen.append(tag)
            return
        if tag in _BLOCKS:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.pop()
            # A page that forgets to close its head still has a body.
            elif tag in ("head", "html"):
                self._unseen.clear()
            return
        if tag in _BLOCKS:
            self._close()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line.append(data)

    def _close(self) -> None:
        self.paragraphs.append(_BLANKS.sub(" ", "".join(self._line)))
        self._line = []

    def close(self) -> None:
        super().close()
        self._close()


def paragraphs(content: bytes) -> tuple[list[str], list[str]]:
    """Paragraphs and notes. Raises Unreadable `too_large`, `unknown_encoding`."""
    if len(content) > LARGEST:
        raise Unreadable("too_large", most=f"{LARGEST // 2**20} MB")
    declared = _CHARSET.search(content[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    reader = _Reader()
    reader.feed(decoded(content, _SAME.get(name, name)))
    reader.close()
    return reader.paragraphs, ["hidden_left_out"] if reader.hidden else []
