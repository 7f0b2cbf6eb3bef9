"""What happens next, for one person in one dispute: this room's steps and those the rooms above register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.disputes import policy
from sharedcourt.disputes.models import Dispute, Party, Stage
from sharedcourt.disputes.states import BEFORE_MEDIATION, EDITABLE, OPEN
from sharedcourt.people.models import User


@dataclass(frozen=True)
class TodoItem:
    """A line of the task list. `state`: todo, waiting (for somebody else), done, cannot_start."""

    label: str
    url: str
    state: str
    due: date | None = None
    hint: str = ""


Maker = Callable[[User, Dispute], list[TodoItem]]
_makers: list[Maker] = []


def register(maker: Maker) -> Maker:
    """Call it in `AppConfig.ready`."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def of(user: Any, dispute: Dispute, parties: list[Party], mine: Party | None) -> list[TodoItem]:
    """Everything to do or to wait for, in the order in which it happens."""
    found = _own(user, dispute, parties, mine)
    for maker in _makers:
        found += maker(user, dispute)
    return found


def _own(user: Any, dispute: Dispute, parties: list[Party], mine: Party | None) -> list[TodoItem]:
    base = f"/disputes/{dispute.pk}"
    if dispute.opened_for_court:
        return []  # what is to be done for a court is said by its room
    if dispute.state in EDITABLE:
        if not policy.is_applicant(user, dispute):
            return []
        return [TodoItem(_("Finish the application and submit it"), f"{base}/edit/check/", "todo")]
    found: list[TodoItem] = []
    open_now = dispute.state in OPEN
    if mine is not None and mine.side == "respondent":
        answered = getattr(mine, "answer", None) is not None
        agreed = _agreed(mine)
        found.append(
            TodoItem(
                _("Read what the bank says and answer"),
                f"{base}/answer/" if open_now else "",
                "done" if answered else "todo",
            )
        )
        found.append(
            TodoItem(
                _("Say whether you agree to mediate online"),
                f"{base}/consent/" if open_now else "",
                "done" if agreed is True else "todo" if agreed is None else "waiting",
                hint=_("You have refused. You can still change your mind.") if agreed is False and open_now else "",
            )
        )
        if dispute.state in BEFORE_MEDIATION:
            shared = any(party.capacity == "co_obligor" for party in parties)
            found.append(
                TodoItem(
                    _("Say whether somebody shares this debt"), f"{base}/co-obligor/", "done" if shared else "todo"
                )
            )
    if dispute.state in BEFORE_MEDIATION:
        for party in parties:
            if party == mine or not party.is_person:
                continue
            if party.user_id is None:
                label = _("%(capacity)s joins") % {"capacity": party.get_capacity_display()}
                found.append(TodoItem(label, "", "waiting", hint=_invitation_hint(party)))
            elif _agreed(party) is not True:
                label = _("%(capacity)s agrees to mediate online") % {"capacity": party.get_capacity_display()}
                found.append(TodoItem(label, "", "waiting"))
    return found


def _invitation_hint(party: Party) -> str:
    return _("Invited by SMS") if party.invited_at else _("With the dispute code, or by an invitation")


def _agreed(party: Party) -> bool | None:
    for consent in getattr(party, "consents_in_force", None) or []:
        if consent.stage == Stage.ONLINE_MEDIATION:
            return bool(consent.given)
    return None
