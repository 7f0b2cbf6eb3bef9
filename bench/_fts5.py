"""SQLite's FTS5 over the same tokens, only to compare: what a search of the judgments costs there."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.asking import AllOf, Dates, Named, Near, Node, OneOf, Phrase, Without, Word
from sharedcourt.judgments.searching.engine import Change, Found, Hit, Order, Search
from sharedcourt.judgments.searching.fields import BY_PIECE, FACETS, Field
from sharedcourt.judgments.searching.filed import kept, place_by_date, reopened
from sharedcourt.judgments.searching.passages import passages, sought

_TOKENS = "unicode61 remove_diacritics 0 tokenchars '()/.=%-_:'"


def _quoted(token: str) -> str:
    return '"' + token.replace('"', "") + '"'


class Fts5:
    """One file; written in batches, read by the same process."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.file = home / "fts5.sqlite3"
        self.db = sqlite3.connect(self.file, isolation_level=None)
        self.db.executescript(f"""
            PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200000;
            CREATE TABLE cards (id INTEGER PRIMARY KEY, day INTEGER, newest INTEGER, card TEXT);
            CREATE TABLE vals (field TEXT, value TEXT, id INTEGER, PRIMARY KEY (field, id, value)) WITHOUT ROWID;
            CREATE VIRTUAL TABLE text USING fts5(words, parts, pairs, named, vals, content='', tokenize="{_TOKENS}");
            CREATE INDEX newest ON cards (newest); CREATE INDEX day ON cards (day);
        """)

    def apply(self, changes: Iterable[Change]) -> None:
        self.db.execute("BEGIN")
        for change in changes:
            card = change.card
            assert card is not None
            parts = [f"{name.value}/{token}" for name, text in card.sections.items() for token in words.indexed(text)]
            pairs = words.pairs(card.title) + [pair for text in card.sections.values() for pair in words.pairs(text)]
            named = [
                f"{field.value}/{pair}"
                for field in BY_PIECE
                for value in card.values(field)
                for pair in words.pairs(value)
            ]
            vals = [f"{field.value}={words.closed(value)}" for field in Field for value in card.values(field)]
            columns = (words.indexed(card.text()), parts, pairs, named, vals)
            self.db.execute(
                "INSERT INTO text (rowid, words, parts, pairs, named, vals) VALUES (?, ?, ?, ?, ?, ?)",
                [change.seq, *map(" ".join, columns)],
            )
            place = place_by_date(card, change.seq)
            self.db.execute(
                "INSERT INTO cards VALUES (?, ?, ?, ?)", [change.seq, card.date.toordinal(), place, kept(card)]
            )
            facets = {(field.value, value, change.seq) for field in FACETS for value in card.values(field)}
            self.db.executemany("INSERT INTO vals VALUES (?, ?, ?)", facets)
        self.db.execute("COMMIT")

    def size_on_disk(self) -> int:
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.file.stat().st_size

    def search(self, search: Search) -> Found:
        days: list[tuple[str, int]] = []
        asked = search.asked.node if search.asked and search.asked.node else None
        match = _match(asked, days) if asked else ""
        for field, values in search.filters.items():
            chosen = " OR ".join(_quoted(f"{field.value}={words.closed(value)}") for value in values)
            match = f"({match}) AND vals:({chosen})" if match else f"vals:({chosen})"
        where, params = ["text MATCH ?"] if match else [], [match] if match else []
        for condition, value in days:
            where.append(condition)
            params.append(str(value))
        table = "text JOIN cards ON cards.id = text.rowid" if match else "cards"
        condition = f"WHERE {' AND '.join(where)}" if where else ""
        self.db.execute("DROP TABLE IF EXISTS temp.hits")
        self.db.execute(f"CREATE TEMP TABLE hits AS SELECT cards.id AS id FROM {table} {condition}", params)
        count = self.db.execute("SELECT count(*) FROM temp.hits").fetchone()[0]
        facets: dict[Field, Any] = {}
        for field in search.facets:
            facets[field] = tuple(self.db.execute(
                "SELECT value, count(*) FROM temp.hits CROSS JOIN vals ON vals.id = hits.id AND vals.field = ? GROUP BY value ORDER BY 2 DESC, 1 LIMIT 50",
                [field.value],
            ).fetchall())  # fmt: skip
        order = "newest DESC" if search.order is not Order.RELEVANCE or not match else "rank"
        rows = self.db.execute(f"SELECT card FROM {table} {condition} ORDER BY {order} LIMIT ?", [*params, search.size])
        marks = sought(search.asked)
        hits = []
        for (content,) in rows.fetchall():
            card = reopened(content)
            found = passages(card.sections, marks) if search.passages else ()
            hits.append(Hit(card.key, card.title, card.number, card.court, card.date, 0.0, found))
        return Found(tuple(hits), count, facets)


def _match(node: Node, days: list[tuple[str, int]]) -> str:
    match node:
        case Word(term, section):
            prefix = f"{section.value}/" if section else ""
            terms = " OR ".join(_quoted(prefix + each) for each in words.alike(term))
            return f"{'parts' if section else 'words'}:({terms})"
        case Phrase(text, _):
            return "pairs:(" + " + ".join(map(_quoted, words.pairs(text))) + ")"
        case Near(first, second, _, _):
            both = [" + ".join(map(_quoted, words.pairs(name))) for name in (first, second)]
            return f"pairs:(NEAR({both[0]} {both[1]}, 30))"
        case Named(field, text) if field in BY_PIECE:
            return "named:(" + " + ".join(_quoted(f"{field.value}/{pair}") for pair in words.pairs(text)) + ")"
        case Named(field, text):
            return f"vals:({_quoted(f'{field.value}={text}')})"
        case Dates(first, last):
            days += [("day >= ?", first.toordinal())] if first else []
            days += [("day <= ?", last.toordinal())] if last else []
            return ""
        case OneOf(nodes):
            return "(" + " OR ".join(_match(inner, days) for inner in nodes) + ")"
        case Without(inner):
            return _match(inner, days)
    return _all(node, days)


def _all(node: AllOf, days: list[tuple[str, int]]) -> str:
    wanted = [text for inner in node.nodes if not isinstance(inner, Without) and (text := _match(inner, days))]
    text = "(" + " AND ".join(wanted) + ")"
    for inner in node.nodes:
        if isinstance(inner, Without):
            text = f"({text} NOT {_match(inner, days)})"
    return text
