"""The lifecycle of showing a hearing to the public, as one table: states, transitions, who may, what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin, transition

DIVISION, OFFICE, VICE_PRESIDENT = "judge or clerk of the hearing", "responsible office", "vice-president"
JUDGE, SYSTEM = "presiding judge", "system"


class BroadcastState(models.TextChoices):
    ASKED = "asked", _("asked for")
    AGREED = "agreed", _("agreed to by the responsible office")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", pgettext_lazy("broadcast", "refused")
    ANNOUNCED = "announced", _("announced")
    LIVE = "live", _("live")
    STOPPED = "stopped", _("stopped")
    ENDED = "ended", _("over")
    REPLAY = "replay", _("to be watched again")
    WITHDRAWN = "withdrawn", pgettext_lazy("broadcast", "given up")
    TAKEN_DOWN = "taken_down", _("taken down")


S = BroadcastState
# Nothing has been shown yet.
BEFORE = (S.ASKED, S.AGREED, S.APPROVED, S.ANNOUNCED)
ON_AIR = (S.LIVE, S.STOPPED)
# What the public may know of, as long as the law lets it.
PUBLIC = (S.ANNOUNCED, *ON_AIR, S.REPLAY)
# After these the hearing may be asked for once more.
GIVEN_UP = (S.REFUSED, S.WITHDRAWN)


class BroadcastLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """asked → agreed → approved → announced → live ⇄ stopped → over → replay; refused, given up, taken down."""

    state = FSMField(max_length=12, choices=BroadcastState, default=BroadcastState.ASKED, protected=True)

    class Meta:
        abstract = True

    @transition("state", S.ASKED, S.AGREED, custom={"who": (OFFICE,), "records": "broadcasts.broadcast.agreed"})
    def agree(self) -> None:
        """The responsible office has nothing against it."""

    @transition(
        "state", S.AGREED, S.APPROVED, custom={"who": (VICE_PRESIDENT,), "records": "broadcasts.broadcast.approved"}
    )
    def approve(self) -> None:
        """Approved for this one hearing."""

    @transition(
        "state",
        [S.ASKED, S.AGREED],
        S.REFUSED,
        custom={"who": (OFFICE, VICE_PRESIDENT), "records": "broadcasts.broadcast.refused"},
    )
    def refuse(self) -> None:
        """Not shown; with the reason."""

    @transition(
        "state", S.APPROVED, S.ANNOUNCED, custom={"who": (DIVISION,), "records": "broadcasts.broadcast.announced"}
    )
    def announce(self) -> None:
        """The public page says when it will be shown."""

    @transition("state", S.ANNOUNCED, S.LIVE, custom={"who": (SYSTEM,), "records": "broadcasts.broadcast.live"})
    def go_live(self) -> None:
        """The judge has opened the announced hearing: it is shown, late by the delay."""

    @transition(
        "state",
        S.LIVE,
        S.STOPPED,
        custom={"who": (DIVISION, OFFICE, SYSTEM), "records": "broadcasts.broadcast.stopped"},
    )
    def stop(self) -> None:
        """Nothing is shown from this moment on; what had not been shown yet never is."""

    @transition("state", S.STOPPED, S.LIVE, custom={"who": (DIVISION,), "records": "broadcasts.broadcast.resumed"})
    def resume(self) -> None:
        """Shown again, from this moment on."""

    @transition("state", list(ON_AIR), S.ENDED, custom={"who": (SYSTEM,), "records": "broadcasts.broadcast.ended"})
    def end(self) -> None:
        """The hearing is closed and its last seconds have been shown."""

    @transition("state", S.ENDED, S.REPLAY, custom={"who": (DIVISION,), "records": "broadcasts.broadcast.replayed"})
    def replay(self) -> None:
        """What was shown may be watched again, with chapters."""

    @transition(
        "state",
        list(BEFORE),
        S.WITHDRAWN,
        custom={"who": (DIVISION, OFFICE, SYSTEM), "records": "broadcasts.broadcast.withdrawn"},
    )
    def withdraw(self) -> None:
        """Given up before anything was shown: by the court, or because a good objection or the law forbids it."""

    @transition(
        "state",
        [*ON_AIR, S.ENDED, S.REPLAY],
        S.TAKEN_DOWN,
        custom={"who": (JUDGE, OFFICE), "records": "broadcasts.broadcast.taken_down"},
    )
    def take_down(self) -> None:
        """Removed from the public for good, with a reason; its address answers that it is gone."""
