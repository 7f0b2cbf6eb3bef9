"""What begins with service: the fifteen days for the answer, from the day on which the plaint counts as served (CPL 128)."""

from sharedcourt.disputes.models import Party, Side
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.filing.folder.actions import deadlines
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import queries


def count(case: Case, party: Party, file: SigningFile) -> None:
    """Set, move or drop the day by which a defendant answers, as service of the plaint stands now; other papers change nothing.

    Inside the transaction in which something became known of the service.
    """
    if file.pk != case.plaint_id or party.side != Side.RESPONDENT or case.state not in ON_TRIAL:
        return
    day = queries.served_on(case, party, file)
    if day is None:
        deadlines.answer_not_expected(case=case, party=party)
    else:
        deadlines.answer_expected(case=case, party=party, served_on=day)


def of(service: Service) -> None:
    """The same after a service has changed; a paper that was served in a confirmation begins no period."""
    if service.case is not None and service.party is not None:
        count(service.case, service.party, service.file)
