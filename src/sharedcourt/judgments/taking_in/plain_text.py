"""Plain text: its encoding, its paragraphs, and the characters that belong in none."""

import codecs
import re

from sharedcourt.judgments.taking_in.refusing import Unreadable

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\u2060\u00ad]")
_LINES = re.compile(r"\r\n|[\r\n\u2028\u2029\x0b\x0c]")
_AROUND = " \t\u3000\u00a0"
MOST_NOISE = 0.02  # of the characters without a meaning: more is no text


def decoded(content: bytes, declared: str = "") -> str:
    """The text by its byte-order mark, what was declared, UTF-8, or GB18030. Raises Unreadable `unknown_encoding` or `unknown_type`."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding) or _refuse()
    if b"\x00" in content:
        raise Unreadable("unknown_type")
    for encoding in (declared, "utf-8", "gb18030"):
        text = _strictly(content, encoding) if encoding else None
        if text is not None:
            if len(_NOT_IN_TEXT.findall(text)) > len(text) * MOST_NOISE:
                raise Unreadable("unknown_type")
            return text
    return _refuse()


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _refuse() -> str:
    raise Unreadable("unknown_encoding")


def cleaned(paragraph: str) -> str:
    """Without control characters, and without blanks around."""
    return _NOT_IN_TEXT.sub("", paragraph).replace("\n", " ").strip(_AROUND)


def paragraphs(content: bytes) -> tuple[list[str], list[str]]:
    """The lines of a text, and no notes."""
    return _LINES.split(decoded(content)), []
