"""What an operator reads about the media gateways, without any of them running."""

from typing import Any

import pytest

from sharedcourt.cli import check, gateways, main
from sharedcourt.rooms.janus.line import ControllerGone, ControllerRefused

LOCAL: dict[str, Any] = {
    "name": "local",
    "up": True,
    "draining": False,
    "deaths": 1,
    "rooms": 3,
    "people": 9,
    "load": 20,
}
FAR = {**LOCAL, "name": "wss://media.example:8989", "rooms": 0, "people": 0, "load": 0}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []

    def ask(op: str, **content: Any) -> dict[str, Any]:
        found.append((op, content))
        if content.get("gateway") == "local-9":
            raise ControllerRefused("unknown")
        if op == "drain":
            return {"moved": 2, "stayed": 1}
        return {"gateways": [{**LOCAL, "budget": 144}, {**FAR, "budget": 576, "up": False}]}

    monkeypatch.setattr(gateways, "ask", ask)
    return found


def test_they_are_listed_emptied_and_opened(asked: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gateways", "--language", "en"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "local: takes rooms; rooms 3, people 9, forwarded pictures 20 of 144, starts 1"
    assert second.startswith("wss://media.example:8989: does not answer;")
    assert main(["gateways", "--language", "en", "drain", "local", "--move"]) == 0
    assert capsys.readouterr().out == "local takes no new rooms. Rooms moved: 2; still there: 1.\n"
    assert main(["gateways", "--language", "zh", "open", "local"]) == 0
    assert capsys.readouterr().out == "local 已恢复接收新房间。\n"
    assert [content for op, content in asked if op == "drain"] == [
        {"gateway": "local", "on": True, "move": True},
        {"gateway": "local", "on": False, "move": False},
    ]
    assert main(["gateways", "--language", "en", "drain", "local-9"]) == 1
    assert "There is no gateway local-9" in capsys.readouterr().err


def test_without_a_controller_it_says_who_runs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(op: str, **content: Any) -> dict[str, Any]:
        raise ControllerGone("nobody listens")

    monkeypatch.setattr(gateways, "ask", ask)
    assert main(["gateways", "--language", "en"]) == 1
    assert "`sharedcourt up` runs it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "state", "words"),
    [
        ([{}, {}], check.State.GOOD, "41000-44999"),
        ([{}, {"up": False}], check.State.MISSING, "wss://media.example:8989"),
        ([{"up": False}, {"up": False}], check.State.BROKEN, "local, wss://media.example:8989"),
        ([{"draining": True}, {}], check.State.MISSING, "local"),
    ],
)
def test_check_agrees(
    monkeypatch: pytest.MonkeyPatch, changes: list[dict[str, Any]], state: check.State, words: str
) -> None:
    found = [{**each, **change} for each, change in zip((LOCAL, FAR), changes, strict=True)]
    monkeypatch.setattr(gateways, "ask", lambda op: {"gateways": found})
    finding = check._running("Video", {"gateways": "local, wss://media.example:8989", "ports": "41000-44999"})
    assert finding.state is state
    assert words in finding.words


def test_check_refuses_a_secret_in_clear(settings: Any) -> None:
    settings.SHAREDCOURT_MEDIA_BACKEND = "sharedcourt.rooms.janus.backend.Janus"
    settings.SHAREDCOURT_JANUS_GATEWAYS, settings.SHAREDCOURT_JANUS_PLAIN = ["ws://10.1.2.3:8188"], False
    finding = check.media()
    assert finding.state is check.State.BROKEN
    assert "in clear" in finding.words
