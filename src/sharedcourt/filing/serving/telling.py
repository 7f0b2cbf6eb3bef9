"""Who is told that a paper has been served. The link leads to the papers of the case."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes import timeline
from sharedcourt.filing.models import Service
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "filing.case_served": (
        _("The court has served a paper on you: {number}"),
        _("{title}, from {court}. Open it: periods may run from today."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def served(service: Service, *, by: User | None) -> None:
    """Tell the person, beside the paper in their account (ODLR 32). Inside the action's transaction."""
    case, user = service.case, service.user
    assert case is not None and user is not None
    number = case.number.text if case.number is not None else codes.display(case.dispute.code)
    words = {"number": number, "title": service.file.title, "court": case.court.name}
    link = reverse("filing:service", args=[case.pk])
    notices.tell(user=user, kind="filing.case_served", context=words, scope=case.dispute_id, link=link, by=by)
