"""The machine stops in the middle of indexing; afterwards index and database agree."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sharedcourt.judgments.searching import asking
from sharedcourt.judgments.searching.catching_up import catch_up, rebuild
from sharedcourt.judgments.searching.embedded import Embedded
from sharedcourt.judgments.searching.engine import Change, Search
from sharedcourt.judgments.searching.tests.shelf import card

WRITER = """
import sys
from pathlib import Path
from sharedcourt.judgments.searching.catching_up import catch_up
from sharedcourt.judgments.searching.embedded import Embedded
from sharedcourt.judgments.searching.tests.test_killed import database
print("begun", flush=True)
catch_up(Embedded(Path(sys.argv[1]), memory=20_000_000), database, batch=25)
print("done", flush=True)
"""
LAST = 600


def change(seq: int) -> Change:
    """Every seventh change withdraws a judgment, every fifth corrects one."""
    if seq % 7 == 0:
        return Change(seq, f"k{seq - 3}", None)
    if seq % 5 == 0:
        return Change(seq, f"k{seq - 1}", card(seq - 1, keywords=("更正",)))
    return Change(seq, f"k{seq}", card(seq))


def database(after: int, limit: int) -> list[Change]:
    return [change(seq) for seq in range(after + 1, min(after + limit, LAST) + 1)]


def published() -> dict[str, bool]:
    """key → corrected, for what is published in the end."""
    now: dict[str, bool] = {}
    for seq in range(1, LAST + 1):
        step = change(seq)
        if step.card is None:
            now.pop(step.key, None)
        else:
            now[step.key] = bool(step.card.keywords == ("更正",))
    return now


def test_killed_again_and_again_nothing_is_lost_and_nothing_withdrawn_is_found(tmp_path):
    chance = random.Random(5)
    kills = 0
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"begun\n"
        time.sleep(chance.uniform(0.05, 0.4))
        writer.send_signal(signal.SIGKILL)
        kills += writer.wait() == -signal.SIGKILL
        made = Embedded(tmp_path)
        assert 0 <= made.applied() <= LAST
        made.close()
    assert kills
    made = Embedded(tmp_path, memory=20_000_000)
    catch_up(made, database, batch=100)
    assert made.applied() == LAST
    found: dict[str, object] = {}
    cursor = ""
    while True:
        page = made.search(Search(size=200, cursor=cursor))
        found |= {hit.key: hit for hit in page.hits}
        cursor = page.cursor
        if not cursor:
            break
    expected = published()
    assert set(found) == set(expected)
    corrected = made.search(Search(asking.read("关键字:更正"), size=500))
    assert {hit.key for hit in corrected.hits} == {key for key, was in expected.items() if was}


def test_catching_up_twice_does_nothing(tmp_path):
    made = Embedded(tmp_path, memory=20_000_000)
    assert catch_up(made, database, batch=1000) == LAST
    assert catch_up(made, database) == 0


def test_rebuilding_gives_the_same(tmp_path):
    made = Embedded(tmp_path, memory=20_000_000)
    catch_up(made, database, batch=1000)
    before = made.size()
    assert rebuild(made, database, batch=300) == LAST
    assert made.size() == before == len(published())


def test_another_process_sees_the_commit(tmp_path):
    writer, reader = Embedded(tmp_path, memory=20_000_000), Embedded(tmp_path)
    assert reader.size() == 0
    writer.apply(database(0, 3))
    assert reader.size() == 3
    assert reader.applied() == 3


def test_an_index_of_another_lexicon_is_begun_anew(tmp_path: Path):
    (tmp_path / "0123456789abcdef").mkdir()
    made = Embedded(tmp_path)
    assert made.applied() == 0
    assert not (tmp_path / "0123456789abcdef").exists()


def test_a_damaged_index_is_begun_anew(tmp_path):
    made = Embedded(tmp_path, memory=20_000_000)
    catch_up(made, database, batch=1000)
    (meta,) = tmp_path.glob("*/meta.json")
    meta.write_text("{")
    again = Embedded(tmp_path, memory=20_000_000)
    assert again.applied() == 0
    assert catch_up(again, database, batch=1000) == LAST


def test_several_processes_prepare_the_same_index(tmp_path):
    made = Embedded(tmp_path, memory=20_000_000, workers=2)
    assert catch_up(made, database, batch=1000) == LAST
    assert made.size() == len(published())
    made.close()
