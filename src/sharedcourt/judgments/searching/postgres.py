"""The engine of PostgreSQL deployments: PostgreSQL's own full text over the same tokens.

Words are a `tsvector` made here, under no configuration of the server's. Pairs are one without positions (PostgreSQL keeps none beyond
16,383): they find the candidates, and the text itself is looked at again, so a phrase is exact in a judgment of any length.
"""

# ruff: noqa: S608 - what is put into SQL is the table's name, checked when the engine is made, and names of columns from here

import json
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.asking import (
    NEAR,
    AllOf,
    Asked,
    Dates,
    Named,
    Near,
    Node,
    OneOf,
    Phrase,
    Without,
    Word,
    leaves,
)
from sharedcourt.judgments.searching.catching_up import latest
from sharedcourt.judgments.searching.courts import Courts
from sharedcourt.judgments.searching.engine import (
    Candidate,
    Card,
    Change,
    Cursor,
    Found,
    Hit,
    Order,
    Search,
    Suggestion,
)
from sharedcourt.judgments.searching.exact import case_number
from sharedcourt.judgments.searching.fields import BY_PIECE, FACETS, Field, Section
from sharedcourt.judgments.searching.filed import Trace, kept, place_by_date, place_by_level, reopened, traced
from sharedcourt.judgments.searching.passages import passages, sought

Run = Callable[[], AbstractContextManager[Any]]
SHOWN_VALUES = 50
MOST_TERMS = 12  # of a long case; each more term makes PostgreSQL rank more judgments
_SLACK = 20
_MOST_PLACES, _LAST_PLACE = 255, 16_383  # PostgreSQL keeps no more of a token, and none beyond
_SORTED: dict[Order, tuple[str, str]] = {
    Order.RELEVANCE: ("", "DESC"),
    Order.NEWEST: ("newest", "DESC"),
    Order.OLDEST: ("newest", "ASC"),
    Order.LEVEL: ("highest", "DESC"),
}
_SECTIONS = list(Section)
_TABLES = """
CREATE TABLE IF NOT EXISTS {table} (
  key text PRIMARY KEY, seq bigint NOT NULL, day date NOT NULL, newest bigint NOT NULL, highest bigint NOT NULL,
  words tsvector NOT NULL, parts tsvector NOT NULL, pairs tsvector NOT NULL, named tsvector NOT NULL, vals text[] NOT NULL,
  whole text NOT NULL, sections text[] NOT NULL, names text NOT NULL, facets jsonb NOT NULL, card text NOT NULL,
  likeness bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (words);
CREATE INDEX IF NOT EXISTS {table}_parts ON {table} USING gin (parts);
CREATE INDEX IF NOT EXISTS {table}_pairs ON {table} USING gin (pairs);
CREATE INDEX IF NOT EXISTS {table}_named ON {table} USING gin (named);
CREATE INDEX IF NOT EXISTS {table}_vals ON {table} USING gin (vals);
CREATE UNIQUE INDEX IF NOT EXISTS {table}_newest ON {table} (newest);
CREATE UNIQUE INDEX IF NOT EXISTS {table}_highest ON {table} (highest);
CREATE INDEX IF NOT EXISTS {table}_seq ON {table} (seq);
CREATE INDEX IF NOT EXISTS {table}_day ON {table} (day);
CREATE TABLE IF NOT EXISTS {table}_state (one boolean PRIMARY KEY DEFAULT true CHECK (one), applied bigint NOT NULL);
INSERT INTO {table}_state (applied) VALUES (0) ON CONFLICT DO NOTHING;
"""
_COLUMNS = (
    "key, seq, day, newest, highest, words, parts, pairs, named, vals, whole, sections, names, facets, card, likeness"
)
Condition = tuple[str, list[Any]]


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(tokens: Iterable[str], *, places: bool = False) -> str:
    """A tsvector as text; with places each token's first 255, up to PostgreSQL's last position."""
    if not places:
        return " ".join(_quoted(token) for token in dict.fromkeys(tokens))
    found: dict[str, list[int]] = {}
    for at, token in enumerate(tokens, 1):
        where = found.setdefault(token, [])
        if len(where) < _MOST_PLACES:
            where.append(min(at, _LAST_PLACE))
    return " ".join(f"{_quoted(token)}:{','.join(map(str, dict.fromkeys(where)))}" for token, where in found.items())


