"""Who is told what about pleadings. Texts are registered once; links lead to the pleading."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes import timeline
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "filing.plaint_signed": (
        _("The plaint is signed: dispute {code}"),
        _("The case can now be handed in to {court}."),
    ),
    "filing.plaint_to_sign": (
        _("A plaint to read and sign: dispute {code}"),
        _("You sue together. The plaint counts when every one of you has signed it."),
    ),
    "filing.answer_signed": (
        _("A defendant has answered: dispute {code}"),
        _("Open the link to read the answer to the plaint."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def _tell(users: Iterable[User], kind: str, case: Case, link: str, by: User, **context: Any) -> None:
    words = {"code": codes.display(case.dispute.code), **context}
    notices.tell_each(users, kind=kind, context=words, scope=case.dispute_id, link=link, by=by)


def plaint_to_sign(case: Case, users: Iterable[User], by: User) -> None:
    """Those who sue beside whoever drew it up."""
    _tell(users, "filing.plaint_to_sign", case, reverse("filing:plaint", args=[case.pk]), by)


def plaint_signed(case: Case, by: User) -> None:
    """The plaintiff's side, but for who signed."""
    link = reverse("filing:plaint", args=[case.pk])
    _tell(cases.plaintiffs(case), "filing.plaint_signed", case, link, by, court=case.court.name)


def answer_signed(case: Case, file_id: Any, by: User) -> None:
    """The plaintiff's side and the judge."""
    link = reverse("documents:view", args=[file_id])
    judge = [case.judge] if case.judge is not None else []
    _tell([*cases.plaintiffs(case), *judge], "filing.answer_signed", case, link, by)
