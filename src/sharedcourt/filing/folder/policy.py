"""Who sees a folder, as whom, and what each may do in it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.policy import is_officer
from sharedcourt.disputes.queries import spoken_for
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases import recusing
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.folder.models import CaseApplication, CaseTask, Paper, Visible
from sharedcourt.filing.folder.states import ApplicationState
from sharedcourt.people.models import User
from sharedcourt.people.policy import is_person

KNOWN_TASKS = (CaseTask.Kind.ANSWER, CaseTask.Kind.EVIDENCE, CaseTask.Kind.OPINIONS)
# The others are set by the machine alone.
SET_BY_HAND = (*KNOWN_TASKS, CaseTask.Kind.OTHER)
WORKING = (CaseState.DRAFTING, CaseState.SUBMITTED, CaseState.RETURNED, CaseState.ACCEPTED, CaseState.MEDIATING)


@dataclass(frozen=True)
class Reader:
    """Somebody before an open folder: a party (or who acts for one), or the court."""

    user: User
    case: Case
    party: Party | None
    is_judge: bool = False
    is_administrator: bool = False
    pauses: bool = False
    # Everybody for whom an agent of several speaks here, `party` the first of them; empty for the court.
    parties: tuple[Party, ...] = ()

    @property
    def own(self) -> set[UUID]:
        """The parties for whom this reader speaks."""
        return {party.pk for party in self.parties}

    @property
    def is_court(self) -> bool:
        return self.party is None

    @property
    def side(self) -> str:
        return str(self.party.side) if self.party is not None else ""

    @property
    def state(self) -> CaseState:
        """How the case stands, as far as this reader may know."""
        return CaseState(self.case.state) if self.is_court else self.case.known_state

    def papers(self) -> Q:
        """Which papers of the case this reader sees, as a condition on Paper."""
        kept = Q(removed_at__isnull=True)
        if self.is_court:
            return kept & ~Q(visible=Visible.SIDE)
        prepared = Q(visible=Visible.SIDE, party__side=self.side)
        return kept & (Q(visible=Visible.ALL) | prepared | Q(visible=Visible.COURT, party__in=self.own))

    def items(self) -> Q:
        """Which lines of evidence catalogues this reader sees, as a condition on EvidenceItem."""
        submitted = Q(submitted_at__isnull=False)
        return Q(removed_at__isnull=True) & (submitted if self.is_court else submitted | Q(party__side=self.side))

    def opinions(self) -> Q:
        """Which opinions this reader sees, as a condition on Opinion."""
        submitted = Q(submitted_at__isnull=False)
        return submitted if self.is_court else submitted | Q(party__side=self.side)

    def messages(self) -> Q:
        """Which messages this reader sees, as a condition on CaseMessage: what a party writes to the court is its own."""
        if self.is_court:
            return Q()
        return Q(audience="all") | Q(party__in=self.own)

    def tasks(self) -> Q:
        """Which tasks this reader sees, as a condition on CaseTask: of the other side's those that every case has; what the court
        asks for beside these (security for a preservation, say) concerns that side alone, and its own tasks the court."""
        if self.is_court:
            return Q()
        return Q(party__side=self.side) | Q(party__isnull=False, kind__in=KNOWN_TASKS)

    def applications(self) -> Q:
        """Which applications this reader sees, as a condition on CaseApplication."""
        return Q() if self.is_court else Q(visible=Visible.ALL) | Q(party__side=self.side)


def reader_of(user: Any, case: Case) -> Reader | None:
    """As whom the person may open this folder; None for strangers, and for defendants before the case is accepted."""
    if not is_person(user):
        return None
    parties = spoken_for(user, case.dispute)
    if not parties and (institution := _institution(user, case)) is not None:
        parties = [institution]
    if parties:
        early = parties[0].side != Side.APPLICANT and case.accepted_at is None
        return None if early else Reader(user, case, parties[0], parties=tuple(parties))
    if not cases.reads_as_court(user, case):
        return None
    judge, administrator = cases.is_judge(user, case), cases.is_administrator(user, case)
    pauses = recusing.pauses(user, case)
    return Reader(user, case, None, is_judge=judge, is_administrator=administrator, pauses=pauses)


def _institution(user: User, case: Case) -> Party | None:
    """The applicant's own party, for officers of the institution who are not named as its agents."""
    if not is_officer(user, case.dispute):
        return None
    rows = Party.objects.filter(dispute=case.dispute, side=Side.APPLICANT, removed_at=None)
    return rows.filter(organisation=case.dispute.applicant_id).first() or rows.first()