def _value(field: Field, text: str) -> str:
    if field is Field.NUMBER:
        clean = words.normal(text)
        text = case_number(clean) or words.closed(clean)
    return f"{field.value}={text}"


class Postgres:
    """An index in tables of a PostgreSQL database. `run` gives a cursor inside one transaction.

    `likeness` makes what similar cases are measured by, for judgments that come without it.
    """

    def __init__(self, run: Run, *, table: str = "judgments_text", likeness: Trace | None = None) -> None:
        if not re.fullmatch(r"[a-z_]{1,40}", table):
            raise ValueError(table)
        self.run, self.table, self.likeness = run, table, likeness

    def make(self) -> None:
        """Make the tables where they are not; the project's own are made by a migration."""
        with self.run() as cursor:
            cursor.execute(_TABLES.format(table=self.table))

    @classmethod
    def of_django(cls, *, table: str = "judgments_text", likeness: Trace | None = None) -> "Postgres":
        """On the project's own database."""
        from django.db import connection

        from sharedcourt.core import transaction

        @contextmanager
        def run() -> Any:
            with transaction.atomic(), connection.cursor() as cursor:
                yield cursor

        return cls(run, table=table, likeness=likeness)

    def applied(self) -> int:
        with self.run() as cursor:
            cursor.execute(f"SELECT applied FROM {self.table}_state")
            return int(cursor.fetchone()[0])

    def apply(self, changes: Iterable[Change]) -> int:
        with self.run() as cursor:
            cursor.execute(f"SELECT applied FROM {self.table}_state FOR UPDATE")
            before = int(cursor.fetchone()[0])
            # A change that is in the index already must not undo a later one.
            steps = list(latest([change for change in changes if change.seq > before]))
            if not steps:
                return before
            last = max(change.seq for change in steps)
            cursor.execute(f"DELETE FROM {self.table} WHERE key = ANY(%s)", [[step.key for step in steps]])
            rows = [_row(traced(step.card, self.likeness), step.seq) for step in steps if step.card is not None]
            marks = ", ".join(["%s"] * len(_COLUMNS.split(",")))
            if rows:
                cursor.executemany(f"INSERT INTO {self.table} ({_COLUMNS}) VALUES ({marks})", rows)
            cursor.execute(f"UPDATE {self.table}_state SET applied = %s", [last])
        return last

    def clear(self) -> None:
        with self.run() as cursor:
            cursor.execute(f"TRUNCATE {self.table}")
            cursor.execute(f"UPDATE {self.table}_state SET applied = 0")

    def size(self) -> int:
        with self.run() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.table}")
            return int(cursor.fetchone()[0])

    def close(self) -> None:
        """Nothing is kept open."""

    # --- searching

    def search(self, search: Search) -> Found:
        after = Cursor.read(search.cursor, search.order)
        where, params = _whole(search)
        column, direction = _SORTED[search.order]
        rank, skipped = after.rank if after else 0, 0
        with self.run() as cursor:
            count, facets = self._counted(cursor, where, params, search.facets)
            if column:
                page, values = where, list(params)
                if after:
                    page = f"({where}) AND {column} {'<' if direction == 'DESC' else '>'} %s"
                    values.append(after.place)
                sql = (
                    f"SELECT {column}, card, seq FROM {self.table} WHERE {page} ORDER BY {column} {direction} LIMIT %s"
                )
                cursor.execute(sql, [*values, search.size + 1])
            else:
                skipped = min(_SLACK, rank)
                scoring, ranked = _score(search.asked)
                sql = f"SELECT {scoring} AS score, card, seq FROM {self.table} WHERE {where} ORDER BY score DESC, newest DESC LIMIT %s OFFSET %s"
                cursor.execute(sql, [*ranked, *params, search.size + 1 + skipped, rank - skipped])
            read = [(score, reopened(content), seq) for score, content, seq in cursor.fetchall()]
        if skipped and after:
            keys = [card.key for _, card, _ in read]
            read = read[keys.index(after.key) + 1 :] if after.key in keys else read[skipped:]
        shown = read[: search.size]
        following = ""
        if len(read) > search.size:
            score, card, _ = shown[-1]
            following = Cursor(search.order, rank + len(shown), int(score) if column else 0, card.key).text()
        marks = sought(search.asked)
        hits = tuple(
            Hit(card.key, card.title, card.number, card.court, card.date, 0.0 if column else float(score),
                passages(card.sections, marks, limit=search.passages) if search.passages else (), seq)
            for score, card, seq in shown
        )  # fmt: skip
        return Found(hits, count, facets, following)

    def _counted(
        self, cursor: Any, where: str, params: list[Any], wanted: tuple[Field, ...]
    ) -> tuple[int, dict[Field, tuple[tuple[str, int], ...]]]:
        pieces = ["SELECT '' AS field, '' AS value, count(*) AS many FROM hits"]
        pieces += [
            f"SELECT '{field.value}', value, count(*) FROM hits, jsonb_array_elements_text(facets -> '{field.value}') AS value GROUP BY value"
            for field in wanted
        ]
        sql = f"WITH hits AS MATERIALIZED (SELECT facets FROM {self.table} WHERE {where}) {' UNION ALL '.join(pieces)}"
        cursor.execute(sql, params)
        count = 0
        found: dict[Field, list[tuple[str, int]]] = {field: [] for field in wanted}
        for field, value, many in cursor.fetchall():
            if field:
                found[Field(field)].append((value, many))
            else:
                count = many
        facets = {
            field: tuple(sorted(values, key=lambda item: (-item[1], item[0]))[:SHOWN_VALUES])
            for field, values in found.items()
        }
        return count, facets

    def suggest(self, typed: str, fields: tuple[Field, ...], limit: int = 8) -> list[Suggestion]:
        typed = words.safe(typed)
        clean = words.closed(typed)
        found: list[Suggestion] = []
        sql = f"SELECT value, count(*) FROM (SELECT unnest(vals) AS value FROM {self.table}) AS every WHERE value LIKE %s GROUP BY value ORDER BY 2 DESC, 1 LIMIT %s"
        with self.run() as cursor:
            for field in fields:
                begin = f"{field.value}="
                if field is Field.COURT:
                    cursor.execute(sql, [f"{begin}%", 10_000])
                    counts = {value.removeprefix(begin): many for value, many in cursor.fetchall()}
                    found += [Suggestion(field, court, counts[court]) for court in Courts(counts).find(typed, limit)]
                elif clean:
                    prefix = (
                        typed.strip()
                        if field is not Field.LAW
                        else clean.removeprefix("《").removeprefix("中华人民共和国")
                    )
                    like = re.sub(r"([\\%_])", r"\\\1", begin + prefix)
                    cursor.execute(sql, [f"{like}%", limit])
                    found += [Suggestion(field, value.removeprefix(begin), many) for value, many in cursor.fetchall()]
        return found

    def nearest(self, terms: Sequence[tuple[str, float]], *, limit: int, without: str = "") -> list[Candidate]:
        weighty = sorted((weight, term) for term, weight in terms if weight > 0)[-MOST_TERMS:]
        if not weighty:
            return []
        query = " | ".join(_term(Word(term)) for _, term in weighty)
        sql = f"SELECT card, likeness FROM {self.table} WHERE words @@ %s::tsquery AND key <> %s ORDER BY ts_rank(words, %s::tsquery, 1) DESC LIMIT %s"
        with self.run() as cursor:
            cursor.execute(sql, [query, without, query, limit])
            return [Candidate(card, bytes(likeness)) for card, likeness in cursor.fetchall()]

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """PostgreSQL would have to read the whole table."""
        return []


