"""As what somebody is in the courtroom, and what each may do there. Strangers get 404 through `queries.visible_to`."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.filing.folder.policy import Reader
from sharedcourt.filing.folder.policy import reader_of as folder_reader
from sharedcourt.hearings.courtroom.stages import BENCH, COURT, HEARD, PARTIES, Standing
from sharedcourt.hearings.models import Form, Hearing, Participant
from sharedcourt.hearings.queries import taking_part
from sharedcourt.hearings.states import CLERK, JUDGE, PERSON, SYSTEM, UNDER_WAY, HearingState, who_may
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person

# Whoever sits on the bench beside the presiding judge decides with them after the hearing, and leads nothing in it.
ROLE_OF: dict[Standing, str] = {Standing.PRESIDING: JUDGE, Standing.CLERK: CLERK}


@dataclass(frozen=True)
class Attendee:
    """Somebody in a hearing: on the bench, its clerk, or one who takes part."""

    user: User
    hearing: Hearing
    standing: Standing
    participant: Participant | None = None

    @property
    def is_court(self) -> bool:
        return self.standing in COURT

    @property
    def is_judge(self) -> bool:
        return self.standing == Standing.PRESIDING

    @property
    def is_clerk(self) -> bool:
        return self.standing == Standing.CLERK

    @property
    def on_bench(self) -> bool:
        return self.standing in BENCH

    @property
    def is_party(self) -> bool:
        return self.standing in PARTIES

    @property
    def is_heard(self) -> bool:
        return self.standing in HEARD

    @property
    def role(self) -> str:
        """Who acts, as the tables of states name them."""
        return ROLE_OF.get(self.standing, PERSON)


def attendee(user: Any, hearing: Hearing) -> Attendee | None:
    """As what the person is in this hearing; None for strangers, and for programs, which take part in no hearing."""
    if not is_person(user) or acting_for(user) is not None:
        return None
    member = hearing.panel.filter(user=user).first()
    if member is not None:
        return Attendee(user, hearing, Standing(member.bench))
    if hearing.clerk_id == user.pk:
        return Attendee(user, hearing, Standing.CLERK)
    participant = taking_part(user).select_related("party").filter(hearing=hearing).first()
    return Attendee(user, hearing, Standing(participant.capacity), participant) if participant is not None else None


def require_attendee(user: Any, hearing: Hearing) -> Attendee:
    """Raises NotAllowed for strangers."""
    found = attendee(user, hearing)
    if found is None:
        raise NotAllowed(_("You take no part in this hearing."))
    return found


def require_room(hearing: Hearing) -> None:
    """Raises Conflict for a hearing at different times, at which nobody meets (ODLR 20)."""
    if hearing.form == Form.IN_TURN:
        raise Conflict(_("This hearing is held at different times and has no courtroom."))


def require_judge(user: Any, hearing: Hearing) -> Attendee:
    """Raises NotAllowed for everybody but the presiding judge."""
    found = require_attendee(user, hearing)
    if not found.is_judge:
        raise NotAllowed(_("Only the presiding judge may do this."))
    require_room(hearing)
    return found


def require_keeper(user: Any, hearing: Hearing) -> Attendee:
    """Raises NotAllowed for everybody but the presiding judge and the clerk."""
    found = require_attendee(user, hearing)
    if not (found.is_judge or found.is_clerk):
        raise NotAllowed(_("Only the presiding judge and the clerk may do this."))
    require_room(hearing)
    return found


def require_transition(user: User | None, hearing: Hearing, name: str) -> None:
    """The table of states says who may; `None` is what happens by itself. Raises NotAllowed."""
    role = SYSTEM if user is None else require_attendee(user, hearing).role
    if role not in who_may(type(hearing), name):
        raise NotAllowed(_("This is not yours to do in this hearing."))
    require_room(hearing)


def require_under_way(hearing: Hearing) -> None:
    """Raises Conflict before the opening and after the end."""
    if hearing.state not in UNDER_WAY:
        raise Conflict(_("The hearing is now: %(state)s.") % {"state": HearingState(hearing.state).label})


def require_in_session(hearing: Hearing) -> None:
    """Raises Conflict while the hearing is not going on."""
    if hearing.state != HearingState.IN_SESSION:
        raise Conflict(_("The hearing is now: %(state)s.") % {"state": HearingState(hearing.state).label})


def reader_of(who: Attendee) -> Reader | None:
    """As whom somebody reads the papers that are shown: bench and clerk as the court, parties as in the folder, others not at all.

    Whoever is heard or interprets has no folder; what is open to everyone in the case they see while it is shown.
    """
    if who.is_court:
        return Reader(who.user, who.hearing.case, None, is_judge=who.on_bench)
    return folder_reader(who.user, who.hearing.case) if who.is_party else None
