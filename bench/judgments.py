"""Searching judgments: the embedded engine, SQLite's FTS5 and PostgreSQL's own full text on the same tokens, side by side.

SHAREDCOURT_BENCH_JUDGMENTS is how many invented judgments (default 2000; several sizes with commas), SHAREDCOURT_BENCH_ENGINES which
engines (embedded,fts5,postgres). Every engine is filled and asked in a process of its own; each query is one page as the site shows it: ten results
with passages and marks, the exact count and nine facets, nothing kept from the query before. `value` is the embedded engine's median
in milliseconds, `against` the fastest of the others. `ratio` below 1 says that the embedded engine is faster.
"""

import contextlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SIZES = [int(size) for size in os.environ.get("SHAREDCOURT_BENCH_JUDGMENTS", "2000").split(",")]
ENGINES = os.environ.get("SHAREDCOURT_BENCH_ENGINES", "embedded,fts5,postgres").split(",")
BATCH, VARIANTS, SEED = 5_000, 30, 20
WORKERS = os.cpu_count() or 1

Row = dict[str, Any]
_SECTIONS = {
    "head": "head", "parties": "parties", "course": "course", "claims": "other", "defence": "other", "findings": "facts",
    "reasoning": "reasons", "order": "order", "closing": "closing", "signatures": "closing",
}  # fmt: skip


def card(made: Any, serial: int) -> Any:
    """An invented judgment as an index takes it."""
    from sharedcourt.judgments.searching.engine import Card
    from sharedcourt.judgments.searching.fields import Section

    sections: dict[Section, str] = {}
    for part in made.parts:
        name = Section(_SECTIONS[part.name])
        sections[name] = sections.get(name, "") + made.text[part.start : part.end]
    known, facets = made.fields, made.facets
    return Card(
        key=f"j{serial}", title=made.title, number=made.number, court=known["court"], date=known["decided"], sections=sections,
        level=known["level"], region=facets["region"][1], kind=known["case_kind"], procedure=known["procedure"], paper=known["document_kind"],
        grade=known["rank"], publicity=known["publicity"], causes=(known["cause"],), judges=tuple(known["judges"]), parties=tuple(known["parties"]),
        firms=tuple(known["firms"]), lawyers=tuple(known["agents"]), laws=tuple(known["articles"]), keywords=tuple(facets["keywords"]),
    )  # fmt: skip


def changes(count: int) -> Iterator[Any]:
    """So many judgments as they are released."""
    from bench._judgments import stream
    from sharedcourt.judgments.searching.engine import Change

    for serial, made in enumerate(stream(SEED, count), 1):
        yield Change(serial, f"j{serial}", card(made, serial))


def searches(sample: list[Any]) -> dict[str, list[Any]]:
    """The twelve named queries, each with values from judgments that are there."""
    from sharedcourt.judgments.searching import asking
    from sharedcourt.judgments.searching.engine import Order, Search
    from sharedcourt.judgments.searching.fields import Field

    chance = random.Random(SEED)
    common = ["借款", "合同", "利息", "违约", "担保", "律师", "判决", "银行"]
    rarer = ["租赁物", "抚养费", "残疾赔偿金", "透支", "保证期间", "货款", "物业费", "代位求偿", "提前到期", "格式条款"]
    phrases = [
        "无正当理由拒不到庭",
        "按月付息、到期还本",
        "承担连带清偿责任",
        "诉讼时效",
        "夫妻共同债务",
        "提示说明义务",
    ]

    def some(words: list[str], many: int = 1) -> str:
        return " ".join(chance.sample(words, many))

    def ask(text: str, **more: Any) -> Search:
        return Search(asking.read(text), **more)

    year = [str(item.date.year) for item in sample]
    first = [item.parties[0] for item in sample]
    last = [item.parties[-1] for item in sample]
    law = [item.laws[0] for item in sample]
    return {
        "one common word": [ask(some(common)) for _ in sample],
        "one rarer word": [ask(some(rarer)) for _ in sample],
        "three words": [ask(some([*common, *rarer], 3)) for _ in sample],
        "two words, filtered by year and level": [
            ask(some(common, 2), filters={Field.YEAR: (year[at],), Field.LEVEL: ("基层法院",)})
            for at in range(len(sample))
        ],
        "phrase": [ask(f'"{some(phrases)}"') for _ in sample],
        "party": [ask(f"当事人:{name}") for name in first],
        "case number": [ask(item.number) for item in sample],
        "article and word": [ask(f"法条:{name} {some(common)}") for name in law],
        "words in the reasons": [ask(f"理由:{some(rarer)} {some(common)}") for _ in sample],
        "from a year on, newest first": [ask(f"日期:{name}.. {some(common)}", order=Order.NEWEST) for name in year],
        "two names in order": [ask(f'"{one}" > "{two}"') for one, two in zip(first, last, strict=True)],
        "either word, without a third": [
            ask(f"{some(rarer)}|{some(rarer)} {some(common)} -{some(rarer)}") for _ in sample
        ],
    }


