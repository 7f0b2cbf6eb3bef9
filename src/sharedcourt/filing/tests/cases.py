"""Cases for tests: made through the actions that people use, from the worked dispute of `disputes.tests.worked`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import parties_of
from sharedcourt.disputes.tests import worked
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases import actions
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint import actions as pleading
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.mediation.tests.stage import STROKES
from sharedcourt.people import cast
from sharedcourt.people.models import Organisation, User

LUCHENG, HAISHU = "330302", "330203"
ADDRESS: dict[str, Any] = {
    "receiver": "周启明",
    "address": "示范市鹿城区示范路1号",
    "phone": cast.OFFICER.phone,
    "e_service": True,
    "judgments_too": True,
}


def homes(dispute: Dispute, *, defendant: str = LUCHENG) -> dict[UUID, str]:
    """The bank at Lucheng, the others where they are said to be."""
    return {party.pk: LUCHENG if party.side == "applicant" else defendant for party in parties_of(dispute)}


def court() -> Organisation:
    """The court of Lucheng, with its clerk, judge and administrator."""
    for member in (cast.FILING_CLERK, cast.JUDGE, cast.COURT_ADMINISTRATOR):
        cast.person(member)
    return cast.organisation(cast.COURT)


def begun_case(dispute: Dispute | None = None, **more: Any) -> Case:
    """The officer has begun a case on a draft dispute at the court of Lucheng."""
    found = dispute or worked.draft()
    facts = {"court": court(), "homes": homes(found), **more}
    return actions.begin(by=cast.person(cast.OFFICER), dispute=found, **facts)


# What nobody has said of the worked loan before it goes to court.
REST = {
    "service_electronic": "yes",
    "collateral": "no",
    "guaranteed": "no",
    "security_claimed": "no",
    "forum_agreed": "no",
    "preserved": "no",
}


def sign_plaint(case: Case, by: User, answers: dict[str, Any], on_commit: Callable[..., Any]) -> Plaint:
    """Begun, filled in, drawn up and signed by one person."""
    plaint = pleading.begin_plaint(by=by, case=case)
    plaint = pleading.save(by=by, pleading=plaint, answers=answers)
    plaint = pleading.draw_up(by=by, pleading=plaint)
    assert plaint.file is not None
    with on_commit(execute=True):
        documents.sign(by=by, signing_file=plaint.file, strokes=STROKES, intends=True)
    return Plaint.objects.get(pk=plaint.pk)


def submitted_case(dispute: Dispute | None = None, **more: Any) -> Case:
    """The same, handed in, as the bank's program does: its elements stand for the plaint."""
    case = begun_case(dispute, **more)
    return actions.submit(by=cast.person(cast.OFFICER), case=case, declared=True, address=ADDRESS, without_plaint=True)


def accepted_case(dispute: Dispute | None = None, procedure: str = "summary", **more: Any) -> Case:
    """The same, accepted with a number and a judge. The defendant has not joined yet: see `with_defendant`."""
    case = submitted_case(dispute, **more)
    return actions.accept(by=cast.person(cast.FILING_CLERK), case=case, procedure=procedure)


def with_defendant(case: Case, member: cast.Member = cast.BORROWER) -> Case:
    """The defendant of an accepted case has proved who they are."""
    fresh = Case.objects.select_related("dispute").get(pk=case.pk)
    disputes.join(by=cast.person(member), dispute=fresh.dispute, name=member.name, resident_id=member.resident_id)
    return fresh


def failed_mediation() -> Dispute:
    """Asked for, joined by the borrower, ended without agreement for a refusal (ODMR 25)."""
    dispute, _party = worked.joined()
    return disputes.advance(by=None, dispute=dispute, transition="terminate", reason=3)
