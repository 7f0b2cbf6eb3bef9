"""The papers of the record as data for Typst (`documents.schema` for the rules of such data). They are Chinese in every language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy

from sharedcourt.core import clock
from sharedcourt.documents.models import SignatureSlot
from sharedcourt.hearings.courtroom import halls
from sharedcourt.hearings.courtroom.models import Break, HearingEvent, InCourtroom
from sharedcourt.hearings.models import Form, Hearing, Participant, PublicHearing
from sharedcourt.hearings.places import place_of_hearing, stop_of
from sharedcourt.hearings.transcript import marks, queries, speakers
from sharedcourt.hearings.transcript.models import CorrectionState, LineKind, Transcript
from sharedcourt.law.causes import cause
from sharedcourt.people.actions import identity_of
from sharedcourt.people.models import IdentityLevel
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.recording.models import Recording

TEMPLATE, TITLE = "hearings/typst/transcript.typ", "庭审笔录"
CHECKSUM_TEMPLATE, CHECKSUM_TITLE = "hearings/typst/recording_checksum.typ", "庭审录音录像完整性校验值确认书"
REFUSALS_TEMPLATE, REFUSALS_TITLE = "hearings/typst/refusals.typ", "拒绝签名情况说明"
FORMS = {
    Form.ONLINE: "在线庭审",
    Form.MIXED: "部分诉讼参与人在线",
    Form.ON_SITE: "线下开庭",
    Form.CIRCUIT: "巡回审理",
    Form.IN_TURN: "非同步审理",
}
PROCEDURES = {"ordinary": "普通程序", "summary": "简易程序", "small": "小额诉讼程序"}
PLACES = {
    Participant.Place.OWN_DEVICE: "通过本人设备在线参加",
    Participant.Place.SITE: "在共享法庭站点参加",
    Participant.Place.COURT: "到庭参加",
}
HELD_UP = {
    HearingEvent.Kind.PAUSED: "审判人员宣布暂停",
    HearingEvent.Kind.SUSPENDED: "庭审因故中断",
    HearingEvent.Kind.RESUMED: "恢复庭审",
    HearingEvent.Kind.BREAK_BEGAN: "停止录音录像",
    HearingEvent.Kind.BREAK_ENDED: "恢复录音录像",
}
BREAKS = {
    Break.Kind.RECESS.value: "休庭",
    Break.Kind.NOT_PUBLIC.value: "不公开质证",
    Break.Kind.UNRECORDED.value: "不宜录音录像的调解",
}
# What a signer is, in the reader's words, by the word that is printed.
ROLES: dict[str, Any] = {
    "hearings.judge": gettext_lazy("judge"),
    "hearings.clerk": gettext_lazy("clerk"),
    "hearings.participant": gettext_lazy("participant in the hearing"),
}


def role_key(speaker: speakers.Speaker) -> str:
    """The key of a signer's role (`documents.roles`)."""
    if speaker.capacity:
        return "hearings.participant"
    return "hearings.clerk" if speaker.key == speakers.CLERK else "hearings.judge"


def _moment(moment: datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}" if moment is not None else ""


def number_of(hearing: Hearing) -> str:
    """The case's number and the session, as every paper of the hearing carries it."""
    case = hearing.case
    number = case.number.text if case.number is not None else ""
    return f"{number}　第{hearing.session_number}次开庭" if number else f"第{hearing.session_number}次开庭"


def _head(hearing: Hearing) -> list[list[str]]:
    """What stands at the beginning of the record (domain of CPL 140, 150): the session, the bench, who is there and from where."""
    case = hearing.case
    started, ended = _moment(hearing.opened_at), _moment(hearing.closed_at)
    place = place_of_hearing(hearing) or hearing.court.name
    rows = [
        ["案号", number_of(hearing)],
        ["案由", cause(case.cause).zh],
        ["审理程序", PROCEDURES.get(case.procedure, "")],
        ["开庭时间", started.replace("T", " ") + ("" if not ended else f" 至 {ended.replace('T', ' ')}")],
        ["开庭地点、方式", f"{place}（{FORMS[Form(hearing.form)]}）"],
        ["是否公开审理", "公开审理" if hearing.publicity == PublicHearing.OPEN else "不公开审理"],
    ]
    return [row for row in rows if row[1]]


@translation.override("zh-hans")
def _attendance(hearing: Hearing) -> list[list[str]]:
    """Bench and clerk, then who takes part: how identity was shown, from where, whether they agreed to a hearing on line."""
    listed, seen = speakers.of(hearing), halls.came(hearing)
    stop = stop_of(hearing)
    there = f"巡回审判点：{stop.place}" if stop is not None else "在法庭"
    inside = seen.keys() | halls.at_stop(hearing)
    rows = [
        [one.printed, one.name, there if one.user is not None and one.user.pk in inside else ""]
        for one in listed
        if not one.capacity
    ]
    joined = set(
        Seat.objects.filter(room=hearing.room_id, joined_at__isnull=False).values_list("user_id", flat=True)
        if hearing.room_id is not None
        else []
    )
    for person in hearing.participants.select_related("user", "party"):
        in_room = person.user_id in joined
        took_part = _took_part(hearing, person, seen.get(person.pk, []), in_room=in_room)
        facts = ["非同步在线参加" if hearing.form == Form.IN_TURN else took_part]
        documents = {row.get_document_display() for row in seen.get(person.pk, [])}
        if documents:
            facts.append(f"当庭核验{'、'.join(sorted(documents))}")
        if person.user is not None:
            level = identity_of(person.user, hearing.case.dispute_id)[0]
            facts.append(f"身份核验：{IdentityLevel(level).label}")
        if person.consents_online is not None:
            facts.append("同意在线审理" if person.consents_online else "不同意在线审理")
        rows.append([speakers.PRINTED[person.capacity], speakers.name_of(person), "，".join(facts)])
    return rows