def _spent(seconds: list[float]) -> Row:
    ordered = sorted(seconds)
    return {"p50": ordered[len(ordered) // 2] * 1000, "p95": ordered[int(len(ordered) * 0.95)] * 1000}


def _opened(engine: str, home: Path) -> Any:
    from sharedcourt.judgments.likeness.finding import of_card

    if engine == "fts5":
        from bench._fts5 import Fts5

        return Fts5(home)
    if engine == "embedded":
        from sharedcourt.judgments.searching.embedded import Embedded

        return Embedded(home, likeness=of_card, workers=WORKERS)
    import psycopg

    from sharedcourt.judgments.searching.postgres import Postgres

    connection = psycopg.connect(os.environ["BENCH_POSTGRES"], autocommit=True)

    @contextlib.contextmanager
    def cursor() -> Iterator[Any]:
        with connection.transaction(), connection.cursor() as opened:
            yield opened

    made = Postgres(cursor, likeness=of_card)
    made.make()
    return made


def _bytes(engine: str, made: Any, home: Path) -> int:
    if engine == "fts5":
        return int(made.size_on_disk())
    if engine == "embedded":
        return sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    with made.run() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [made.table])
        return int(cursor.fetchone()[0])


def _measured(engine: str, size: int, home: Path) -> Row:
    """In a process of its own: fill one engine, ask it, and say what it took."""
    made = _opened(engine, home)
    filled = 0.0
    sample: list[Any] = []
    batch: list[Any] = []
    step = max(size // VARIANTS, 1)

    def write() -> float:
        started = time.perf_counter()
        made.apply(batch)
        batch.clear()
        return time.perf_counter() - started

    for change in changes(size):
        batch.append(change)
        if change.seq % step == 0 and len(sample) < VARIANTS and change.card is not None:
            sample.append(change.card)
        if len(batch) == BATCH:
            filled += write()
    if batch:
        filled += write()
    if engine == "postgres":
        with made.run() as cursor:
            cursor.execute(f"ANALYZE {made.table}")
    queries: Row = {}
    for name, asked in searches(sample).items():
        made.search(asked[0])
        seconds, hits = [], 0
        for search in asked:
            if engine == "embedded":
                made.forget()
            started = time.perf_counter()
            hits += made.search(search).count
            seconds.append(time.perf_counter() - started)
        queries[name] = _spent(seconds) | {"hits": hits / len(asked)}
    more = _more(made, sample) if engine == "embedded" else {}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"filled": filled, "bytes": _bytes(engine, made, home), "queries": queries, "memory": peak, "more": more}


def _more(made: Any, sample: list[Any]) -> Row:
    """What only the embedded engine is asked: a deep page, suggestions, similar cases, the same question again."""
    from sharedcourt.judgments.likeness.finding import like_card
    from sharedcourt.judgments.searching import asking
    from sharedcourt.judgments.searching.engine import Order, Search
    from sharedcourt.judgments.searching.fields import SUGGESTED

    def timed(work: Any, inputs: list[Any]) -> Row:
        seconds = []
        for item in inputs:
            started = time.perf_counter()
            work(item)
            seconds.append(time.perf_counter() - started)
        return _spent(seconds)

    cursor = ""
    for _page in range(50):
        found = made.search(Search(asking.read("合同"), order=Order.NEWEST, cursor=cursor))
        cursor = found.cursor or cursor
    deep = Search(asking.read("合同"), order=Order.NEWEST, cursor=cursor)
    return {
        "fiftieth page": timed(made.search, [deep] * VARIANTS),
        "suggestions of eight kinds": timed(lambda item: made.suggest(item.parties[0][:2], SUGGESTED), sample),
        "similar cases of a judgment": timed(lambda item: like_card(made, item), sample),
    }


def _in_process(engine: str, size: int, environment: dict[str, str]) -> Row:
    home = Path(os.environ["SHAREDCOURT_HOME"]) / f"judgments-{engine}-{size}"
    done = subprocess.run(
        [sys.executable, "-m", "bench.judgments", engine, str(size), str(home)],
        env={**os.environ, **environment, "SHAREDCOURT_HOME": str(home)}, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return found


def _of_size(size: int) -> list[Row]:
    found: dict[str, Row] = {}
    for engine in ENGINES:
        if engine != "postgres":
            found[engine] = _in_process(engine, size, {})
            continue
        from scripts.services import postgresql

        with tempfile.TemporaryDirectory(prefix="bench-postgres-") as folder:
            Path(folder).chmod(0o711)
            data = Path(folder) / "database"
            data.mkdir()
            with postgresql(data) as address:
                found[engine] = _in_process(engine, size, {"BENCH_POSTGRES": address})
    return _rows(size, found)


def _rows(size: int, found: dict[str, Row]) -> list[Row]:
    ours, others = found.get("embedded"), {name: value for name, value in found.items() if name != "embedded"}
    first = ours or next(iter(found.values()))

    def row(name: str, unit: str, value: Any, *, digits: int = 3, small_is_good: bool = True) -> Row:
        values = {engine: value(result) for engine, result in others.items()}
        best = (min if small_is_good else max)(values, key=lambda engine: values[engine]) if values and ours else None
        mine = value(first)
        made: Row = {"name": f"{size:,}: {name}", "value": round(mine, digits), "unit": unit}
        if best:
            made |= {"against": best, "ratio": round(mine / values[best], 4)}
        return made | {f"{engine}": round(number, digits) for engine, number in values.items()}

    rows = [
        row("indexing", "documents/s", lambda one: size / one["filled"], digits=0, small_is_good=False),
        row("filled anew", "s", lambda one: one["filled"], digits=1),
        row("size on disk", "MiB", lambda one: one["bytes"] / 2**20, digits=1),
        row("memory, largest", "MiB", lambda one: one["memory"], digits=0),
    ]
    for name in first["queries"]:
        made = row(name, "ms", lambda one, name=name: one["queries"][name]["p50"])
        made |= {"p95": round(first["queries"][name]["p95"], 2), "hits": round(first["queries"][name]["hits"])}
        made |= {f"{engine} p95": round(result["queries"][name]["p95"], 2) for engine, result in others.items()}
        rows.append(made)
    for name, spent in first["more"].items():
        rows.append(
            {"name": f"{size:,}: {name}", "value": round(spent["p50"], 3), "unit": "ms", "p95": round(spent["p95"], 2)}
        )
    return rows


def run() -> list[Row]:
    """All sizes, all engines."""
    return [row for size in SIZES for row in _of_size(size)]


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))
