"""Pages of service: the papers of a case and what became of each, the address, what the court does, the proof."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core.errors import ActionRefused, Unavailable
from sharedcourt.core.language import worded
from sharedcourt.core.once import acts_once
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees.forms import identifier
from sharedcourt.filing.serving import actions, policy, queries, texts
from sharedcourt.filing.serving import proof as proofs
from sharedcourt.filing.serving.forms import AddressForm, FoundOutForm, RecordForm, ReplyForm, ServeForm
from sharedcourt.law.service import GROUND_WORDS
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, person_of


def seen(user: Any, pk: UUID) -> Case:
    """A case whose papers the person may know of: its parties, and the court that tries it; 404 for everybody else."""
    case = get_object_or_404(cases.visible_to(user), pk=pk)
    if not policy.serves(user, case) and not policy.own_parties(user, case):
        raise Http404
    return case


@login_required
@require_GET
def papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For the court: what was served on whom, and serving more. For a party: what was served on them."""
    return _page(request, seen(request.user, pk))


def _page(
    request: HttpRequest, case: Case, verb: str = "", bound: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    user = person_of(request)
    serves = policy.serves(user, case)
    mine = policy.own_parties(user, case)
    entries = queries.table(case, None if serves else mine)
    parties = list(parties_of(case.dispute))
    files = list(queries.to_serve(user, case)) if serves else []
    shown: dict[str, forms.Form] = {
        "serve": ServeForm(files=files, parties=parties),
        "record": RecordForm(files=files, parties=parties),
        "found": FoundOutForm(),
    }
    if bound is not None:
        shown[verb if verb in shown else "found"] = bound
    context = {
        "case": case,
        "serves": serves,
        "mine": [(party, getattr(party, "service_address", None)) for party in mine],
        "addresses": [(party, getattr(party, "service_address", None)) for party in parties] if serves else [],
        "documents": [
            (file, [(entry, worded(GROUND_WORDS[entry.ground]) if entry.ground else "") for entry in group])
            for file, group in queries.by_file(entries)
        ],
        "files": files,
        "forms": shown,
        "verb": verb,
        "bound": bound,
        "user_id": user.pk if acting_for(user) is None else None,
        "nav": "desk" if serves else "cases",
    }
    return render(request, "filing/serving/papers.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def address(request: HttpRequest, pk: UUID, party_id: UUID) -> HttpResponse:
    """A party confirms or changes where papers reach them, with the notices that belong to it."""
    case = seen(request.user, pk)
    party = next((each for each in policy.own_parties(request.user, case) if each.pk == party_id), None)
    if party is None:
        raise Http404
    form = AddressForm(request.POST if request.method == "POST" else None, party=party)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.confirm_address(by=person_of(request), case=case, party_id=party.pk, **form.entered())
            except ActionRefused as refused:
                refused.put_beside(form)
                status = refused.status
            else:
                messages.success(request, _("Your address for service has been recorded."))
                return redirect("filing:service", pk=case.pk)
    context = {"case": case, "party": party, "form": form, "notices": texts.NOTICES, "nav": "cases"}
    return render(request, "filing/serving/address.html", context, status=status)


# ---------- what people do


def _serve(by: User, case: Case, form: Any) -> str:
    chosen = [found for each in form.cleaned_data["parties"] if (found := identifier(each)) is not None]
    made = actions.serve(by=by, case=case, file_id=identifier(form.cleaned_data["file"]), parties=chosen)
    return _("Served; those people are told.") if made else _("It had been served on all of them already.")


def _record(by: User, case: Case, form: Any) -> str:
    entered = form.cleaned_data
    actions.record_service(
        by=by,
        case=case,
        file_id=identifier(entered["file"]),
        party_id=identifier(entered["party"]),
        means=entered["means"],
        day=entered["day"],
        note_text=entered["note"],
        tracking=entered["tracking"],
        channel=entered["channel"],
    )
    return _("Recorded.")


def _reply(by: User, case: Case, form: Any) -> str:
    actions.reply(by=by, case=case, service_id=identifier(form.cleaned_data["service"]))
    return _("The court knows that you have it.")


def _bounced(by: User, case: Case, form: Any) -> str:
    actions.bounced(by=by, case=case, **_found_out(form))
    return _("Recorded. Serve by other means.")


def _acted(by: User, case: Case, form: Any) -> str:
    actions.acted(by=by, case=case, **_found_out(form))
    return _("Recorded.")


def _rebutted(by: User, case: Case, form: Any) -> str:
    actions.rebutted(by=by, case=case, **_found_out(form))
    return _("Recorded.")


def _found_out(form: Any) -> dict[str, Any]:
    return {"service_id": identifier(form.cleaned_data["service"]), "note_text": form.cleaned_data["note"]}


VERBS: dict[str, Callable[[User, Case, Any], str]] = {
    "serve": _serve,
    "record": _record,
    "reply": _reply,
    "bounced": _bounced,
    "acted": _acted,
    "rebutted": _rebutted,
}


def _form(verb: str, request: HttpRequest, case: Case) -> forms.Form:
    if verb == "reply":
        return ReplyForm(request.POST)
    if verb in {"serve", "record"}:
        kind: type[ServeForm] | type[RecordForm] = ServeForm if verb == "serve" else RecordForm
        files = list(queries.to_serve(request.user, case))
        parties: list[Party] = list(parties_of(case.dispute))
        return kind(request.POST, files=files, parties=parties)
    return FoundOutForm(request.POST)


@login_required
@require_POST
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One thing a person does about service; a refusal shows the page again with what was typed."""
    case = seen(request.user, pk)
    if verb not in VERBS:
        raise Http404
    by = person_of(request)
    form = _form(verb, request, case)
    try:
        if verb != "reply":
            policy.require_server(by, case)
        if not form.is_valid():
            return _page(request, case, verb, form, 422)
        messages.success(request, VERBS[verb](by, case, form))
    except ActionRefused as refused:
        form.is_valid()
        refused.put_beside(form)
        return _page(request, seen(request.user, pk), verb, form, refused.status)
    return redirect("filing:service", pk=pk)


@login_required
@never_cache
@require_GET
def proof(request: HttpRequest, pk: UUID, file_id: UUID, party_id: UUID) -> HttpResponse:
    """The proof of service of one document on one party, as a PDF under the court's seal; a draft before it counts as served."""
    case = seen(request.user, pk)
    entry = entry_of(request.user, case, file_id, party_id)
    try:
        content = proof_content(person_of(request), case, entry)
    except Unavailable as refused:
        messages.error(request, str(refused))
        return redirect("filing:service", pk=pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="service-{file_id}.pdf"'
    return response


def proof_content(by: User, case: Case, entry: queries.ToParty) -> bytes:
    """The sealed file, byte for byte; who took a copy is recorded. A draft while nothing counts as served."""
    paper = proofs.proof_of(case=case, entry=entry)
    return documents.download(by=by, signing_file=paper) if paper is not None else proofs.draft(case, entry)


def entry_of(user: Any, case: Case, file_id: UUID, party_id: UUID) -> queries.ToParty:
    """One document and one party that the person may know of; 404 otherwise."""
    parties = None if policy.serves(user, case) else policy.own_parties(user, case)
    for entry in queries.table(case, parties):
        if (entry.file.pk, entry.party.pk) == (file_id, party_id):
            return entry
    raise Http404
