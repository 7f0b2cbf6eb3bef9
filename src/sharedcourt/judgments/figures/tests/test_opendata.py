"""A university takes all published judgments with it, and comes back every day."""

import gzip
import hashlib
import json
import shutil
from datetime import date, timedelta

import pytest
from django.core.cache import cache

from sharedcourt.core import clock
from sharedcourt.judgments.figures import opendata, scheduled
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests.making import notice, published, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_empty_folder():
    cache.clear()
    shutil.rmtree(opendata.folder())
    yield
    shutil.rmtree(opendata.folder())


def taken(client, name):
    response = client.get(f"/judgments/figures/data/{name}")
    content = b"".join(response) if response.status_code == 200 else b""
    return response, content


def lines(content):
    return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def test_each_year_is_a_file_with_its_hash_and_notices_are_in_none(client):
    made = published(date=date(2022, 3, 1), sections={Section.FACTS: "<b>一行\n两行</b>"})
    published(number="（2021）浙0302民初2号", date=date(2021, 3, 1))
    notice()
    opendata.make()
    listed = client.get("/judgments/figures/data/").content.decode()
    response, content = taken(client, "2022.jsonl.gz")
    assert hashlib.sha256(content).hexdigest() in listed
    assert len(content) == int(response["Content-Length"])
    (line,) = lines(content)
    assert (line["key"], line["sections"][0]["text"]) == (made.judgment.key, "<b>一行\n两行</b>")
    assert [file.name for file in opendata.manifest().files] == ["2022.jsonl.gz", "2021.jsonl.gz", "withdrawn.jsonl"]
    told = client.get("/api/v1/judgments/files").json()["files"]
    assert told[0]["sha256"] == hashlib.sha256(content).hexdigest()


def test_who_has_the_file_already_gets_nothing_again(client):
    published()
    opendata.make()
    first, _content = taken(client, "2022.jsonl.gz")
    again = client.get("/judgments/figures/data/2022.jsonl.gz", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.head("/judgments/figures/data/2022.jsonl.gz")["Content-Length"] == first["Content-Length"]


def test_the_same_judgments_make_the_same_file_and_only_changed_years_are_written_again(monkeypatch):
    published(date=date(2022, 3, 1))
    old = published(number="（2021）浙0302民初2号", date=date(2021, 3, 1))
    before = {file.year: file for file in opendata.make().files}
    written = []
    real = opendata._lines

    def lines(year):
        written.append(year)
        return real(year)

    monkeypatch.setattr(opendata, "_lines", lines)
    published(old.judgment, number=old.number, date=date(2020, 3, 1))
    after = {file.year: file for file in opendata.make().files}
    assert sorted(written) == [2020]
    assert after[2022] == before[2022]
    assert 2021 not in after
    (opendata.folder() / opendata.MANIFEST).unlink()
    assert {file.year: file.sha256 for file in opendata.make().files} == {
        year: file.sha256 for year, file in after.items()
    }


def test_what_is_withdrawn_leaves_at_the_next_run_and_stands_in_the_list(client):
    gone = published(sections={Section.FACTS: "不该公布。"})
    published(number="（2022）浙0302民初2号")
    opendata.make()
    withdrawn(gone)
    assert opendata.is_due(clock.now(), opendata.manifest())
    scheduled.run()
    _response, content = taken(client, "2022.jsonl.gz")
    assert [line["number"] for line in lines(content)] == ["（2022）浙0302民初2号"]
    _response, content = taken(client, "withdrawn.jsonl")
    (line,) = [json.loads(one) for one in content.splitlines()]
    assert line["key"] == gone.judgment.key
    assert set(line) == {"key", "withdrawn_at"}
    assert len(list(opendata.folder().glob("*.gz"))) == 1
    published(gone.judgment)
    opendata.make()
    assert taken(client, "withdrawn.jsonl")[1] == b""


def test_new_judgments_wait_for_the_night_corrections_do_not():
    made = published()
    known = opendata.make()
    now = clock.now()
    assert not opendata.is_due(now + timedelta(days=9), known)
    published(number="（2022）浙0302民初2号")
    assert not opendata.is_due(now + timedelta(hours=1), known)
    assert opendata.is_due(now + timedelta(hours=25), known)
    published(made.judgment)
    assert opendata.is_due(now, known)


def test_a_run_that_was_killed_leaves_the_old_list_and_the_next_one_cleans_up(monkeypatch):
    published()
    known = opendata.make()

    def killed(_year):
        yield {"key": "x"}
        raise KeyboardInterrupt

    published(number="（2022）浙0302民初2号")
    with monkeypatch.context() as patched:
        patched.setattr(opendata, "_lines", killed)
        with pytest.raises(KeyboardInterrupt):
            opendata.make()
    assert opendata.manifest() == known
    assert all((opendata.folder() / file.place).exists() for file in known.files)
    (opendata.folder() / ".new-left-over").write_text("x")
    opendata.make()
    assert not list(opendata.folder().glob(".new-*"))


def test_two_at_once_write_once():
    published()
    with opendata._alone() as alone:
        assert alone
        assert opendata.make() is None


def test_a_damaged_list_is_made_anew():
    published()
    opendata.make()
    for content in ("", "{}", '{"form": 1, "step": 1, "made_at": "x", "files": []}', "[]"):
        (opendata.folder() / opendata.MANIFEST).write_text(content)
        assert opendata.manifest() is None
        assert opendata.make().files[0].count == 1


@pytest.mark.parametrize("name", ["../sharedcourt.sqlite3", "manifest.json", "lock", "1999.jsonl.gz", "%2e%2e%2fkeys"])
def test_only_what_is_listed_can_be_taken(client, name):
    published()
    opendata.make()
    assert client.get(f"/judgments/figures/data/{name}").status_code == 404


def test_before_the_first_run_the_page_says_so_and_no_licence_is_invented(client, settings):
    page = client.get("/judgments/figures/data/").content.decode()
    assert "文件还没有做好" in page
    assert "还没有说明" in page
    settings.SHAREDCOURT_JUDGMENT_LICENCE = "仅供研究<b>"
    assert "仅供研究&lt;b&gt;" in client.get("/judgments/figures/data/").content.decode()


def test_who_takes_files_without_end_is_told_to_wait(client):
    published()
    opendata.make()
    for _number in range(30):
        assert client.head("/judgments/figures/data/2022.jsonl.gz").status_code == 200
    response = client.get("/judgments/figures/data/2022.jsonl.gz")
    assert (response.status_code, response["Retry-After"]) == (429, "60")


def test_a_large_year_is_written_line_by_line(client):
    for serial in range(30):
        published(number=f"（2022）浙0302民初{serial + 1}号")
    assert opendata.make().files[0].count == Publication.objects.count() == 30
    assert len(lines(taken(client, "2022.jsonl.gz")[1])) == 30
