"""Who acts for a party: named, replaced and ended on the dispute's pages."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sharedcourt.core.errors import ActionRefused
from sharedcourt.disputes import actions, policy, queries
from sharedcourt.disputes.actions.agents import OF_ORGANISATIONS, OF_PERSONS
from sharedcourt.disputes.intake.forms import text
from sharedcourt.disputes.intake.views import person
from sharedcourt.disputes.models import Agent, Authority, Dispute, Nomination, Party
from sharedcourt.disputes.views import seen
from sharedcourt.documents.actions import keep_upload
from sharedcourt.documents.models import StoredFile
from sharedcourt.people.models import Role, User
from sharedcourt.people.queries import members


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Officers by name."""

    def label_from_instance(self, user: User) -> str:  # type: ignore[override]
        return str(user.name)


class AgentForm(forms.Form):
    """Somebody from outside: who, as what, how far, and the paper."""

    name = text(gettext_lazy("Name of the agent"), help_text=gettext_lazy("As on the ID card."))
    phone = text(gettext_lazy("Mobile number of the agent"), kind="phone", longest=20)
    standing = forms.ChoiceField(
        label=gettext_lazy("What is this person?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what this person is.")},
    )
    authority = forms.ChoiceField(
        label=gettext_lazy("How far does the authority go?"),
        choices=[
            (Authority.GENERAL.value, gettext_lazy("General: speaks and submits, but does not settle")),
            (Authority.SPECIAL.value, gettext_lazy("Special: may admit, waive and settle")),
        ],
        help_text=gettext_lazy("The power of attorney must say it in so many words (CPL 62, CPLI 147)."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how far the authority goes.")},
    )
    signs = forms.BooleanField(
        label=gettext_lazy("The agent confirms and signs the agreement in my place"), required=False
    )
    document = forms.FileField(
        label=gettext_lazy("Power of attorney, signed"),
        help_text=gettext_lazy("A photograph, a scan or a PDF file. All who take part can read it."),
        error_messages={"required": gettext_lazy("Add the power of attorney, signed by the party (CPL 62).")},
    )

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = OF_PERSONS if party.is_person else OF_ORGANISATIONS
        self.fields["name"].error_messages["required"] = _("Enter the agent's name.")
        self.fields["phone"].error_messages["required"] = _("Enter the agent's mobile number.")
        self.fields["standing"].choices = [(each.value, each.label) for each in allowed]  # type: ignore[attr-defined]
        if not party.is_person:
            del self.fields["signs"]


class ColleagueForm(forms.Form):
    """Another officer of the organisation."""

    colleague = ColleagueField(
        label=gettext_lazy("Officer"),
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an officer of the organisation.")},
    )
    authority = forms.ChoiceField(
        label=gettext_lazy("How far does the authority go?"),
        choices=Authority.choices,
        initial=Authority.SPECIAL,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how far the authority goes.")},
    )
    document = forms.FileField(
        label=gettext_lazy("Power of attorney (optional)"),
        required=False,
        help_text=gettext_lazy("A photograph, a scan or a PDF file. The mediator may ask for it."),
    )

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = officers  # type: ignore[attr-defined]


def _own(request: HttpRequest, pk: UUID, party_pk: UUID) -> tuple[Dispute, Party]:
    dispute = seen(request, pk)
    parties = Party.objects.filter(dispute=dispute, removed_at=None).select_related("organisation", "user")
    party = get_object_or_404(parties, pk=party_pk)
    if not policy.may_keep_agents(request.user, party):
        raise Http404
    return dispute, party


def _document(user: User, dispute: Dispute, form: forms.Form) -> StoredFile | None:
    upload = form.cleaned_data.get("document")
    if not upload:
        return None
    return keep_upload(by=user, upload=upload, purpose=StoredFile.Purpose.AUTHORITY, scope=dispute.pk)


def _replaced(request: HttpRequest, party: Party) -> Agent | None:
    wanted = request.POST.get("replaces") or request.GET.get("replaces") or ""
    agents = queries.agents_in_force().filter(party=party).select_related("user")
    return next((each for each in agents if str(each.pk) == wanted), None)


@sensitive_post_parameters("name", "phone")
@login_required
@require_http_methods(["GET", "POST"])
def agents(request: HttpRequest, pk: UUID, party_pk: UUID) -> HttpResponse:
    """The agents of a party; POST names one from outside (also in the place of another)."""
    dispute, party = _own(request, pk, party_pk)
    user, replaced = person(request), _replaced(request, party)
    form = AgentForm(request.POST or None, request.FILES or None, party=party)
    if request.method == "POST" and form.is_valid():
        wanted = {name: value for name, value in form.cleaned_data.items() if name != "document"}
        try:
            document = _document(user, dispute, form)
            actions.name_agent(by=user, party=party, document=document, replaces=replaced, **wanted)
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            messages.success(request, _("We have sent an invitation by SMS."))
            return redirect("disputes:agents", pk=dispute.pk, party_pk=party.pk)
    context = {
        "dispute": dispute,
        "party": party,
        "agents": queries.agents_in_force().filter(party=party).select_related("user", "document"),
        "waiting": queries.nominations_of(dispute).filter(party=party),
        "form": form,
        "replaced": replaced,
        "nav": "desk",
    }
    return render(request, "disputes/agents/agents.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def colleague(request: HttpRequest, pk: UUID, party_pk: UUID) -> HttpResponse:
    """An officer of the organisation acts for it, beside or in the place of another."""
    dispute, party = _own(request, pk, party_pk)
    if party.organisation is None:
        raise Http404
    user, replaced = person(request), _replaced(request, party)
    officers = members(party.organisation, Role.INSTITUTION_OFFICER)
    if replaced is not None:
        officers = officers.exclude(pk=replaced.user_id)
    form = ColleagueForm(request.POST or None, request.FILES or None, officers=officers)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint_colleague(
                by=user,
                party=party,
                colleague=form.cleaned_data["colleague"],
                authority=form.cleaned_data["authority"],
                document=_document(user, dispute, form),
                replaces=replaced,
            )
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            messages.success(request, _("The officer acts in this dispute from now on."))
            return redirect("disputes:agents", pk=dispute.pk, party_pk=party.pk)
    context = {"dispute": dispute, "party": party, "form": form, "replaced": replaced, "nav": "desk"}
    return render(request, "disputes/agents/colleague.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: UUID, agent_pk: UUID) -> HttpResponse:
    """The party takes an authority back, or the agent lays it down, after a second look."""
    dispute, user = seen(request, pk), person(request)
    agent = get_object_or_404(
        queries.agents_in_force().filter(party__dispute=dispute).select_related("user", "party"), pk=agent_pk
    )
    if agent.user_id != user.pk and not policy.may_keep_agents(user, agent.party):
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            actions.end_agent(by=user, agent=agent)
        except ActionRefused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, _("The authority has ended."))
            stays = queries.visible_to(user).filter(pk=dispute.pk).exists()
            return redirect("disputes:detail", pk=dispute.pk) if stays else redirect("web:desk")
    context = {
        "dispute": dispute,
        "agent": agent,
        "is_own": agent.user_id == user.pk,
        "refusal": refusal,
        "nav": "desk",
    }
    return render(request, "disputes/agents/end.html", context, status=409 if refusal else 200)


@login_required
@require_http_methods(["POST"])
def withdraw_nomination(request: HttpRequest, pk: UUID, nomination_pk: UUID) -> HttpResponse:
    """Take a name back before the person has come."""
    dispute = seen(request, pk)
    nomination = get_object_or_404(
        Nomination.objects.filter(party__dispute=dispute).select_related("party"), pk=nomination_pk
    )
    if not policy.may_keep_agents(request.user, nomination.party):
        raise Http404
    try:
        actions.withdraw_nomination(by=person(request), nomination=nomination)
    except ActionRefused as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, _("The invitation no longer works."))
    return redirect("disputes:agents", pk=dispute.pk, party_pk=nomination.party_id)
