"""Answers read from papers: sent and read on one page, confirmed beside the picture, then proposed in the form's fields.

A paper fills no answer that has been given, and nothing is kept until the person saves the page on which it stands.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharedcourt.core.errors import ActionRefused
from sharedcourt.disputes.intake.sending import Unclear, sent_files
from sharedcourt.disputes.models import Dispute
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading import actions as reading
from sharedcourt.documents.reading import queries, wording
from sharedcourt.documents.reading.pages import READABLE
from sharedcourt.documents.reading.views import address
from sharedcourt.people.models import User

PURPOSE = StoredFile.Purpose.PAPER
# By page of the application: from which kinds of paper, and which of its fields answers which question.
ANSWERS: dict[str, Sequence[tuple[str, Mapping[str, str]]]] = {
    "Borrower": (
        ("id_card", {"name": "name", "resident_id": "resident_id", "address": "address"}),
        (
            "loan_contract",
            {"borrower": "name", "resident_id": "resident_id", "phone": "phone", "address": "address"},
        ),
    ),
    "Contract": (
        (
            "loan_contract",
            {"contract_name": "contract_name", "contract_number": "contract_number", "signed_on": "signed_on"},
        ),
    ),
    "Loan": (("loan_contract", {"principal": "principal", "released_on": "released_on", "matures_on": "matures_on"}),),
    "Rate": (
        (
            "loan_contract",
            {"annual_rate": "annual_rate", "penalty_uplift": "penalty_uplift", "day_base": "day_base"},
        ),
    ),
    "Repayment": (("loan_contract", {"interest_day": "interest_day"}),),
}
PROPOSED = gettext_lazy("From the paper “%(paper)s”: check it.")


def proposals(page: str, dispute: Dispute, unanswered: set[str]) -> dict[str, tuple[str, str]]:
    """For the questions of a page that have no answer: what was confirmed from a paper, and the paper's name."""
    if page not in ANSWERS or not unanswered:
        return {}
    found: dict[str, tuple[str, str]] = {}
    papers = queries.confirmed(dispute.pk)
    for kind, fields in ANSWERS[page]:
        # One paper answers as a whole: a name of one card must not get the number of another.
        paper = next((each for each in papers if each.kind == kind), None)
        if paper is None or (kind == "loan_contract" and page == "Borrower" and not _same_person(found, paper.values)):
            continue
        for key, question in fields.items():
            if key in paper.values and question in unanswered and question not in found:
                found[question] = (paper.values[key], paper.reading.file.name)
    return found


def _same_person(found: Mapping[str, tuple[str, str]], values: Mapping[str, str]) -> bool:
    """Whether a contract's borrower is whom the identity card shows, as far as both say."""
    pairs = (("name", "borrower"), ("resident_id", "resident_id"))
    return all(
        question not in found or key not in values or found[question][0] == values[key] for question, key in pairs
    )


def page(request: HttpRequest, dispute: Dispute, user: User) -> HttpResponse:
    """Send papers to be read, see how far each is, go on to compare."""
    here = reverse("disputes:edit", kwargs={"pk": dispute.pk, "step": "papers"})
    context: dict[str, Any] = {"dispute": dispute, "here": here, "nav": "desk"}
    status = 200
    if request.method == "POST":
        try:
            started = [
                reading.ask(by=user, file=file)
                for file in sent_files(user, dispute, request.POST, request.FILES, purpose=PURPOSE)
            ]
        except ActionRefused as refusal:
            context["refused"], status = refusal.message, 422
            context["waiting"] = refusal.waiting if isinstance(refusal, Unclear) else []
        else:
            if len(started) == 1:
                return redirect(address(started[0], here))
            if started:
                messages.success(request, _("The papers are being read."))
                return redirect(here)
            context["refused"], status = _("Choose a file first."), 422
    files = list(
        StoredFile.objects.filter(scope=dispute.pk, purpose__in=[PURPOSE, StoredFile.Purpose.EVIDENCE]).order_by(
            "created_at"
        )
    )
    known = queries.of_files([file.pk for file in files])
    context["papers"] = [
        {
            "file": file,
            "reading": known.get(file.pk),
            "kind": wording.KINDS.get(known[file.pk].kind, "") if file.pk in known else "",
            "readable": file.mime in READABLE,
        }
        for file in files
    ]
    return render(request, "disputes/intake/papers.html", context, status=status)
