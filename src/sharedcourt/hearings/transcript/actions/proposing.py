"""Lines that nobody has typed: from speech recognition. They are proposals; the clerk takes them or does not (REC 6)."""

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from sharedcourt.core import transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.transcript import live, marks, policy, ranks, speakers
from sharedcourt.hearings.transcript.actions.writing import LONGEST, kept, place_for
from sharedcourt.hearings.transcript.locking import alone, locked, note, require_state
from sharedcourt.hearings.transcript.models import Line, LineSource, LineState, Transcript
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.people.models import User

MOST_AT_ONCE = 5000
LONGEST_FILE = 4_000_000  # characters
TIMES = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}.*")
VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]{1,60})>")
TAG = re.compile(r"<[^>]{0,80}>")
NAMED = re.compile(r"^([^:：]{1,20})[:：]\s*(.+)$", re.DOTALL)


@dataclass(frozen=True)
class Said:
    """What an engine has heard: the words, when (milliseconds from the recording's beginning), and who, by a speaker's key."""

    text: str
    at_ms: int
    speaker: str = ""


@transaction.atomic
def propose(*, by: User | None, transcript: Transcript, said: Sequence[Said]) -> int:
    """Add what an engine has heard as proposals; `by` None is the room's own engine. The same words at the same time count once.

    Gives how many are new. Once the record is finished nothing is added any more.
    """
    if len(said) > MOST_AT_ONCE:
        raise Invalid(_("That is more than the record of one hearing can hold."), field="lines")
    row = locked(transcript) if by is not None else alone(transcript)
    if by is not None:
        policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.WRITING)
    known = {one.key for one in speakers.of(row.hearing)}
    before, made = row.seq, []
    here = set(row.lines.values_list("key", flat=True))
    for one in said:
        text = one.text.strip()[:LONGEST]
        key = uuid5(row.pk, f"{one.at_ms} {one.speaker} {text}")
        if not text or key in here or not 0 <= one.at_ms <= marks.LONGEST_MS:
            continue
        here.add(key)
        line = Line(
            transcript=row,
            key=key,
            version=0,
            rank=ranks.after(""),
            speaker=one.speaker if one.speaker in known else "",
            text=text,
            at_ms=one.at_ms,
            source=LineSource.SPEECH,
            state=LineState.PROPOSED,
        )
        made.append(kept(row, line, by=by))
    if made:
        row.save(update_fields=["seq"])
        live.written(row, made, before=before)
        if by is not None:
            note("imported", row, by=by, lines=len(made))
    return len(made)


@transaction.atomic
def take(*, by: User, transcript: Transcript, line: UUID, text: str | None = None) -> Line:
    """Take a proposal into the record, with other words if the clerk has changed them; it stands where it was said."""
    row, found = _proposal(by, transcript, line)
    if text is not None and not text.strip():
        raise Invalid(_("Write down what was said."), field="text")
    if text is not None and len(text) > LONGEST:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST}, field="text")
    before = row.seq
    found.text = text.strip() if text is not None else found.text
    found.rank, found.state = place_for(row, found.at_ms), LineState.IN_RECORD
    kept(row, found, by=by)
    row.save(update_fields=["seq"])
    live.written(row, [found], before=before)
    return found


@transaction.atomic
def drop(*, by: User, transcript: Transcript, line: UUID) -> Line:
    """Leave a proposal out of the record."""
    row, found = _proposal(by, transcript, line)
    before = row.seq
    found.state = LineState.OUT
    kept(row, found, by=by)
    row.save(update_fields=["seq"])
    live.written(row, [found], before=before)
    return found


def _proposal(by: User, transcript: Transcript, line: UUID) -> tuple[Transcript, Line]:
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.WRITING)
    found = row.lines.select_related("about").filter(key=line, state=LineState.PROPOSED).first()
    if found is None:
        raise Conflict(_("This proposal has been decided already."), field="line")
    return row, found


# ---------- files that engines write


def read_file(text: str, everyone: Iterable[speakers.Speaker]) -> list[Said]:
    """What stands in a file of an engine: WebVTT or SubRip, or JSON as whisper.cpp and OpenAI-like services write it.

    A speaker's name or role before the words ("原告：…", `<v 原告>`) becomes the speaker. Raises Invalid for anything else.
    """
    if len(text) > LONGEST_FILE:
        raise Invalid(_("The file is too large."), field="file")
    names = _names(everyone)
    text = text.lstrip("\ufeff").strip()
    found = _from_json(text, names) if text[:1] in {"{", "["} else _from_cues(text, names)
    if not found:
        raise Invalid(_("There are no lines with times in this file. It can be WebVTT, SubRip or JSON."), field="file")
    return found


def _names(everyone: Iterable[speakers.Speaker]) -> dict[str, str]:
    """Keys by what people and roles are called; what two share names nobody."""
    found: dict[str, str] = {}
    for one in everyone:
        for name in {one.key, one.name, one.printed, one.label}:
            found[name] = "" if name in found else one.key
    return found


def _one(text: str, at_ms: int, names: dict[str, str], speaker: str = "") -> Said:
    plain = html.unescape(TAG.sub("", text)).strip()
    named = NAMED.match(plain)
    if not speaker and named and names.get(named[1].strip()):
        speaker, plain = names[named[1].strip()], named[2].strip()
    return Said(plain, at_ms, speaker)


def _from_cues(text: str, names: dict[str, str]) -> list[Said]:
    found: list[Said] = []
    for block in re.split(r"\r?\n[ \t]*\r?\n", text):
        lines = block.strip().splitlines()
        at = next((place for place, line in enumerate(lines) if TIMES.fullmatch(line.strip())), None)
        if at is None:
            continue
        times = TIMES.fullmatch(lines[at].strip())
        assert times is not None
        hours, minutes, seconds = int(times[1] or 0), int(times[2]), int(times[3])
        at_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(times[4].ljust(3, "0"))
        words = " ".join(lines[at + 1 :])
        voice = VOICE.search(words)
        found.append(_one(words, at_ms, names, names.get(voice[1].strip(), "") if voice else ""))
    return [one for one in found if one.text]


def _from_json(text: str, names: dict[str, str]) -> list[Said]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if isinstance(content, dict):
        content = content.get("transcription") or content.get("segments") or []
    found = []
    for part in content if isinstance(content, list) else []:
        if isinstance(part, dict) and isinstance(part.get("text"), str):
            at_ms = _start_ms(part)
            speaker = part.get("speaker")
            if at_ms is not None:
                found.append(
                    _one(part["text"], at_ms, names, names.get(speaker, "") if isinstance(speaker, str) else "")
                )
    return [one for one in found if one.text]


def _start_ms(part: dict[str, object]) -> int | None:
    """whisper.cpp writes `offsets.from` in milliseconds, services like OpenAI's `start` in seconds."""
    offsets = part.get("offsets")
    value = offsets.get("from") if isinstance(offsets, dict) else part.get("start")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= marks.LONGEST_MS:
        return None
    return round(value if isinstance(offsets, dict) else value * 1000)
