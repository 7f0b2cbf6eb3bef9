"""How a judgment lies in the embedded index."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import tantivy

from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.engine import Card, Order
from sharedcourt.judgments.searching.exact import case_number
from sharedcourt.judgments.searching.fields import BY_PIECE, FACETS, Field, Section

FORM = 1  # raise it when the schema or the making of tokens changes
_WHOLE = tuple(field for field in Field if field is not Field.DATE)
_SEQ_BITS = 36
Trace = Callable[[Card], bytes]


def _schema() -> tantivy.Schema:
    """words: the text's tokens; parts: part/token; in_…: pairs of a part; of_…: pairs of a field's values; is_…: values."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("role", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("seq", stored=True, indexed=True, fast=True)
    builder.add_bytes_field("card", stored=True)
    builder.add_bytes_field("likeness", stored=True)
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("parts", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("in_title", tokenizer_name="whitespace", index_option="position")
    for section in Section:
        builder.add_text_field(f"in_{section.value}", tokenizer_name="whitespace", index_option="position")
    for field in BY_PIECE:
        builder.add_text_field(f"of_{field.value}", tokenizer_name="whitespace", index_option="position")
    for field in _WHOLE:
        builder.add_text_field(f"is_{field.value}", fast=field in FACETS, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_integer_field("newest", indexed=True, fast=True)
    builder.add_integer_field("highest", indexed=True, fast=True)
    return builder.build()


SCHEMA = _schema()
# Each judgment has a place of its own in every order, so that a page can begin after any of them.
SORTED_BY: dict[Order, tuple[str | None, tantivy.Order]] = {
    Order.RELEVANCE: (None, tantivy.Order.Desc),
    Order.NEWEST: ("newest", tantivy.Order.Desc),
    Order.OLDEST: ("newest", tantivy.Order.Asc),
    Order.LEVEL: ("highest", tantivy.Order.Desc),
}


def place_by_date(card: Card, seq: int) -> int:
    """Later dates larger, then later changes."""
    return card.date.toordinal() << _SEQ_BITS | (seq & (1 << _SEQ_BITS) - 1)


def place_by_level(card: Card, seq: int) -> int:
    """Higher courts larger, then later dates."""
    return card.rank() << _SEQ_BITS + 22 | place_by_date(card, seq)


def _exactly(field: Field, value: str) -> str:
    if field is Field.NUMBER:
        clean = words.normal(value)
        return case_number(clean) or words.closed(clean)
    return value


class Laid(NamedTuple):
    """A judgment ready for the index: tokens are made, which is the slow part and may be done in another process."""

    texts: list[tuple[str, str]]
    numbers: list[tuple[str, int]]
    contents: list[tuple[str, bytes]]


def traced(card: Card, likeness: Trace | None) -> Card:
    """The judgment with what similar cases are measured by."""
    return card if likeness is None or card.likeness else replace(card, likeness=likeness(card))


def laid(card: Card, seq: int) -> Laid:
    """All that the index takes of a judgment."""
    title = words.indexed(card.title)
    texts = [
        ("role", "judgment"),
        ("key", card.key),
        ("title", words.joined(title)),
        ("in_title", words.joined(words.pairs(card.title))),
    ]
    whole: list[str] = title
    parts: list[str] = []
    for section, text in card.sections.items():
        tokens = words.indexed(text)
        whole += tokens
        prefix = f"{section.value}/"
        parts += [prefix + token for token in set(tokens)]
        texts.append((f"in_{section.value}", words.joined(words.pairs(text))))
    texts += [("words", words.joined(whole)), ("parts", words.joined(parts))]
    for field in _WHOLE:
        for value in card.values(field):
            texts.append((f"is_{field.value}", _exactly(field, value)))
            if field in BY_PIECE:
                texts.append((f"of_{field.value}", words.joined(words.pairs(value))))
    numbers = [
        ("seq", seq),
        ("day", card.date.toordinal()),
        ("newest", place_by_date(card, seq)),
        ("highest", place_by_level(card, seq)),
    ]
    return Laid(texts, numbers, [("card", kept(card).encode()), ("likeness", card.likeness)])


def document(content: Laid) -> tantivy.Document:
    """What was laid ready, as the index takes it."""
    made = tantivy.Document()
    for name, text in content.texts:
        made.add_text(name, text)
    for name, number in content.numbers:
        made.add_integer(name, number)
    for name, value in content.contents:
        made.add_bytes(name, value)
    return made


def kept(card: Card) -> str:
    """What results and passages need of a judgment, as text."""
    content = [
        card.key,
        card.title,
        card.number,
        card.court,
        card.date.isoformat(),
        dict(card.sections),
        card.laws,
        card.causes,
    ]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def reopened(text: str) -> Card:
    """The judgment that `kept` wrote; fields it does not keep are empty."""
    key, title, number, court, day, sections, laws, causes = json.loads(text)
    parts = {Section(name): content for name, content in sections.items()}
    return Card(key, title, number, court, date.fromisoformat(day), parts, laws=tuple(laws), causes=tuple(causes))


def opened(content: tantivy.Document) -> tuple[Card, int]:
    """A judgment of the embedded index, and the change that wrote it."""
    return reopened(bytes(content["card"][0]).decode()), int(content["seq"][0])
