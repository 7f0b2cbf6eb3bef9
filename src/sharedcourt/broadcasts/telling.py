"""Who is told what. Texts are registered once; links lead to the file of the broadcast."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.core import clock
from sharedcourt.disputes.queries import people_of
from sharedcourt.hearings.models import Bench
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import Membership, User

TEXTS: dict[str, tuple[Any, Any]] = {
    "broadcasts.asked": (
        _("Your hearing may be shown to the public: {number}"),
        _("{court} thinks of showing the hearing over the internet. If you do not want it, open the link and say why."),
    ),
    "broadcasts.to_agree": (
        _("A broadcast is to be decided on: {number}"),
        _("Open the link to agree for the responsible office or to refuse."),
    ),
    "broadcasts.to_approve": (
        _("A broadcast is to be approved: {number}"),
        _("The responsible office agrees. Open the link to approve or to refuse."),
    ),
    "broadcasts.approved": (
        _("The hearing will be shown to the public: {number}"),
        _(
            "{court} has approved it for the hearing of {day}. Open the link for whose names are not shown, or to object."
        ),
    ),
    "broadcasts.refused": (_("The broadcast was refused: {number}"), _("Open the link for the reason.")),
    "broadcasts.withdrawn": (
        _("The hearing will not be shown: {number}"),
        _("Its broadcast was given up. Open the link for more."),
    ),
    "broadcasts.objection": (
        _("A party objects to the broadcast: {number}"),
        _("Nothing is shown until the presiding judge has decided. Open the link."),
    ),
    "broadcasts.objection_decided": (
        _("The judge decided on your objection to the broadcast: {number}"),
        _("Open the link to read it."),
    ),
    "broadcasts.ended": (
        _("The broadcast is over: {number}"),
        _("Open the link to decide whether it may be watched again."),
    ),
    "broadcasts.taken_down": (
        _("The broadcast was taken down: {number}"),
        _("It can no longer be watched. Open the link for the reason."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)


def _tell(users: Iterable[User], broadcast: Broadcast, kind: str, by: User | None) -> None:
    told: set[object] = {by.pk} if by is not None else set()
    number = broadcast.hearing.case.number
    context = {
        "number": number.text if number is not None else broadcast.court.name,
        "court": broadcast.court.name,
        "day": clock.local(broadcast.hearing.starts_at).strftime("%Y-%m-%d") if broadcast.hearing.starts_at else "",
    }
    link = reverse("broadcasts:broadcast", args=[broadcast.pk])
    for user in users:
        if user.pk not in told:
            told.add(user.pk)
            notices.tell(
                user=user, kind=kind, context=context, scope=broadcast.hearing.case.dispute_id, link=link, by=by
            )


def parties(broadcast: Broadcast, kind: str, *, by: User | None) -> None:
    """Everybody who is a party or acts for one."""
    _tell((user for _party, user in people_of(broadcast.hearing.case.dispute)), broadcast, kind, by)


def division(broadcast: Broadcast, kind: str, *, by: User | None) -> None:
    """The presiding judge and the clerk of the hearing."""
    hearing = broadcast.hearing
    presiding = [member.user for member in hearing.panel.select_related("user") if member.bench == Bench.PRESIDING]
    judges = presiding or ([hearing.case.judge] if hearing.case.judge is not None else [])
    clerks = [hearing.clerk] if hearing.clerk is not None else []
    _tell([*judges, *clerks], broadcast, kind, by)


def _holders(broadcast: Broadcast, role: str) -> list[User]:
    at = Membership.objects.filter(organisation=broadcast.court_id, role=role, is_active=True).values("user")
    return list(User.objects.filter(pk__in=at, is_active=True))


def office(broadcast: Broadcast, kind: str, *, by: User | None) -> None:
    _tell(_holders(broadcast, settings.SHAREDCOURT_BROADCAST_OFFICE), broadcast, kind, by)


def approvers(broadcast: Broadcast, kind: str, *, by: User | None) -> None:
    _tell(_holders(broadcast, settings.SHAREDCOURT_BROADCAST_APPROVER), broadcast, kind, by)


def one(user: User, broadcast: Broadcast, kind: str, *, by: User | None) -> None:
    _tell([user], broadcast, kind, by)
