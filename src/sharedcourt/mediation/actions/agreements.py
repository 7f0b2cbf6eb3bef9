"""The agreement: made from the plan, confirmed by all, signed, sealed. One current version; a changed word voids everything."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import ActionRefused, Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes import handover
from sharedcourt.disputes.queries import parties_of, without_consent
from sharedcourt.disputes.states import DisputeState
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SignatureSlot, SigningFile
from sharedcourt.law import mediation_rules as rules
from sharedcourt.law.agreement_lint import Finding, agreement_lint, has_errors
from sharedcourt.law.agreements import AgreementTerms, Lang
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import personal
from sharedcourt.mediation import live, policy, roles, telling
from sharedcourt.mediation import plans as arithmetic
from sharedcourt.mediation.actions import apart, performing, plans
from sharedcourt.mediation.actions.locking import locked, note, require_state
from sharedcourt.mediation.actions.sessions import current_facts, facts_confirmed, lead_to
from sharedcourt.mediation.actors import require_signatory, role_label, signatories
from sharedcourt.mediation.agreement_text import agreement_payload, terms_of, text_hash
from sharedcourt.mediation.models import AgreementVersion, Case, ChangeRequest, Confirmation, Plan
from sharedcourt.mediation.states import CURRENT, CaseState, MeetingState, VersionState
from sharedcourt.mediation.steps import Step
from sharedcourt.people.actions import identity_level, identity_of
from sharedcourt.people.models import IdentityLevel, User

KIND = handover.AGREEMENT_KIND
TEMPLATE = "mediation/typst/agreement.typ"


class LintRefused(Invalid):
    """The text could not be enforced as it stands; `findings` say what to put right."""

    def __init__(self, findings: list[Finding]) -> None:
        lang: Lang = "zh" if (translation.get_language() or "zh").startswith("zh") else "en"
        super().__init__(
            " ".join(finding.text(lang) for finding in findings if finding.severity == "error"), field="terms"
        )  # type: ignore[arg-type]
        self.findings = findings


def draft_terms(case: Case) -> AgreementTerms:
    """The terms that the present plan and undisputed facts make. Raises Invalid."""
    plan = Plan.objects.filter(case=case).first()
    if plan is None:
        raise Invalid(_("Work out a payment plan first."), field="plan")
    inputs = arithmetic.clean(plan.inputs)
    facts = current_facts(case)
    agreed = list(facts.facts) if facts is not None and facts_confirmed(facts, case) else []
    try:
        return terms_of(
            case, parties_of(case.dispute), inputs, plans.compute(case, inputs), facts=agreed, on=clock.today()
        )
    except LawError as error:
        raise arithmetic.refused(error) from error


def findings(case: Case) -> list[Finding]:
    """What the lint says of the present plan."""
    return agreement_lint(draft_terms(case))


def current_version(case: Case) -> AgreementVersion | None:
    """The version that is being confirmed, signed, or in effect."""
    return case.versions.filter(state__in=CURRENT).select_related("signing_file").order_by("-number").first()


@transaction.atomic
def make_version(*, by: User, case: Case, revision: int) -> AgreementVersion:
    """Turn the plan of that revision into the agreement's next version. Earlier confirmations and signatures are void.

    The same text again gives the version that is there. Raises LintRefused when a court could not enforce it, Conflict when the
    plan has changed since or the agreement is already signed by all.
    """
    row = locked(case)
    policy.require_mediator(by, row)
    require_state(row, CaseState.MEDIATING, CaseState.SIGNING)
    apart.require_together(row, by)
    plan = Plan.objects.filter(case=row).first()
    if plan is None:
        raise Invalid(_("Work out a payment plan first."), field="plan")
    if plan.revision != revision:
        raise Conflict(
            _("The plan has been changed meanwhile. Look at it again, then make the agreement."), field="revision"
        )
    terms = draft_terms(row)
    found = agreement_lint(terms)
    if has_errors(found):
        raise LintRefused(found)
    digest = text_hash(terms)
    current = current_version(row)
    if current is not None and current.text_sha256 == digest:
        return current
    if current is not None:
        supersede(row, current, by=by, reason=_("The text was changed."))
    number = (row.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = AgreementVersion.objects.create(  # type: ignore[misc]
        case=row,
        number=number,
        terms=terms.to_json(),
        text_sha256=digest,
        plan_revision=revision,
        made_by=by,
    )
    if current is not None:
        ChangeRequest.objects.filter(version=current, answered_at=None).update(answered_at=clock.now())
    note("mediation.version.made", row, by=by, subject=version, number=number, text_sha256=digest)
    lead_to(row, Step.AGREEMENT)
    telling.tell(telling.people(row), "mediation.version", row, by=by, number=number, link=_link(row))
    live.changed(row, "agreement")
    return version


def _link(case: Case) -> str:
    """Where people read and sign: the panel of the present or last meeting, else the case."""
    from django.urls import reverse

    meeting = case.meetings.filter(state__in=[MeetingState.FIXED, MeetingState.HELD]).order_by("-created_at").first()
    if meeting is None:
        return reverse("mediation:case", args=[case.pk])
    return reverse("mediation:panel", args=[meeting.pk])


def supersede(case: Case, version: AgreementVersion, *, by: User | None, reason: str) -> None:
    """This text no longer counts. Raises Conflict when every party has signed it already: then it binds (ODMR 19)."""
    file = None
    if version.signing_file is not None:
        file = SigningFile.objects.select_for_update().get(pk=version.signing_file_id)  # type: ignore[misc]
    fresh = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if fresh.parties_signed_at is not None:
        raise Conflict(_("Every party has signed: the agreement binds and cannot be changed or left any more."))
    if file is not None:
        documents.supersede(by=by, signing_file=file, reason=reason)
    signed = SignatureSlot.objects.filter(signing_file=version.signing_file_id, signed_at__isnull=False).count()
    fresh.supersede()
    fresh.save()
    if case.state == CaseState.SIGNING:
        case.reopen()
        case.save()
        if case.dispute.state == DisputeState.SIGNING:
            disputes.advance(by=None, dispute=case.dispute, transition="reopen")
    note(
        "mediation.version.superseded",
        case,
        by=by,
        subject=fresh,
        number=fresh.number,
        void_confirmations=fresh.confirmations.count(),
        void_signatures=signed,
    )
    telling.tell(telling.people(case), "mediation.superseded", case, by=by, link=_link(case))


@transaction.atomic
def confirm(*, by: User, version: AgreementVersion, text_sha256: str) -> Confirmation:
    """A party confirms the text it has read (`text_sha256`). The last confirmation opens the signing.

    Confirming twice changes nothing. Raises Conflict when another text has taken its place, NotAllowed without special authority.
    """
    row = locked(version.case)
    actor = require_signatory(by, row.dispute)
    fresh = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if fresh.state not in CURRENT or fresh.text_sha256 != text_sha256:
        raise Conflict(_("The text has just been changed. Read the new version, then confirm."))
    earlier = Confirmation.objects.filter(version=fresh, user=actor.user).first()
    if earlier is not None:
        return earlier
    if fresh.state != VersionState.PROPOSED:
        raise Conflict(_("This version is being signed already."))
    confirmation = Confirmation.objects.create(version=fresh, user=actor.user)
    note("mediation.version.confirmed", row, by=by, subject=fresh, number=fresh.number, text_sha256=fresh.text_sha256)
    done = set(fresh.confirmations.values_list("user_id", flat=True))
    if all(each.user.pk in done for each in signatories(row.dispute, everyone=False)):
        _open_signing(row, fresh, by=by)
    live.changed(row, "agreement")
    return confirmation


def _require_all_agreed(case: Case) -> None:
    missing = without_consent(case.dispute).first()
    if missing is not None:
        message = _("%(party)s has not agreed to online mediation yet.")
        raise Invalid(message % {"party": role_label(missing)}, field="parties")


def _open_signing(case: Case, version: AgreementVersion, *, by: User) -> None:
    """Fix the text in a file that the parties and the mediator sign in any order, and the organisation seals."""
    people = signatories(case.dispute)
    _require_all_agreed(case)
    mediator = case.mediator
    if mediator is None:
        raise Conflict(_("The mediator is not confirmed at present; the agreement can be confirmed when one is."))
    if any(identity_level(each.user, case.dispute_id) < IdentityLevel.COMPARED for each in people):
        raise Conflict(_("Somebody's identity has not been compared yet; the mediator does this on camera."))
    terms = AgreementTerms.from_json(version.terms)
    parties = list(parties_of(case.dispute))
    payload = agreement_payload(
        case, terms, parties, number=version.number, identities=_identities(case, [each.user for each in people])
    )
    signers = [SignerSpec(each.user, roles.printed(each.role), each.side, each.role) for each in people]
    signers.append(SignerSpec(mediator, roles.printed(roles.MEDIATOR), role=roles.MEDIATOR))
    file = documents.open_for_signing(
        by=by,
        kind=KIND,
        scope=case.dispute_id,
        template=TEMPLATE,
        payload=payload,
        signers=signers,
        sealer=case.organisation,
        title=f"调解协议书 {terms.number}",
    )
    version.signing_file = file
    version.open_signing()
    version.save()
    case.open_signing()
    case.save()
    disputes.advance(by=None, dispute=case.dispute, transition="open_signing")
    note("mediation.version.opened_for_signing", case, by=by, subject=version, number=version.number)
    lead_to(case, Step.SIGNING)
    telling.tell(telling.everyone(case), "mediation.signing", case, link=_link(case))


def _identities(case: Case, users: list[User]) -> dict[UUID, str]:
    from sharedcourt.people.models import Verification

    words: dict[UUID, str] = {}
    with translation.override("zh-hans"):
        for user in users:
            level, method = identity_of(user, case.dispute_id)
            label = IdentityLevel(level).label if not method else Verification.Method(method).label
            words[user.pk] = str(label)
    return words


@transaction.atomic
def request_change(*, by: User, version: AgreementVersion, text: str) -> ChangeRequest:
    """A party asks for other words; the mediator answers with a new version, or talks."""
    row = locked(version.case)
    actor = require_signatory(by, row.dispute)
    fresh = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if fresh.state not in {VersionState.PROPOSED, VersionState.SIGNING}:
        raise Conflict(_("The text has just been changed. Read the new version."))
    apart.require_together(row, by)
    kept = needed(text, "text", _("Write what should be different."))
    request = ChangeRequest.objects.create(version=fresh, user=actor.user, text=kept)
    note("mediation.version.change_asked", row, by=by, subject=request, number=fresh.number, text=personal(kept))
    live.changed(row, "agreement")
    return request


def sign(
    *, by: User, version: AgreementVersion, strokes: Any, intends: bool, device: str = "", address: str = ""
) -> SignatureSlot:
    """Sign the file of this version; `intends`: the person has ticked that this is their will.

    Signing twice gives the first signature. The last one brings the seal (if it is put on automatically) and the effect.
    """
    fresh = AgreementVersion.objects.select_related("case__dispute", "signing_file").get(pk=version.pk)
    if fresh.signing_file is None or fresh.state not in {VersionState.SIGNING, VersionState.EFFECTIVE}:
        raise Conflict(_("The text has changed: this version can no longer be signed."))
    require_may_sign(by, fresh.signing_file)
    slot = documents.sign(
        by=by, signing_file=fresh.signing_file, strokes=strokes, intends=intends, device=device, address=address
    )
    live_case = fresh.case
    with transaction.atomic():
        live.changed(live_case, "signatures")
    return slot


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """Through whatever door the agreement is signed: by a party or an agent with special authority (CPL 62), or the mediator."""
    case = Case.objects.select_related("dispute").get(dispute=signing_file.scope)
    if not policy.is_mediator(by, case):
        require_signatory(by, case.dispute)


# ---------- what the document room tells us, inside its transaction


def signature_added(*, file_id: UUID, slot_id: str, at: datetime) -> None:
    """Keep the moments that matter: all parties have signed (ODMR 19), the mediator has signed (PML 29).

    Told inside the signing, just before the slot itself is written; `at` is its moment.
    """
    version = AgreementVersion.objects.select_related("case").filter(signing_file=file_id).first()
    if version is None:
        return
    signed = {
        slot.pk: at if str(slot.pk) == slot_id else slot.signed_at
        for slot in SignatureSlot.objects.filter(signing_file=file_id)
    }
    sides = dict(SignatureSlot.objects.filter(signing_file=file_id).values_list("pk", "side"))
    parties = [moment for pk, moment in signed.items() if sides[pk]]
    mediators = [moment for pk, moment in signed.items() if not sides[pk]]
    if version.parties_signed_at is None and all(parties):
        version.parties_signed_at = max(moment for moment in parties if moment)
    if version.mediator_signed_at is None and mediators and all(mediators):
        version.mediator_signed_at = max(moment for moment in mediators if moment)
    version.save(update_fields=["parties_signed_at", "mediator_signed_at"])
    live.changed(version.case, "signatures")


def all_signed(*, file_id: UUID) -> None:
    """Nobody is left to sign: the seal follows after the commit, when that is the organisation's way."""
    version = AgreementVersion.objects.filter(signing_file=file_id).first()
    if version is not None and settings.SHAREDCOURT_SEAL_AUTOMATICALLY:
        version_id = version.pk
        transaction.on_commit(lambda: seal_quietly(version_id), robust=True)