def _row(card: Card, seq: int) -> list[Any]:
    title = words.indexed(card.title)
    whole, parts, pairs = list(title), [], words.pairs(card.title)
    for section, text in card.sections.items():
        tokens = words.indexed(text)
        whole += tokens
        parts += [f"{section.value}/{token}" for token in tokens]
        pairs += words.pairs(text)
    named = [
        f"{field.value}/{pair}" for field in BY_PIECE for value in card.values(field) for pair in words.pairs(value)
    ]
    names = "".join(f"\n{field.value}:{words.closed(value)}" for field in BY_PIECE for value in card.values(field))
    vals = [_value(field, value) for field in Field for value in card.values(field)]
    sections = [words.closed(card.sections.get(section, "")) for section in _SECTIONS]
    text = "\n".join([words.closed(card.title), *sections])
    facets = json.dumps({field.value: card.values(field) for field in FACETS}, ensure_ascii=False)
    return [
        card.key, seq, card.date, place_by_date(card, seq), place_by_level(card, seq), _vector(whole, places=True), _vector(parts), _vector(pairs),
        _vector(named), vals, text, sections, names, facets, kept(card), card.likeness,
    ]  # fmt: skip


def _whole(search: Search) -> Condition:
    conditions: list[Condition] = []
    if search.asked is not None:
        conditions.append(("false", []) if search.asked.node is None else _condition(search.asked.node))
    if search.since:
        conditions.append(("seq > %s", [search.since]))
    for field, values in search.filters.items():
        if values:
            conditions.append(("vals && %s", [[_value(field, words.safe(value)) for value in values]]))
    return _together(conditions, "AND") if conditions else ("true", [])


