"""Similar cases on judged sets in TREC form: P@5, P@10, MAP, NDCG@10, NDCG@20, NDCG@30.

Without settings a set made from invented judgments is measured, whole judgments and facts alone as queries, side by side with plain
BM25. SHAREDCOURT_TREC names a folder with another set:

    queries.jsonl      {"id": …, "text": …}
    documents.jsonl    {"id": …, "text": …}
    qrels.txt          query 0 document grade
    pool.jsonl         {"id": query, "documents": […]}; without it each query's judged documents are its candidates

SHAREDCOURT_TREC_RELEVANT is the least grade that counts as relevant in P and MAP (default 2 of 0 to 3); NDCG takes the grades as gains,
with SHAREDCOURT_TREC_GAIN=steep 2 ** grade - 1.
"""

import json
import math
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Qrels = dict[str, dict[str, int]]
Runs = dict[str, list[str]]
MEASURES = ("P@5", "P@10", "MAP", "NDCG@10", "NDCG@20", "NDCG@30")
STEEP = os.environ.get("SHAREDCOURT_TREC_GAIN", "grade") == "steep"
QUERIES = int(os.environ.get("SHAREDCOURT_TREC_QUERIES", "60"))


def read_qrels(lines: Iterable[str]) -> Qrels:
    """`query 0 document grade` a line."""
    found: Qrels = defaultdict(dict)
    for line in lines:
        if line.strip():
            query, _, document, grade = line.split()
            found[query][document] = int(grade)
    return dict(found)


def read_run(lines: Iterable[str]) -> Runs:
    """`query Q0 document rank score name` a line; sorted by score as trec_eval does, equal ones by name from behind."""
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for line in lines:
        if line.strip():
            query, _, document, _, score, _ = line.split()
            found[query].append((float(score), document))
    return {query: [document for _, document in sorted(scored, reverse=True)] for query, scored in found.items()}


def precision(ranked: Sequence[str], grades: Mapping[str, int], depth: int, least: int) -> float:
    """The share of the first `depth` that is relevant."""
    return sum(grades.get(document, 0) >= least for document in ranked[:depth]) / depth


def average_precision(ranked: Sequence[str], grades: Mapping[str, int], least: int) -> float:
    """The mean of the precisions at each relevant document; those not found count 0."""
    relevant = sum(grade >= least for grade in grades.values())
    found, total = 0, 0.0
    for place, document in enumerate(ranked, 1):
        if grades.get(document, 0) >= least:
            found += 1
            total += found / place
    return total / relevant if relevant else 0.0


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int, *, steep: bool = False) -> float:
    """Discounted gain against that of the best order; the grade is the gain (`steep`: 2 ** grade - 1), the discount log2(place + 1)."""

    def gain(values: Iterable[int]) -> float:
        return sum((2**value - 1 if steep else value) / math.log2(place + 1) for place, value in enumerate(values, 1))

    best = gain(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth])
    return gain(grades.get(document, 0) for document in ranked[:depth]) / best if best else 0.0


def evaluate(runs: Runs, qrels: Qrels, *, least: int = 2, steep: bool = STEEP) -> dict[str, float]:
    """The measures as means over the judged queries; a query without a run counts 0."""
    sums = dict.fromkeys(MEASURES, 0.0)
    for query, grades in qrels.items():
        ranked = runs.get(query, [])
        sums["P@5"] += precision(ranked, grades, 5, least)
        sums["P@10"] += precision(ranked, grades, 10, least)
        sums["MAP"] += average_precision(ranked, grades, least)
        for depth in (10, 20, 30):
            sums[f"NDCG@{depth}"] += ndcg(ranked, grades, depth, steep=steep)
    return {name: value / max(len(qrels), 1) for name, value in sums.items()}


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged set: texts by name, and each query's candidates."""

    queries: dict[str, str]
    documents: dict[str, str]
    qrels: Qrels
    pool: dict[str, list[str]]


def read_set(folder: Path) -> Judged:
    """A set from a folder in the form above."""

    def texts(name: str) -> dict[str, str]:
        with (folder / name).open(encoding="utf-8") as lines:
            return {str(item["id"]): item["text"] for item in map(json.loads, lines)}

    qrels = read_qrels((folder / "qrels.txt").read_text(encoding="utf-8").splitlines())
    pool = {query: list(grades) for query, grades in qrels.items()}
    if (folder / "pool.jsonl").exists():
        with (folder / "pool.jsonl").open(encoding="utf-8") as lines:
            pool = {str(item["id"]): [str(name) for name in item["documents"]] for item in map(json.loads, lines)}
    return Judged(texts("queries.jsonl"), texts("documents.jsonl"), qrels, pool)


