"""Who may do what with a bill. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes import policy as disputes
from sharedcourt.disputes.models import Side
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases import recusing
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees.models import Bill
from sharedcourt.people.policy import acting_for, is_person


def pays(user: Any, bill: Bill) -> bool:
    """For the plaintiffs' side any plaintiff, an agent of one, or an officer of the institution that sues; else who acts for the payer."""
    if bill.payer.side == Side.APPLICANT:
        return cases.is_plaintiff(user, bill.case)
    return is_person(user) and disputes.acts_for(user, bill.payer)


def keeps(user: Any, case: Case) -> bool:
    """Looks after the fees of this case. Programs do not."""
    return is_person(user) and acting_for(user) is None and cases.keeps(user, case)


def is_judge(user: Any, case: Case) -> bool:
    """The judge who tries this very case."""
    return acting_for(user) is None and cases.is_judge(user, case)


def decides(user: Any, case: Case) -> bool:
    """Decides on relief and on what follows when nothing is paid: the judge of the case, or the court's administrator."""
    return is_judge(user, case) or (keeps(user, case) and cases.is_administrator(user, case))


def require_payer(user: Any, bill: Bill) -> None:
    if not pays(user, bill):
        raise NotAllowed(_("Only who pays the bill may do this."))


def require_court(user: Any, case: Case) -> None:
    if not keeps(user, case) and not is_judge(user, case):
        raise NotAllowed(_("Only the court may do this."))
    recusing.require_working(user, case)


def require_decider(user: Any, case: Case) -> None:
    if not decides(user, case):
        raise NotAllowed(_("Only the judge of the case or the court administrator may do this."))
    recusing.require_working(user, case)
