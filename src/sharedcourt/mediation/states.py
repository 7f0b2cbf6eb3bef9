"""The lifecycles of a mediation, each as one table: states, transitions, who may, and what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

MANAGER, MEDIATOR, PARTY, SYSTEM = "manager", "mediator", "party", "system"


class CaseState(models.TextChoices):
    OFFERED = "offered", _("waiting to be accepted")
    DECLINED = "declined", _("not accepted")
    ACCEPTED = "accepted", _("accepted, being prepared")
    MEDIATING = "mediating", _("in mediation")
    SIGNING = "signing", _("being signed")
    CONCLUDED = "concluded", _("ended with an agreement")
    ENDED = "ended", _("ended without an agreement")


# States in which the 30 days run.
RUNNING = (CaseState.ACCEPTED, CaseState.MEDIATING, CaseState.SIGNING)
CLOSED = (CaseState.DECLINED, CaseState.CONCLUDED, CaseState.ENDED)


class MeetingState(models.TextChoices):
    PROPOSING = "proposing", _("times proposed")
    FIXED = "fixed", _("time fixed")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class VersionState(models.TextChoices):
    PROPOSED = "proposed", _("to be confirmed")
    SIGNING = "signing", _("open for signing")
    EFFECTIVE = "effective", _("in effect")
    SUPERSEDED = "superseded", _("replaced by a newer version")


CURRENT = (VersionState.PROPOSED, VersionState.SIGNING, VersionState.EFFECTIVE)


class CaseLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """offered → accepted → mediating ⇄ signing → concluded; offered → declined → offered; running → ended."""

    state = FSMField(max_length=12, choices=CaseState, default=CaseState.OFFERED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        CaseState.OFFERED,
        CaseState.ACCEPTED,
        custom={"who": (MANAGER,), "records": "mediation.case.accepted"},
    )
    def accept(self) -> None:
        """The organisation takes the case; the 30 days begin (ODMR 12, 24)."""

    @transition(
        "state",
        CaseState.OFFERED,
        CaseState.DECLINED,
        custom={"who": (MANAGER, SYSTEM), "records": "mediation.case.declined"},
    )
    def decline(self) -> None:
        """The organisation does not take it, or was silent for three working days (ODMR 12)."""

    @transition(
        "state",
        [CaseState.DECLINED],
        CaseState.OFFERED,
        custom={"who": (PARTY,), "records": "mediation.case.offered"},
    )
    def offer_again(self) -> None:
        """The applicant has chosen another organisation."""

    @transition(
        "state",
        CaseState.ACCEPTED,
        CaseState.MEDIATING,
        custom={"who": (SYSTEM,), "records": "mediation.case.begun"},
    )
    def begin(self) -> None:
        """The mediator is confirmed and everyone has agreed to mediate online (ODMR 4)."""

    @transition(
        "state",
        CaseState.MEDIATING,
        CaseState.SIGNING,
        custom={"who": (SYSTEM,), "records": "mediation.version.opened_for_signing"},
    )
    def open_signing(self) -> None:
        """Everyone has confirmed the same text."""

    @transition(
        "state",
        CaseState.SIGNING,
        CaseState.MEDIATING,
        custom={"who": (MEDIATOR,), "records": "mediation.version.superseded"},
    )
    def reopen(self) -> None:
        """The text changed after signing began: all signatures are void."""

    @transition(
        "state",
        CaseState.SIGNING,
        CaseState.CONCLUDED,
        custom={"who": (SYSTEM,), "records": "mediation.case.concluded"},
    )
    def conclude(self) -> None:
        """All have signed and the seal is on (ODMR 19, People's Mediation Law 29)."""

    @transition(
        "state",
        [CaseState.OFFERED, CaseState.DECLINED, *RUNNING],
        CaseState.ENDED,
        custom={"who": (MEDIATOR, MANAGER, SYSTEM), "records": "mediation.case.ended"},
    )
    def end(self) -> None:
        """Mediation ends without an agreement, for one of the reasons of ODMR 25."""


class MeetingLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """proposing → fixed → held; either may be cancelled."""

    state = FSMField(max_length=12, choices=MeetingState, default=MeetingState.PROPOSING, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        MeetingState.PROPOSING,
        MeetingState.FIXED,
        custom={"who": (MEDIATOR, SYSTEM), "records": "mediation.meeting.fixed"},
    )
    def fix(self) -> None:
        """A time that suits all."""

    @transition(
        "state",
        MeetingState.FIXED,
        MeetingState.HELD,
        custom={"who": (MEDIATOR, SYSTEM), "records": "mediation.meeting.held"},
    )
    def hold(self) -> None:
        """The meeting took place."""

    @transition(
        "state",
        [MeetingState.PROPOSING, MeetingState.FIXED],
        MeetingState.CANCELLED,
        custom={"who": (MEDIATOR, SYSTEM), "records": "mediation.meeting.cancelled"},
    )
    def cancel(self) -> None:
        """It will not take place; another may be proposed."""


class VersionLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """proposed → signing → effective; a newer version supersedes the first two."""

    state = FSMField(max_length=12, choices=VersionState, default=VersionState.PROPOSED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        VersionState.PROPOSED,
        VersionState.SIGNING,
        custom={"who": (SYSTEM,), "records": "mediation.version.opened_for_signing"},
    )
    def open_signing(self) -> None:
        """Every party has confirmed it."""

    @transition(
        "state",
        VersionState.SIGNING,
        VersionState.EFFECTIVE,
        custom={"who": (SYSTEM,), "records": "mediation.version.effective"},
    )
    def take_effect(self) -> None:
        """Signed by all and sealed."""

    @transition(
        "state",
        [VersionState.PROPOSED, VersionState.SIGNING],
        VersionState.SUPERSEDED,
        custom={"who": (MEDIATOR, SYSTEM), "records": "mediation.version.superseded"},
    )
    def supersede(self) -> None:
        """A newer text, or the end of the mediation; confirmations and signatures no longer count."""
