"""Pages of the exchange: evidence and opinions, messages, applications, tasks."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.once import acts_once
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.folder import policy, queries, uploads
from sharedcourt.filing.folder.actions import deadlines, exchange, talking
from sharedcourt.filing.folder.models import (
    Audience,
    CaseApplication,
    CaseTask,
    EvidenceItem,
    Opinion,
    Original,
    Visible,
)
from sharedcourt.filing.folder.policy import Reader
from sharedcourt.filing.folder.states import ApplicationState
from sharedcourt.filing.folder.views import PAGE, for_each, for_one, may_finish, page, reader_for
from sharedcourt.people.actions import confirmed_until, seen_at_counter
from sharedcourt.people.policy import person_of

ANSWERS = {"admit": True, "deny": False}
WHOM = {
    "judge": gettext_lazy("the judge"),
    "clerk": gettext_lazy("the court clerk"),
    "interpreter": gettext_lazy("the interpreter"),
    "expert": gettext_lazy("the expert"),
}
FIELD_WORDS = {
    "until": gettext_lazy("Until when?"),
    "property": gettext_lazy("Which property, and where is it?"),
    "amount": gettext_lazy("Up to what sum, in yuan?"),
    "security": gettext_lazy("What security do you offer?"),
    "urgent": gettext_lazy("It is urgent"),
    "whom": gettext_lazy("Who is to be recused?"),
    "name": gettext_lazy("Their name, if you know it"),
    "evidence": gettext_lazy("Which evidence is the court to collect?"),
    "holder": gettext_lazy("Who has it, and where?"),
    "what": gettext_lazy("What do you ask for?"),
}


def _key(request: HttpRequest) -> UUID | None:
    """The form's own number: the same form sent twice is one act."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _party(reader: Reader, value: str) -> Party | None:
    try:
        return parties_of(reader.case.dispute).filter(pk=UUID(value)).first()
    except ValueError:
        return None


# ---------- evidence


def _evidence(request: HttpRequest, reader: Reader, refused: ActionRefused | None = None) -> HttpResponse:
    found = queries.catalogues(reader, list(parties_of(reader.case.dispute)))
    own = [
        opinion
        for catalogue in found
        for item in catalogue.items
        for opinion in item.shown_opinions  # type: ignore[attr-defined]
        if opinion.party_id in reader.own
    ]
    opinions = [opinion for opinion in own if opinion.submitted_at is None]
    days = [deadlines.period_for(reader.case, party, CaseTask.Kind.EVIDENCE) for party in reader.parties]
    period = min((day for day in days if day is not None), default=None)
    context = {
        "catalogues": found,
        "drafts": [draft for catalogue in found if catalogue.is_mine for draft in catalogue.drafts],
        "draft_opinions": opinions,
        "spoken": _spoken(reader, own),
        "period": period,
        "late": period is not None and clock.today() > period,
        "working": reader.case.state in policy.WORKING,
        "submitted": reader.case.submitted_at is not None,
        "confirmed_until": confirmed_until(person_of(request), reader.case.pk) if reader.party is not None else None,
        "at_counter": reader.party is not None
        and seen_at_counter(person_of(request), reader.case.pk, reader.case.state),
    }
    return page(request, "evidence", reader, context, refused)


def _spoken(reader: Reader, own: list[Opinion]) -> set[UUID]:
    """Evidence on which every party of the reader has handed its opinion in."""
    said: dict[UUID, set[UUID]] = {}
    for opinion in own:
        if opinion.submitted_at is not None:
            said.setdefault(opinion.item_id, set()).add(opinion.party_id)
    return {item for item, parties in said.items() if parties >= reader.own}


