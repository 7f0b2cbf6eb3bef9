"""The engine in the process: Tantivy. One process writes, any number read.

An index lives in a folder named after what its tokens depend on (`form`): when the lexicon or the schema changes, another folder
is begun from nothing and the old one removed.
"""

import hashlib
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.asking import (
    NEAR,
    AllOf,
    Dates,
    Named,
    Near,
    Node,
    OneOf,
    Phrase,
    Without,
    Word,
)
from sharedcourt.judgments.searching.catching_up import latest
from sharedcourt.judgments.searching.courts import Courts
from sharedcourt.judgments.searching.engine import Candidate, Change, Cursor, Found, Hit, Search, Suggestion
from sharedcourt.judgments.searching.fields import BY_PIECE, FACETS, Field, Section
from sharedcourt.judgments.searching.filed import FORM, SCHEMA, SORTED_BY, Laid, Trace, document, laid, opened, traced
from sharedcourt.judgments.searching.passages import passages, sought

MOST_NEAR = 2_000  # judgments that are read to see which of two names comes first
MOST_VALUES = 10_000  # values of a facet that are counted
TITLE_BOOST = 1.5
SHOWN_VALUES = 50
_SLACK = 20  # results looked at again when the index moved between two pages
_KEPT_COUNTS = 512

_MANY = 500  # judgments in a commit from which on other processes help

_LARGE = 20_000  # judgments from which on it pays to count what a question does not find

Values = dict[Field, dict[str, int]]
Facets = dict[Field, tuple[tuple[str, int], ...]]


def form() -> str:
    """Changes when tokens or schema do."""
    return hashlib.sha256(f"{FORM}\n{' '.join(words.lexicon())}".encode()).hexdigest()[:16]


def _lay(change: Change, likeness: Trace | None) -> Laid | None:
    return None if change.card is None else laid(traced(change.card, likeness), change.seq)


