"""The lifecycles of a hearing and of each participant in it, each as one table: states, transitions, who may, what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

# Who acts: the transitions of both tables say who of these may.
JUDGE, CLERK, PERSON, SYSTEM = "presiding judge", "court clerk", "participant", "system"


class HearingState(models.TextChoices):
    PLANNED = "planned", _("being arranged")
    SCHEDULED = "scheduled", _("scheduled")
    IN_SESSION = "in_session", _("in session")
    PAUSED = "paused", _("paused by the judge")
    SUSPENDED = "suspended", _("suspended by a failure")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class ParticipantState(models.TextChoices):
    NOT_SIGNED_IN = "not_signed_in", _("not signed in")
    JOINING = "joining", _("joining")
    AVAILABLE = "available", _("available")
    IN_HEARING = "in_hearing", _("in the hearing")
    IN_CONSULTATION = "in_consultation", _("in consultation")
    DISCONNECTED = "disconnected", _("disconnected")


H, P = HearingState, ParticipantState
BEFORE = (H.PLANNED, H.SCHEDULED)
# Begun and not over, whatever holds it up.
UNDER_WAY = (H.IN_SESSION, H.PAUSED, H.SUSPENDED)
# Takes up its judges, its courtroom and its places.
HOLDING = (H.SCHEDULED, *UNDER_WAY)
ENDED = (H.CLOSED, H.CANCELLED)


class HearingLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """planned → scheduled → in session ⇄ paused | suspended → closed; cancelled while it has not begun."""

    state = FSMField(max_length=12, choices=HearingState, default=HearingState.PLANNED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state", H.PLANNED, H.SCHEDULED, custom={"who": (CLERK, JUDGE), "records": "hearings.hearing.scheduled"}
    )
    def schedule(self) -> None:
        """Day, panel, courtroom and places are held; everybody is told (CPL 139: three days before)."""

    @transition("state", H.SCHEDULED, H.SCHEDULED, custom={"who": (CLERK, JUDGE), "records": "hearings.hearing.moved"})
    def move(self) -> None:
        """Another day, courtroom or panel; what was held is free again, and everybody is told."""

    @transition(
        "state", list(BEFORE), H.CANCELLED, custom={"who": (CLERK, JUDGE), "records": "hearings.hearing.cancelled"}
    )
    def cancel(self) -> None:
        """It is not held; what was held is free again."""

    @transition("state", H.SCHEDULED, H.IN_SESSION, custom={"who": (JUDGE,), "records": "hearings.hearing.opened"})
    def open_session(self) -> None:
        """The presiding judge opens the hearing; the recording begins (REC 3)."""

    @transition("state", H.SCHEDULED, H.IN_SESSION, custom={"who": (SYSTEM,), "records": "hearings.in_turn.begun"})
    def begin_in_turn(self) -> None:
        """The first day of a hearing at different times has come (ODLR 20): from now on answers are taken."""

    @transition("state", H.IN_SESSION, H.PAUSED, custom={"who": (JUDGE,), "records": "hearings.hearing.paused"})
    def pause(self) -> None:
        """The judge interrupts the session."""

    @transition(
        "state",
        [H.IN_SESSION, H.PAUSED],
        H.SUSPENDED,
        custom={"who": (SYSTEM, CLERK), "records": "hearings.hearing.suspended"},
    )
    def suspend(self) -> None:
        """A failure of line, power or device keeps somebody out without whom it cannot go on (ODLR 25)."""

    @transition(
        "state", [H.PAUSED, H.SUSPENDED], H.IN_SESSION, custom={"who": (JUDGE,), "records": "hearings.hearing.resumed"}
    )
    def resume(self) -> None:
        """The judge goes on."""

    @transition("state", list(UNDER_WAY), H.CLOSED, custom={"who": (JUDGE,), "records": "hearings.hearing.closed"})
    def close(self) -> None:
        """The judge adjourns: the session is over, and with it the recording (REC 3)."""


class ParticipantLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """not signed in → joining → available → in hearing ⇄ in consultation; disconnected from any of the last four, and back.

    Whoever comes to court in person goes from not signed in straight to available.
    """

    state = FSMField(max_length=16, choices=ParticipantState, default=ParticipantState.NOT_SIGNED_IN, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        [P.NOT_SIGNED_IN, P.DISCONNECTED],
        P.JOINING,
        custom={"who": (PERSON,), "records": "hearings.participant.joining"},
    )
    def join(self) -> None:
        """Identity shown (ODLR 7), rules read and declaration made; the line and the devices are being tried."""

    @transition(
        "state",
        [P.NOT_SIGNED_IN, P.DISCONNECTED, P.JOINING],
        P.AVAILABLE,
        custom={"who": (JUDGE, CLERK), "records": "hearings.participant.appeared"},
    )
    def appear(self) -> None:
        """In the courthouse in person, seen by the court with the document that shows who it is (CPL 140; ODLR 7)."""

    @transition("state", P.JOINING, P.AVAILABLE, custom={"who": (PERSON,), "records": "hearings.participant.available"})
    def be_available(self) -> None:
        """Ready, and waiting to be let in: a witness waits apart (ODLR 26)."""

    @transition(
        "state",
        [P.AVAILABLE, P.IN_CONSULTATION],
        P.IN_HEARING,
        custom={"who": (JUDGE, CLERK, SYSTEM), "records": "hearings.participant.in_hearing"},
    )
    def go_in(self) -> None:
        """Let into the courtroom, or back from a private talk."""

    @transition(
        "state",
        P.IN_HEARING,
        P.IN_CONSULTATION,
        custom={"who": (PERSON, JUDGE), "records": "hearings.participant.in_consultation"},
    )
    def consult(self) -> None:
        """In a private talk: the panel deliberating, or a party with its agent."""

    @transition(
        "state",
        [P.IN_HEARING, P.IN_CONSULTATION],
        P.AVAILABLE,
        custom={"who": (JUDGE, CLERK), "records": "hearings.participant.sent_out"},
    )
    def go_out(self) -> None:
        """Shown out by the judge, or heard and dismissed; the judge may call the person in again."""

    @transition(
        "state",
        [P.JOINING, P.AVAILABLE, P.IN_HEARING, P.IN_CONSULTATION],
        P.DISCONNECTED,
        custom={"who": (SYSTEM,), "records": "hearings.participant.disconnected"},
    )
    def lose(self) -> None:
        """The line is gone; a task for the clerk, and the log of the line keeps why (ODLR 25)."""

    @transition(
        "state",
        [P.JOINING, P.AVAILABLE, P.IN_HEARING, P.IN_CONSULTATION, P.DISCONNECTED],
        P.NOT_SIGNED_IN,
        custom={"who": (PERSON, CLERK, JUDGE, SYSTEM), "records": "hearings.participant.left"},
    )
    def leave(self) -> None:
        """Gone by choice, or seen by the court to leave the courtroom: leaving after a warning counts as leaving in the middle of the hearing (ODLR 25)."""


def who_may(lifecycle: type[FSMModelMixin], name: str) -> tuple[str, ...]:
    """Who may make the transition of this name, as the table says. Raises `AttributeError` for a name that is none."""
    made = getattr(lifecycle, name)._django_fsm.transitions.values()
    return tuple(dict.fromkeys(role for each in made for role in each.custom["who"]))