def seal_quietly(version_id: UUID) -> None:
    """Seal by the system; what fails now is tried again by the scheduled work."""
    try:
        seal(by=None, version=AgreementVersion.objects.select_related("case").get(pk=version_id))
    except ActionRefused:
        return


def seal(*, by: User | None, version: AgreementVersion) -> AgreementVersion:
    """Put the organisation's seal on what all have signed: the agreement's form is complete. Sealing twice changes nothing.

    Call it outside a transaction. The case is concluded by `sealed`, in the transaction that puts the seal on.
    """
    fresh = AgreementVersion.objects.select_related("signing_file", "case").get(pk=version.pk)
    if by is not None:
        policy.require_manager(by, fresh.case)
    if fresh.signing_file is None:
        raise Conflict(_("This version is not open for signing."))
    documents.seal(by=by, signing_file=fresh.signing_file)
    fresh.refresh_from_db()
    return fresh


def sealed(*, file_id: UUID, by: User | None) -> None:
    """The seal is on (by our own action, or on the document's page): the case is concluded."""
    version = AgreementVersion.objects.select_related("case").filter(signing_file=file_id).first()
    if version is not None:
        _conclude(locked(version.case), version.pk, by=by)


def _conclude(case: Case, version_id: UUID, *, by: User | None) -> None:
    version = AgreementVersion.objects.select_for_update(of=("self",)).select_related("signing_file").get(pk=version_id)
    if version.state == VersionState.EFFECTIVE:
        return
    if version.parties_signed_at is None or version.signing_file is None:
        raise NotAllowed(_("Not everyone has signed yet."))
    version.sealed_at = version.signing_file.sealed_at or clock.now()
    version.take_effect()
    version.save()
    performing.keep_days(version)
    case.conclude()
    case.ended_at = clock.now()
    case.end_reason = int(rules.TerminationReason.AGREED)
    case.confirmation_due = rules.confirmation_deadline(effective_on(version))
    case.save()
    disputes.advance(by=None, dispute=case.dispute, transition="take_effect")
    note(
        "mediation.version.effective",
        case,
        by=by,
        subject=version,
        number=version.number,
        parties_signed_at=version.parties_signed_at,
        mediator_signed_at=version.mediator_signed_at,
        sealed_at=version.sealed_at,
        confirmation_due=case.confirmation_due,
        sha256=version.signing_file.current_file.sha256,
    )
    note("mediation.case.concluded", case, by=by, reason=case.end_reason)
    lead_to(case, Step.DONE)
    telling.tell(telling.everyone(case), "mediation.concluded", case, due=case.confirmation_due, link=_link(case))
    live.changed(case, "signatures")


