"""Who is told what. Texts are registered once; links lead to the desk, and say nothing of what stands in a paper."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.judgments.models import Batch, Judgment
from sharedcourt.judgments.policy import DESK
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import Membership, User

TEXTS: dict[str, tuple[Any, Any]] = {
    "judgments.to_approve": (
        _("A paper is found unsuitable to be published: {number}"),
        _("Open the link to approve it or not."),
    ),
    "judgments.approval_answered": (
        _("It was decided whether the paper is unsuitable: {number}"),
        _("Open the link for the answer; the paper is back on the desk."),
    ),
    "judgments.to_sample": (
        _("Judgments wait for a second look before they are published"),
        _("{count} samples were chosen. Open the link to look at them; one fault sends the batch back."),
    ),
    "judgments.sent_back": (
        _("A fault was found among judgments to be published"),
        _("The batch is back on the desk. Open the link for what was found."),
    ),
    "judgments.batch_taken_in": (
        _("Judgments were taken in"),
        _("{taken} were taken in, {refused} were refused. Open the link for more."),
    ),
    "judgments.batch_released": (
        _("Judgments were published"),
        _("What was ready of the batch is published. Open the link for what is left."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)


def _tell(users: Iterable[User], kind: str, context: dict[str, Any], link: str, by: User | None) -> None:
    notices.tell_each(users, kind=kind, context=context, scope=None, link=link, by=by)


def _at(court_id: Any, *roles: str) -> list[User]:
    here = Membership.objects.filter(organisation=court_id, role__in=roles, is_active=True).values("user")
    return list(User.objects.filter(pk__in=here, is_active=True))


def approvers(judgment: Judgment, *, by: User) -> None:
    """Who approves that a paper is unsuitable."""
    link = reverse("judgments:desk-paper", args=[judgment.pk])
    found = [user for user in _at(judgment.court_id, settings.SHAREDCOURT_JUDGMENT_APPROVER) if user.pk != by.pk]
    _tell(found, "judgments.to_approve", {"number": judgment.number}, link, by)


def decided(judgment: Judgment, *, by: User) -> None:
    """Who found it unsuitable hears what was decided."""
    link = reverse("judgments:desk-paper", args=[judgment.pk])
    asked = [judgment.decided_by] if judgment.decided_by is not None else []
    _tell(asked, "judgments.approval_answered", {"number": judgment.number}, link, by)


def seconds(batch: Batch, *, by: User) -> None:
    """Everybody of the court who may look at the samples."""
    count = batch.samples.filter(round=batch.rounds).count()
    found = [user for user in _at(batch.court_id, *DESK) if user.pk != by.pk]
    _tell(found, "judgments.to_sample", {"count": count}, reverse("judgments:desk-batch", args=[batch.pk]), by)


def sent_back(batch: Batch, *, by: User) -> None:
    """Who handed it over hears of the fault."""
    found = [batch.handed_by] if batch.handed_by is not None else []
    _tell(found, "judgments.sent_back", {}, reverse("judgments:desk-batch", args=[batch.pk]), by)


def taken_in(batch: Batch) -> None:
    """Who began the batch hears how it went."""
    context = {"taken": batch.taken, "refused": batch.refused}
    _tell([batch.begun_by], "judgments.batch_taken_in", context, reverse("judgments:desk-batch", args=[batch.pk]), None)


def released(batch: Batch) -> None:
    """Who handed the batch over, and who passed it."""
    found = [user for user in (batch.handed_by, batch.passed_by) if user is not None]
    _tell(found, "judgments.batch_released", {}, reverse("judgments:desk-batch", args=[batch.pk]), None)
