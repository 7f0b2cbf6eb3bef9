"""Pages of the record of a hearing: written by the clerk, read by all, corrected, signed. Each works without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core.errors import ActionRefused, Invalid, NotAllowed
from sharedcourt.core.once import acts_once
from sharedcourt.documents.states import SigningState
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.transcript import actions, marks, phrases, policy, queries, speakers
from sharedcourt.hearings.transcript.actions import recorded
from sharedcourt.hearings.transcript.actions.signing import pages_left
from sharedcourt.hearings.transcript.models import Line, LineKind, LineState, Transcript
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.law.hearing_record import recording_may_stand
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of
from sharedcourt.rooms import captions

FILE_LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True)
class Shown:
    """A line as the page shows it."""

    line: Line
    who: str
    mark: str
    place: str  # the recording at this moment, or ""


def _seen(request: HttpRequest, pk: UUID) -> tuple[Hearing, Transcript | None]:
    """The hearing and its record; 404 for strangers. Before it is begun only its clerk knows that there will be one."""
    row = queries.visible_to(request.user).filter(hearing=pk).first()
    if row is not None:
        return row.hearing, row
    hearing = get_object_or_404(queries.hearings_of(request.user), pk=pk, transcript=None)
    if not policy.is_clerk(request.user, hearing):
        raise Http404
    return hearing, None


def shown(user: Any, row: Transcript, found: list[Line]) -> list[Shown]:
    """Lines with the speaker's word, the mark and the way into the recording."""
    names, places = speakers.numbered(speakers.of(row.hearing)), marks.Places(user, row.hearing)
    return [Shown(line, names.get(line.speaker, ""), marks.shown(line.at_ms), places.url(line.at_ms)) for line in found]


