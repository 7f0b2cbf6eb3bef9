"""Who is told what. Texts are registered once; links lead to the case or the room."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.mediation.actors import actors
from sharedcourt.mediation.models import Case
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import Membership, Role, User

TEXTS: dict[str, tuple[Any, Any]] = {
    "mediation.offered": (
        _("A dispute waits for your organisation: {code}"),
        _("Accept it or decline it with a reason by {due}. After that day it goes to another organisation."),
    ),
    "mediation.declined": (
        _("The mediation organisation did not take dispute {code}"),
        _("{organisation} has not accepted it. Choose another mediation organisation."),
    ),
    "mediation.accepted": (
        _("{organisation} mediates dispute {code}"),
        _("The mediation ends by {due} unless everyone agrees to more time."),
    ),
    "mediation.assigned": (
        _("You are asked to mediate dispute {code}"),
        _("Say whether anything ties you to the parties; only then are you the mediator."),
    ),
    "mediation.mediator_confirmed": (
        _("{mediator} mediates dispute {code}"),
        _("You may ask for another mediator at any time."),
    ),
    "mediation.disclosure": (
        _("The mediator of dispute {code} has disclosed something"),
        _("Read it and say whether you still agree to this mediator."),
    ),
    "mediation.change_asked": (
        _("A party of dispute {code} asks for another mediator"),
        _("Assign another mediator, or let the parties choose one."),
    ),
    "mediation.extension": (
        _("More time for dispute {code}?"),
        _("The mediator asks to go on until {until}. It holds only if every party agrees."),
    ),
    "mediation.extended": (_("More time for dispute {code}"), _("Everyone agreed: the mediation ends by {due}.")),
    "mediation.times": (
        _("Which time suits you? Dispute {code}"),
        _("The mediator proposes times for the video meeting. One tap for each."),
    ),
    "mediation.time_suits": (
        _("A time suits everyone: dispute {code}"),
        _("{starts} suits everyone. Fix it with one tap."),
    ),
    "mediation.fixed": (
        _("Video meeting on {starts}: dispute {code}"),
        _("Have your ID card at hand. Open the link a few minutes earlier to test camera and microphone."),
    ),
    "mediation.cancelled": (
        _("The meeting of dispute {code} is cancelled"),
        _("The mediator will propose other times."),
    ),
    "mediation.not_begun": (
        _("Nobody began the meeting of dispute {code}"),
        _("Its time is over. The mediator will propose other times."),
    ),
    "mediation.no_seat": (
        _("No place left in the video room of dispute {code}"),
        _(
            "{person} has joined and sees the panel, but has no seat. Cancel the meeting and fix another, or share a screen."
        ),
    ),
    "mediation.version": (
        _("The agreement of dispute {code} is ready to read, version {number}"),
        _("Read it, then confirm it or ask for a change."),
    ),
    "mediation.signing": (
        _("Everyone has confirmed: dispute {code} can be signed"),
        _("Read the text once more and sign with your finger."),
    ),
    "mediation.superseded": (
        _("The text of dispute {code} has changed"),
        _("Confirmations and signatures on the former version no longer count."),
    ),
    "mediation.concluded": (
        _("The agreement of dispute {code} is in effect"),
        _("Everyone holds the same sealed file. You may together ask the court to confirm it by {due}."),
    ),
    "mediation.payment_late": (
        _("A payment of dispute {code} is late"),
        _(
            "{amount} yuan were due on {due}. If they are not paid in full by {last}, everything that is unpaid falls due."
        ),
    ),
    "mediation.payment_late_only": (
        _("A payment of dispute {code} is late"),
        _("{amount} yuan were due on {due} and have not been received in full."),
    ),
    "mediation.all_due": (
        _("Everything unpaid under the agreement of dispute {code} has fallen due"),
        _("The payment of {due} was not made in full in time. Since {on} all of it is due: {total} yuan as of today."),
    ),
    "mediation.payment_undone": (
        _("An entry of a payment was undone: dispute {code}"),
        _("The creditor had entered {amount} yuan as received on {on}; the entry was wrong and counts no longer."),
    ),
    "mediation.performed": (
        _("The agreement of dispute {code} has been performed"),
        _("Nothing is owed any more."),
    ),
    "mediation.ended": (
        _("The mediation of dispute {code} has ended without an agreement"),
        _("Reason: {reason}. Arbitration and the court remain open to you."),
    ),
    "mediation.guidance": (
        _("{mediator} asks you to guide the mediation of dispute {code}"),
        _("You are called into the room as adviser. Open the link, read the summary, then enter."),
    ),
    "mediation.guidance_declined": (
        _("The liaison judge cannot join dispute {code} now"),
        _("You can call another judge, or go on without."),
    ),
    "mediation.assistant": (
        _("You are asked to help in the video meeting of dispute {code}"),
        _("The person you help has agreed. Open the link to enter the room."),
    ),
    "mediation.assistant_no_seat": (
        _("No place left in the video room of dispute {code}"),
        _("{person} has accepted the invitation, but has no seat. Cancel the meeting and fix another."),
    ),
    "mediation.recording_failed": (
        _("The recording of dispute {code} could not be put together"),
        _("What came in is kept. Open the recording, read what is wrong and choose “Try again”."),
    ),
    "mediation.recording_troubled": (
        _("Something is not being recorded: dispute {code}"),
        _(
            "A part of the session's recording may be missing. In the room, choose “Try again”, or have a record written."
        ),
    ),
    "mediation.recording_faulty": (
        _("The recording of dispute {code} is ready, and something is missing in it"),
        _("Open the recording and read what is not as it should be. All that came in is kept."),
    ),
    "mediation.warning": (_("Time limit near: dispute {code}"), _("{what}: the last day is {due}.")),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)


def tell(
    users: Iterable[User], kind: str, case: Case, *, link: str = "", by: User | None = None, **context: Any
) -> None:
    """Tell each person once; the one who acted is left out. Inside the action's transaction."""
    where = link or reverse("mediation:case", args=[case.pk])
    words = {"code": codes.display(case.dispute.code), **context}
    notices.tell_each(users, kind=kind, context=words, scope=case.dispute_id, link=where, by=by)


def managers(case: Case) -> list[User]:
    """The people who run the organisation of the case."""
    rows = Membership.objects.filter(
        organisation_id=case.organisation_id, role=Role.ORGANISATION_MANAGER, is_active=True, user__is_active=True
    ).select_related("user")
    return [row.user for row in rows]


def officers(case: Case) -> list[User]:
    """The applicant's agents in this dispute."""
    return [actor.user for actor in actors(case.dispute) if actor.side == "applicant"]


def people(case: Case) -> list[User]:
    """Parties and agents."""
    return [actor.user for actor in actors(case.dispute)]


def everyone(case: Case) -> list[User]:
    """Parties, agents and the mediator."""
    return [*people(case), *([case.mediator] if case.mediator is not None else [])]
