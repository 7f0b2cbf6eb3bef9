"""The folder as one file: numbered, complete, with an index and bookmarks, and of nothing but what one may see."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.filing.folder import bundling, scheduled, tasks
from sharedcourt.filing.folder.actions import opening, papers
from sharedcourt.filing.folder.models import Bundle, FolderAccess, Visible
from sharedcourt.filing.folder.searching import plain
from sharedcourt.filing.folder.tests.conftest import Folder, pdf_of, photo
from sharedcourt.people import cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("qpdf") or not shutil.which("pdftotext"), reason="needs qpdf and poppler"),
]
BrowserOf = Callable[[Any], Client]


def put(folder: Folder, content: bytes, name: str = "a.pdf", **more: Any) -> None:
    papers.add_paper(
        by=folder.judge, case=folder.case, file=folder.file(folder.judge, content, name), category="ruling", **more
    )


def read(content: bytes, scratch: Path) -> tuple[list[str], list[dict[str, Any]]]:
    """The text of each page, and the outline."""
    file = scratch / "bundle.pdf"
    file.write_bytes(content)
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
    texts = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout.split("\f")
    outline = subprocess.run(
        ["qpdf", "--json=2", "--json-key=outlines", str(file)], check=True, capture_output=True, text=True
    ).stdout
    return texts[:-1], json.loads(outline)["outlines"]


def test_five_hundred_pages_are_numbered_and_complete(folder: Folder, browser_of: BrowserOf, tmp_path: Path) -> None:
    for number in range(4):
        put(folder, pdf_of(*(f"甲{number}乙{page}丙" for page in range(124))), title=f"裁定{number}")
    put(folder, photo(), "照片.jpg", title="现场照片🙂")
    browser = browser_of(cast.BORROWER)
    page = f"{folder.base}bundle/"
    assert browser.post(page).status_code == 302
    shown = browser.get(page)
    bundle = shown.context["bundles"][0]
    assert bundle.state == "done" and bundle.percent == 100
    content = browser.get(f"{page}{bundle.pk}/file/").content
    texts, outline = read(content, tmp_path)
    assert len(texts) == bundle.pages == 498
    for number, text in enumerate(texts, start=1):
        assert f"第{number}页共498页" in plain(text), number
    found = [text for text in texts if "乙" in text]
    assert len(found) == 496 and "甲3乙123丙" in plain(texts[-2])
    assert "裁定2" in plain(texts[0]) and "250–373" in plain(texts[0])
    assert [item["title"] for item in outline] == ["目录", "法院文书"]
    assert [(kid["title"], kid["destpageposfrom1"]) for kid in outline[1]["kids"]] == [
        ("裁定0", 2), ("裁定1", 126), ("裁定2", 250), ("裁定3", 374), ("现场照片🙂", 498),
    ]  # fmt: skip
    assert FolderAccess.objects.filter(user=folder.borrower, how="bundled").count() == 5
    assert browser_of(cast.OFFICER).get(f"{page}{bundle.pk}/file/").status_code == 404, "a bundle is one's own"


def test_too_many_pages_are_refused_before_and_while_it_is_made(
    folder: Folder, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, pdf_of(*"一二三四五"))
    monkeypatch.setattr(bundling, "MOST_PAGES", 4)
    with pytest.raises(Invalid):
        opening.order_bundle(by=folder.borrower, case=folder.case)
    refused = browser_of(cast.BORROWER).post(f"{folder.base}bundle/")
    assert refused.status_code == 422 and "5" in refused.content.decode()
    folder.case.papers.update(pages=None)  # as if nobody had counted yet
    opening.order_bundle(by=folder.borrower, case=folder.case)
    assert Bundle.objects.get().failure == "too_long"
    assert "逐份下载" in browser_of(cast.BORROWER).get(f"{folder.base}bundle/").content.decode()


def test_a_bundle_holds_only_what_its_reader_sees_and_a_sheet_for_what_has_no_pages(
    folder: Folder, tmp_path: Path
) -> None:
    papers.add_paper(
        by=folder.borrower, case=folder.case, file=folder.file(folder.borrower), category="answer", title="草稿",
        visible=Visible.SIDE,
    )  # fmt: skip
    put(folder, b"%PDF-1.4\nnothing that could be read\n%%EOF", title="坏文件")
    opening.order_bundle(by=folder.officer, case=folder.case)
    texts, _outline = read(bundling.content(Bundle.objects.get()), tmp_path)
    assert len(texts) == 2 and "坏文件" in plain(texts[1]) and "没有页面可以装订" in plain(texts[1])
    assert "草稿" not in "".join(texts)


def test_asking_twice_makes_one_and_a_killed_one_is_made_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, pdf_of("一"))
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "queue_bundle", lambda _pk: None)
        made = {opening.order_bundle(by=folder.borrower, case=folder.case).pk for _again in "ab"}
    assert len(made) == 1
    Bundle.objects.update(state="working", begun_at=clock.now())
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        scheduled.run()
    bundle = Bundle.objects.get()
    assert bundle.state == "done"
    with time_machine.travel(clock.now() + timedelta(days=5), tick=False):
        assert scheduled.run()["bundles_deleted"] == 1 and scheduled.run()["bundles_deleted"] == 0
    assert not default_storage.exists(bundle.path)
