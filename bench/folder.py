"""A case folder with 2,000 documents, search in it, and a bundle of 500 pages.

The folder's page and the search are measured against the same folder with 20 documents, in the same run; the rival of the bundle
is a plain merge by qpdf of the same files, without index, page numbers and bookmarks, interleaved. Each paper has five pages of
text, really encrypted. SHAREDCOURT_BENCH_PAPERS sets another number. `memory` is the peak of Python's own allocations during one
request, in MiB.
"""

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench._stopwatch import summary, timed

SMALL = 20
LARGE = int(os.environ.get("SHAREDCOURT_BENCH_PAPERS", "2000"))
PAGES_EACH, LETTERS = 5, 700
TIMES = 15
SEARCHES = 5
FILES, PAGES = 50, 10
ROUNDS = 3
WORDS = "今收到借款人归还本金利息罚息复利人民币元整年月日合同约定逾期担保抵押登记银行支行签字捺印还款计划"
RANDOM = random.Random(2022)

Row = dict[str, Any]


def as_field(value: Any) -> Any:
    """A JSON value for an encrypted field, whose declared type is that of its stored text."""
    return value


def run() -> list[Row]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.conf import settings

    settings.SHAREDCOURT_REQUIRE_SECOND_FACTOR = False
    settings.ALLOWED_HOSTS = ["*"]
    from sharedcourt.filing.tests.cases import accepted_case, with_defendant

    case = accepted_case()
    with_defendant(case)
    rows: list[Row] = []
    _fill(case, SMALL)
    small = _measured(case)
    _fill(case, LARGE - SMALL)
    large = _measured(case)
    for name, found in large.items():
        before = small[name]
        row = summary(f"{name}, {LARGE:,} papers", found["seconds"])
        median = statistics.median(before["seconds"])
        rows.append(
            row
            | {
                "against": f"{SMALL} papers",
                "ratio": round(statistics.median(found["seconds"]) / median, 2),
                "queries": found["queries"],
                "memory": found["memory"],
                "against value": round(median * 1000, 3),
                "against queries": before["queries"],
                "against memory": before["memory"],
            }
        )
    return rows + _bundle(case)


def _text() -> str:
    return "".join(RANDOM.choices(WORDS, k=LETTERS))


def _fill(case: Any, count: int) -> None:
    """So many more papers of the plaintiff's evidence, each with its text."""
    from django.db import transaction

    from sharedcourt.core import clock
    from sharedcourt.documents.models import StoredFile
    from sharedcourt.filing.folder.models import Paper, PaperText

    party = case.dispute.parties.get(side="applicant")
    first = Paper.objects.filter(case=case).count() + 1
    files, papers, texts = [], [], []
    for number in range(first, first + count):
        mark = f"{number:064x}"
        file = StoredFile(
            path=f"files/bench/{number}", purpose="case", scope=case.pk, name=f"{number}.pdf", mime="application/pdf",
            size=100_000, sha256=mark, sm3=mark,
        )  # fmt: skip
        paper = Paper(
            case=case, party=party, category="evidence", title=f"证据材料{number}", position=number + 1000, file=file,
            pages=PAGES_EACH, visible="all", sha256=mark, handed_in_at=clock.now(),
        )  # fmt: skip
        files.append(file)
        papers.append(paper)
        words = [_text() for _page in range(PAGES_EACH)]
        texts.append(PaperText(paper=paper, pages=as_field(words), plain="\n".join(words)))
    with transaction.atomic():
        StoredFile.objects.bulk_create(files, batch_size=500)
        Paper.objects.bulk_create(papers, batch_size=500)
        PaperText.objects.bulk_create(texts, batch_size=500)