@login_required
@require_GET
def evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The catalogues side by side, with opinions."""
    return _evidence(request, reader_for(request, pk))


@login_required
@require_POST
@acts_once
def evidence_act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Hand in the catalogue, or the opinions."""
    reader = reader_for(request, pk)
    by = person_of(request)
    try:
        count = 0
        with transaction.atomic():
            for party in for_each(request):
                if verb == "submit":
                    reason = request.POST.get("late_reason", "")
                    count += exchange.submit_catalogue(by=by, case=reader.case, late_reason=reason, for_party=party)
                else:
                    count += exchange.submit_opinions(by=by, case=reader.case, for_party=party)
    except ActionRefused as refused:
        return _evidence(request, reader, refused)
    if count:
        messages.success(
            request, _("Handed in: %(count)d. The court and the other side have been told.") % {"count": count}
        )
    else:
        messages.info(request, _("Everything has been handed in already."))
    return redirect("filing:folder-evidence", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def evidence_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One more piece of evidence, from a phone: photograph it, say what it is and what it proves."""
    reader = reader_for(request, pk)
    if reader.party is None:
        raise Http404
    refused: ActionRefused | None = None
    if request.method == "POST":
        try:
            exchange.add_item(
                by=person_of(request),
                case=reader.case,
                files=uploads.kept(person_of(request), reader.case.pk, request.POST, request.FILES),
                title=request.POST.get("title", ""),
                proves=request.POST.get("proves", ""),
                original=request.POST.get("original", ""),
                for_party=for_one(request),
            )
            messages.success(request, _("Ready in your catalogue. The others see it once you hand it in."))
            return redirect("filing:folder-evidence", pk=pk)
        except ActionRefused as error:
            refused = error
    return _item_page(request, reader, None, refused)


def _item_page(
    request: HttpRequest, reader: Reader, found: EvidenceItem | None, refused: ActionRefused | None
) -> HttpResponse:
    """The form for a piece of evidence, with what was typed or else what is kept."""
    values = {name: request.POST.get(name, getattr(found, name, "")) for name in ("title", "proves", "original")}
    return page(
        request, "evidence_add", reader, {"originals": Original.choices, "item": found, "values": values}, refused
    )


def _own_item(reader: Reader, item_id: UUID) -> EvidenceItem:
    rows = EvidenceItem.objects.filter(reader.items(), case=reader.case).select_related("party")
    return get_object_or_404(rows, pk=item_id)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def item(request: HttpRequest, pk: UUID, item_id: UUID) -> HttpResponse:
    """Change or take out a line that is not handed in."""
    reader = reader_for(request, pk)
    found = _own_item(reader, item_id)
    if found.party_id not in reader.own:
        raise Http404
    refused: ActionRefused | None = None
    if request.method == "POST":
        try:
            if "take_out" in request.POST:
                exchange.remove_item(by=person_of(request), item=found)
                messages.info(request, _("It has been taken out."))
            else:
                exchange.change_item(
                    by=person_of(request),
                    item=found,
                    title=request.POST.get("title", ""),
                    proves=request.POST.get("proves", ""),
                    original=request.POST.get("original", ""),
                )
                messages.success(request, _("Changed."))
            return redirect("filing:folder-evidence", pk=pk)
        except ActionRefused as error:
            refused = error
    elif found.submitted_at is not None:
        return redirect("filing:folder-evidence", pk=pk)
    return _item_page(request, reader, found, refused)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def opinion(request: HttpRequest, pk: UUID, item_id: UUID) -> HttpResponse:
    """Admit or deny authenticity, legality and relevance of one piece of the other side's evidence."""
    reader = reader_for(request, pk)
    found = _own_item(reader, item_id)
    if reader.party is None or found.party.side == reader.side or found.submitted_at is None:
        raise Http404
    said = list(found.opinions.filter(party__in=reader.own).select_related("party"))
    open_for = [
        party for party in reader.parties if party.pk not in {each.party_id for each in said if each.submitted_at}
    ]
    mine = next((each for each in said if each.submitted_at is None), said[0] if said and not open_for else None)
    refused: ActionRefused | None = None
    if request.method == "POST":
        try:
            given = {
                name: ANSWERS.get(request.POST.get(name, "")) for name in ("authenticity", "legality", "relevance")
            }
            with transaction.atomic():
                for party in for_each(request):
                    exchange.save_opinion(
                        by=person_of(request),
                        item=found,
                        reason=request.POST.get("reason", ""),
                        for_party=party,
                        **given,
                    )
            messages.success(request, _("Saved. The others see it once you hand your opinions in."))
            return redirect("filing:folder-evidence", pk=pk)
        except ActionRefused as error:
            refused = error
    questions = [
        ("authenticity", _("Authenticity: is it genuine?")),
        ("legality", _("Legality: was it made and obtained lawfully?")),
        ("relevance", _("Relevance: has it to do with what it is to prove?")),
    ]
    saved: dict[Any, str] = {True: "admit", False: "deny"}
    rows = [
        (name, label, request.POST.get(name) or saved.get(getattr(mine, name, None), "")) for name, label in questions
    ]
    context = {
        "item": found,
        "rows": rows,
        "mine": mine,
        "open_for": open_for,
        "reason": request.POST.get("reason", getattr(mine, "reason", "")),
        "papers": found.papers.filter(reader.papers()),
    }
    return page(request, "opinion", reader, context, refused)


# ---------- messages


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def talk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was written, newest first, who has read it; and a form to write."""
    reader = reader_for(request, pk)
    refused: ActionRefused | None = None
    if request.method == "POST":
        wanted = request.POST.get("to", "")
        try:
            talking.send(
                by=person_of(request),
                case=reader.case,
                text=request.POST.get("text", ""),
                audience=Audience.ALL if wanted == Audience.ALL else Audience.COURT,
                to=_party(reader, wanted),
                key=_key(request),
                for_party=for_one(request),
            )
            return redirect("filing:folder-messages", pk=pk)
        except ActionRefused as error:
            refused = error
    else:
        talking.read(by=person_of(request), case=reader.case)
    rows = Paginator(queries.messages_of(reader), PAGE).get_page(request.GET.get("page"))
    if reader.is_court:
        choices = [(str(party.pk), party.name) for party in parties_of(reader.case.dispute)]
    else:
        choices = [(str(Audience.COURT), _("the court"))]
    context = {
        "page": rows,
        "choices": [*choices, (str(Audience.ALL), _("everyone in the case"))],
        "key": request.POST.get("key") or str(uuid4()),
        "open": reader.case.state in policy.WORKING and reader.case.submitted_at is not None,
    }
    return page(request, "messages", reader, context, refused)


# ---------- applications


@login_required
@require_GET
def applications(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was applied for, and what became of it."""
    reader = reader_for(request, pk)
    rows = Paginator(queries.applications_of(reader), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": rows,
        "kinds": CaseApplication.Kind.choices,
        "open": reader.party is not None
        and reader.case.state in policy.WORKING
        and reader.case.submitted_at is not None,
    }
    return page(request, "applications", reader, context)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def apply(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Apply for one thing."""
    reader = reader_for(request, pk)
    if reader.party is None or kind not in CaseApplication.Kind.values:
        raise Http404
    refused: ActionRefused | None = None
    if request.method == "POST":
        names = talking.FIELDS[kind]
        try:
            key = _key(request)
            with transaction.atomic():
                for party in for_each(request):
                    made = talking.apply(
                        by=person_of(request),
                        case=reader.case,
                        kind=kind,
                        reason=request.POST.get("reason", ""),
                        fields={name: request.POST.get(name, "") for name in names},
                        # One application for each, all by one form.
                        key=uuid5(key, str(party)) if key is not None and party is not None else key,
                        for_party=party,
                    )
            messages.success(request, _("The court has your application."))
            return redirect("filing:folder-application", pk=pk, application_id=made.pk)
        except ActionRefused as error:
            refused = error
    context = {
        "kind": kind,
        "label": CaseApplication.Kind(kind).label,
        "fields": [(name, FIELD_WORDS[name], request.POST.get(name, "")) for name in talking.FIELDS[kind]],
        "whom": list(WHOM.items()),
        "key": request.POST.get("key") or str(uuid4()),
    }
    return page(request, "apply", reader, context, refused)


def _application(
    request: HttpRequest, reader: Reader, found: CaseApplication, refused: ActionRefused | None = None
) -> HttpResponse:
    undecided = found.state == ApplicationState.MADE
    values = [(FIELD_WORDS[name], _value(name, value)) for name, value in found.fields.items() if value]
    context = {
        "application": found,
        "values": values,
        "may_decide": undecided and policy.may_decide(reader, found),
        "may_withdraw": undecided and found.party_id in reader.own,
        "may_show": reader.is_court and not undecided and found.visible != Visible.ALL,
        "by_president": found.kind == CaseApplication.Kind.RECUSE and found.fields.get("whom") == "judge",
        "overdue": undecided and found.due is not None and clock.now() > found.due,
    }
    return page(request, "application", reader, context, refused)


def _value(name: str, value: Any) -> Any:
    if name == "whom":
        return WHOM[value]
    return _("yes") if value is True else value


@login_required
@require_GET
def application(request: HttpRequest, pk: UUID, application_id: UUID) -> HttpResponse:
    """One application, its reason, the decision."""
    reader = reader_for(request, pk)
    return _application(request, reader, get_object_or_404(queries.applications_of(reader), pk=application_id))


@login_required
@require_POST
@acts_once
def application_act(request: HttpRequest, pk: UUID, application_id: UUID, verb: str) -> HttpResponse:
    """Withdraw it, decide on it, or show it to the other side."""
    reader = reader_for(request, pk)
    found = get_object_or_404(queries.applications_of(reader), pk=application_id)
    by = person_of(request)
    try:
        if verb == "withdraw":
            talking.withdraw(by=by, application=found)
            messages.info(request, _("The application has been withdrawn."))
        elif verb == "decide":
            talking.require_decider(reader, found)
            if request.POST.get("granted") not in {"yes", "no"}:
                raise Invalid(_("Choose whether it is granted."), field="granted")
            talking.decide(
                by=by,
                application=found,
                granted=request.POST["granted"] == "yes",
                decision=request.POST.get("decision", ""),
                show=request.POST.get("show") == "yes",
            )
            messages.success(request, _("Decided. Those concerned have been told."))
        else:
            talking.show_application(by=by, application=found)
            messages.success(request, _("Both sides can see it now."))
    except ActionRefused as refused:
        fresh = get_object_or_404(queries.applications_of(reader), pk=application_id)
        return _application(request, reader, fresh, refused)
    return redirect("filing:folder-application", pk=pk, application_id=application_id)


# ---------- tasks


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("Write the day like 2022-01-31."), field="due") from None


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def tasks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has to do what by when; the court sets days."""
    reader = reader_for(request, pk)
    refused: ActionRefused | None = None
    if request.method == "POST":
        try:
            policy.require_court(person_of(request), reader.case)
            wanted = request.POST.get("party", "")
            party = _party(reader, wanted)
            if party is None and wanted != "court":
                raise Invalid(_("Choose who is to do it."), field="party")
            deadlines.set_task(
                by=person_of(request),
                case=reader.case,
                party=party,
                kind=request.POST.get("kind", ""),
                due=_day(request.POST.get("due", "")),
                what=request.POST.get("what", ""),
            )
            messages.success(request, _("The day is set, and whoever it concerns has been told."))
            return redirect("filing:folder-tasks", pk=pk)
        except ActionRefused as error:
            refused = error
    return _tasks(request, reader, refused)


def _tasks(request: HttpRequest, reader: Reader, refused: ActionRefused | None = None) -> HttpResponse:
    rows = list(queries.tasks_of(reader)[: PAGE * 2])
    context = {
        "tasks": [(task, task.is_overdue(), may_finish(reader, task)) for task in rows],
        "parties": parties_of(reader.case.dispute),
        "kinds": [(key, CaseTask.Kind(key).label) for key in policy.SET_BY_HAND],
        "open": reader.is_court and reader.case.state in policy.WORKING,
    }
    return page(request, "tasks", reader, context, refused)


@login_required
@require_POST
def task_done(request: HttpRequest, pk: UUID, task_id: UUID) -> HttpResponse:
    """It is done."""
    reader = reader_for(request, pk)
    found = get_object_or_404(queries.tasks_of(reader), pk=task_id)
    try:
        deadlines.finish_task(by=person_of(request), task=found)
        messages.success(request, _("Noted as done."))
    except ActionRefused as refused:
        return _tasks(request, reader, refused)
    return redirect("filing:folder-tasks", pk=pk)
