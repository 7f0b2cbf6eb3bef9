"""Preparing a checkout does each step once, and again only when what it was made from has changed."""

from pathlib import Path

import pytest

from scripts import compile_messages, prepare


@pytest.fixture
def stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "stamps"
    monkeypatch.setattr(prepare, "STAMPS", folder)
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    return folder


def test_a_step_is_done_once_for_one_key(stamps: Path, tmp_path: Path) -> None:
    done: list[str] = []
    made = tmp_path / "made"

    def work() -> None:
        made.touch()
        done.append("work")

    for key in ("first", "first", "second"):
        prepare.step("name", "Words", key, work, made=made)
    assert len(done) == 2

    made.unlink()
    prepare.step("name", "Words", "second", work, made=made)
    assert len(done) == 3


def test_a_step_that_failed_is_done_again(stamps: Path) -> None:
    def fails() -> None:
        raise prepare.Unready("no network")

    with pytest.raises(prepare.Unready):
        prepare.step("name", "Words", "key", fails)

    done: list[str] = []
    prepare.step("name", "Words", "key", lambda: done.append("work"))
    assert done == ["work"]


def test_the_digest_changes_with_content_and_with_name(stamps: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("same")
    before = prepare.digest([one])
    one.write_text("other")
    changed = prepare.digest([one])
    two.write_text("other")

    assert len({before, changed, prepare.digest([two]), prepare.digest([one, two])}) == 4


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ((18, 20), False),
        ((20, 18), False),
        ((20, 19), True),
        ((21, 7), False),
        ((22, 11), False),
        ((22, 12), True),
        ((24, 0), True),
    ],
)
def test_which_node_builds_the_front_end(version: tuple[int, int], good: bool) -> None:
    assert prepare.new_enough(version) is good


def test_translations_are_compiled_when_they_changed(tmp_path: Path) -> None:
    folder = tmp_path / "room" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Seal"\nmsgstr "印章"\n')

    assert compile_messages.compile_all(tmp_path) == [folder / "django.mo"]
    assert compile_messages.compile_all(tmp_path) == []
