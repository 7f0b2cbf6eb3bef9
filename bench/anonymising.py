"""Anonymising on invented judgments whose every secret is known: recall and precision by kind, documents with a secret left, throughput.

Names, numbers and addresses stand in many places and spellings: full width, blanks and hyphens in numbers, breaks in the middle, names that hold
one another, names that are words, given names alone. All natural persons are to be hidden (the wide policy). A secret counts as found when
every character of it is covered; a change as right when it touches a secret of any kind. Generator and rules come from the same house: the
figures say that nothing known is missed, not what happens to texts of a court that writes otherwise.

Size: SHAREDCOURT_BENCH_JUDGMENTS (2,000 documents), SHAREDCOURT_BENCH_SEED (2022).
"""

import os
import time
from collections import Counter
from datetime import date
from typing import Any

from bench._judgments import KINDS, stream
from bench._stopwatch import summary

COUNT = int(os.environ.get("SHAREDCOURT_BENCH_JUDGMENTS", "2000"))
SEED = int(os.environ.get("SHAREDCOURT_BENCH_SEED", "2022"))
ON = date(2026, 11, 1)

Row = dict[str, Any]


def run() -> list[Row]:
    from sharedcourt.judgments.anonymising import left_over, propose
    from sharedcourt.judgments.structure import recognise

    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    made: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    leaking = seen_left = to_look_at = characters = 0
    seconds: list[float] = []
    reading: list[float] = []
    checking: list[float] = []
    for document in stream(SEED, COUNT, noise=True):
        characters += len(document.text)
        begun = time.perf_counter()
        recognise(document.text)
        reading.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        proposal = propose(document.text, on=ON)
        seconds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        left = left_over(proposal, decided=document.fields["decided"])
        checking.append(time.perf_counter() - begun)
        missed = False
        for secret in document.secrets:
            there[secret.kind] += 1
            covered = sum(
                min(change.end, secret.end) - max(change.start, secret.start)
                for change in proposal.changes
                if change.start < secret.end and secret.start < change.end
            )
            whole = covered == secret.end - secret.start
            found[secret.kind] += whole
            missed |= not whole
        leaking += missed
        seen_left += bool(left)
        to_look_at += len(proposal.held) + sum(change.doubtful for change in proposal.changes)
        for change in proposal.changes:
            made[change.kind] += 1
            if not any(change.start < secret.end and secret.start < change.end for secret in document.secrets):
                wrong[change.kind] += 1
    rows: list[Row] = [
        {
            "name": f"{kind}: recall",
            "value": round(found[kind] / there[kind], 6),
            "unit": "share",
            "secrets": there[kind],
            "missed": there[kind] - found[kind],
            "precision": round(1 - wrong[kind] / made[kind], 6) if made[kind] else None,
            "wrong": wrong[kind],
        }
        for kind in KINDS
        if there[kind]
    ]
    total = sum(seconds)
    return [
        *rows,
        {"name": f"documents of {COUNT:,} with a secret left", "value": leaking, "unit": "documents"},
        {"name": "documents in which the last look finds something", "value": seen_left, "unit": "documents"},
        {"name": "places for a person to look at, a document", "value": round(to_look_at / COUNT, 2), "unit": "places"},
        {"name": "throughput, one process", "value": round(COUNT / total, 1), "unit": "documents/s"},
        {"name": "throughput in text", "value": round(characters / total / 1000, 1), "unit": "thousand characters/s"},
        summary("one document", seconds),
        summary("its structure alone", reading),
        summary("the last look", checking),
    ]
