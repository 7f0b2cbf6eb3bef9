"""A hearing with its bench and people at places, put together row by row: arranging hearings is another package's."""

from datetime import datetime, timedelta
from typing import Any

from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.tests import cases as made
from sharedcourt.hearings.models import Bench, Capacity, Courtroom, Form, Hearing, PanelMember, Participant
from sharedcourt.hearings.states import HearingState
from sharedcourt.people import cast
from sharedcourt.people.models import User
from sharedcourt.rooms.actions import SeatSpec, open_room
from sharedcourt.rooms.models import Room, RoomKind
from sharedcourt.sites.models import Booking, Site, Terminal


def site(name: str = "示范村共享法庭", host: str = cast.HOST) -> Site:
    """A shared court with one screen, in the house of an organisation."""
    found, is_new = Site.objects.get_or_create(
        name=name,
        defaults={
            "kind": Site.Kind.VILLAGE,
            "host": cast.organisation(host),
            "court": cast.organisation(cast.OTHER_COURT),
            "division": "330203",
            "address": "示范路8号",
        },
    )
    if is_new:
        Terminal.objects.create(site=found, label="一号屏")
    return found


def hearing(starts_at: datetime, case: Case | None = None, **more: Any) -> Hearing:
    """Scheduled for an hour, with judge and clerk; nobody takes part yet."""
    tried = case or made.with_defendant(made.accepted_case())
    row = Hearing.objects.create(
        case=tried,
        court=tried.court,
        session_number=Hearing.objects.filter(case=tried).count() + 1,
        courtroom=Courtroom.objects.get_or_create(court=tried.court, name="互联网第一法庭")[0],
        clerk=cast.person(cast.COURT_CLERK),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        arranged_by=cast.person(cast.COURT_CLERK),
        **{"form": Form.ONLINE, "state": HearingState.SCHEDULED, **more},
    )
    PanelMember.objects.create(hearing=row, user=cast.person(cast.JUDGE), bench=Bench.PRESIDING)
    return row


def defendant(row: Hearing, at: Site | None = None, user: User | None = None) -> Participant:
    """The borrower takes part, from a site when one is named."""
    person = user or cast.person(cast.BORROWER)
    party = next((one for one in parties_of(row.case.dispute) if one.user_id == person.pk), None)
    return Participant.objects.create(
        hearing=row, user=person, party=party, capacity=Capacity.DEFENDANT, **_place(row, at, person)
    )


def witness(row: Hearing, at: Site, name: str = "证人甲") -> Participant:
    """A witness without an account, at a site."""
    return Participant.objects.create(hearing=row, name=name, capacity=Capacity.WITNESS, **_place(row, at, None))


def _place(row: Hearing, at: Site | None, user: User | None) -> dict[str, Any]:
    if at is None:
        return {}
    booking = Booking.objects.create(
        terminal=at.terminals.get(),
        scope=row.case.dispute_id,
        user=user,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
    return {"place": Participant.Place.SITE, "booking": booking}


def room(row: Hearing) -> Room:
    """The hearing's room with the judge and everybody who takes part."""
    seats = [
        SeatSpec(cast.person(cast.JUDGE), "judge", is_host=True),
        SeatSpec(cast.person(cast.COURT_CLERK), "court_clerk"),
    ]
    people = row.participants.filter(user__isnull=False).select_related("user")
    seats += [SeatSpec(one.user, "respondent") for one in people if one.user is not None]
    assert row.starts_at is not None
    made_room = open_room(
        by=None,
        scope=row.case.dispute_id,
        title="开庭",
        seats=seats,
        opens_at=row.starts_at - timedelta(hours=1),
        kind=RoomKind.HEARING,
        subject_id=row.pk,
    )
    row.room = made_room
    row.save(update_fields=["room"])
    return made_room