def _together(conditions: list[Condition], word: str) -> Condition:
    return f" {word} ".join(f"({sql})" for sql, _ in conditions), [
        value for _, values in conditions for value in values
    ]


def _term(node: Word) -> str:
    terms = [f"{node.section.value}/{term}" if node.section else term for term in words.alike(node.term)]
    return "(" + " | ".join(map(_quoted, terms)) + ")"


def _condition(node: Node) -> Condition:
    match node:
        case Word(_, section):
            return f"{'parts' if section else 'words'} @@ %s::tsquery", [_term(node)]
        case Phrase(text, section):
            return _phrase(text, section)
        case Near(first, second, ordered, section):
            ends = re.escape(first), re.escape(second)
            gap = f"[^\\n]{{0,{NEAR}}}"
            pattern = f"{ends[0]}{gap}{ends[1]}" if ordered else f"{ends[0]}{gap}{ends[1]}|{ends[1]}{gap}{ends[0]}"
            return _together(
                [_phrase(first, section), _phrase(second, section), (f"{_where(section)} ~ %s", [pattern])], "AND"
            )
        case Named(field, text) if field in BY_PIECE:
            pairs = [f"{field.value}/{pair}" for pair in words.pairs(text)]
            if not pairs:
                return "false", []
            again = f"\\n{field.value}:[^\\n]*{re.escape(text)}"
            return "named @@ %s::tsquery AND names ~ %s", [" & ".join(map(_quoted, pairs)), again]
        case Named(field, text):
            return "vals @> %s", [[f"{field.value}={text}"]]
        case Dates(first, last):
            conditions: list[Condition] = [("true", [])]
            conditions += [("day >= %s", [first])] if first else []
            conditions += [("day <= %s", [last])] if last else []
            return _together(conditions, "AND")
        case Without(inner):
            sql, params = _condition(inner)
            return f"NOT ({sql})", params
        case OneOf(nodes):
            return _together([_condition(inner) for inner in nodes], "OR")
    return _all(node)


def _all(node: AllOf) -> Condition:
    plain = [inner for inner in node.nodes if isinstance(inner, Word) and inner.section is None]
    rest = [_condition(inner) for inner in node.nodes if inner not in plain]
    if plain:
        rest.insert(0, ("words @@ %s::tsquery", [" & ".join(map(_term, plain))]))
    return _together(rest, "AND")


def _where(section: Section | None) -> str:
    return "whole" if section is None else f"sections[{_SECTIONS.index(section) + 1}]"


def _phrase(text: str, section: Section | None) -> Condition:
    pairs = words.pairs(text)
    if not pairs:
        return "false", []
    return f"pairs @@ %s::tsquery AND strpos({_where(section)}, %s) > 0", [
        " & ".join(map(_quoted, dict.fromkeys(pairs))),
        text,
    ]


def _score(asked: Asked | None) -> Condition:
    terms = [
        _term(leaf) for leaf in leaves(asked.node if asked else None) if isinstance(leaf, Word) and not leaf.section
    ]
    if not terms:
        return "0.0", []
    return "ts_rank(words, %s::tsquery, 1)", [" | ".join(terms)]
