"""A text's tokens: the same for the index, the question and the highlight.

Segmentation is jieba's with the words of `lexicon.txt`; case numbers, articles and sums are kept whole (`exact`). Beside
the words there are pairs: each two neighbouring characters. Pairs find any piece of text of two characters and more, also inside
words and in names that were cut apart.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from sharedcourt.judgments.searching.exact import kept, whole

if TYPE_CHECKING:
    import rjieba

# Same length on both sides: a place in the normal text is the same place in the text.
_ROUND_OPEN, _ROUND_CLOSE = "（〔［【﹝｟﹙[{｛", "）〕］】﹞｠﹚]}｝"
_PLAIN = "".join(map(chr, range(0x21, 0x7F)))
_WIDE = "".join(chr(ord(character) + 0xFEE0) for character in _PLAIN)
_NORMAL = (
    dict(zip(_WIDE, _PLAIN.lower(), strict=True))
    | {character: character.lower() for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    | dict.fromkeys(_ROUND_OPEN, "(")
    | dict.fromkeys(_ROUND_CLOSE, ")")
    | dict.fromkeys("\u3000\u00a0", " ")
    | dict.fromkeys("“”„‟＂「」『』〝〞", '"')
    | dict.fromkeys("‐‑‒–—―－﹣", "-")
    | {"〇": "零"}
)
_CHANGED = frozenset(_NORMAL)
_RUN = re.compile(r"[0-9a-z\u3400-\u9fff]+")
_LATIN = re.compile(r"[0-9a-z]")
_UNIT = re.compile(r"[0-9a-z]+|[\u3400-\u9fff]")
_NO_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_BLANK = re.compile(r"\s+")
# Words that say nothing alone; phrases with them are found by pairs.
EMPTY = frozenset(
    "的 了 和 与 及 在 是 为 被 将 对 于 由 以 并 或 等 该 其 之 也 而 从 向 按 就 至 年 月 日 中 上 下 一 不 有 元 后 应 予 如 "
    "以及 并且 或者 因为 所以 因此 但是 对于 关于 其中 上述 下列 根据 按照 依照".split()
)


class Placed(NamedTuple):
    """A token and where it stands in the text."""

    term: str
    start: int
    end: int


def safe(text: str) -> str:
    """Without characters that no text has and that databases refuse: controls and halves of pairs become blanks."""
    return _NO_TEXT.sub(" ", text)


def normal(text: str) -> str:
    """Half-width, small letters, one kind of bracket and quotation mark; as long as `text`."""
    # Only what occurs is replaced: five times as fast on Chinese text as `translate`.
    for character in _CHANGED.intersection(text):
        text = text.replace(character, _NORMAL[character])
    return text


def closed(text: str) -> str:
    """The normal form without blanks, as names and short values are compared."""
    return _BLANK.sub("", normal(text))


def lines(name: str) -> list[str]:
    """The lines of a data file of this folder that are not remarks."""
    content = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line and not line.startswith("#")]


def lexicon() -> tuple[str, ...]:
    """The words of the law that are kept together."""
    return tuple(dict.fromkeys(word for line in lines("lexicon.txt") for word in line.split()))


@cache
def _segmenter() -> "rjieba.Jieba":
    """Made at the first use (half a second): importing this file costs nothing. Also called by `warm`."""
    import rjieba

    segmenter = rjieba.Jieba()
    for word in lexicon():
        segmenter.add_word(word, None, "nz")
    return segmenter


def warm() -> None:
    """Read the dictionaries now; a server calls it at start."""
    _segmenter()
    synonyms()


def _says(token: str) -> bool:
    return "\u3400" <= token[0] <= "\u9fff" or token[0].isalnum()


def _cut(text: str, *, search: bool) -> list[str]:
    segmenter = _segmenter()
    cut = segmenter.cut_for_search if search else segmenter.cut
    tokens: list[str] = []
    at = 0
    for match in whole(text):
        if match.start() > at:
            tokens += [token for token in cut(text[at : match.start()]) if token not in EMPTY and _says(token)]
        tokens.append(kept(match))
        at = match.end()
    tokens += [token for token in cut(text[at:]) if token not in EMPTY and _says(token)]
    return tokens


def indexed(text: str) -> list[str]:
    """Tokens for an index: long words and the words inside them, so that 银行 finds 商业银行."""
    return _cut(normal(text), search=True)


def precise(text: str) -> list[str]:
    """Tokens once each, without the words inside long ones: for questions and for measuring likeness."""
    return _cut(normal(text), search=False)


def batch(texts: Iterable[str]) -> list[list[str]]:
    """`indexed` for many texts."""
    return [indexed(text) for text in texts]


def known(word: str) -> bool:
    """Whether the dictionary has the word; what it has not was guessed and may be cut differently elsewhere."""
    return _segmenter().has_word(word) or any(character.isascii() for character in word)


def placed(text: str) -> list[Placed]:
    """Tokens as in an index, with their places."""
    clean = normal(text)
    segmenter = _segmenter()
    found: list[Placed] = []

    def between(start: int, end: int) -> None:
        for token, first, last in segmenter.tokenize(clean[start:end], "search"):
            if token not in EMPTY and _says(token):
                found.append(Placed(token, start + first, start + last))

    at = 0
    for match in whole(clean):
        if match.start() > at:
            between(at, match.start())
        found.append(Placed(kept(match), match.start(), match.end()))
        at = match.end()
    between(at, len(clean))
    return found


def pairs(text: str) -> list[str]:
    """Each two neighbouring characters; a run of digits or letters is one. Blanks and line ends do not part, punctuation does.

    A single character between two marks stands alone.
    """
    result: list[str] = []
    for run in _RUN.findall(closed(text)):
        if len(run) == 1:
            result.append(run)
        elif _LATIN.search(run) is None:
            result += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            units = _UNIT.findall(run)
            result += map("".join, itertools.pairwise(units)) if len(units) > 1 else units
    return result


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """word → the other words of its group (`synonyms.toml`)."""
    table = tomllib.loads(files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8"))
    return {word: tuple(other for other in group if other != word) for group in table["together"] for word in group}


@cache
def kept_apart() -> tuple[tuple[str, str], ...]:
    """Pairs of words that a search never takes for one another."""
    table = tomllib.loads(files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8"))
    return tuple((first, second) for first, second in table["apart"])


def alike(term: str) -> tuple[str, ...]:
    """The term and what a search takes for the same."""
    return (term, *synonyms().get(term, ()))


def joined(tokens: Sequence[str]) -> str:
    """Tokens as one text for an engine that parts at blanks."""
    return " ".join(tokens)


class Part(NamedTuple):
    """A token of a question; `sure` says that the dictionary has it, so that texts are cut the same there; not of people's names."""

    term: str
    surface: str
    sure: bool


def parts(text: str) -> list[Part]:
    """The tokens of a question, as written and as found."""
    clean = normal(text)
    segmenter = _segmenter()
    found: list[Part] = []

    def between(piece: str) -> None:
        for token, kind in segmenter.tag(piece):
            if _says(token):
                found.append(Part(token, token, len(token) > 1 and known(token) and not kind.startswith("nr")))

    at = 0
    for match in whole(clean):
        between(clean[at : match.start()])
        found.append(Part(kept(match), match[0], True))
        at = match.end()
    between(clean[at:])
    return found


def tagged(text: str) -> list[tuple[str, str]]:
    """Words with their kind of speech (jieba's marks: n, v, a, nr a person, ns a place…); numbers and case numbers are left out."""
    clean = normal(text)
    segmenter = _segmenter()
    found: list[tuple[str, str]] = []
    at = 0
    for match in whole(clean):
        if match.start() > at:
            found += segmenter.tag(clean[at : match.start()])
        at = match.end()
    found += segmenter.tag(clean[at:])
    return [(token, kind) for token, kind in found if _says(token)]
