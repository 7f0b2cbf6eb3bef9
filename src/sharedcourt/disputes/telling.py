"""Which messages this room sends, and to whom."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes.models import Dispute, Nomination, Party
from sharedcourt.disputes.queries import agents_in_force
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

    texts.register(
        "disputes.nomination",
        subject=_("You are asked to act for a party of a dispute"),
        body=_(
            "{party} has named you as agent in the mediation of a dispute. Open the link, prove who you are, and read what it is about; it works once and only for you. Dispute code {code}."
        ),
        secret=True,
    )
    texts.register(
        "disputes.sues_together",
        subject=_("You are asked whether you sue together with {applicant}"),
        body=_(
            "{applicant} prepares a case for a court and has named you as a plaintiff, too. Open the link to say whether you sue; it works once and only for you. Without your word nothing is handed in for you. Dispute code {code}."
        ),
        secret=True,
    )
    texts.register(
        "disputes.agent_appointed",
        subject=_("You act in dispute {code} from now on"),
        body=_("Your organisation has appointed you to act for it in dispute {code}."),
    )
    texts.register(
        "disputes.agent_ended",
        subject=_("You act no longer in dispute {code}"),
        body=_("Your authority to act in dispute {code} has ended."),
    )
    texts.register(
        "disputes.agent_joined",
        subject=_("Your agent in dispute {code} is here"),
        body=_("The agent you named in dispute {code} has proved who they are and acts for you now."),
    )
    texts.register(
        "disputes.agent_ended_for",
        subject=_("An agent in dispute {code} has stopped acting"),
        body=_("The authority of an agent of yours in dispute {code} has ended. What the agent did before stays."),
    )


def _tell(*, by: User | None, dispute: Dispute, user: User, kind: str, link: str) -> None:
    tell(
        user=user,
        kind=kind,
        context={"code": codes.display(dispute.code)},
        scope=dispute.pk,
        link=link,
        by=by,
    )


def nomination(*, by: User, dispute: Dispute, nomination: Nomination, link: str) -> None:
    """The personal link of a named agent, to the phone that the party gave."""
    tell(
        user=None,
        phone=nomination.phone,
        kind="disputes.nomination",
        context={"party": nomination.party.name, "code": codes.display(dispute.code)},
        scope=dispute.pk,
        link=link,
        channels=["sms"],
        by=by,
    )


def appointed(*, by: User, dispute: Dispute, user: User) -> None:
    """A colleague acts from now on."""
    _tell(by=by, dispute=dispute, user=user, kind="disputes.agent_appointed", link=f"/disputes/{dispute.pk}/")


def agent_ended(*, by: User, dispute: Dispute, user: User) -> None:
    """Somebody acts no longer; the dispute's page is not theirs to open any more."""
    _tell(by=by, dispute=dispute, user=user, kind="disputes.agent_ended", link="")


def agent_changed(*, by: User, dispute: Dispute, party: Party, kind: str) -> None:
    """The party hears of its agents' coming and going, save when it did it itself."""
    if party.user is not None and party.user_id != by.pk:
        _tell(by=by, dispute=dispute, user=party.user, kind=kind, link=f"/disputes/{dispute.pk}/")


def invitation(*, by: User | None, dispute: Dispute, party: Party, link: str) -> None:
    """The personal link, to the phone that was filed."""
    tell(
        user=None,
        phone=party.phone,
        kind="disputes.invitation",
        context={"applicant": dispute.applicant_name, "code": codes.display(dispute.code)},
        scope=dispute.pk,
        link=link,
        channels=["sms"],
        by=by,
    )


def sues_together(*, by: User, dispute: Dispute, party: Party, link: str) -> None:
    """The personal link of a further plaintiff, to the phone that was entered."""
    first = Party.objects.filter(dispute=dispute, side="applicant", removed_at=None).exclude(pk=party.pk).first()
    tell(
        user=None,
        phone=party.phone,
        kind="disputes.sues_together",
        context={"applicant": first.name if first is not None else "", "code": codes.display(dispute.code)},
        scope=dispute.pk,
        link=link,
        channels=["sms"],
        by=by,
    )


def applicant_agents(*, dispute: Dispute, kind: str, by: User | None) -> None:
    """A short word to whoever applies themselves or acts for the applicant."""
    applying = Party.objects.filter(dispute=dispute, side="applicant", removed_at=None)
    agents = agents_in_force().filter(party__in=applying)
    for agent in User.objects.filter(
        Q(pk__in=agents.values("user")) | Q(pk__in=applying.exclude(user=None).values("user"))
    ).order_by("pk"):
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
