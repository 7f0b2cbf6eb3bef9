"""Reading papers: pages a minute of one core, memory of the reading process, characters and fields right; a PDF's own text against OCR.

Papers of invented people are drawn (`reading/tests/papers.py`) and given faults of a photograph: turned a little, blurred, compressed.
They are rendered, not photographed: stamps over text, glare, folds and handwriting are not in them, and real ones come out worse.
Time is processor time of the reading process, its start (imports, models) apart, so that other work on the machine does not count.
SHAREDCOURT_BENCH_PAPERS sets the number of papers of each kind and fault (default 4).
"""

import os
import random
import resource
import statistics
from collections.abc import Sequence
from typing import Any

from stdnum.iso7064 import mod_11_2

from sharedcourt.documents.reading import fields, isolated, judging
from sharedcourt.documents.reading.finding import Line, plain
from sharedcourt.documents.reading.readers import EMBEDDED
from sharedcourt.documents.reading.tests import papers

PAPERS = int(os.environ.get("SHAREDCOURT_BENCH_PAPERS", "4"))
FAULTS: dict[str, dict[str, float]] = {
    "clean": {"quality": 90},
    "turned 2°, blur 1": {"turn": 2, "blur": 1, "quality": 70},
    "turned -3°, blur 1.5": {"turn": -3, "blur": 1.5, "quality": 50},
}
NAMES = ("林建川", "陈舒宁", "古另山", "欧阳示范", "买买提·艾力", "江另月", "严前任", "周启明")
BLURS = (1, 2, 3, 4)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _read(content: bytes, mime: str) -> tuple[list[Line], float]:
    """The lines, and the processor seconds of the whole process."""
    before, lines = _spent(), []
    for event in isolated.events(content, mime=mime, reader=EMBEDDED, most_pages=100):
        if event["event"] == "page":
            lines += [Line(event["number"], line[0], tuple(line[1:5]), line[5]) for line in event["lines"]]
    return lines, _spent() - before


def distance(one: str, other: str) -> int:
    """How many characters must be put in, taken out or changed."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], at
        for place, wanted in enumerate(other, start=1):
            diagonal, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, diagonal + (letter != wanted))
    return row[-1]


def _right(lines: Sequence[Line], truth: Sequence[str]) -> float:
    """Part of the characters that are right, blanks and widths aside; lines from top to bottom."""
    read = "".join(plain(line.text) for line in lines)
    wanted = "".join(plain(text) for text in truth)
    return 1 - distance(read, wanted) / len(wanted)


def _number(draw: random.Random) -> str:
    body = f"330399{draw.randint(1950, 2005)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}{draw.randint(1, 999):03}"
    return body + str(mod_11_2.calc_check_digit(body))


def _papers(kind: str) -> list[tuple[papers.Drawn, dict[str, str]]]:
    draw, found = random.Random(7), []
    for at in range(PAPERS):
        name, number = NAMES[at % len(NAMES)], _number(draw)
        if kind == "identity card":
            found.append((papers.id_card(name, number), {"name": name, "resident_id": number}))
            continue
        contract = f"OY-{draw.randint(2015, 2021)}-{draw.randint(1000, 9999)}-{draw.randint(1000, 9999)}"
        lines = tuple(
            text.replace("林建川", name).replace("330399198506150016", number).replace("OY-2020-1110-0316", contract)
            for text in papers.CONTRACT
        )
        wanted = {"borrower": name, "resident_id": number, "contract_number": contract, "principal": "300000.00",
                  "annual_rate": "6.5", "released_on": "2020-11-20", "matures_on": "2021-11-20"}  # fmt: skip
        found.append((papers.contract(lines), wanted))
    return found


def _row(name: str, value: Any, unit: str, against: str = "", ratio: float | None = None) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "against": against, "ratio": ratio}


def run() -> list[dict[str, Any]]:
    """The rows, the text layer first: the peak of memory counts over all processes so far."""
    rows, pages = [], 80
    _lines, one = _read(papers.contract_pdf(), "application/pdf")
    lines, many = _read(papers.contract_pdf(pages=pages), "application/pdf")
    layer = (many - one) / (pages - 1)
    rows.append(_row("PDF with text: processor time a page", layer * 1000, "ms"))
    rows.append(
        _row(
            "PDF with text: characters right",
            100 * _right([line for line in lines if line.page == 1], papers.CONTRACT),
            "%",
        )
    )
    rows.append(_row("PDF with text: memory of the process", _peak(), "MB"))

    contract = papers.contract().picture
    _lines, one = _read(papers.scanned_pdf(contract), "application/pdf")
    _lines, three = _read(papers.scanned_pdf(contract, contract, contract), "application/pdf")
    seen = (three - one) / 2
    rows.append(
        _row("scanned PDF: processor time a page", seen, "s", "PDF with text", seen / layer if layer > 0 else None)
    )
    rows.append(_row("scanned PDF: pages a minute of one core", 60 / seen, "pages"))
    rows.append(_row("start of a process with its models", one - seen, "s"))
    rows.append(_row("reader: memory of the process", _peak(), "MB"))
    for kind in ("identity card", "loan contract"):
        made = _papers(kind)
        for fault, how in FAULTS.items():
            right, taken, wanted, numbers = [], 0, 0, 0
            for paper, truth in made:
                found, _time = _read(paper.jpeg(**how), "image/jpeg")  # type: ignore[arg-type]
                values = {one.key: one.value for one in fields.propose(found).proposals}
                right.append(_right(found, paper.lines))
                taken += sum(values.get(key) == value for key, value in truth.items())
                numbers += values.get("resident_id") == truth["resident_id"]
                wanted += len(truth)
            rows.append(_row(f"{kind}, {fault}: characters right", 100 * statistics.mean(right), "%"))
            rows.append(_row(f"{kind}, {fault}: fields right", f"{taken}/{wanted}", "", "ID numbers", None))
            rows[-1]["against"] = f"ID numbers {numbers}/{len(made)}"
    for blur in BLURS:
        shot = papers.contract().jpeg(blur=blur)
        found, _time = _read(shot, "image/jpeg")
        warned = ", ".join(judging.judge(shot, "image/jpeg")) or "no warning"
        rows.append(
            _row(f"loan contract, blur {blur}: characters right", 100 * _right(found, papers.CONTRACT), "%", warned)
        )
    return rows


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
