"""Who sees a folder, as whom, and what each may do in it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.policy import is_officer
from sharedcourt.disputes.queries import party_of
from sharedcourt.filing.cases import recusing
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.folder.models import CaseApplication, CaseTask, Paper, Visible
from sharedcourt.filing.folder.states import ApplicationState
from sharedcourt.people.models import Role, User
from sharedcourt.people.policy import acting_for, has_role, is_person

CLERKS = (Role.FILING_CLERK, Role.COURT_CLERK)
# The administrator enters what the president of the court decides on the recusal of a judge (CPL 49).
COURT = (*CLERKS, Role.COURT_ADMINISTRATOR)
JUDGES = (Role.JUDGE, Role.LIAISON_JUDGE)
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
        return kept & (Q(visible=Visible.ALL) | prepared | Q(visible=Visible.COURT, party=self.party))

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
        assert self.party is not None
        return Q(audience="all") | Q(party=self.party)

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
    party = party_of(user, case.dispute) or _institution(user, case)
    if party is not None:
        early = party.side != Side.APPLICANT and case.accepted_at is None
        return None if early else Reader(user, case, party)
    if case.submitted_at is None or acting_for(user) is not None:
        return None
    judge = case.judge_id == user.pk and has_role(user, *JUDGES, at=case.court_id)
    if judge or has_role(user, *COURT, at=case.court_id) or _reviews(user, case):
        administrator = has_role(user, Role.COURT_ADMINISTRATOR, at=case.court_id)
        pauses = recusing.pauses(user, case)
        return Reader(user, case, None, is_judge=judge, is_administrator=administrator, pauses=pauses)
    return None


def _institution(user: User, case: Case) -> Party | None:
    """The applicant's own party, for officers of the institution who are not named as its agents."""
    if not is_officer(user, case.dispute):
        return None
    rows = Party.objects.filter(dispute=case.dispute, side=Side.APPLICANT, removed_at=None)
    return rows.filter(organisation=case.dispute.applicant_id).first() or rows.first()


def _reviews(user: User, case: Case) -> bool:
    """The clerk of another court at which the case was handed in, while it lies there (跨域立案)."""
    return case.accepted_at is None and case.desk_id is not None and has_role(user, Role.FILING_CLERK, at=case.desk_id)


def require_reader(user: User, case: Case) -> Reader:
    """Raises NotAllowed for whoever may not open the folder."""
    reader = reader_of(user, case)
    if reader is None:
        raise NotAllowed(_("You may not open this case."))
    return reader


def require_party(user: User, case: Case) -> tuple[Reader, Party]:
    """The reader as a party. Raises NotAllowed for the court."""
    reader = require_reader(user, case)
    if reader.party is None:
        raise NotAllowed(_("Only a party may do this."))
    return reader, reader.party


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
    return (
        reader.party is not None
        and paper.party_id == reader.party.pk
        and paper.visible == Visible.SIDE
        and paper.handed_in_at is None
    )
