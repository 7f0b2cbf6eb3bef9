"""Moving a dispute from state to state: the one way to do it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_fsm import TransitionNotAllowed

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.states import ENDED, SETTLED, DisputeState
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import User

OWN = {"submit", "withdraw"}  # have actions of their own, which do more than change the state
REASONS = range(1, 9)


def transitions() -> dict[str, Any]:
    """Every transition of the table by the name of its method."""
    field = Dispute._meta.get_field("state")
    return {each.name: each for each in field.get_all_transitions(Dispute)}


def locked(dispute: Dispute) -> Dispute:
    """The dispute as it stands now, for the rest of the transaction nobody else's to change."""
    return Dispute.objects.select_for_update(no_key=True).get(pk=dispute.pk)


def move(by: User | None, dispute: Dispute, name: str, facts: dict[str, Any]) -> Dispute:
    """Make a transition of the table on a locked dispute and record it. Raises `NotAllowed` and `Conflict`."""
    table = transitions()
    if name not in table:
        raise Invalid(_("There is no such step."), field="transition")
    step = table[name]
    if not policy.is_one_of(by, dispute, step.custom["who"]):
        raise NotAllowed(_("This step is not yours to take."))
    before = str(dispute.state)
    try:
        getattr(dispute, name)()
    except TransitionNotAllowed as error:
        message = _("The dispute is %(state)s now, and this step is not possible any more. Look at it again.")
        raise Conflict(message % {"state": DisputeState(before).label}) from error
    now = clock.now()
    dispute.updated_at = now
    dispute.closed_at = now if dispute.state in ENDED else None
    if dispute.state in SETTLED:
        dispute.outcome = "settled"
    dispute.save()
    record(
        step.custom["records"],
        by=by,
        subject=dispute,
        scope=dispute.pk,
        before=before,
        state=str(dispute.state),
        **facts,
    )
    return dispute


@transaction.atomic
def advance(*, by: User | None, dispute: Dispute, transition: str, **facts: Any) -> Dispute:
    """Take a step of the lifecycle (for the mediation room): `facts` go into the ledger and hold no personal data.

    `go_to_court` is for the room of filing, when a court has accepted a case that was not in mediation. `terminate` needs `reason=1…8` (ODMR 25), `give_back` takes `ground=` (ODMR 9). The given object is brought up to date.
    """
    if transition in OWN:
        raise Invalid(_("There is no such step."), field="transition")
    row = locked(dispute)
    if transition == "terminate":
        if facts.get("reason") not in REASONS:
            raise Invalid(_("Say for which of the eight reasons the mediation ends."), field="reason")
        row.termination_reason = int(facts["reason"])
        row.outcome = "terminated"
    if transition == "give_back":
        row.return_ground = str(facts.get("ground", ""))[:40]
    if transition == "go_to_court":
        row.submitted_at = row.submitted_at or clock.now()
    move(by, row, transition, facts)
    dispute.refresh_from_db()
    return dispute


@transaction.atomic
def change_mediation_organisation(*, by: User | None, dispute: Dispute, organisation: Any) -> Dispute:
    """Another organisation is asked (the former declined, was silent, or the parties chose anew): it sees the dispute now."""
    row = locked(dispute)
    if by is not None and not (policy.is_applicant(by, row) or policy.is_organisation(by, row)):
        raise NotAllowed(_("This step is not yours to take."))
    if row.state not in {DisputeState.SUBMITTED, DisputeState.OFFERED}:
        raise Conflict(_("The dispute has been accepted already."))
    if organisation.kind != organisation.Kind.MEDIATION or not organisation.is_active:
        raise Invalid(_("Choose a mediation organisation."), field="mediation_organisation")
    if row.mediation_organisation_id == organisation.pk:
        return dispute
    former = row.mediation_organisation_id
    row.mediation_organisation = organisation
    row.updated_at = clock.now()
    row.save(update_fields=["mediation_organisation", "updated_at"])
    record("disputes.dispute.reassigned", by=by, subject=row, scope=row.pk, former=former, organisation=organisation.pk)
    dispute.refresh_from_db()
    return dispute