class Embedded:
    """An index in a folder.

    `memory` is what the writer collects before it writes a segment, in bytes. `likeness` makes what similar cases are measured by, for
    judgments that come without it. Large commits are prepared in `workers` processes. With `writes` off nothing in the folder is
    thrown away: for processes that only read. Raises ValueError there for a damaged index, which the one that writes replaces.
    """

    def __init__(
        self,
        home: Path,
        *,
        memory: int = 256_000_000,
        likeness: Trace | None = None,
        workers: int = 1,
        writes: bool = True,
    ) -> None:
        self.home, self.memory, self.likeness, self.workers, self.writes = home, memory, likeness, workers, writes
        self._lock = threading.Lock()  # what is kept between questions; held for moments
        self._writing = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._folder = home / form()
        self._counts: OrderedDict[tuple[Any, ...], tuple[int, Facets]] = OrderedDict()
        self._totals: tuple[tuple[int, int], Values] | None = None
        self._courts: tuple[tuple[int, int], tuple[dict[str, int], Courts]] | None = None
        self._open()

    def _open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for other in self.home.iterdir() if self.writes else ():
            if other.is_dir() and other != self._folder:
                shutil.rmtree(other, ignore_errors=True)
        try:
            self._index = tantivy.Index(SCHEMA, str(self._folder))
        except ValueError:  # damaged; everything in it is in the database
            if not self.writes:
                raise
            shutil.rmtree(self._folder)
            self._folder.mkdir()
            self._index = tantivy.Index(SCHEMA, str(self._folder))
        self._index.config_reader("manual")
        self._index.reload()
        self._stamp = self._state()

    def _state(self) -> tuple[int, int]:
        meta = (self._folder / "meta.json").stat()
        return meta.st_mtime_ns, meta.st_ino

    def _searcher(self) -> tantivy.Searcher:
        """A view of the last commit, whichever process made it."""
        state = self._state()
        if state != self._stamp:
            with self._lock:
                self._index.reload()
                self._stamp = state
                self._counts.clear()
        return self._index.searcher()

    def applied(self) -> int:
        searcher = self._searcher()
        hits = searcher.search(Query.term_query(SCHEMA, "role", "applied"), limit=1, count=False).hits
        return int(searcher.doc(hits[0][1])["seq"][0]) if hits else 0

    def apply(self, changes: Iterable[Change]) -> int:
        with self._writing:
            before = self.applied()
            # A change that is in the index already must not undo a later one.
            steps = list(latest([change for change in changes if change.seq > before]))
            if not steps:
                return before
            last = max(change.seq for change in steps)
            prepared = self._prepared(steps)
            writer = self._index.writer(self.memory, 1)
            try:
                for change, content in zip(steps, prepared, strict=True):
                    writer.delete_documents_by_term("key", change.key)
                    if content is not None:
                        writer.add_document(document(content))
                writer.delete_documents_by_term("role", "applied")
                writer.add_document(tantivy.Document(role="applied", seq=last))
                writer.commit()
            finally:
                writer.wait_merging_threads()
        return last

    def _prepared(self, steps: list[Change]) -> Iterable[Laid | None]:
        if self.workers == 1 or len(steps) < _MANY:
            return (_lay(change, self.likeness) for change in steps)
        if self._pool is None:
            # Started anew, not forked: the process around may have threads.
            self._pool = ProcessPoolExecutor(self.workers, get_context("spawn"))
        return self._pool.map(partial(_lay, likeness=self.likeness), steps, chunksize=50)

    def clear(self) -> None:
        with self._writing:
            writer = self._index.writer(self.memory, 1)
            writer.delete_all_documents()
            writer.commit()
            writer.wait_merging_threads()

    def size(self) -> int:
        return max(self._searcher().num_docs - 1, 0)

    def forget(self) -> None:
        """Let go of counts that are kept from earlier questions."""
        with self._lock:
            self._counts.clear()

    def close(self) -> None:
        self.forget()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    # --- searching

    def search(self, search: Search) -> Found:
        searcher = self._searcher()
        after = Cursor.read(search.cursor, search.order)
        compiler = _Compiler(searcher)
        query = compiler.whole(search)
        count, facets = self._counted(searcher, query, search)
        page = query
        field, order = SORTED_BY[search.order]
        rank, skipped = after.rank if after else 0, 0
        if after and field:
            low, high = (None, after.place - 1) if order is tantivy.Order.Desc else (after.place + 1, None)
            beyond = Query.range_query(SCHEMA, field, tantivy.FieldType.Integer, low, high)
            page = Query.boolean_query([(Occur.Must, query), (Occur.Must, beyond)])
        elif after:
            skipped = min(_SLACK, rank)
        if field:
            found = searcher.search(page, search.size + 1, False, order_by_field=field, order=order).hits
        else:
            found = searcher.search(page, search.size + 1 + skipped, False, offset=rank - skipped).hits
        read = [(score, *opened(searcher.doc(address))) for score, address in found]
        if skipped and after:
            keys = [item[1].key for item in read]
            read = read[keys.index(after.key) + 1 :] if after.key in keys else read[skipped:]
        shown, more = read[: search.size], len(read) > search.size
        cursor = ""
        if more:
            score, card, _ = shown[-1]
            cursor = Cursor(search.order, rank + len(shown), int(score) if field else 0, card.key).text()
        marks = sought(search.asked)
        hits = tuple(
            Hit(
                card.key,
                card.title,
                card.number,
                card.court,
                card.date,
                0.0 if field else float(score),
                passages(card.sections, marks, limit=search.passages) if search.passages else (),
                seq,
            )
            for score, card, seq in shown
        )
        return Found(hits, count, facets, cursor, compiler.exact)

    def _counted(self, searcher: tantivy.Searcher, query: Query, search: Search) -> tuple[int, Facets]:
        """Exact counts; those of a question that was asked a moment ago are kept until the next commit."""
        asked = search.asked.node if search.asked else None
        key = (asked, tuple(sorted(search.filters.items())), search.facets, search.since)
        with self._lock:
            kept = self._counts.get(key)
        if kept is not None:
            return kept
        count, values = self._aggregated(searcher, query, search.facets)
        facets = {
            name: tuple(sorted(values[name].items(), key=lambda item: (-item[1], item[0]))[:SHOWN_VALUES])
            for name in search.facets
        }
        result = count, facets
        with self._lock:
            self._counts[key] = result
            if len(self._counts) > _KEPT_COUNTS:
                self._counts.popitem(last=False)
        return result

    def _aggregated(self, searcher: tantivy.Searcher, query: Query, names: tuple[Field, ...]) -> tuple[int, Values]:
        """Counts of what a question finds. When that is most of all judgments, the few it does not find are taken from the totals."""
        if not names:
            return _aggregate(searcher, query, ())
        size = max(searcher.num_docs - 1, 0)
        if size < _LARGE:
            return _aggregate(searcher, query, names)
        count, _ = _aggregate(searcher, query, ())
        if count * 2 <= size:
            return _aggregate(searcher, query, names)
        everything = self._of_all(searcher)
        others = Query.boolean_query([(Occur.Must, _is("role", "judgment")), (Occur.MustNot, query)])
        _, missing = _aggregate(searcher, others, names)
        left: Values = {}
        for name in names:
            rest = {value: many - missing[name].get(value, 0) for value, many in everything[name].items()}
            left[name] = {value: many for value, many in rest.items() if many}
        return count, left

    def _of_all(self, searcher: tantivy.Searcher) -> Values:
        """The counts over all judgments of this commit."""
        kept = self._totals
        if kept is None or kept[0] != self._stamp:
            kept = self._stamp, _aggregate(searcher, _is("role", "judgment"), FACETS)[1]
            self._totals = kept
        return kept[1]

    def suggest(self, typed: str, fields: tuple[Field, ...], limit: int = 8) -> list[Suggestion]:
        searcher = self._searcher()
        typed = words.safe(typed)
        clean = words.closed(typed)
        found: list[Suggestion] = []
        for field in fields:
            name = f"is_{field.value}"
            if field is Field.COURT:
                counts, courts = self._known_courts(searcher)
                found += [Suggestion(field, court, counts[court]) for court in courts.find(typed, limit)]
            elif clean:
                prefix = (
                    typed.strip() if field is not Field.LAW else clean.removeprefix("《").removeprefix("中华人民共和国")
                )
                # Through the filter, because a withdrawn judgment's words stay in the files until they are merged.
                begun = searcher.terms_with_prefix(name, prefix, _is("role", "judgment"), limit)
                found += [Suggestion(field, text, count) for text, count in begun]
        return found

    def _known_courts(self, searcher: tantivy.Searcher) -> tuple[dict[str, int], Courts]:
        """The courts of this commit, with their judgments."""
        kept = self._courts
        if kept is None or kept[0] != self._stamp:
            counts = dict(searcher.terms_with_prefix("is_court", "", _is("role", "judgment")))
            courts = kept[1][1] if kept is not None and kept[1][0].keys() == counts.keys() else Courts(counts)
            kept = self._stamp, (counts, courts)
            self._courts = kept
        return kept[1]

    def nearest(self, terms: Sequence[tuple[str, float]], *, limit: int, without: str = "") -> list[Candidate]:
        searcher = self._searcher()
        clauses = [(Occur.Should, Query.boost_query(_word(term, None), weight)) for term, weight in terms if weight > 0]
        if not clauses:
            return []
        if without:
            clauses.append((Occur.MustNot, _is("key", without)))
        found = []
        for _, address in searcher.search(Query.boolean_query(clauses), limit, False).hits:
            content = searcher.doc(address)
            found.append(Candidate(bytes(content["card"][0]).decode(), bytes(content["likeness"][0])))
        return found

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        searcher = self._searcher()
        return [searcher.doc_freq("words", term) for term in terms]


