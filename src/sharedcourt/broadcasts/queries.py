"""Reads: what the public may know of, and what the court and the parties see. A fixed number of queries each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sharedcourt.broadcasts.locking import WITH, decide
from sharedcourt.broadcasts.models import Broadcast, HiddenName, Objection, Segment, Viewer
from sharedcourt.broadcasts.states import BroadcastState
from sharedcourt.core import clock
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import agencies_of, own_parties
from sharedcourt.hearings import queries as hearings
from sharedcourt.hearings.models import Capacity, Form, Hearing, PublicHearing
from sharedcourt.hearings.policy import TRIAL
from sharedcourt.hearings.states import HOLDING, HearingState
from sharedcourt.law.causes import CAUSES
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import is_person, organisation_ids, organisations

PAGE = 20
MOST_LISTED = 50
ON_SCREEN = 12  # replays on a site's screen, the newest
# A hearing that was announced and never opened stays on the list of what comes for its own day.
LATE = timedelta(hours=12)

# A participant who is the party itself.
OWN = (Capacity.PLAINTIFF, Capacity.DEFENDANT, Capacity.THIRD_PARTY)


def rows() -> QuerySet[Broadcast]:
    """Broadcasts with what every page says of them."""
    return Broadcast.objects.select_related(*WITH).prefetch_related("objections")


def lawful(found: QuerySet[Broadcast]) -> QuerySet[Broadcast]:
    """Of some broadcasts those against which nothing stands now: what `law.broadcasting.decide` says, to be searched by."""
    objections = Objection.objects.filter(broadcast=OuterRef("pk"))
    standing = objections.filter(Q(upheld=True) | Q(upheld=None))
    return found.filter(
        ~Exists(standing),
        ~Q(on_request=True) | ~Exists(objections),
        hearing__publicity=PublicHearing.OPEN,
        forbidden=False,
    )


def public() -> QuerySet[Broadcast]:
    """Everything that the public may know of."""
    shown = Q(state__in=[BroadcastState.LIVE, BroadcastState.STOPPED, BroadcastState.REPLAY])
    announced = Q(state=BroadcastState.ANNOUNCED, hearing__state__in=HOLDING)
    return lawful(rows().filter(shown | announced))


def checked(found: Iterable[Broadcast]) -> list[Broadcast]:
    """The same once more by the law itself: what the search lets through and the law does not, nobody sees."""
    return [
        each
        for each in found
        if decide(
            each.hearing.publicity, each.concerns, tuple(objection.upheld for objection in each.objections.all())
        ).allowed
    ]


def on_now() -> list[Broadcast]:
    """What is being shown, the newest first."""
    found = public().filter(state__in=[BroadcastState.LIVE, BroadcastState.STOPPED])
    return checked(found.order_by("-live_at", "-id")[:MOST_LISTED])


def coming(now: datetime | None = None) -> list[Broadcast]:
    """What has been announced, the next first."""
    earliest = (now or clock.now()) - LATE
    found = public().filter(state=BroadcastState.ANNOUNCED, hearing__starts_at__gt=earliest)
    return checked(found.order_by("hearing__starts_at", "id")[:MOST_LISTED])


@dataclass(frozen=True)
class Sought:
    """What somebody looks for among the replays; what makes no sense is left out."""

    court: UUID | None = None
    cause: str = ""
    since: date | None = None
    until: date | None = None


def replays(sought: Sought) -> QuerySet[Broadcast]:
    """Hearings that may be watched again, the newest first."""
    found = public().filter(state=BroadcastState.REPLAY)
    if sought.court is not None:
        found = found.filter(court=sought.court)
    if sought.cause:
        found = found.filter(cause=sought.cause)
    if sought.since is not None:
        found = found.filter(held_on__gte=sought.since)
    if sought.until is not None:
        found = found.filter(held_on__lte=sought.until)
    return found.order_by("-held_on", "-id")


def courts_with_replays() -> QuerySet[Organisation]:
    """Courts of which something may be watched again, by name."""
    shown = lawful(Broadcast.objects.filter(state=BroadcastState.REPLAY, court=OuterRef("pk")))
    return Organisation.objects.filter(Exists(shown), kind=Organisation.Kind.COURT).order_by("name")


def causes(lang: str) -> list[tuple[str, str]]:
    """Causes to search by, as (code, words)."""
    return [(cause.code, cause.title(lang)) for cause in CAUSES]


def cause_words(code: str, lang: str) -> str:
    """A cause for people; the code itself when it is none of the list."""
    return next((cause.title(lang) for cause in CAUSES if cause.code == code), code)


def watched(broadcast: Broadcast, today: date) -> tuple[int, int]:
    """(devices today, devices over all days: whoever watches on two days counts twice)."""
    found = Viewer.objects.filter(broadcast=broadcast)
    counted = found.aggregate(all=Count("pk"), today=Count("pk", filter=Q(day=today)))
    return counted["today"], counted["all"]


# ---------- the court and the parties


def visible_to(user: Any) -> QuerySet[Broadcast]:
    """Broadcasts whose file the person sees: at the court, and as a party of the case, who must be able to object."""
    if not is_person(user):
        return Broadcast.objects.none()
    seen = Q(hearing__case__dispute__in=own_parties(user).order_by().values("dispute"))
    seen |= Q(hearing__case__dispute__in=agencies_of(user).order_by().values("party__dispute"))
    return rows().filter(seen | _at_court(user))


def _at_court(user: Any) -> Q:
    """Of the courts where the person works, hearings that are open to them there."""
    here = hearings.visible_to(user).filter(court__in=organisation_ids(user, *TRIAL))
    return Q(hearing__in=here.order_by().values("pk"))


def of_court(user: Any) -> QuerySet[Broadcast]:
    """The broadcasts that concern the person at the courts where they work, newest first."""
    return rows().filter(_at_court(user)).order_by("-held_on", "-id")


def works_at_court(user: Any) -> bool:
    return bool(organisations(user, *TRIAL))


def hearings_visible_to(user: Any) -> QuerySet[Hearing]:
    """Hearings that are open to the person at the courts where they work: for these somebody may ask."""
    here = hearings.visible_to(user).filter(court__in=organisation_ids(user, *TRIAL))
    return Hearing.objects.select_related("case__dispute", "court").filter(pk__in=here.order_by().values("pk"))


def _askable(user: Any) -> QuerySet[Hearing]:
    asked = Broadcast.objects.filter(hearing=OuterRef("pk")).exclude(
        state__in=[BroadcastState.REFUSED, BroadcastState.WITHDRAWN]
    )
    found = hearings_visible_to(user).filter(
        ~Exists(asked), state__in=[HearingState.PLANNED, HearingState.SCHEDULED], publicity=PublicHearing.OPEN
    )
    found = found.exclude(form=Form.IN_TURN)  # at different times nobody meets, and there is nothing to show
    return found.filter(Q(clerk=user) | Q(panel__user=user) | Q(case__judge=user)).distinct()


def may_be_asked_for(user: Any) -> list[Hearing]:
    """Hearings to come that the person tries or keeps the record of, and that nobody has asked to show."""
    return list(_askable(user).select_related("case__number").order_by("starts_at", "id")[:MOST_LISTED])


def is_askable(user: Any, hearing: Hearing) -> bool:
    """Whether this hearing is one of them."""
    return works_at_court(user) and _askable(user).filter(pk=hearing.pk).exists()


def of_hearing(hearing: Hearing) -> Broadcast | None:
    """The broadcast of a hearing that counts: the last one."""
    return rows().filter(hearing=hearing).order_by("-created_at").first()


# ---------- what is made


def being_shown() -> QuerySet[Broadcast]:
    """What the broadcaster has to look after: announced hearings that are open, and what is on air."""
    opened = Q(state=BroadcastState.ANNOUNCED, hearing__state__in=[HearingState.IN_SESSION])
    return rows().filter(opened | Q(state__in=[BroadcastState.LIVE, BroadcastState.STOPPED])).order_by("live_at", "id")


def hidden_parties() -> QuerySet[Any, Any]:
    """Parties whose name the court ordered to be hidden from the public, in whatever capacity."""
    own = Party.objects.filter(Exists(HiddenName.objects.filter(party=OuterRef("pk"))))
    as_participant = HiddenName.objects.filter(participant__party=OuterRef("pk"), participant__capacity__in=OWN)
    return (own | Party.objects.filter(Exists(as_participant))).order_by().values("pk")


def cuts(broadcast: Broadcast) -> list[tuple[datetime, datetime]]:
    """The stretches that were shown and that the replay leaves out, in order."""
    found: list[tuple[datetime, datetime]] = []
    for piece in broadcast.segments.filter(cut_at__isnull=False).order_by("began_at"):
        ended = piece.began_at + timedelta(seconds=piece.seconds)
        if found and piece.began_at - found[-1][1] < timedelta(seconds=1):
            found[-1] = (found[-1][0], ended)
        else:
            found.append((piece.began_at, ended))
    return found


def shown_segments(broadcast: Broadcast) -> QuerySet[Segment]:
    """What the public has seen, in order."""
    return broadcast.segments.filter(shown_at__isnull=False).order_by("number")


def day_of(text: str) -> date | None:
    """A day as somebody typed it in an address; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def number_of(broadcast: Broadcast) -> str:
    """The case number, when there is one."""
    number = broadcast.hearing.case.number
    return number.text if number is not None else ""
