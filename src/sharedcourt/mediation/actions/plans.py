"""The plan on the panel: changed by the mediator, seen by all; proposals and counter-proposals as history."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict
from sharedcourt.ledger.actions import personal
from sharedcourt.mediation import elements, live, policy
from sharedcourt.mediation import plans as arithmetic
from sharedcourt.mediation.actions import apart
from sharedcourt.mediation.actions.locking import locked, note, require_state
from sharedcourt.mediation.actors import require_actor
from sharedcourt.mediation.models import Case, Plan, Proposal, SidePlan
from sharedcourt.mediation.plans import Computed
from sharedcourt.mediation.states import CaseState
from sharedcourt.people.models import User


def computed(plan: Plan | SidePlan) -> Computed:
    """What the plan comes to; raises Invalid beside a field."""
    return compute(plan.case, arithmetic.clean(plan.inputs))


def compute(case: Case, inputs: dict[str, str]) -> Computed:
    """Any inputs worked out for the case."""
    debt = elements.debt(case.dispute, arithmetic.as_of(inputs), arithmetic.costs(inputs))
    return arithmetic.compute(inputs, debt)


def _court(case: Case) -> str:
    site = case.dispute.site
    return site.court.name if site is not None else ""


@transaction.atomic
def ensure(*, by: User, case: Case) -> Plan:
    """The case's plan, begun from the loan's own figures when there is none."""
    plan = Plan.objects.filter(case=case).first()
    if plan is not None:
        return plan
    loan = elements.loan(case.dispute)
    inputs = arithmetic.first_guess(
        today=clock.today(),
        rate=loan.annual_rate,
        penalty_rate=loan.penalty_rate,
        account=elements.account(case.dispute),
        court=_court(case),
    )
    inputs["costs"] = str(case.dispute.elements.get("costs") or "0")
    try:
        with transaction.atomic():
            plan = Plan.objects.create(case=case, inputs=inputs, changed_by=by, changed_at=clock.now())  # type: ignore[misc]
    except IntegrityError:
        return Plan.objects.get(case=case)
    note("mediation.plan.begun", case, by=by, subject=plan)
    return plan


@transaction.atomic
def change_plan(
    *, by: User, case: Case, entered: Mapping[str, Any], revision: int, talk: int | None = None
) -> Plan | SidePlan:
    """Keep what the mediator entered if it can be computed. `revision` is the one the editor was shown.

    In a separate talk it goes to the plan of that talk, and the common plan stands still; `talk` is the number of the one in
    which the editor was shown.

    Raises Conflict when somebody (another tab) has changed the plan since, Invalid beside the field that cannot be computed.
    """
    row = locked(case)
    policy.require_mediator(by, row)
    require_state(row, CaseState.MEDIATING, CaseState.SIGNING)
    plan = apart.plan_to_change(row, by, talk)
    inputs = arithmetic.clean({**plan.inputs, **entered})
    if plan.inputs == inputs:
        return plan
    if plan.revision != revision:
        raise Conflict(
            _("The plan has been changed in another window. Compare, then save your values again."), field="revision"
        )
    compute(row, inputs)
    plan.before, plan.inputs = plan.inputs, inputs
    plan.revision += 1
    plan.changed_by, plan.changed_at = by, clock.now()
    if isinstance(plan, SidePlan):
        # A side that was asked was asked about another plan.
        plan.asked_at = None
        plan.save()
        note("mediation.side_plan.changed", row, by=by, subject=plan, revision=plan.revision)
        live.changed(row, "plan", circle=plan.caucus.inside)
        return plan
    plan.save()
    apart.ask_anew(row)
    note("mediation.plan.changed", row, by=by, subject=plan, revision=plan.revision)
    live.changed(row, "plan")
    return plan


@transaction.atomic
def put_proposal(*, by: User, case: Case, text: str = "") -> Proposal:
    """The mediator puts the plan as it stands to everyone; it stays in the history."""
    row = locked(case)
    policy.require_mediator(by, row)
    require_state(row, CaseState.MEDIATING)
    apart.require_together(row, by)
    plan = Plan.objects.select_for_update().get(case=row)
    latest = row.proposals.order_by("-created_at").first()
    if latest is not None and latest.revision == plan.revision and latest.by_id == by.pk:
        return latest
    compute(row, arithmetic.clean(plan.inputs))
    proposal = Proposal.objects.create(
        case=row, by=by, revision=plan.revision, inputs=plan.inputs, text=text.strip()[:1000]
    )
    note("mediation.proposal.put", row, by=by, subject=proposal, revision=plan.revision)
    live.changed(row, "proposals")
    return proposal


@transaction.atomic
def counter_proposal(*, by: User, case: Case, text: str) -> Proposal:
    """A participant says in words what they would rather have."""
    row = locked(case)
    require_actor(by, row.dispute)
    require_state(row, CaseState.MEDIATING)
    apart.require_together(row, by)
    kept = needed(text, "text", _("Write what you propose."))
    proposal = Proposal.objects.create(case=row, by=by, text=kept)
    note("mediation.proposal.countered", row, by=by, subject=proposal, text=personal(kept))
    live.changed(row, "proposals")
    return proposal
