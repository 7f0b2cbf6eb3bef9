"""Where the demonstration's dispute and its case before the court stand, for the page that tells their story."""

from dataclasses import replace
from typing import Any

from django.urls import reverse

from sharedcourt.disputes.models import Dispute
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.people import cast
from sharedcourt.people.demo import StateOfPlay
from sharedcourt.people.demo_steps import IN_COURT, NOT_OPENED, WAITING, play_of

CLERKS = {cast.COURT: cast.FILING_CLERK.key, cast.OTHER_COURT: cast.OTHER_CLERK.key}


def state_of_play() -> StateOfPlay:
    """The newest dispute that is not before a court, the newest case that is further than the filing desk, and who does what next."""
    play = _at_table()
    case = Case.objects.exclude(state=CaseState.SUBMITTED).order_by("-created_at").select_related("number").first()
    steps = dict(play.next_steps)
    if case is None:
        return play
    path = reverse("filing:case", args=[case.pk])
    for key, does in IN_COURT.get(str(case.state), {}).items():
        steps[key] = (does, path)
    for key, waiting in _at_desks():
        steps[key] = (WAITING[key], waiting)
    words = f"{case.number} · {case.get_state_display()}" if case.number is not None else case.get_state_display()
    return replace(play, case_words=words, case_path=path, next_steps=steps)


def _at_table() -> StateOfPlay:
    dispute = Dispute.objects.filter(cases=None).order_by("-created_at").first()
    if dispute is None:
        return NOT_OPENED
    path = reverse("disputes:detail", args=[dispute.pk])
    return play_of(state=str(dispute.state), words=dispute.get_state_display(), path=path)


def _at_desks() -> list[tuple[str, Any]]:
    """For each clerk the case that came in first."""
    rows = Case.objects.filter(state=CaseState.SUBMITTED, desk__name__in=CLERKS).order_by("-submitted_at")
    return [
        (CLERKS[case.desk.name], reverse("filing:case", args=[case.pk]))
        for case in rows.select_related("desk")
        if case.desk
    ]
