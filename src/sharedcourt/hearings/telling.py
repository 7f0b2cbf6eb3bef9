"""Who is told what about a hearing. Texts are registered once; links lead to the hearing."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.disputes import timeline
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.places import place_of_hearing
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import Membership, Role, User
from sharedcourt.sites.models import Site

TEXTS: dict[str, tuple[Any, Any]] = {
    "hearings.arranged": (
        _("The court prepares a hearing: {number}"),
        _("Say whether you agree to an online hearing, and from where you take part. Nobody is heard online against their will."),
    ),
    "hearings.scheduled": (
        _("Hearing on {starts}: {number}"),
        _("{court}, {place}. How you take part, and the summons, stand behind the link. Test camera and microphone before."),
    ),
    "hearings.moved": (
        _("The hearing has been moved to {starts}: {number}"),
        _("{court}, {place}. What you were told before no longer counts."),
    ),
    "hearings.cancelled": (
        _("The hearing has been cancelled: {number}"),
        _("It is not held. The court tells you of another one."),
    ),
    "hearings.called": (
        _("{court} asks you to take part in a hearing"),
        _("On {starts}, as {capacity}. Open the link, prove who you are, and read how you take part. It works once and only for you."),
    ),
    "hearings.stands_beside": (
        _("Somebody is to be beside you at the hearing: {number}"),
        _("{name}, as {capacity}. If you do not want that, or want somebody else, tell the court."),
    ),
    "hearings.excused": (
        _("You need not come to the hearing: {number}"),
        _("The court no longer asks you to take part."),
    ),
    "hearings.answered": (
        _("A party has said whether it agrees to an online hearing: {number}"),
        _("What it says, and what the law leaves open, stands behind the link."),
    ),
    "hearings.form_decided": (
        _("How the hearing is held: {number}"),
        _("The court has decided: {form}. From where you take part stands behind the link."),
    ),
    "hearings.publicity_decided": (
        _("Whether the hearing is public: {number}"),
        _("The court has decided: {publicity}."),
    ),
    "hearings.in_turn_asked": (
        _("A hearing at different times is asked for: {number}"),
        _("Each party would be heard by itself within some days. It happens only if every party agrees. Answer behind the link."),
    ),
    "hearings.in_turn_answered": (
        _("Everybody has answered about a hearing at different times: {number}"),
        _("Decide behind the link."),
    ),
    "hearings.in_turn_granted": (
        _("The hearing is held at different times: {number}"),
        _("Between {starts} and {ends}, at a time of your own, each party answers the court by itself. You are told when the court asks."),
    ),
    "hearings.in_turn_refused": (
        _("The hearing is not held at different times: {number}"),
        _("The reason stands behind the link. The court goes on preparing the hearing."),
    ),
    "hearings.bench_changed": (
        _("Who tries the hearing, or keeps its record, has changed: {number}"),
        _(
            "Now: {judges}; the record is kept by: {clerk}. Whoever has a reason why one of them should not take part may ask the court for their withdrawal (recusal)."
        ),
    ),
    "hearings.bench_left": (
        _("You have no part in the hearing any more: {number}"),
        _("Somebody else sits or keeps the record in your place. Your time is free again."),
    ),
    "hearings.circuit_attached": (
        _("The court comes on circuit for the hearing: {number}"),
        _("Now: {place}. Whoever was to come to court comes there. A summons from before no longer counts."),
    ),
    "hearings.circuit_place_moved": (
        _("The court sits at another place for the hearing: {number}"),
        _("Now: {place}. A summons from before no longer counts."),
    ),
    "hearings.circuit_detached": (
        _("The hearing is not held on circuit any more: {number}"),
        _("Now: {court}, {place}. What you were told about the other place no longer counts."),
    ),
    "hearings.circuit_lost": (
        _("A hearing has no stop of a circuit tour any more: {number}"),
        _("The times do not fit any more, or the stop has been cancelled. Decide how and where it is held."),
    ),
    "hearings.expected_at_site": (
        _("{site}: somebody comes for a hearing on {starts}"),
        _("Have the room and the screen ready. From two hours before, the checklist of the person stands behind the link."),
    ),
    "hearings.expected_today": (
        _("Today somebody comes for a hearing: {sites}"),
        _("The first at {first}. From two hours before, the checklist of each person stands behind the link."),
    ),
    "hearings.clash": (
        _("Somebody new in a case is taken at the time of the hearing: {number}"),
        _("Look at the hearing, and move it if needed."),
    ),
}  # fmt: skip


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body, secret=kind == "hearings.called")
    timeline.keep_private(TEXTS)


def moment(hearing: Hearing) -> str:
    """When it begins, for people in China."""
    return f"{clock.local(hearing.starts_at):%Y-%m-%d %H:%M}" if hearing.starts_at is not None else ""


def words_of(hearing: Hearing) -> dict[str, Any]:
    """What every text may name."""
    return {
        "number": hearing.case.number.text if hearing.case.number is not None else "",
        "court": hearing.court.name,
        "starts": moment(hearing),
        "place": place_of_hearing(hearing) or hearing.get_form_display(),
    }


def tell(
    users: Iterable[User], kind: str, hearing: Hearing, *, by: User | None = None, link: str = "", **context: Any
) -> None:
    """Tell each person once; the one who acted is left out. Inside the action's transaction. `link`: another than the hearing's page."""
    told: set[object] = {by.pk} if by is not None else set()
    link = link or reverse("hearings:hearing", args=[hearing.pk])
    for user in users:
        if user.pk not in told:
            told.add(user.pk)
            words = {**words_of(hearing), **context}
            notices.tell(user=user, kind=kind, context=words, scope=hearing.case.dispute_id, link=link, by=by)


def directors_of(site: Site) -> list[User]:
    """The court-affairs directors of the site's host, who check people in there."""
    at = Membership.objects.filter(organisation=site.host_id, role=Role.COURT_AFFAIRS_DIRECTOR, is_active=True)
    return list(User.objects.filter(pk__in=at.order_by().values("user"), is_active=True).order_by("username"))


def expected_at(site: Site, hearing: Hearing, *, by: User | None) -> None:
    """The directors of a site know early that somebody comes there for a hearing; not who, nor in what matter."""
    context = {"site": site.name, "starts": moment(hearing)}
    link = reverse("hearings:attendance")
    people = directors_of(site)
    notices.tell_each(people, kind="hearings.expected_at_site", context=context, scope=None, link=link, by=by)


def parties(hearing: Hearing) -> list[User]:
    """Parties and agents who take part."""
    rows = hearing.participants.filter(party__isnull=False, user__isnull=False).select_related("user")
    return [row.user for row in rows if row.user is not None]


def at_court(hearing: Hearing) -> list[User]:
    """Who tries it, who keeps its record, who arranged it, each once."""
    found = {member.user.pk: member.user for member in hearing.panel.select_related("user")}
    for user in (hearing.clerk, hearing.arranged_by, hearing.case.judge):
        if user is not None:
            found[user.pk] = user
    return list(found.values())


def everybody(hearing: Hearing) -> list[User]:
    """Everyone who takes part or sits there."""
    rows = hearing.participants.filter(user__isnull=False).select_related("user")
    bench = [member.user for member in hearing.panel.select_related("user")]
    clerk = [hearing.clerk] if hearing.clerk is not None else []
    return [*(row.user for row in rows if row.user is not None), *bench, *clerk]
