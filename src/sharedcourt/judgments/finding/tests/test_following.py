"""The index follows the database: seconds after a release, after any crash, and anew when they do not agree."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from sharedcourt.cli import judgments as command
from sharedcourt.cli.check import State, judgments
from sharedcourt.core.errors import Unavailable
from sharedcourt.judgments import queries
from sharedcourt.judgments.finding import engine, following
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.searching.embedded import Embedded
from sharedcourt.judgments.searching.engine import Change, Search
from sharedcourt.judgments.tests.making import card, notice, published, withdrawn

FOLLOWER = """
import django
django.setup()
from sharedcourt.judgments.finding import engine, following
following.BATCH = 3
with following.only_one() as alone:
    assert alone
    print("begun", flush=True)
    following.Follower(engine.writer).run()
"""


def found(index):
    """All keys that can be found."""
    keys, cursor = set(), ""
    while True:
        page = index.search(Search(size=100, cursor=cursor, facets=(), passages=0))
        keys |= {hit.key for hit in page.hits}
        cursor = page.cursor
        if not cursor:
            return keys


def current():
    return set(
        Publication.objects.filter(is_current=True, kind=Publication.Kind.JUDGMENT).values_list(
            "judgment__key", flat=True
        )
    )


@pytest.mark.django_db
def test_releases_corrections_withdrawals_and_notices(judgment_index):
    first, second = published(), published()
    notice()
    follower = following.Follower(lambda: judgment_index)
    assert follower.round() == 3
    assert found(judgment_index) == {first.judgment.key, second.judgment.key}
    published(first.judgment, title="更正后")
    withdrawn(second)
    assert follower.round() == 2
    assert follower.round() == 0
    assert found(judgment_index) == current() == {first.judgment.key}
    assert following.standing(judgment_index).agrees


@pytest.mark.django_db
def test_an_index_damaged_while_it_runs_is_opened_anew(settings, tmp_path):
    settings.HOME = tmp_path
    made = published()
    follower = following.Follower(engine.writer)
    follower.round()
    (meta,) = (tmp_path / "judgments").glob("*/meta.json")
    meta.write_text("{")
    second = published()
    with pytest.raises((ValueError, OSError)):
        follower.round()
    again = following.Follower(engine.writer)
    again.round()
    assert found(Embedded(tmp_path / "judgments", writes=False)) == {made.judgment.key, second.judgment.key}


@pytest.mark.django_db
def test_an_index_of_another_database_is_made_anew(judgment_index):
    judgment_index.apply([Change(seq, f"k{seq}", card(f"k{seq}")) for seq in range(1, 9)])
    made = published()
    assert following.reconcile(judgment_index)
    assert found(judgment_index) == {made.judgment.key}
    assert not following.reconcile(judgment_index)


@pytest.mark.django_db
def test_an_index_that_lost_something_is_made_anew(judgment_index):
    made = [published() for _number in range(3)]
    judgment_index.apply([Change(3, made[2].judgment.key, card(made[2].judgment.key))])
    assert judgment_index.size() == 1
    assert following.reconcile(judgment_index)
    assert found(judgment_index) == current()


@pytest.mark.django_db
def test_the_operator_looks_at_it_and_makes_it_anew(judgment_index, settings, tmp_path, capsys):
    settings.HOME = tmp_path
    made = published()
    assert judgments().state is State.MISSING
    assert command.main(act="rebuild", language="en") == 0
    engine.forget()
    assert judgments().state is State.EMBEDDED
    assert command.main(act="status", language="en") == 0
    assert "1 of 1" in capsys.readouterr().out
    assert found(Embedded(tmp_path / "judgments")) == {made.judgment.key}
    settings.SHAREDCOURT_JUDGMENT_SEARCH = "elastic"
    engine.forget()
    assert judgments().state is State.BROKEN


@pytest.mark.django_db
def test_a_running_follower_is_asked_to_make_it_anew(judgment_index, settings, tmp_path):
    settings.HOME = tmp_path
    published()
    follower = following.Follower(lambda: judgment_index)
    follower.round()
    with following.only_one() as alone:
        assert alone
        with following.only_one() as second:
            assert not second
        asking = threading.Thread(target=command.rebuild)
        asking.start()
        until = time.monotonic() + 20
        while not following.asked().exists() and time.monotonic() < until:
            time.sleep(0.02)
        judgment_index.clear()
        follower.round()
        asking.join(20)
    assert not asking.is_alive()
    assert len(found(judgment_index)) == 1


@pytest.mark.django_db
def test_an_index_that_cannot_be_read_is_said_and_not_thrown_away_by_who_only_reads(client, settings, tmp_path):
    settings.HOME = tmp_path
    engine.forget()
    made = Embedded(tmp_path / "judgments", memory=20_000_000)
    published()
    following.catch_up(made)
    (meta,) = (tmp_path / "judgments").glob("*/meta.json")
    meta.write_text("{")
    with pytest.raises(Unavailable):
        engine.engine()
    page = client.get("/judgments/", {"q": "借款"})
    assert page.status_code == 503 and "稍后" in page.content.decode()
    assert meta.read_text() == "{"
    writer = engine.writer()  # who writes begins anew
    following.reconcile(writer)
    assert client.get("/judgments/", {"q": "借款"}).status_code == 200
    engine.forget()


@pytest.mark.django_db
def test_an_index_damaged_under_a_page_is_a_page_that_says_so(client, judgment_index):
    published()
    following.catch_up(judgment_index)
    assert client.get("/judgments/", {"q": "借款"}).status_code == 200
    (meta,) = judgment_index.home.glob("*/meta.json")
    meta.write_text("{")
    assert client.get("/judgments/", {"q": "借款"}).status_code == 503


def test_postgres_without_postgres_is_refused(settings):
    settings.SHAREDCOURT_JUDGMENT_SEARCH = "postgres"
    if connection.vendor == "sqlite":
        with pytest.raises(ImproperlyConfigured):
            engine.kind()


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_killed_between_steps_again_and_again_index_and_database_agree(tmp_path):
    chance = random.Random(11)
    made = [published() for _number in range(24)]
    for number, row in enumerate(made):
        if number % 4 == 0:
            withdrawn(row)
        elif number % 5 == 0:
            published(row.judgment, title="更正后的判决书")
    environment = os.environ | {
        "SHAREDCOURT_HOME": str(tmp_path),
        "SHAREDCOURT_KEYS_DIR": str(project.SHAREDCOURT_KEYS_DIR),
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    kills = 0
    for _time in range(4):
        process = subprocess.Popen([sys.executable, "-c", FOLLOWER], stdout=subprocess.PIPE, env=environment)
        assert process.stdout is not None and process.stdout.readline() == b"begun\n"
        time.sleep(chance.uniform(0.02, 0.25))
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        index = Embedded(tmp_path / "judgments", writes=False)
        assert 0 <= index.applied() <= queries.last_step()
    assert kills == 4
    process = subprocess.Popen([sys.executable, "-c", FOLLOWER], stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None and process.stdout.readline() == b"begun\n"
    index = Embedded(tmp_path / "judgments", writes=False)
    until = time.monotonic() + 60
    while not following.standing(index).agrees and time.monotonic() < until:
        time.sleep(0.1)
    assert found(index) == current()
    late = published(title="刚刚公开")
    until = time.monotonic() + 5  # what the public is promised
    while late.judgment.key not in found(index) and time.monotonic() < until:
        time.sleep(0.05)
    assert late.judgment.key in found(index)
    process.terminate()
    assert process.wait(20) == 0 or process.returncode == -signal.SIGTERM
    shutil.rmtree(tmp_path / "judgments")
