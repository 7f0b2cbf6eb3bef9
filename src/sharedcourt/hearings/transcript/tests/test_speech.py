"""Speech recognition proposes, the clerk decides; where there is no engine the page says so."""

import io
import json
import sys
import threading
import types
import wave
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.machinery import ModuleSpec
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.transcript import actions, hearing_captions, queries, speakers
from sharedcourt.hearings.transcript.tests.making import text_of
from sharedcourt.people import cast
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.speech import VoskModel, WhisperServer


def sound():
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        out.writeframes(b"\0\0" * 16000)
    return made.getvalue()


@pytest.mark.django_db
def test_what_is_heard_in_the_courtroom_is_proposed_with_its_speaker(row):
    seat = Seat.objects.select_related("room", "user").get(room=row.hearing.room, user=cast.person(cast.BORROWER))
    hearing_captions.heard(seat, "我已经还了一部分")
    line = queries.proposals(row).get()
    borrower = next(one for one in speakers.of(row.hearing) if one.user == seat.user)
    assert (line.text, line.speaker, line.at_ms, line.source) == ("我已经还了一部分", borrower.key, 60_000, "speech")
    assert text_of(row) == []
    actions.take(by=row.hearing.clerk, transcript=row, line=line.key, text="我已经归还了一部分。")
    assert text_of(row) == ["我已经归还了一部分。"]


@pytest.mark.django_db
def test_a_private_talk_is_nobodys_record(row):
    seat = Seat.objects.select_related("room", "user").get(room=row.hearing.room, user=cast.person(cast.BORROWER))
    seat.circle = "c1-in"
    hearing_captions.heard(seat, "私下的话")
    assert not queries.proposals(row).exists()


@pytest.mark.django_db
def test_after_the_record_is_finished_nothing_is_proposed_any_more(row):
    actions.write(by=row.hearing.clerk, transcript=row, text="休庭。")
    actions.finish(by=row.hearing.clerk, transcript=row)
    seat = Seat.objects.select_related("room", "user").get(room=row.hearing.room, user=cast.person(cast.BORROWER))
    hearing_captions.heard(seat, "还有话说")
    assert not queries.proposals(row).exists()


VTT = """WEBVTT

1
00:00:05.000 --> 00:00:08.000
<v 被告>利息按月付。</v>

00:01:10.500 --> 00:01:12.000
孙法官：还有补充吗？
"""
SRT = "1\r\n00:00:05,000 --> 00:00:08,000\r\n被告：利息按月付。\r\n\r\n2\r\n00:01:10,500 --> 00:01:12,000\r\n孙法官:还有补充吗？\r\n"
WHISPER = json.dumps(
    {
        "transcription": [
            {"offsets": {"from": 5000, "to": 8000}, "text": " 被告：利息按月付。"},
            {"offsets": {"from": 70500, "to": 72000}, "text": "孙法官：还有补充吗？"},
        ]
    }
)
SEGMENTS = json.dumps(
    {
        "segments": [
            {"start": 5.0, "end": 8, "text": "利息按月付。", "speaker": "被告"},
            {"start": 70.5, "text": "还有补充吗？", "speaker": "孙法官"},
        ]
    }
)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [VTT, SRT, WHISPER, SEGMENTS], ids=["vtt", "srt", "whisper.cpp", "segments"])
def test_the_file_of_another_engine_becomes_proposals_once(row, text):
    everyone, clerk = speakers.of(row.hearing), row.hearing.clerk
    said = actions.read_file(text, everyone)
    keys = {one.name: one.key for one in everyone}
    assert said == [
        actions.Said("利息按月付。", 5000, keys["林建川"]),
        actions.Said("还有补充吗？", 70_500, keys["孙法官"]),
    ]
    assert actions.propose(by=clerk, transcript=row, said=said) == 2
    assert actions.propose(by=clerk, transcript=row, said=said) == 0
    second, first = reversed(list(queries.proposals(row)))
    actions.take(by=clerk, transcript=row, line=second.key)
    actions.take(by=clerk, transcript=row, line=first.key)
    assert text_of(row) == ["利息按月付。", "还有补充吗？"]  # each stands where it was said
    with pytest.raises(Conflict):
        actions.drop(by=clerk, transcript=row, line=first.key)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "hello", "{}", "[1, 2]", '{"segments": [{"text": "x", "start": true}]}', "{" * 5000]
)
def test_what_is_no_such_file_is_refused_with_words(row, text):
    with pytest.raises(Invalid) as refused:
        actions.read_file(text, speakers.of(row.hearing))
    assert refused.value.field == "file"


@pytest.mark.django_db
def test_only_the_clerk_imports(row):
    with pytest.raises(NotAllowed):
        actions.propose(by=cast.person(cast.OFFICER), transcript=row, said=[actions.Said("x", 1)])


class Whisper(BaseHTTPRequestHandler):
    """whisper.cpp's server, as its published interface has it."""

    seen: dict[str, Any] = {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Whisper.seen = {"path": self.path, "body": body, "type": self.headers["Content-Type"]}
        answer = json.dumps({"text": " 我已经\n归还了 [BLANK_AUDIO]"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def test_a_whisper_server_is_asked_as_it_wants_to_be_asked(settings):
    server = HTTPServer(("127.0.0.1", 0), Whisper)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        settings.SHAREDCOURT_SPEECH_URL = f"http://127.0.0.1:{server.server_port}/"
        engine = WhisperServer()
        assert engine.is_available()
        heard = async_to_sync(engine.write_down)(sound(), language="zh-hans")
        assert heard == "我已经 归还了"
        assert Whisper.seen["path"] == "/inference"
        assert str(Whisper.seen["type"]).startswith("multipart/form-data")
        assert b'name="language"\r\n\r\nzh\r\n' in Whisper.seen["body"]
        assert b"RIFF" in Whisper.seen["body"]
    finally:
        server.shutdown()
        server.server_close()


def test_engines_that_are_not_there_say_so(settings, tmp_path):
    settings.SHAREDCOURT_SPEECH_URL = settings.SHAREDCOURT_SPEECH_MODEL = ""
    assert not WhisperServer().is_available()
    assert not VoskModel().is_available()
    settings.SHAREDCOURT_SPEECH_MODEL = str(tmp_path / "missing")
    assert not VoskModel().is_available()


def test_a_vosk_model_is_used_through_its_published_interface(settings, tmp_path, monkeypatch):
    vosk = types.ModuleType("vosk")
    vosk.__spec__ = ModuleSpec("vosk", None)
    heard: list[Any] = []

    def recogniser(model, rate):
        heard.append((model, rate))
        return types.SimpleNamespace(
            AcceptWaveform=lambda data: heard.append(len(data)),
            FinalResult=lambda: json.dumps({"text": "我 已经 归还"}),
        )

    parts = {"SetLogLevel": lambda level: None, "Model": lambda path: f"model {path}", "KaldiRecognizer": recogniser}
    vosk.__dict__.update(parts)
    monkeypatch.setitem(sys.modules, "vosk", vosk)
    settings.SHAREDCOURT_SPEECH_MODEL = str(tmp_path)
    engine = VoskModel()
    assert engine.is_available()
    assert async_to_sync(engine.write_down)(sound(), language="zh-hans") == "我已经归还"
    assert heard == [(f"model {tmp_path}", 16000), 32000]


@pytest.mark.django_db
def test_the_page_says_that_nothing_is_recognised_by_itself(row, browser_of):
    page = browser_of(cast.COURT_CLERK).get(f"/hearings/{row.hearing_id}/transcript/").content.decode()
    assert "没有安装" in page or "No engine is installed" in page