def require_reader(user: User, case: Case) -> Reader:
    """Raises NotAllowed for whoever may not open the folder."""
    reader = reader_of(user, case)
    if reader is None:
        raise NotAllowed(_("You may not open this case."))
    return reader


def require_side(user: User, case: Case) -> Reader:
    """The reader as one of the sides. Raises NotAllowed for the court."""
    reader = require_reader(user, case)
    if reader.party is None:
        raise NotAllowed(_("Only a party may do this."))
    return reader


def require_party(user: User, case: Case, for_party: UUID | None = None) -> tuple[Reader, Party]:
    """The reader, and the party for whom they act now: who speaks for several says for which. Raises NotAllowed, Invalid."""
    reader = require_side(user, case)
    return reader, chosen(reader, for_party)


def chosen(reader: Reader, for_party: UUID | None) -> Party:
    """The one of the reader's parties that is meant. Raises Invalid when it is not said, NotAllowed for somebody else's party."""
    if for_party is None and len(reader.parties) > 1:
        raise Invalid(_("You act for several parties. Say for whom you do this."), field="for_party")
    found = next((party for party in reader.parties if for_party in (None, party.pk)), None)
    if found is None:
        raise NotAllowed(_("You do not act for this party."))
    return found


def require_court(user: User, case: Case, *, urgent: bool = False) -> Reader:
    """The reader as the court. Raises NotAllowed for parties, Conflict for who pauses work in the case unless it is `urgent` (CPL 48)."""
    reader = require_reader(user, case)
    if not reader.is_court:
        raise NotAllowed(_("Only the court may do this."))
    if reader.pauses and not urgent:
        recusing.require_working(user, case)
    return reader


def is_urgent(application: CaseApplication) -> bool:
    """Preservation is the urgent measure that even who is to be recused takes until the court has decided (CPL 48)."""
    return application.kind == CaseApplication.Kind.PRESERVE


def is_to_be_recused(user: Any, case: Case) -> bool:
    """Whether a party's application to recuse this person is undecided, or the court has granted it."""
    rows = CaseApplication.objects.filter(case=case.pk, concerns=user.pk, kind=CaseApplication.Kind.RECUSE)
    return rows.filter(state__in=(ApplicationState.MADE, ApplicationState.GRANTED)).exists()


def may_decide(reader: Reader, application: CaseApplication) -> bool:
    """The judge of the case; on the recusal of a judge the president, whose decision the administrator enters (CPL 49)."""
    if application.kind == CaseApplication.Kind.RECUSE and application.fields.get("whom") == "judge":
        return reader.is_administrator and not reader.is_judge and not reader.pauses
    return reader.is_judge and (not reader.pauses or is_urgent(application))


def require_working(case: Case) -> None:
    """Raises Conflict when the case has come to its end."""
    if case.state not in WORKING:
        raise Conflict(_("The case is now: %(state)s. Nothing can be added.") % {"state": case.known_state.label})


def require_before_court(case: Case) -> None:
    """Raises Conflict before the case is with the court, and after its end."""
    require_working(case)
    if case.submitted_at is None:
        raise Conflict(_("The case is not with the court yet."))


def may_put_in(user: User, case_id: UUID) -> bool:
    """Whether a person may add files to the folder of a case; asked by the room of documents."""
    case = Case.objects.select_related("dispute").filter(pk=case_id).first()
    return case is not None and case.state in WORKING and reader_of(user, case) is not None


def may_take_back(reader: Reader, paper: Paper) -> bool:
    """What is not handed in yet may be taken out by the party that put it in."""
    return paper.party_id in reader.own and paper.visible == Visible.SIDE and paper.handed_in_at is None
