"""The counter of the court: a clerk has seen a party or agent and their document (ODLR 7(3))."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import transaction
from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.filing.cases import policy, queries
from sharedcourt.filing.cases.locking import locked
from sharedcourt.filing.cases.models import Case
from sharedcourt.people import actions as people
from sharedcourt.people.models import User, Verification


@transaction.atomic
def check_identity(*, by: User, case: Case, person_id: UUID | None, document: str, note: str = "") -> Verification:
    """Record whom the clerk has seen at the counter and which document was shown; for the stage in which the case is now.

    Only those who may know of the case: a defendant from its acceptance on. Twice in a stage changes nothing. Raises Invalid, NotAllowed.
    """
    row = locked(case)
    if not policy.sees_at_counter(by, row):
        raise NotAllowed(_("Only a clerk who has the case may do this."))
    person = next((each for _party, each in queries.people_at_counter(row) if each.pk == person_id), None)
    if person is None:
        raise Invalid(_("Choose who has come."), field="person")
    return people.record_at_counter(
        by=by, user=person, scope=row.pk, stage=row.known_state, document=document, note=note
    )
