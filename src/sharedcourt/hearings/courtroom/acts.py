"""What the acts of the courtroom are called in forms and over the API, and what each needs: one table for both faces."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.entered import whole
from sharedcourt.core.errors import Invalid
from sharedcourt.filing.folder.models import EvidenceItem, Paper
from sharedcourt.hearings.courtroom.actions import (
    absence,
    breaks,
    discipline,
    evidence,
    hall,
    opening,
    order,
    talks,
)
from sharedcourt.hearings.courtroom.actions.evidence import Mark
from sharedcourt.hearings.courtroom.models import CourtTask
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.people.models import User

Said = Mapping[str, Any]
Act = Callable[[User, Hearing, Said], object]


def _id(said: Said, name: str) -> UUID:
    try:
        return UUID(_text(said, name).strip())
    except ValueError as error:
        raise Invalid(_("Choose one of the list."), field=name) from error


def _text(said: Said, name: str) -> str:
    return str(said.get(name) or "")


def _participant(hearing: Hearing, said: Said) -> Participant:
    found = Participant.objects.filter(hearing=hearing, pk=_id(said, "participant")).first()
    if found is None:
        raise Invalid(_("Choose one of the people of this hearing."), field="participant")
    return found


def _advance(by: User, hearing: Hearing, said: Said) -> object:
    wanted = _id(said, "item") if _text(said, "item").strip() else None
    item = (
        EvidenceItem.objects.select_related("party").filter(pk=wanted, case=hearing.case_id).first() if wanted else None
    )
    if wanted and item is None:
        raise Invalid(_("Choose a piece of evidence that has been handed in."), field="item")
    return order.advance(by=by, hearing=hearing, stage=_text(said, "stage"), item=item, reason=_text(said, "reason"))


def _floor(by: User, hearing: Hearing, said: Said) -> object:
    to = _participant(hearing, said) if said.get("participant") else None
    return order.give_floor(by=by, hearing=hearing, to=to)


def _decide(by: User, hearing: Hearing, said: Said) -> object:
    who, decision = _participant(hearing, said), _text(said, "decision")
    return absence.decide(by=by, hearing=hearing, who=who, decision=decision, reason=_text(said, "reason"))


def _finish_task(by: User, hearing: Hearing, said: Said) -> object:
    task = CourtTask.objects.filter(hearing=hearing, pk=_id(said, "task")).first()
    if task is None:
        raise Invalid(_("Choose one of the list."), field="task")
    return absence.finish_task(by=by, task=task)


def _member(hearing: Hearing, said: Said) -> User:
    found = User.objects.filter(pk=_id(said, "member")).first()
    if found is None:
        raise Invalid(_("Choose somebody who tries the hearing or keeps its record."), field="member")
    return found


def _in_court(by: User, hearing: Hearing, said: Said) -> object:
    if said.get("member"):
        return hall.sit(by=by, hearing=hearing, member=_member(hearing, said))
    who = _participant(hearing, said)
    return hall.come(by=by, hearing=hearing, who=who, document=_text(said, "document"), note=_text(said, "note"))


def _left_court(by: User, hearing: Hearing, said: Said) -> object:
    if said.get("member"):
        return hall.go(by=by, hearing=hearing, member=_member(hearing, said))
    return hall.go(by=by, hearing=hearing, who=_participant(hearing, said))


def _with_person(act: Callable[..., object]) -> Act:
    return lambda by, hearing, said: act(by=by, hearing=hearing, who=_participant(hearing, said))


def _with_reason(act: Callable[..., object]) -> Act:
    return lambda by, hearing, said: act(
        by=by, hearing=hearing, who=_participant(hearing, said), reason=_text(said, "reason")
    )


def _plain(act: Callable[..., object]) -> Act:
    return lambda by, hearing, said: act(by=by, hearing=hearing)


def _show(by: User, hearing: Hearing, said: Said) -> object:
    paper = Paper.objects.filter(case=hearing.case_id, pk=_id(said, "paper")).first()
    if paper is None:
        raise Invalid(_("Choose a paper of the case that can be shown."), field="paper")
    mark = Mark(*(whole(_text(said, name)) for name in ("left", "top", "width", "height")))
    return evidence.show(by=by, hearing=hearing, paper=paper, page=whole(_text(said, "page")) or 1, mark=mark)


# Of the presiding judge alone; of the judge and the clerk; of everybody inside, each act asking its own policy.
LEAD: dict[str, Act] = {
    "open": _plain(opening.open_session),
    "pause": _plain(opening.pause),
    "resume": _plain(opening.resume),
    "close": _plain(opening.close),
    "advance": _advance,
    "floor": _floor,
    "break": lambda by, hearing, said: breaks.begin(by=by, hearing=hearing, kind=_text(said, "kind")),
    "end-break": _plain(breaks.end),
    "apart": _plain(breaks.go_apart),
    "talk": _plain(talks.grant),
    "together": _plain(breaks.come_together),
    "send-out": _with_person(discipline.send_out),
    "warn": _with_reason(discipline.warn),
    "silence": _with_reason(discipline.silence),
    "let-speak": _with_person(discipline.let_speak),
    "remove": _with_reason(discipline.remove),
    "readmit": _with_person(discipline.readmit),
    "absence": _decide,
}
KEEP: dict[str, Act] = {
    "prepare": _plain(opening.prepare),
    "call-in": _with_person(discipline.call_in),
    "suspend": lambda by, hearing, said: opening.suspend(by=by, hearing=hearing, words=_text(said, "reason")),
    "task": _finish_task,
    "in-court": _in_court,
    "left-court": _left_court,
}
PRESENT: dict[str, Act] = {"show": _show, "hide": _plain(evidence.hide), "ask-talk": _plain(talks.ask)}


def do(table: dict[str, Act], *, by: User, hearing: Hearing, act: str, said: Said) -> object:
    """Do the act of this name; raises `Invalid` for a name that is none."""
    if act not in table:
        raise Invalid(_("Choose what is to be done."), field="act")
    return table[act](by, hearing, said)
