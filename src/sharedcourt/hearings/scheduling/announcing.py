"""What the public may know of a hearing before it begins (庭审公告; CPL 137, 139): parties, cause, time and place, in open court only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party, PartyKind, Side
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.places import place_of_hearing
from sharedcourt.law import broadcasting
from sharedcourt.law.causes import cause
from sharedcourt.law.errors import LawError
from sharedcourt.law.identity import resident_id

FULL, MASKED = "full", "masked"
ROLES = {Side.APPLICANT: _("plaintiff"), Side.RESPONDENT: _("defendant")}


@dataclass(frozen=True)
class Announcement:
    """One line of the public cause list. Nothing else of a hearing is shown to the public."""

    number: str
    cause: str
    starts_at: datetime
    ends_at: datetime
    form: str
    in_turn: bool
    courtroom: str  # or the stop of a circuit tour, with its address
    judges: tuple[str, ...]
    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]
    session_number: int
    state: str


def of(hearing: Hearing, lang: Literal["zh", "en"]) -> Announcement:
    """From a row of `queries.cause_list`, without another query."""
    assert hearing.starts_at is not None and hearing.ends_at is not None
    parties: list[Party] = getattr(hearing.case.dispute, "announced", [])
    return Announcement(
        number=hearing.case.number.text if hearing.case.number is not None else "",
        cause=cause(hearing.case.cause).title(lang),
        starts_at=hearing.starts_at,
        ends_at=hearing.ends_at,
        form=str(hearing.get_form_display()),
        in_turn=hearing.form == Form.IN_TURN,
        courtroom=place_of_hearing(hearing),
        judges=tuple(member.user.name for member in hearing.panel.all()),
        plaintiffs=_names(parties, Side.APPLICANT),
        defendants=_names(parties, Side.RESPONDENT),
        session_number=hearing.session_number,
        state=str(hearing.get_state_display()),
    )


def _names(parties: list[Party], side: str) -> tuple[str, ...]:
    """As SHAREDCOURT_CAUSE_LIST_NAMES says: in full, persons by their family name alone, or nobody.

    Whose name the court ordered hidden, and a minor, is called by what they are in the case.
    """
    how = settings.SHAREDCOURT_CAUSE_LIST_NAMES
    if how not in {FULL, MASKED}:
        return ()
    hidden = [party for party in parties if _is_hidden(party)]
    found = []
    for party in parties:
        if party.side == side:
            name = party.name if how == FULL or party.kind == PartyKind.ORGANISATION else masked(party.name)
            within = party in hidden or any(other.name and other.name in party.name for other in hidden)
            found.append(str(ROLES[Side(side)]) if within else name)
    return tuple(found)


def _is_hidden(party: Party) -> bool:
    if getattr(party, "is_hidden", False):
        return True
    try:
        born = resident_id(party.resident_id).birth_date if party.resident_id else None
    except LawError:
        return False
    return broadcasting.must_be_masked(clock.today(), born_on=born)


def masked(name: str) -> str:
    """林建川 → 林**; of a name of one character nothing is left."""
    kept = name.strip()
    return f"{kept[:1]}{'*' * (len(kept) - 1)}" if len(kept) > 1 else "*"
