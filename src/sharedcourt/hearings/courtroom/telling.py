"""Who is told what about a hearing that is being held. Texts are registered once; links lead to the hearing."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.disputes import timeline
from sharedcourt.hearings.courtroom.models import Absence
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.notices.models import Message
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "hearings.courtroom_ready": (
        _("The courtroom is open: {number}"),
        _(
            "The hearing begins at {time}. Come in good time: you read the rules, show once more who you are and try your devices."
        ),
    ),
    "hearings.somebody_lost": (
        _("Somebody has lost the connection: {number}"),
        _("{name} is missing from the hearing. Bring them back. {standstill}"),
    ),
    "hearings.courtroom_not_ready": (
        _("The courtroom could not be made ready: {number}"),
        _("The hearing begins at {time}. {reason}"),
    ),
    "hearings.absence_decided": (
        _("The court has decided on your absence: {number}"),
        _("What was decided, and why, stands behind the link."),
    ),
}
STANDSTILL = _("The hearing stands still for it.")


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def _tell(user: User, kind: str, hearing: Hearing, *, by: User | None, link: str, **context: Any) -> None:
    number = hearing.case.number.text if hearing.case.number is not None else ""
    words = {"number": number, **context}
    notices.tell(user=user, kind=kind, context=words, scope=hearing.case.dispute_id, link=link, by=by)


def courtroom_ready(hearing: Hearing, *, by: User | None) -> None:
    """Whoever takes part from wherever they are, with the way in."""
    assert hearing.starts_at is not None
    at = f"{clock.local(hearing.starts_at):%H:%M}"
    for one in hearing.participants.select_related("user"):
        if one.user is not None:
            link = reverse("hearings:entry", args=[hearing.pk])
            _tell(one.user, "hearings.courtroom_ready", hearing, by=by, link=link, time=at)


def not_ready(hearing: Hearing, reason: str) -> None:
    """The clerk, once: nobody can come in."""
    if hearing.clerk is None or hearing.starts_at is None:
        return
    link = reverse("hearings:hearing", args=[hearing.pk])
    told = Message.objects.filter(
        user=hearing.clerk, kind="hearings.courtroom_not_ready", scope=hearing.case.dispute_id
    )
    if not told.filter(created_at__gte=hearing.starts_at - timedelta(hours=1)).exists():
        at = f"{clock.local(hearing.starts_at):%H:%M}"
        _tell(hearing.clerk, "hearings.courtroom_not_ready", hearing, by=None, link=link, time=at, reason=reason)


def somebody_lost(hearing: Hearing, person: User, *, stops: bool) -> None:
    """The clerk, at once; the presiding judge when it is the clerk who is missing."""
    whom = hearing.clerk
    if whom is None or whom.pk == person.pk:
        presiding = hearing.panel.filter(bench="presiding").select_related("user").first()
        whom = presiding.user if presiding is not None else None
    if whom is not None and whom.pk != person.pk:
        link = reverse("hearings:court", args=[hearing.pk])
        still = str(STANDSTILL) if stops else ""
        _tell(whom, "hearings.somebody_lost", hearing, by=None, link=link, name=person.name, standstill=still)


def absence_decided(hearing: Hearing, one: Participant, made: Absence, *, by: User) -> None:
    """Whoever was absent."""
    if one.user is not None:
        link = reverse("hearings:court", args=[hearing.pk])
        _tell(one.user, "hearings.absence_decided", hearing, by=by, link=link)
