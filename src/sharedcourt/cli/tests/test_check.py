"""`sharedcourt check` says in plain words what is there, what is built in and what is missing."""

from pathlib import Path

import pytest
from pytest_django import Settings

from sharedcourt.cli import check
from sharedcourt.cli.check import Finding, State


def test_the_embedded_default_is_in_order_in_both_languages(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    check.main("zh")
    chinese = capsys.readouterr().out
    check.main("en")
    english = capsys.readouterr().out

    assert "数据库" in chinese
    assert "Database" in english
    assert len(chinese.splitlines()) == len(english.splitlines()) == len(check.CHECKS) + 2
    for line in english.splitlines()[: len(check.CHECKS)]:
        assert line[0] in {state.value for state in State}


@pytest.mark.sqlite_only
def test_the_embedded_database_says_how_to_move(db: None) -> None:
    finding = check.database()

    assert finding.state is State.EMBEDDED
    assert "DATABASE_URL" in finding.words


def test_a_redis_that_does_not_answer_is_broken(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert check.redis().state is State.BROKEN


def test_an_address_without_https_cannot_hold_a_video_session(settings: Settings) -> None:
    settings.PUBLIC_URL = "http://court.example"

    assert check.public_address().state is State.BROKEN


def test_an_address_outside_the_allowed_hosts_is_broken(settings: Settings) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://court.example", ["other.example"]
    assert check.public_address().state is State.BROKEN

    settings.ALLOWED_HOSTS = ["court.example"]
    assert check.public_address().state is State.GOOD


def test_a_relay_without_its_secret_is_broken(settings: Settings) -> None:
    settings.SHAREDCOURT_TURN_URLS, settings.SHAREDCOURT_TURN_SECRET = [], ""
    assert check.turn().state is State.MISSING

    settings.SHAREDCOURT_TURN_URLS = ["turn:turn.example:3478"]
    assert check.turn().state is State.BROKEN

    settings.SHAREDCOURT_TURN_SECRET = "secret"
    assert check.turn().state is State.GOOD


def test_a_gateway_that_cannot_be_loaded_is_named(settings: Settings) -> None:
    settings.SHAREDCOURT_SMS_GATEWAY = "no.such.Gateway"

    finding = check.sms()

    assert finding.state is State.BROKEN
    assert "no" in finding.words


def test_keys_that_others_may_read_are_broken(settings: Settings, tmp_path: Path) -> None:
    settings.SHAREDCOURT_KEYS_DIR = tmp_path
    assert check.secret_keys().state is State.MISSING

    key = tmp_path / "ledger.pem"
    key.write_text("secret")
    tmp_path.chmod(0o755)
    key.chmod(0o644)
    assert check.secret_keys().state is State.BROKEN

    key.chmod(0o600)
    assert check.secret_keys().state is State.GOOD


def test_a_check_that_fails_is_an_answer_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Finding:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(check, "CHECKS", (fails, check.turn))

    first, second = check.findings()

    assert first.state is State.BROKEN
    assert "the disk is gone" in first.words
    assert second.name


@pytest.mark.parametrize(
    ("spoken", "language"), [("en_GB.UTF-8", "en"), ("zh_CN.UTF-8", "zh-hans"), ("C.UTF-8", "zh-hans")]
)
def test_the_language_is_the_terminals_and_chinese_when_unsaid(
    monkeypatch: pytest.MonkeyPatch, spoken: str, language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", spoken)

    assert check.chosen_language(None) == language