def _took_part(hearing: Hearing, person: Participant, seen: list[InCourtroom], *, in_room: bool) -> str:
    """From where somebody took part; of the courtroom itself only whom the court saw there."""
    if person.place != Participant.Place.COURT:
        return PLACES[Participant.Place(person.place)]
    if not seen:
        return PLACES[Participant.Place.OWN_DEVICE] if in_room else "未到庭"
    stop = stop_of(hearing)
    words = PLACES[Participant.Place.COURT] + (f"（{stop.place}）" if stop is not None else "")
    left = seen[-1].left_at
    if left is not None and (hearing.closed_at is None or left < hearing.closed_at):
        words += f"（{clock.local(left):%H:%M}离开法庭）"
    return words


def _interruptions(hearing: Hearing) -> list[list[str]]:
    """When the hearing was held up and went on, to the second, with whose line was lost or for what break (REC 3, 4)."""
    events = hearing.events.filter(kind__in=HELD_UP).select_related("person", "participant__user", "participant__party")
    return [[f"{clock.local(event.at):%Y-%m-%d %H:%M:%S}", _held_up(event)] for event in events]


def _held_up(event: HearingEvent) -> str:
    words = HELD_UP[HearingEvent.Kind(event.kind)]
    if event.what in BREAKS:
        return f"{BREAKS[event.what]}，{words}"
    if event.participant is not None:
        who = f"{speakers.PRINTED[event.participant.capacity]}{speakers.name_of(event.participant)}"
        return f"{who}连接中断，{words}"
    if event.kind == HearingEvent.Kind.SUSPENDED and event.person is not None:
        return f"{event.person.name}连接中断，{words}"
    return f"{words}：{event.words}" if event.words else words


def transcript(row: Transcript) -> dict[str, Any]:
    """庭审笔录 (CPL 150)."""
    with translation.override("zh-hans"):
        listed = speakers.of(row.hearing)
        names = speakers.numbered(listed)
        notes = [
            f"{request.by.name}申请将“{request.line.text}”补正为“{request.wanted}”。未予补正，理由：{request.answer}"
            + ("（已播放庭审录音录像核对）" if request.replayed else "")
            for request in queries.requests(row).filter(state=CorrectionState.REFUSED)
        ]
        refused = [
            f"{word.speaker.printed}{word.speaker.name}拒绝签名，理由：{word.reading.refusal}"
            for word in queries.words(row)
            if word.reading is not None and word.refuses
        ]
        absent = [f"{one.printed}{one.name}未在线签名" for one in listed if one.capacity and one.user is None]
        return {
            "number": number_of(row.hearing),
            "court": row.hearing.court.name,
            "head": _head(row.hearing),
            "attendance": _attendance(row.hearing),
            "interruptions": _interruptions(row.hearing),
            "lines": [
                {
                    "kind": line.kind,
                    "speaker": names.get(line.speaker, "") if line.kind == LineKind.SPEECH else "",
                    "text": line.text,
                    "mark": marks.shown(line.at_ms),
                }
                for line in queries.lines(row)
            ],
            "requests": notes,
            "refusals": [*refused, *absent],
            "closing": "以上笔录已阅读、核对，与本人陈述一致。",
            "date": clock.today().isoformat(),
        }


def checksum(row: Transcript, recording: Recording) -> dict[str, Any]:
    """庭审录音录像完整性校验值确认书 (REC 8, 9)."""
    minutes, seconds = divmod(round(recording.seconds), 60)
    with translation.override("zh-hans"):
        names = "、".join(word.speaker.name for word in queries.words(row) if word.lets_recording_stand)
        return {
            "number": number_of(row.hearing),
            "court": row.hearing.court.name,
            "head": _head(row.hearing),
            "attendance": _attendance(row.hearing),
            "interruptions": _interruptions(row.hearing),
            "recording": [
                ["录音录像编号", str(recording.pk)],
                ["起止时间", f"{_moment(recording.started_at)} 至 {_moment(recording.ended_at)}".replace("T", " ")],
                ["时长", f"{minutes}分{seconds}秒"],
                ["文件大小", f"{recording.size:,}字节"],
            ],
            "sha256": recording.sha256,
            "consent": f"本案适用{PROCEDURES.get(row.hearing.case.procedure, '简易程序')}审理。{names}均同意以本次庭审录音录像替代法庭笔录。",
            "refusals": [
                f"{word.speaker.printed}{word.speaker.name}拒绝签名，理由：{word.reading.refusal}"
                for word in queries.words(row)
                if word.reading is not None and word.refuses
            ],
            "closing": "本人确认上述庭审录音录像的完整性校验值。",
            "date": clock.today().isoformat(),
        }


def refusals(row: Transcript, slots: Sequence[SignatureSlot]) -> dict[str, Any]:
    """拒绝签名情况说明：who did not sign, why, and when that was noted (CPL 150)."""
    assert row.file is not None
    return {
        "number": number_of(row.hearing),
        "court": row.hearing.court.name,
        "paper": row.file.title,
        "sha256": row.file.current_file.sha256,
        "rows": [
            [slot.role_label, slot.name, _moment(slot.refused_at).replace("T", " "), slot.refusal] for slot in slots
        ],
        "date": clock.today().isoformat(),
    }
