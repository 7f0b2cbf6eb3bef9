"""What leaves this room for others: the agreement in effect (`disputes.handover`)."""

from sharedcourt.disputes import handover
from sharedcourt.disputes.models import Dispute
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.mediation.actions.agreements import current_version, effective_on
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


def register() -> None:
    handover.register(agreement)
