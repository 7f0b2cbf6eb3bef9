"""Which messages this room sends, and to whom."""

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.notices import texts
from sharedcourt.notices.actions import tell
from sharedcourt.people.models import User


def register() -> None:
    """The texts, at start."""
    texts.register(
        "disputes.invitation",
        subject=_("You are invited to settle a dispute by mediation"),
        body=_(
            "{applicant} has asked for mediation of a dispute that names you. Open the link to read what is said and to answer; it works once and only for you. Dispute code {code}. Nobody here asks you for a password or for money."
        ),
        secret=True,
    )
    texts.register(
        "disputes.joined",
        subject=_("A party has joined dispute {code}"),
        body=_("A party of dispute {code} has proved who they are and joined."),
    )
    texts.register(
        "disputes.consent_given",
        subject=_("A party of dispute {code} agrees to mediate"),
        body=_("A party of dispute {code} agrees to online mediation."),
    )
    texts.register(
        "disputes.consent_refused",
        subject=_("A party of dispute {code} does not agree to mediate"),
        body=_("A party of dispute {code} has refused online mediation or taken the consent back."),
    )
    texts.register(
        "disputes.withdrawn",
        subject=_("Dispute {code} has been withdrawn"),
        body=_(
            "The applicant has taken back the application for mediation in dispute {code}. There is nothing you need to do."
        ),
    )


def invitation(*, by: User | None, dispute: Dispute, party: Party, link: str) -> None:
    """The personal link, to the phone that was filed."""
    applicant = dispute.applicant.name if dispute.applicant is not None else ""
    tell(
        user=None,
        phone=party.phone,
        kind="disputes.invitation",
        context={"applicant": applicant, "code": codes.display(dispute.code)},
        scope=dispute.pk,
        link=link,
        channels=["sms"],
        by=by,
    )


def applicant_agents(*, dispute: Dispute, kind: str, by: User | None) -> None:
    """A short word to whoever acts for the applicant."""
    for agent in (
        User.objects.filter(
            agencies__party__dispute=dispute, agencies__party__side="applicant", agencies__ended_at=None
        )
        .distinct()
        .order_by("pk")
    ):
        if by is None or agent.pk != by.pk:
            tell(
                user=agent,
                kind=kind,
                context={"code": codes.display(dispute.code)},
                scope=dispute.pk,
                link=f"/disputes/{dispute.pk}/",
                by=by,
            )


def respondents(*, dispute: Dispute, kind: str, by: User | None) -> None:
    """A word to the persons on the other side who have joined."""
    for party in Party.objects.filter(dispute=dispute, removed_at=None, side="respondent").select_related("user"):
        if party.user is not None:
            tell(
                user=party.user,
                kind=kind,
                context={"code": codes.display(dispute.code)},
                scope=dispute.pk,
                link=f"/disputes/{dispute.pk}/",
                by=by,
            )
