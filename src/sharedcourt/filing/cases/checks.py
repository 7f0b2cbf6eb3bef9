"""What the machine can check of a case before a person looks at it. It decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Invalid
from sharedcourt.disputes import elements
from sharedcourt.disputes.handover import undisputed_facts_of
from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import evidence_of, parties_of
from sharedcourt.documents.states import SigningState
from sharedcourt.filing.cases import courts
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import EDITABLE
from sharedcourt.people.models import IdentityLevel

OK, WARNING, ERROR = "ok", "warning", "error"


@dataclass(frozen=True)
class Check:
    """One thing looked at: what, how it stands (`ok`, `warning`, `error`), and in words."""

    key: str
    severity: str
    words: str

    @property
    def is_ok(self) -> bool:
        return self.severity == OK


Gate = Callable[[Case], None]
_gates: list[Gate] = []


def register_gate(gate: Gate) -> Gate:
    """What another package must have settled before a case is accepted: raises Conflict while it has not. Call it in `AppConfig.ready`."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


def require_open_gates(case: Case) -> None:
    """Raises Conflict while something keeps the case from being accepted."""
    for gate in _gates:
        gate(case)


def elements_complete(dispute: Dispute) -> bool:
    """Whether every element has been answered and they fit together."""
    try:
        elements.check_together(dispute.elements)
    except Invalid:
        return False
    return True


def elements_stand(case: Case) -> bool:
    """Whether complete elements can stand for the plaint: an institution's program hands in many loans alike, without one."""
    return case.dispute.applicant_id is not None and elements_complete(case.dispute)


def of(case: Case, *, without_plaint: bool = False) -> list[Check]:
    """Everything, in the order in which a clerk reads a file (CPL 122-124; 登记立案规定 4, 6).

    `without_plaint`: it is being handed in with elements in the plaint's place.
    """
    parties = list(parties_of(case.dispute))
    plaintiffs = [party for party in parties if party.side == Side.APPLICANT]
    defendants = [party for party in parties if party.side == Side.RESPONDENT]
    return [
        _plaint(case, without_plaint=without_plaint),
        _identity(plaintiffs),
        _defendants(defendants),
        _claims(case),
        _jurisdiction(case, parties),
        _service(plaintiffs),
        _authority(case, plaintiffs),
        _evidence(case),
    ]


def blocking(case: Case, *, without_plaint: bool = False) -> Check | None:
    """The first thing that keeps a case from being handed in at all; None when it can be."""
    return next((each for each in of(case, without_plaint=without_plaint) if each.severity == ERROR), None)


def _plaint(case: Case, *, without_plaint: bool) -> Check:
    if case.plaint is not None:
        signed = case.plaint.state in {SigningState.ALL_SIGNED, SigningState.SEALED}
        if signed:
            return Check("plaint", OK, _("The plaint is signed."))
        return Check("plaint", ERROR, _("The plaint has not been signed by everyone who is to sign it."))
    handed_in = case.submitted_at is not None and case.state not in EDITABLE
    if (without_plaint or handed_in) and elements_stand(case):
        return Check("plaint", OK, _("Every element has been answered; they stand for the plaint."))
    return Check("plaint", ERROR, _("There is no signed plaint. Answer its questions and sign it."))


def _identity(plaintiffs: list[Party]) -> Check:
    if not plaintiffs:
        return Check("identity", ERROR, _("There is no plaintiff."))
    for party in plaintiffs:
        if party.user is None and party.organisation is None and not party.agents.all():
            words = _("%(name)s has not said yet that they sue. Wait for the answer, or take them out.")
            return Check("identity", ERROR, words % {"name": party.name})
    for party in plaintiffs:
        if party.organisation is not None and not party.organisation.credit_code:
            return Check("identity", WARNING, _("The plaintiff's credit code is missing."))
        if party.is_person and (party.user is None or party.user.identity_level < IdentityLevel.DECLARED):
            return Check("identity", WARNING, _("The plaintiff's identity has not been checked on the platform."))
        if party.user is not None and party.user.identity_level == IdentityLevel.DECLARED:
            words = _("The plaintiff has entered name and ID number; nobody has compared them with the card.")
            return Check("identity", WARNING, words)
    return Check("identity", OK, _("The plaintiff's identity is known."))


def _defendants(defendants: list[Party]) -> Check:
    if not defendants:
        return Check("defendant", ERROR, _("There is no defendant."))
    unclear = [party for party in defendants if not _is_clear(party)]
    if unclear:
        return Check("defendant", WARNING, _("A defendant is named without an ID number, credit code or address."))
    return Check("defendant", OK, _("Every defendant can be told from others: name with number or address."))


def _is_clear(party: Party) -> bool:
    if party.organisation is not None:
        return bool(party.organisation.credit_code or party.organisation.address)
    return bool(party.name and (party.resident_id or party.credit_code or party.address))


def _claims(case: Case) -> Check:
    if case.dispute.elements.get("claims") and courts.amount_of(case.dispute):
        return Check("claims", OK, _("Claims, facts and the sum are there, and the sum has been recalculated."))
    if case.plaint is not None and case.plaint_amount is not None:
        return Check(
            "claims", OK, _("Claims, facts and the sum stand in the plaint; the sum has been worked out there.")
        )
    if case.plaint is not None:
        return Check("claims", WARNING, _("The claims stand in the plaint only; read them there."))
    return Check("claims", ERROR, _("It is not said what is claimed, or the sum cannot be calculated."))


def _jurisdiction(case: Case, parties: list[Party]) -> Check:
    homes = {UUID(key): value for key, value in dict(case.homes).items()}
    if set(homes) != {party.pk for party in parties}:
        return Check("jurisdiction", ERROR, _("The parties have changed since. Choose the court again."))
    try:
        found = courts.competence(case.dispute, homes, dict(case.clause), amount=courts.amount_in(case))
        courts.ground_for(case.court, found)
    except Invalid:
        return Check("jurisdiction", WARNING, _("By the places entered, this court does not seem to be competent."))
    if not found.level_certain:
        return Check("jurisdiction", WARNING, _("Competent by place; the level rests on a table that was not checked."))
    return Check("jurisdiction", OK, _("By the places entered, this court is competent."))


def _service(plaintiffs: list[Party]) -> Check:
    if all(hasattr(party, "service_address") for party in plaintiffs):
        return Check("service", OK, _("The plaintiff has confirmed an address for service."))
    return Check("service", WARNING, _("The plaintiff has confirmed no address for service."))


def _authority(case: Case, plaintiffs: list[Party]) -> Check:
    agents = [agent for party in plaintiffs for agent in party.agents.all()]
    if not agents:
        return Check("authority", OK, _("Nobody acts as agent."))
    if any(agent.document_id is None for agent in agents):
        return Check("authority", WARNING, _("An agent acts without a power of attorney in the file."))
    return Check("authority", OK, _("Every agent's power of attorney is in the file."))


def _evidence(case: Case) -> Check:
    count = evidence_of(case.dispute).filter(party__side=Side.APPLICANT).count()
    facts = undisputed_facts_of(case.dispute)
    words = _("Evidence: %(count)d file(s).") % {"count": count}
    if facts is not None:
        words += " " + _("Undisputed facts confirmed by all parties in mediation: %d.") % len(facts.facts)
    return Check("evidence", OK if count else WARNING, words if count else _("There is no evidence.") + " " + words)


def summary(found: list[Check]) -> dict[str, Any]:
    """How many of each severity."""
    return {severity: sum(each.severity == severity for each in found) for severity in (OK, WARNING, ERROR)}
