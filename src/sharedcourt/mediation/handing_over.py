"""What leaves this room for others: the agreement in effect, and facts that all confirmed (`disputes.handover`)."""

from sharedcourt.core import clock
from sharedcourt.disputes import handover
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import parties_of
from sharedcourt.disputes.states import DisputeState
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.plans import Receipt
from sharedcourt.mediation.actions.agreements import current_version, effective_on
from sharedcourt.mediation.actions.sessions import current_facts, facts_confirmed
from sharedcourt.mediation.actors import signatories
from sharedcourt.mediation.models import Case
from sharedcourt.mediation.roles import printed
from sharedcourt.mediation.states import CaseState, VersionState


def agreement(dispute: Dispute) -> handover.Agreement | None:
    """The agreement of a mediation that has concluded, with one person per party who signs."""
    case = Case.objects.select_related("organisation", "dispute").filter(dispute=dispute).first()
    if case is None or case.state != CaseState.CONCLUDED:
        return None
    version = current_version(case)
    if version is None or version.state != VersionState.EFFECTIVE or version.signing_file is None:
        return None
    return handover.Agreement(
        file=version.signing_file,
        terms=AgreementTerms.from_json(version.terms),
        organisation=case.organisation,
        effective_on=effective_on(version),
        signers=tuple(
            SignerSpec(actor.user, printed(actor.role, ""), side=actor.side, role=actor.role)
            for actor in signatories(dispute, everyone=False)
        ),
    )


def performance(dispute: Dispute) -> handover.Performance | None:
    """What the creditor has entered as received, and whether the agreement has been performed."""
    case = Case.objects.select_related("dispute").filter(dispute=dispute).first()
    version = current_version(case) if case is not None else None
    if case is None or version is None or version.state != VersionState.EFFECTIVE:
        return None
    received = version.payments.filter(undone_at=None).order_by("received_on", "created_at")
    return handover.Performance(
        tuple(Receipt(each.received_on, each.amount) for each in received),
        closed=case.dispute.state == DisputeState.DONE,
    )


def undisputed_facts(dispute: Dispute) -> handover.UndisputedFacts | None:
    """The last list of undisputed facts, if every party has confirmed it: one who never came has confirmed nothing."""
    case = Case.objects.select_related("dispute").filter(dispute=dispute).first()
    listed = current_facts(case) if case is not None else None
    if case is None or listed is None or not facts_confirmed(listed, case):
        return None
    if len(signatories(dispute, everyone=False)) < parties_of(dispute).count():
        return None
    last = max(each.created_at for each in listed.confirmations.all())
    return handover.UndisputedFacts(tuple(listed.facts), clock.local(last).date())


def register() -> None:
    handover.register(agreement)
    handover.register_performance(performance)
    handover.register_facts(undisputed_facts)
