"""Engines that write down speech (`captions.SpeechRecognition`): a whisper.cpp server beside this one, or a Vosk model in this process.

    SHAREDCOURT_SPEECH_RECOGNITION=sharedcourt.rooms.speech.WhisperServer   with SHAREDCOURT_SPEECH_URL=http://127.0.0.1:8080
    SHAREDCOURT_SPEECH_RECOGNITION=sharedcourt.rooms.speech.VoskModel       with SHAREDCOURT_SPEECH_MODEL=/srv/vosk-model-cn-0.22

Neither is part of the platform: whoever runs it installs the engine and its model. What is not there is not claimed.
"""

import asyncio
import importlib.util
import io
import json
import re
import wave
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings

PATIENCE_S = 20.0
# What whisper writes for sound without words, in brackets or between notes.
NO_WORDS = re.compile(r"[\[(（【♪*][^\])）】♪*]*[\])）】♪*]")


class WhisperServer:
    """The HTTP server of whisper.cpp: `POST /inference`, a multipart form with the WAV file, answered with JSON that has `text`."""

    def is_available(self) -> bool:
        return bool(settings.SHAREDCOURT_SPEECH_URL)

    async def write_down(self, sound: bytes, *, language: str) -> str:
        form = {"response_format": "json", "temperature": "0.0", "language": language.partition("-")[0]}
        async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
            response = await client.post(
                settings.SHAREDCOURT_SPEECH_URL.rstrip("/") + "/inference",
                data=form,
                files={"file": ("speech.wav", sound, "audio/wav")},
            )
        response.raise_for_status()
        answer = response.json()
        text = answer.get("text") if isinstance(answer, dict) else None
        return " ".join(NO_WORDS.sub("", text).split()) if isinstance(text, str) else ""


class VoskModel:
    """A Vosk model on this machine, through the package `vosk`, which is installed apart. The model decides the language."""

    def is_available(self) -> bool:
        return Path(settings.SHAREDCOURT_SPEECH_MODEL or "-").is_dir() and importlib.util.find_spec("vosk") is not None

    @cached_property
    def _model(self) -> Any:
        vosk = import_module("vosk")
        vosk.SetLogLevel(-1)
        return vosk.Model(settings.SHAREDCOURT_SPEECH_MODEL)

    async def write_down(self, sound: bytes, *, language: str) -> str:
        return await asyncio.to_thread(self._heard, sound)

    def _heard(self, sound: bytes) -> str:
        with wave.open(io.BytesIO(sound)) as opened:
            recogniser = import_module("vosk").KaldiRecognizer(self._model, opened.getframerate())
            recogniser.AcceptWaveform(opened.readframes(opened.getnframes()))
        text = str(json.loads(recogniser.FinalResult()).get("text", ""))
        # Chinese models part words with spaces.
        return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text).strip()