def _measured(case: Any) -> dict[str, Any]:
    """Each page as the defendant sees it: seconds, queries, memory."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from sharedcourt.people import cast

    client = Client()
    client.force_login(cast.person(cast.BORROWER), backend="allauth.account.auth_backends.AuthenticationBackend")
    base = f"/filing/folder/{case.pk}/"
    doors: dict[str, tuple[int, Callable[[], Any]]] = {
        "folder page": (TIMES, lambda: client.get(base)),
        "its last page": (TIMES, lambda: client.get(base, {"page": "999"})),
        "search with more hits than are shown": (SEARCHES, lambda: client.post(f"{base}search/", {"q": "借款"})),
        "search without a hit": (SEARCHES, lambda: client.post(f"{base}search/", {"q": "没有这句话在里面"})),
    }
    found = {}
    for name, (times, knock) in doors.items():
        for _warm in range(2):
            answer = knock()
            if answer.status_code != 200:
                raise RuntimeError(f"{name}: {answer.status_code}")
        with CaptureQueriesContext(connection) as queries:
            knock()
            asked = len(queries)  # the next request forgets them
        tracemalloc.start()
        knock()
        memory = round(tracemalloc.get_traced_memory()[1] / 2**20, 1)
        tracemalloc.stop()
        seconds = timed(lambda _again, knock=knock: knock(), range(times))  # type: ignore[misc]
        found[name] = {"seconds": seconds, "queries": asked, "memory": memory}
    return found


# ---------- the bundle


def _pdf(folder: Path, number: int) -> bytes:
    import typst

    from sharedcourt.documents.engine.rendering import FONTS

    file = folder / f"{number}.typ"
    pages = "\n#pagebreak()\n".join(_text() for _page in range(PAGES))
    file.write_text(f'#set text(font: "Noto Sans SC", size: 11pt)\n= 材料 {number}\n{pages}')
    made = typst.compile(str(file), font_paths=[str(FONTS)], ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise TypeError("The compiler returned no PDF.")
    return made


def _bundle(case: Any) -> list[Row]:
    if not shutil.which("qpdf") or not shutil.which("pdftotext"):
        return [{"name": "bundle: not measured, qpdf and poppler are missing"}]
    from sharedcourt.documents import storing
    from sharedcourt.filing.cases.models import Case
    from sharedcourt.filing.folder import bundling
    from sharedcourt.filing.folder.models import Paper

    fresh = Case.objects.select_related("dispute", "number", "court").get(pk=case.pk)
    party = fresh.dispute.parties.get(side="applicant")
    ours: list[float] = []
    rival: list[float] = []
    sizes = {"ours": 0, "rival": 0}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        papers, plain = [], []
        for number in range(FILES):
            content = _pdf(folder, number)
            plain.append(folder / f"plain-{number}.pdf")
            plain[-1].write_bytes(content)
            file = storing.keep(content, purpose="case", mime="application/pdf", scope=case.pk, name=f"{number}.pdf")
            papers.append(
                Paper(
                    case=fresh, party=party, category="evidence", title=f"材料{number}", position=number, file=file,
                    pages=PAGES, visible="all", sha256=file.sha256,
                )
            )  # fmt: skip
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for again in range(ROUNDS):
            target = folder / f"merged-{again}.pdf"
            started = time.perf_counter()
            subprocess.run(["qpdf", "--empty", "--pages", *map(str, plain), "--", str(target)], check=True)
            rival.append(time.perf_counter() - started)
            place = folder / f"bundle-{again}"
            place.mkdir()
            started = time.perf_counter()
            made, pages = bundling.assemble(fresh, papers, place, lambda _percent: None)
            ours.append(time.perf_counter() - started)
            sizes = {"ours": made.stat().st_size, "rival": target.stat().st_size}
            _complete(made, pages)
        alone = _peak(["qpdf", "--empty", "--pages", *map(str, plain), "--", str(folder / "alone.pdf")])
        changes, stamps = place / "outline.json", place / "stamps.pdf"
        ours_alone = _peak(
            ["qpdf", str(place / "joined.pdf"), f"--update-from-json={changes}", "--overlay", str(stamps), "--",
             str(folder / "again.pdf")]
        )  # fmt: skip
    usual = "qpdf, a plain merge of the same files"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    return [
        summary(f"bundle of {FILES * PAGES} pages: index, numbers, bookmarks", ours, (usual, statistics.median(rival)))
        | {"against value": round(statistics.median(rival) * 1000, 3)},
        {
            "name": "bundle: memory of the largest program it calls",
            "value": round(ours_alone, 1),
            "unit": "MiB",
            "against": usual,
            "ratio": round(ours_alone / alone, 2),
            "against value": round(alone, 1),
        },
        {
            "name": "bundle: memory the worker grows by (typst, files one by one)",
            "value": round(grown, 1),
            "unit": "MiB",
        },
        {
            "name": "bundle: size",
            "value": round(sizes["ours"] / 2**20, 2),
            "unit": "MiB",
            "against": usual,
            "ratio": round(sizes["ours"] / sizes["rival"], 2),
            "against value": round(sizes["rival"] / 2**20, 2),
        },
    ]


def _peak(command: list[str]) -> float:
    """MiB at the peak of a command, seen from a process whose only child it is."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout) / 1024


def _complete(made: Path, pages: int) -> None:
    """Raises when a page is missing or has no number."""
    texts = subprocess.run(["pdftotext", str(made), "-"], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = texts.split("\f")[:-1]
    numbered = sum(f"第{n}页共{pages}页" in "".join(text.split()) for n, text in enumerate(found, start=1))
    if not len(found) == numbered == pages >= FILES * PAGES:
        raise RuntimeError(f"{len(found)} pages, {numbered} numbered, {pages} counted.")