def _aggregate(searcher: tantivy.Searcher, query: Query, names: tuple[Field, ...]) -> tuple[int, Values]:
    wanted: dict[str, Any] = {"all": {"value_count": {"field": "newest"}}}
    for name in names:
        terms = {"field": f"is_{name.value}", "size": MOST_VALUES, "segment_size": MOST_VALUES}
        wanted[name.value] = {"terms": terms}
    answer = searcher.aggregate(query, wanted)
    values = {
        name: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in answer[name.value]["buckets"]}
        for name in names
    }
    return int(answer["all"]["value"] or 0), values


class _Compiler:
    """A question as Tantivy asks it. `exact` turns False when a condition could only be answered in part."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.exact = True

    def whole(self, search: Search) -> Query:
        asked = search.asked
        if asked is not None and asked.node is None:
            return Query.empty_query()
        must = [self.node(asked.node) if asked and asked.node else _is("role", "judgment")]
        for name, values in search.filters.items():
            if values:
                chosen = Query.term_set_query(SCHEMA, f"is_{name.value}", list(map(words.safe, values)))
                must.append(Query.const_score_query(chosen, 0.0))
        if search.since:
            later = Query.range_query(SCHEMA, "seq", tantivy.FieldType.Integer, search.since + 1, None)
            must.append(Query.const_score_query(later, 0.0))
        return must[0] if len(must) == 1 else Query.boolean_query([(Occur.Must, query) for query in must])

    def node(self, node: Node) -> Query:
        match node:
            case Word(term, section):
                return _word(term, section)
            case Phrase(text, section):
                return _piece(text, section)
            case Near():
                return self._near(node)
            case Named(field, text):
                return _named(field, text)
            case Dates(first, last):
                low = first.toordinal() if first else None
                high = last.toordinal() if last else None
                query = Query.range_query(SCHEMA, "day", tantivy.FieldType.Integer, low, high)
                return Query.const_score_query(query, 0.0)
            case OneOf(nodes):
                return Query.boolean_query([(Occur.Should, self.node(inner)) for inner in nodes])
            case Without(inner):
                return Query.boolean_query([(Occur.Must, _is("role", "judgment")), (Occur.MustNot, self.node(inner))])
        return self._all(node)

    def _all(self, node: AllOf) -> Query:
        clauses: list[tuple[Occur, Query]] = []
        for inner in node.nodes:
            if isinstance(inner, Without):
                clauses.append((Occur.MustNot, self.node(inner.node)))
                continue
            clauses.append((Occur.Must, self.node(inner)))
            if isinstance(inner, Word) and inner.section is None:
                title = Query.term_query(SCHEMA, "title", inner.term, "freq")
                clauses.append((Occur.Should, Query.boost_query(title, TITLE_BOOST)))
        if all(occur is Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, _is("role", "judgment")))
        return Query.boolean_query(clauses)

    def _near(self, node: Near) -> Query:
        both = Query.boolean_query([(Occur.Must, _piece(name, node.section)) for name in (node.first, node.second)])
        found = self.searcher.search(both, MOST_NEAR, False).hits
        self.exact = self.exact and len(found) < MOST_NEAR
        pattern = near_pattern(node)
        keys = [
            card.key
            for card, _ in (opened(self.searcher.doc(address)) for _, address in found)
            if any(
                pattern.search(words.closed(text))
                for section, text in card.sections.items()
                if node.section in (None, section)
            )
        ]
        return Query.term_set_query(SCHEMA, "key", keys) if keys else Query.empty_query()


def near_pattern(node: Near) -> "re.Pattern[str]":
    """Two pieces in a text without blanks, at most `NEAR` characters apart."""
    first, second = re.escape(node.first), re.escape(node.second)
    forth = f"{first}.{{0,{NEAR}}}?{second}"
    return re.compile(forth if node.ordered else f"{forth}|{second}.{{0,{NEAR}}}?{first}", re.DOTALL)


def _is(field: str, value: str) -> Query:
    return Query.const_score_query(Query.term_query(SCHEMA, field, value, "basic"), 0.0)


def _word(term: str, section: Section | None) -> Query:
    terms = words.alike(term)
    if section is None:
        queries = [Query.term_query(SCHEMA, "words", each, "freq") for each in terms]
    else:
        queries = [Query.term_query(SCHEMA, "parts", f"{section.value}/{each}", "basic") for each in terms]
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _placed(field: str, pieces: list[str]) -> Query:
    if len(pieces) == 1:
        return Query.term_query(SCHEMA, field, pieces[0], "position")
    return Query.phrase_query(SCHEMA, field, list(pieces))


def _piece(text: str, section: Section | None) -> Query:
    pieces = words.pairs(text)
    if not pieces:
        return Query.empty_query()
    names = [section] if section else list(Section)
    queries = [_placed(f"in_{name.value}", pieces) for name in names]
    if section is None:
        queries.append(_placed("in_title", pieces))
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _named(field: Field, text: str) -> Query:
    if field in BY_PIECE:
        pieces = words.pairs(text)
        return _placed(f"of_{field.value}", pieces) if pieces else Query.empty_query()
    return _is(f"is_{field.value}", text)