def effective_on(version: AgreementVersion) -> Any:
    """The day from which the 30 days for confirmation are safely counted, in China."""
    assert version.parties_signed_at is not None
    local = clock.local
    return rules.earliest_effect(
        local(version.parties_signed_at).date(),
        local(version.mediator_signed_at).date() if version.mediator_signed_at else None,
        local(version.sealed_at).date() if version.sealed_at else None,
    )


@transaction.atomic
def parties_changed(*, dispute_id: UUID, reason: str) -> None:
    """Other parties mean other words: the present version no longer counts, everyone reads and signs the next one.

    Raises Conflict when every party has signed: what binds them is not changed by naming another.
    """
    case = Case.objects.filter(dispute=dispute_id).first()
    if case is None:
        return
    row = locked(case)
    if row.state in {CaseState.MEDIATING, CaseState.SIGNING}:
        _back_to_the_plan(row, by=None, reason=reason)


def mediator_replaced(case: Case, *, by: User | None) -> None:
    """A text that names the former mediator is not put to anybody any more."""
    _back_to_the_plan(case, by=by, reason=_("Another mediator takes over."))


def _back_to_the_plan(case: Case, *, by: User | None, reason: str) -> None:
    current = current_version(case)
    if current is not None and current.state != VersionState.EFFECTIVE:
        supersede(case, current, by=by, reason=reason)
        lead_to(case, Step.PLAN)
        live.changed(case, "agreement")
