"""Who may do what with a case. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes import policy as disputes
from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import party_of
from sharedcourt.disputes.states import DisputeState
from sharedcourt.documents.models import SignatureSlot
from sharedcourt.filing.cases import recusing
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import ON_TRIAL, CaseState
from sharedcourt.people.models import Role
from sharedcourt.people.policy import acting_for, has_role, is_person

JUDGES = (Role.JUDGE, Role.LIAISON_JUDGE)
# Who has a list of cases at a court.
DESK = (Role.FILING_CLERK, Role.COURT_CLERK, Role.COURT_ADMINISTRATOR, *JUDGES)
# Who has to do with every case of the court from submission on: cases are taken in and distributed, fees asked, papers served.
# Everybody else there knows only of the cases that were given to them.
EVERY_CASE = (Role.FILING_CLERK, Role.COURT_ADMINISTRATOR)


# While a court has it.
AT_COURT = (CaseState.SUBMITTED, CaseState.REFUSING, *ON_TRIAL)


# A case may begin before mediation has been asked for, while nobody has taken it up, and after it has ended.
ASKED = (DisputeState.SUBMITTED, DisputeState.OFFERED)
MAY_BEGIN = (DisputeState.DRAFT, DisputeState.RETURNED, *ASKED, DisputeState.TERMINATED, DisputeState.WITHDRAWN)


def may_begin(dispute: Dispute) -> bool:
    """Whether a case can begin on the dispute as it stands; a draft for a court that was given up stays so."""
    given_up = dispute.opened_for_court and dispute.state == DisputeState.WITHDRAWN
    return dispute.state in MAY_BEGIN and not given_up


def may_sue(user: Any, dispute: Dispute) -> bool:
    """Whether the person acts on the applicants' side: an applicant, an agent of one, or an officer of the institution."""
    if not is_person(user):
        return False
    if disputes.is_applicant(user, dispute):
        return True
    applicants = Party.objects.filter(dispute=dispute, side=Side.APPLICANT, removed_at=None)
    return any(disputes.acts_for(user, party) for party in applicants)


def side_of(user: Any, case: Case) -> str | None:
    """ "applicant" for the plaintiff's side, "respondent" for the defendant's (from acceptance on), else None."""
    if may_sue(user, case.dispute):
        return str(Side.APPLICANT)
    if case.accepted_at is not None and party_of(user, case.dispute) is not None:
        return str(Side.RESPONDENT)
    return None


def is_party(user: Any, case: Case) -> bool:
    """On one of the sides; a defendant from acceptance on, when the court tells them of the case."""
    return side_of(user, case) is not None


def is_plaintiff(user: Any, case: Case) -> bool:
    return side_of(user, case) == Side.APPLICANT


def may_dispose(user: Any, case: Case) -> bool:
    """Give up or settle for the plaintiff: not an agent with general authority only (CPL 62)."""
    if disputes.is_officer(user, case.dispute):
        return True
    applicants = Party.objects.filter(dispute=case.dispute, side=Side.APPLICANT, removed_at=None)
    return any(disputes.may_settle(user, party) for party in applicants)


def is_clerk(user: Any, case: Case) -> bool:
    """A filing clerk of the court that decides."""
    return has_role(user, Role.FILING_CLERK, at=case.court_id)


def is_at_desk(user: Any, case: Case) -> bool:
    """A filing clerk of the court that has the case on its desk: the one that received it, then the one that decides."""
    return case.desk_id is not None and has_role(user, Role.FILING_CLERK, at=case.desk_id)


def decides(user: Any, case: Case) -> bool:
    """A filing clerk who may accept or refuse: of the competent court, once the case is on its desk."""
    return is_clerk(user, case) and case.desk_id == case.court_id


def is_judge(user: Any, case: Case) -> bool:
    """The judge of this very case."""
    return is_person(user) and case.judge_id == user.pk and has_role(user, *JUDGES, at=case.court_id)


def is_case_clerk(user: Any, case: Case) -> bool:
    """The court clerk of this very case."""
    return is_person(user) and case.clerk_id == user.pk and has_role(user, Role.COURT_CLERK, at=case.court_id)


def signs_refusal(user: Any, case: Case) -> bool:
    """The judge whom the ruling not to accept names."""
    if case.ruling_id is None or not is_person(user) or not has_role(user, *JUDGES, at=case.court_id):
        return False
    return SignatureSlot.objects.filter(signing_file=case.ruling_id, user=user).exists()


def is_administrator(user: Any, case: Case) -> bool:
    """Distributes the work of the court."""
    return has_role(user, Role.COURT_ADMINISTRATOR, at=case.court_id)


def sees_at_counter(user: Any, case: Case) -> bool:
    """A filing clerk of the court that has or tries the case, or its court clerk: in person, while the case is with the court."""
    if acting_for(user) is not None or case.state not in AT_COURT:
        return False
    return is_clerk(user, case) or is_at_desk(user, case) or is_case_clerk(user, case)


def require_plaintiff(user: Any, case: Case) -> None:
    if not is_plaintiff(user, case):
        raise NotAllowed(_("Only the plaintiff's side may do this."))


def require_at_desk(user: Any, case: Case) -> None:
    if not is_at_desk(user, case):
        raise NotAllowed(_("Only a filing clerk of the court that has the case may do this."))


def require_deciding(user: Any, case: Case) -> None:
    if not decides(user, case):
        raise NotAllowed(_("Only a filing clerk of the competent court may do this."))


def require_judge(user: Any, case: Case) -> None:
    if not is_judge(user, case):
        raise NotAllowed(_("Only the judge of this case may do this."))
    recusing.require_working(user, case)


def require_administrator(user: Any, case: Case) -> None:
    if not is_administrator(user, case):
        raise NotAllowed(_("Only the court administrator may do this."))


def has_role_at(user: Any, court: Any) -> bool:
    """A filing clerk of that court."""
    return has_role(user, Role.FILING_CLERK, at=court)


def works_at(user: Any, case: Case) -> bool:
    """A judge or filing clerk of the court that decides."""
    return has_role(user, Role.FILING_CLERK, *JUDGES, at=case.court_id)


def reads_as_court(user: Any, case: Case) -> bool:
    """Whether the case is open to the person as the court: what was handed in, the folder. The same as a query is `queries.open_at_court`.

    Until a judge has it, the filing clerks of the court that decides and of the one where it lies (跨域立案), and the judge who is to
    sign that it is not accepted. From then on its judge and its court clerk. The administrator, who distributes cases and enters what
    the president decides, throughout. Programs do not work at a court.
    """
    if case.submitted_at is None or not is_person(user) or acting_for(user) is not None:
        return False
    if is_judge(user, case) or is_case_clerk(user, case) or is_administrator(user, case):
        return True
    if case.accepted_at is None and (is_clerk(user, case) or is_at_desk(user, case)):
        return True
    return signs_refusal(user, case)


def keeps(user: Any, case: Case) -> bool:
    """Asks fees and serves papers in this case, beside its judge: filing clerks and the administrator of the court, its court clerk."""
    return has_role(user, *EVERY_CASE, at=case.court_id) or is_case_clerk(user, case)
