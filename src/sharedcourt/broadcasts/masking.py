"""What the public may learn of the people in a hearing: roles, and of names only those that nobody ordered hidden.

A name that is hidden for one person is hidden wherever it is written: in a title, a label, a chapter, another person's name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.queries import OWN
from sharedcourt.core import clock
from sharedcourt.disputes.models import Party, PartyKind, Side
from sharedcourt.hearings.models import Bench, Capacity, Participant
from sharedcourt.law import broadcasting as law
from sharedcourt.law.errors import LawError
from sharedcourt.law.identity import resident_id
from sharedcourt.people.models import User

ORGANISATIONS, ALL = "organisations", "all"
# Whoever is no natural person's own: the court's people do their office in public.
WITNESSES = (Capacity.WITNESS,)


@dataclass(frozen=True)
class Figure:
    """Somebody in the hearing: who they are for the court, and what the public sees of them.

    `hidden`: the name is not shown, by order or by law; `covered`: neither face nor voice. `ordered`: by an order of the court.
    """

    key: str
    role: str
    name: str
    user_id: UUID | None
    office: bool
    organisation: bool
    hidden: bool
    covered: bool
    ordered: bool

    @property
    def shown(self) -> str:
        """What stands under the picture and in lists."""
        return self.role if not self.name_is_public else f"{self.role} {self.name}"

    @property
    def name_is_public(self) -> bool:
        """The court's people by name; others as the installation's practice says, unless hidden."""
        if self.hidden or not self.name:
            return False
        practice = settings.SHAREDCOURT_BROADCAST_NAMES
        return self.office or practice == ALL or (practice == ORGANISATIONS and self.organisation)


def _born_on(number: str) -> date | None:
    try:
        return resident_id(number).birth_date if number else None
    except LawError:
        return None


def _masked_by_law(capacity: str, party: Party | None) -> bool:
    born = _born_on(party.resident_id) if party is not None else None
    return law.must_be_masked(clock.today(), witness=capacity in WITNESSES, born_on=born)


def _name_of(participant: Participant) -> str:
    user_name = participant.user.name if participant.user is not None else ""
    return str(participant.name or user_name)


class Cast:
    """Everybody in one hearing, read once (five queries)."""

    def __init__(self, broadcast: Broadcast) -> None:
        hearing = broadcast.hearing
        orders = list(broadcast.hidden.all())
        by_party = {order.party_id: order for order in orders if order.party_id}
        by_participant = {order.participant_id: order for order in orders if order.participant_id}
        self.figures: list[Figure] = []
        for member in hearing.panel.select_related("user"):
            self._add(f"panel:{member.pk}", str(Bench(member.bench).label), member.user.name, member.user, office=True)
        if hearing.clerk is not None:
            self._add("clerk", _("court clerk"), hearing.clerk.name, hearing.clerk, office=True)
        # Whoever was named by mistake and taken out is not shown; an order to hide the name goes on.
        self._gone: list[tuple[str, str]] = []
        for party in Party.objects.filter(dispute=hearing.case.dispute_id).select_related("user"):
            order = by_party.get(party.pk)
            law_masks = _masked_by_law("", party)
            if party.removed_at is not None:
                self._gone += [(party.name, _("party"))] if order is not None else []
                continue
            self._add(
                f"party:{party.pk}",
                _("plaintiff") if party.side == Side.APPLICANT else _("defendant"),
                party.name,
                party.user,
                organisation=party.kind == PartyKind.ORGANISATION,
                hidden=order is not None or law_masks,
                covered=law_masks or (order is not None and order.picture),
                ordered=order is not None,
            )
        for participant in hearing.participants.select_related("user", "party"):
            order = by_participant.get(participant.pk)
            itself = participant.party if participant.capacity in OWN else None
            law_masks = _masked_by_law(participant.capacity, itself)
            self._add(
                f"participant:{participant.pk}",
                str(Capacity(participant.capacity).label),
                _name_of(participant),
                participant.user,
                hidden=order is not None or law_masks,
                covered=law_masks or (order is not None and order.picture),
                ordered=order is not None,
            )
        self._spread()

    def _add(
        self,
        key: str,
        role: str,
        name: str,
        user: User | None,
        *,
        office: bool = False,
        organisation: bool = False,
        hidden: bool = False,
        covered: bool = False,
        ordered: bool = False,
    ) -> None:
        user_id = user.pk if user is not None else None
        self.figures.append(Figure(key, role, name, user_id, office, organisation, hidden, covered, ordered))

    def _spread(self) -> None:
        """Who appears twice (a party who also takes part) is hidden everywhere once hidden anywhere."""
        hidden_users = {each.user_id for each in self.figures if each.hidden and each.user_id}
        covered_users = {each.user_id for each in self.figures if each.covered and each.user_id}
        hidden_names = {each.name for each in self.figures if each.hidden and each.name}
        hidden_names |= {name for name, _role in self._gone}
        covered_names = {each.name for each in self.figures if each.covered and each.name}
        self.figures = [
            Figure(
                each.key,
                each.role,
                each.name,
                each.user_id,
                each.office,
                each.organisation,
                each.hidden or each.user_id in hidden_users or any(name in each.name for name in hidden_names),
                each.covered or each.user_id in covered_users or each.name in covered_names,
                each.ordered,
            )
            for each in self.figures
        ]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """(name, role) of everybody whose name must not be read, longest names first."""
        found = dict(self._gone) | {each.name: each.role for each in self.figures if each.hidden and each.name.strip()}
        return sorted(found.items(), key=lambda pair: -len(pair[0]))

    def clean(self, text: str) -> str:
        """A text for the public: every hidden name in it becomes the role."""
        return replaced(text, self.hidden)

    def of_user(self, user_id: UUID) -> Figure | None:
        """The figure under whose role somebody's picture is shown; whoever is hidden in one capacity comes first."""
        found = [each for each in self.figures if each.user_id == user_id]
        found.sort(key=lambda each: (not each.covered, not each.hidden, each.key.startswith("party:")))
        return found[0] if found else None

    def parties(self, side: str) -> str:
        """Plaintiffs or defendants as the public reads them."""
        word = _("plaintiff") if side == Side.APPLICANT else _("defendant")
        own = [each for each in self.figures if each.key.startswith("party:") and each.role == word]
        names = [self.clean(each.name) for each in own if each.name_is_public]
        return "、".join(names) if names else word

    @property
    def judges(self) -> list[str]:
        """The judges' names, the presiding one first."""
        return [self.clean(each.shown) for each in self.figures if each.key.startswith("panel:")]


def replaced(text: str, hidden: Iterable[tuple[str, str]]) -> str:
    """Every hidden name becomes its role, and again until none is left: what is put in its place may complete another one."""
    pairs = [(name, role) for name, role in hidden if name]
    for _round in range(len(pairs) + 1):
        before = text
        for name, role in pairs:
            text = text.replace(name, role if name not in role else "＊")
        if text == before:
            break
    return text if not any(name in text for name, _role in pairs) else "＊"