@login_required
@never_cache
@require_GET
def transcript(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record as it stands, and what the person can do with it."""
    hearing, row = _seen(request, pk)
    return _page(request, hearing, row)


def _page(
    request: HttpRequest, hearing: Hearing, row: Transcript | None, refused: ActionRefused | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "hearing": hearing,
        "case": hearing.case,
        "transcript": row,
        "refusal": {"field": refused.field or "", "message": str(refused)} if refused is not None else None,
        "posted": request.POST,
        "nav": "hearings",
    }
    if row is not None:
        context |= _context(person_of(request), row)
    status = refused.status if refused is not None else 200
    return render(request, "hearings/transcript/transcript.html", context, status=status)


def _context(user: User, row: Transcript) -> dict[str, Any]:
    is_clerk, state = policy.is_clerk(user, row.hearing), TranscriptState(row.state)
    takes_part = policy.participation(user, row.hearing)
    everyone = speakers.of(row.hearing)
    found = list(queries.lines(row)) if not row.checksum else []
    words = queries.words(row)
    mine = next((word for word in words if word.speaker.user == user), None)
    context: dict[str, Any] = {
        "state": state,
        "is_clerk": is_clerk,
        "takes_part": takes_part,
        "lines": shown(user, row, found),
        "speakers": everyone,
        "words": words,
        "mine": mine,
        "requests": list(queries.requests(row)),
        "may_let_stand": recording_may_stand(row.hearing.case.procedure, row.created_at.date()),
        "is_party": takes_part is not None and takes_part.capacity in policy.PARTIES,
    }
    if is_clerk and state == TranscriptState.WRITING:
        context |= {
            "stages": phrases.STAGES,
            "kinds": LineKind.choices,
            "proposals": shown(user, row, list(queries.proposals(row))),
            "engine": captions.engine().is_available(),
        }
    if is_clerk and state in {TranscriptState.WRITING, TranscriptState.READING}:
        context["against"] = recorded.hindrances(row)
        context["may_be_signed"] = queries.may_be_signed(row)
    if row.file is not None:
        slots = list(row.file.slots.select_related("user"))
        slot = next((one for one in slots if one.user_id == user.pk), None)
        context |= {"slots": slots, "slot": slot, "is_open": row.file.state == SigningState.OPEN}
        if slot is not None and slot.signed_at is None and context["is_open"]:
            left = pages_left(user, row.file)
            context["sign_url"] = (
                reverse("hearings:transcript-page", args=[row.hearing_id, left[0]])
                if left
                else reverse("documents:view", args=[row.file.pk])
            )
    context["config"] = _config(row, everyone, is_clerk=is_clerk)
    return context


def _config(row: Transcript, everyone: list[speakers.Speaker], *, is_clerk: bool) -> dict[str, Any]:
    """What the page's script must know."""
    where = {
        name: reverse(f"hearings:transcript-{name}", args=[row.hearing_id]) for name in ("lines", "operations", "pen")
    }
    names = speakers.numbered(everyone)
    return {
        **queries.head(row),
        "hearing": str(row.hearing_id),
        "writes": is_clerk and row.state == TranscriptState.WRITING,
        "socket": f"/ws/hearings/{row.hearing_id}/transcript/",
        "urls": where,
        "now_ms": marks.now_ms(row.hearing),
        "speakers": [
            {"key": one.key, "word": names[one.key], "shortcut": one.shortcut, "name": one.name} for one in everyone
        ],
    }


@login_required
@never_cache
@require_GET
def one_line(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """One line: the clerk changes it, whoever takes part says how it should read."""
    _hearing, row = _seen(request, pk)
    if row is None:
        raise Http404
    return _line_page(request, row, get_object_or_404(row.lines, key=line, state=LineState.IN_RECORD))


def _line_page(
    request: HttpRequest, row: Transcript, found: Line, refused: ActionRefused | None = None
) -> HttpResponse:
    context = {
        "transcript": row,
        "hearing": row.hearing,
        "case": row.hearing.case,
        "state": TranscriptState(row.state),
        "is_clerk": policy.is_clerk(request.user, row.hearing),
        "takes_part": policy.participation(request.user, row.hearing),
        "shown": shown(request.user, row, [found])[0],
        "line": found,
        "speakers": speakers.of(row.hearing),
        "kinds": LineKind.choices,
        "refusal": {"field": refused.field or "", "message": str(refused)} if refused is not None else None,
        "posted": request.POST,
        "nav": "hearings",
    }
    status = refused.status if refused is not None else 200
    return render(request, "hearings/transcript/line.html", context, status=status)


# ---------- what people do


@login_required
@require_POST
@acts_once
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One step; a refusal shows the page again with what was typed and what is wrong."""
    hearing, row = _seen(request, pk)
    by = person_of(request)
    if verb not in VERBS:
        raise Http404
    if verb in CLERKS and not policy.is_clerk(by, hearing):
        raise Http404
    try:
        if verb == "begin":
            actions.begin(by=by, hearing=hearing)
        elif row is None:
            raise Http404
        else:
            VERBS[verb](request, row, by)
        return redirect("hearings:transcript", pk=pk)
    except NotAllowed:
        raise
    except ActionRefused as refused:
        about = _identifier(request, "line")
        found = row.lines.filter(key=about, state=LineState.IN_RECORD).first() if row and about else None
        if row is not None and found is not None and verb in {"write", "ask", "correct"}:
            return _line_page(request, row, found, refused)
        return _page(request, hearing, row, refused)


def _identifier(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def _needed(request: HttpRequest, name: str) -> UUID:
    found = _identifier(request, name)
    if found is None:
        raise Invalid(_("The request does not fit its description."), field=name)
    return found


def _begin(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.begin(by=by, hearing=row.hearing)


def _write(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.write(
        by=by,
        transcript=row,
        text=request.POST.get("text", ""),
        speaker=request.POST.get("speaker", ""),
        kind=request.POST.get("kind", LineKind.SPEECH),
        line=_identifier(request, "line"),
        after=_identifier(request, "after"),
    )


def _finish(request: HttpRequest, row: Transcript, by: User) -> None:
    made = actions.finish(by=by, transcript=row)
    messages.success(
        request, _("Everybody has been told to read the record, until %(day)s.") % {"day": f"{made.read_by:%Y-%m-%d}"}
    )


def _reopen(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.reopen(by=by, transcript=row)


def _ask(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.ask_correction(by=by, transcript=row, line=_needed(request, "line"), wanted=request.POST.get("wanted", ""))
    messages.success(request, _("The clerk has been asked. You are told when it is answered."))


def _answer(request: HttpRequest, row: Transcript, by: User) -> None:
    found = get_object_or_404(
        row.corrections.select_related("transcript__hearing__case"), pk=_needed(request, "request")
    )
    actions.answer_request(
        by=by,
        request=found,
        corrected=request.POST.get("corrected") == "yes",
        text=request.POST.get("text", ""),
        answer=request.POST.get("answer", ""),
        replayed=request.POST.get("replayed") == "yes",
    )


def _correct(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.correct(by=by, transcript=row, line=_needed(request, "line"), text=request.POST.get("text", ""))


def _read(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.confirm_read(by=by, transcript=row)
    messages.success(request, _("Noted: you have read the record and find it right."))


def _refuse(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.refuse_to_sign(by=by, transcript=row, reason=request.POST.get("reason", ""))
    messages.info(request, _("Noted: you do not sign. The reason is put in the file."))


def _note_refusal(request: HttpRequest, row: Transcript, by: User) -> None:
    user = User.objects.filter(pk=_needed(request, "user")).first()
    if user is None:
        raise Invalid(_("Choose one of those who take part in the hearing."), field="user")
    actions.note_refusal(by=by, transcript=row, user=user, reason=request.POST.get("reason", ""))


def _open_signing(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.open_signing(by=by, transcript=row)
    messages.success(request, _("The paper is made. Everybody who signs has been told."))


def _take_back(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.take_back(by=by, transcript=row)


def _stand(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.say_recording_stands(by=by, transcript=row, stands=request.POST.get("stands") == "yes")


def _let_stand(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.let_recording_stand(by=by, transcript=row)
    messages.success(request, _("The paper is made. Everybody who signs has been told."))


def _import(request: HttpRequest, row: Transcript, by: User) -> None:
    file: Any = request.FILES.get("file")
    if file is None:
        raise Invalid(_("Choose a file first."), field="file")
    if file.size > FILE_LIMIT:
        raise Invalid(_("The file is too large."), field="file")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("The file is not text in UTF-8."), field="file") from error
    said = actions.read_file(text, speakers.of(row.hearing))
    made = actions.propose(by=by, transcript=row, said=said)
    messages.success(request, _("%(count)d lines are proposed. Take them one by one.") % {"count": made})


def _take(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.take(by=by, transcript=row, line=_needed(request, "line"), text=request.POST.get("text"))


def _drop(request: HttpRequest, row: Transcript, by: User) -> None:
    actions.drop(by=by, transcript=row, line=_needed(request, "line"))


VERBS: dict[str, Callable[[HttpRequest, Transcript, User], None]] = {
    "begin": _begin,
    "write": _write,
    "finish": _finish,
    "reopen": _reopen,
    "ask": _ask,
    "answer": _answer,
    "correct": _correct,
    "read": _read,
    "refuse": _refuse,
    "note-refusal": _note_refusal,
    "open-signing": _open_signing,
    "take-back": _take_back,
    "stand": _stand,
    "let-stand": _let_stand,
    "import": _import,
    "take": _take,
    "drop": _drop,
}
CLERKS = frozenset(VERBS) - {"ask", "read", "refuse", "stand"}