def invented(queries: int, *, seed: int = 4, facts_only: bool = False) -> Judged:
    """A judged set of invented judgments."""
    from bench._judgments import judged

    made = Judged({}, {}, {}, {})
    for at, item in enumerate(judged(seed, queries)):
        query = f"q{at}"
        made.queries[query] = item.query.part("findings") if facts_only else item.query.text
        names = []
        for place, (candidate, grade) in enumerate(item.candidates):
            name = f"d{at}-{place}"
            made.documents[name] = candidate.text
            made.qrels.setdefault(query, {})[name] = grade
            names.append(name)
        made.pool[query] = names
    return made


class Plain:
    """Textbook BM25 over jieba's words: what the ranker is compared with."""

    K1, B = 1.2, 0.75

    def __init__(self, documents: Mapping[str, str]) -> None:
        from sharedcourt.judgments.searching import words

        self._cut = words.precise
        self.counts = {name: Counter(self._cut(text)) for name, text in documents.items()}
        self.length = {name: sum(counts.values()) for name, counts in self.counts.items()}
        self.mean = sum(self.length.values()) / max(len(self.length), 1)
        self.frequency = Counter(term for counts in self.counts.values() for term in counts)

    def rank(self, text: str, names: Sequence[str]) -> list[str]:
        query, total = Counter(self._cut(text)), len(self.counts)
        scores = {}
        for name in names:
            counts, score = self.counts[name], 0.0
            norm = self.K1 * (1 - self.B + self.B * self.length[name] / self.mean)
            for term, times in query.items():
                if counts[term]:
                    idf = math.log1p((total - self.frequency[term] + 0.5) / (self.frequency[term] + 0.5))
                    score += times * idf * counts[term] * (self.K1 + 1) / (counts[term] + norm)
            scores[name] = score
        return sorted(names, key=lambda name: -scores[name])


class Ours:
    """The ranker of the judgments room."""

    def __init__(self, documents: Mapping[str, str], weights: Any = None) -> None:
        import numpy as np

        from sharedcourt.judgments.likeness import ranking
        from sharedcourt.judgments.likeness.prints import Print
        from sharedcourt.judgments.likeness.reading import read_text

        self._print: Callable[[str], Print] = lambda text: Print.of(read_text(text))
        self._rank, self.weights = ranking.rank, weights or ranking.DEFAULT
        self.prints = {name: self._print(text) for name, text in documents.items()}
        self._read: dict[str, Any] = {}
        found = Counter(int(term) for each in self.prints.values() for term in each.facts.terms)
        total = len(self.prints)
        self.frequencies = lambda terms: (np.array([found[int(term)] for term in terms], dtype=np.float64), total)

    def rank(self, text: str, names: Sequence[str]) -> list[str]:
        if text not in self._read:
            self._read[text] = self._print(text)
        ranked = self._rank(self._read[text], [self.prints[name] for name in names], self.frequencies, self.weights)
        return [names[item.place] for item in ranked]


def measure(judged: Judged, ranker: Any, least: int) -> dict[str, float]:
    """The measures of a ranker on a set, and the median milliseconds a query took."""
    seconds: list[float] = []
    runs: Runs = {}
    for query, names in judged.pool.items():
        started = time.perf_counter()
        runs[query] = ranker.rank(judged.queries[query], names)
        seconds.append(time.perf_counter() - started)
    return evaluate(runs, judged.qrels, least=least) | {"ms": sorted(seconds)[len(seconds) // 2] * 1000}


def run() -> list[dict[str, Any]]:
    """Ours against plain BM25."""
    least = int(os.environ.get("SHAREDCOURT_TREC_RELEVANT", "2"))
    folder = os.environ.get("SHAREDCOURT_TREC")
    sets = {Path(folder).name: read_set(Path(folder))} if folder else {
        "invented, whole judgment": invented(QUERIES),
        "invented, facts alone": invented(QUERIES, facts_only=True),
    }  # fmt: skip
    rows: list[dict[str, Any]] = []
    for name, judged in sets.items():
        plain, ours = (measure(judged, kind(judged.documents), least) for kind in (Plain, Ours))
        rows += [
            {"name": f"{name}: {key}", "value": round(ours[key], 3), "unit": "" if key != "ms" else "ms", "against": "BM25 over words", "ratio": round(ours[key] / plain[key], 3) if plain[key] else None, "against value": round(plain[key], 3)}
            for key in (*MEASURES, "ms")
        ]  # fmt: skip
    return rows
