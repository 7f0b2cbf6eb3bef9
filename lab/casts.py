"""Inside a platform: real disputes with their meetings, rooms, seats and sessions, for invented people.

Only in a demonstration: nobody wants invented people among real ones.
"""

import sys
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from stdnum.cn import ric

from lab.platform import BACKEND
from sharedcourt.core import clock
from sharedcourt.core.models import new_id
from sharedcourt.mediation.actions import meetings
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Role, User
from sharedcourt.rooms import actions
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.states import SeatState
from tests.world import Company, World

PREFIX = "lab"
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "安宁平和静远明达"
PARTIES = 4
# Who sits on the seats beyond the four of a dispute.
MORE = "observer"
LIVED = timedelta(minutes=5)


def _invented(number: int, part: str, roles: tuple[tuple[Role, str], ...] = ()) -> Member:
    """Nobody: the number makes name, telephone and resident ID."""
    birth = f"19{60 + number // 10000 % 40}{number // 28 % 12 + 1:02d}{number % 28 + 1:02d}"
    body = f"330399{birth}{number % 1000:03d}"
    name = FAMILY[number % len(FAMILY)] + GIVEN[number * 3 // 2 % len(GIVEN)]
    return Member(f"{PREFIX}-{number}-{part}", name, f"191{number:08d}", body + ric.calc_check_digit(f"{body}0"), roles)


def _company(first: int) -> Company:
    return Company(
        officer=_invented(first, "officer", ((Role.INSTITUTION_OFFICER, cast.BRANCH),)),
        borrower=_invented(first + 1, "borrower"),
        wife=_invented(first + 2, "wife"),
        mediator=_invented(first + 3, "mediator", ((Role.MEDIATOR, cast.MEDIATION),)),
        manager=cast.MANAGER,
        mediation=cast.MEDIATION,
        site_name="海曙示范共享法庭",
        site_host=cast.HOST,
        contract_number=f"LAB-{first:08d}",
    )


def _dispute_room(first: int) -> Room:
    """A dispute from its code to a meeting that begins now; all of it by the rooms' own actions."""
    world = World(_company(first)).assigned()
    meeting = meetings.propose_now(by=world.mediator, case=world.case)
    answers: dict[UUID, bool] = {slot.pk: True for slot in meeting.slots.all()}
    for member in world.company.parties:
        meetings.answer_times(by=cast.person(member), meeting=meeting, answers=answers)
    meeting.refresh_from_db()
    assert meeting.room_id is not None
    return Room.objects.get(pk=meeting.room_id)


def _bare_room(first: int) -> Room:
    """A room with its seats and no dispute behind it: soon made, for load."""
    company = _company(first)
    seats = [
        actions.SeatSpec(cast.person(company.mediator), "mediator", is_host=True),
        actions.SeatSpec(cast.person(company.borrower), "borrower"),
        actions.SeatSpec(cast.person(company.wife), "co_obligor"),
        actions.SeatSpec(cast.person(company.officer), "applicant_agent"),
    ]
    return actions.open_room(
        by=seats[0].user, scope=new_id(), title=f"Lab {first}", opens_at=clock.now() - LIVED, seats=seats
    )


def _session(user: User) -> str:
    """A signed-in session. One-time codes for so many people would only meet the limits on asking for them."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _seats(room: Room, people: int, first: int) -> list[dict[str, Any]]:
    for extra in range(PARTIES, people):
        member = _invented(first + extra, MORE)
        actions.add_seat(by=None, room=room, seat=actions.SeatSpec(cast.person(member), MORE))
    found = room.seats.select_related("user").order_by("-is_host", "position")[:people]
    return [
        {
            "seat": str(seat.pk),
            "name": seat.user.name,
            "role": str(seat.role_label or seat.get_role_key_display()),  # type: ignore[attr-defined]
            "is_host": seat.is_host,
            "cookie": f"{settings.SESSION_COOKIE_NAME}={_session(seat.user)}",
        }
        for seat in found
    ]


def _invite_visitor(room: Room) -> None:
    """A seat for whoever looks in with a browser, as the liaison judge of the demonstration, let in beforehand."""
    host = room.seats.get(is_host=True).user
    spec = actions.SeatSpec(cast.person(cast.LIAISON_JUDGE), "liaison_judge", side="neutral")
    actions.admit(by=host, seat=actions.add_seat(by=host, room=room, seat=spec))


def make(
    *, rooms: int, people: int, disputes: bool = True, visitor: bool = False, admitted: bool = False
) -> list[dict[str, Any]]:
    """So many rooms; each as `room` (its id) and `people`, the one who presides first. `admitted`: nobody waits at the door."""
    if not settings.DEMO:
        sys.exit("The lab only fills demonstrations (SHAREDCOURT_DEMO=1): it invents people.")
    if settings.SHAREDCOURT_MEDIA_BACKEND != BACKEND:
        sys.exit(
            "The lab needs the media gateway: rooms here are a mesh between browsers. "
            f"Set SHAREDCOURT_MEDIA_BACKEND={BACKEND}."
        )
    made = []
    per_room = max(people, PARTIES)
    known = User.objects.filter(username__startswith=f"{PREFIX}-").values_list("username", flat=True)
    first = max((int(name.split("-")[1]) for name in known), default=0) + 1
    for number in range(rooms):
        at = first + number * per_room
        room = _dispute_room(at) if disputes else _bare_room(at)
        seats = _seats(room, people, at)
        if visitor:
            _invite_visitor(room)
        if admitted:
            host = room.seats.get(is_host=True).user
            for seat in room.seats.filter(is_host=False, state=SeatState.INVITED):
                actions.admit(by=host, seat=seat)
        made.append({"room": str(room.pk), "title": room.title, "people": seats})
    return made
