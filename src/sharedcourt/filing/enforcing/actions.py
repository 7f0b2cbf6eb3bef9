"""The creditor's side of enforcement: apply, sign, correct, take back. The court's side is in `deciding`."""

from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Dispute
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import issuing
from sharedcourt.filing.enforcing import papers, policy, queries, roles, telling, titles
from sharedcourt.filing.enforcing.locking import WITH, locked, note, require_state
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.states import EDITABLE, EnforcementState
from sharedcourt.filing.enforcing.titles import Basis, Entered, Outstanding
from sharedcourt.filing.finding import courts_here
from sharedcourt.law import enforcement as rules
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import Organisation, User

LONGEST = 4000


@transaction.atomic
def apply(*, by: User, dispute: Dispute, entered: Entered) -> Enforcement:
    """Draw up the application; it goes to the court once the person who drew it up has signed it (CPL 247).

    Raises Conflict when there is nothing to enforce yet or it has been applied for, Invalid with the field, NotAllowed.
    """
    hold_scope(dispute.pk)
    row = Dispute.objects.get(pk=dispute.pk)
    policy.require_creditor(by, row)
    basis = basis_of(row)
    found, court, ground = examined(basis, entered)
    try:
        with transaction.atomic():
            made = Enforcement.objects.create(
                dispute=row,
                confirmation=basis.confirmation,
                case=basis.case,
                begun_by=by,
                **_kept(entered, found, court, ground),
            )
    except IntegrityError as error:
        raise Conflict(_("Enforcement has been applied for already.")) from error
    fresh = Enforcement.objects.select_related(*WITH).get(pk=made.pk)
    _draw(by, fresh, basis, entered, found)
    note("filing.enforcement.drawn_up", fresh, by=by, court=court.pk, ground=ground.value, amount=fresh.amount)
    return fresh


@transaction.atomic
def draw_up_again(*, by: User, enforcement: Enforcement, entered: Entered) -> Enforcement:
    """Something was changed before signing, or corrected as the court asked; sums are counted anew to this day."""
    row = locked(enforcement)
    policy.require_creditor(by, row.dispute)
    require_state(row, *EDITABLE)
    basis = basis_of(row.dispute)
    found, court, ground = examined(basis, entered)
    if row.corrections.exists() and court.pk != row.court_id:
        raise Conflict(_("A court has looked at this application. Take it back to go to another one."))
    if row.application is not None:
        documents.supersede(by=by, signing_file=row.application, reason=_("Something was to be changed."))
    for name, value in _kept(entered, found, court, ground).items():
        setattr(row, name, value)
    row.draw_up_again()
    _draw(by, row, basis, entered, found)
    note("filing.enforcement.drawn_up", row, by=by, court=court.pk, ground=ground.value, amount=row.amount)
    return row


def basis_of(dispute: Dispute) -> Basis:
    """What is enforced. Raises Conflict without a title."""
    basis = titles.of_dispute(dispute)
    if basis is None:
        raise Conflict(_("There is nothing yet that could be enforced: no confirmed agreement and no decided case."))
    return basis


def examined(basis: Basis, entered: Entered) -> tuple[Outstanding, Organisation, rules.CourtGround]:
    """What is claimed before which court. Raises Invalid with the field."""
    debtors = {party.pk for party in queries.sides(basis.dispute)[1]}
    if not entered.against or not set(entered.against) <= debtors:
        raise Invalid(_("Choose against whom enforcement is asked for."), field="against")
    for name, text in (("clues", entered.clues), ("facts", entered.facts)):
        if len(text) > LONGEST:
            raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST}, field=name)
    found = titles.outstanding(basis, entered, clock.today())
    here = courts_here(titles.courts(basis, entered.property_at))
    court, ground = titles.chosen_court(basis, entered, here)
    return found, court, ground


def _kept(entered: Entered, found: Outstanding, court: Organisation, ground: rules.CourtGround) -> dict[str, object]:
    return {
        "court": court,
        "court_ground": ground.value,
        "against": [str(pk) for pk in entered.against],
        "entered": entered.kept(),
        "items": [
            {"key": item.key, "name": list(item.name), "how": list(item.how), "amount": str(item.amount)}
            for item in found.claimed.items
        ],
        "as_of": found.claimed.as_of,
        "amount": found.claimed.total,
        "limit_on": found.limit.ends_on,
    }


def payload(basis: Basis, entered: Entered, found: Outstanding, court: Organisation, ground: str) -> dict[str, object]:
    """The application's data for its template."""
    article = next(
        each.article for each in titles.courts(basis, entered.property_at) if each.ground == rules.CourtGround(ground)
    )
    return papers.application(basis, entered, found, court=court.name, ground=ground, article=article)


def _draw(by: User, row: Enforcement, basis: Basis, entered: Entered, found: Outstanding) -> None:
    row.application = documents.open_for_signing(
        by=by,
        kind=issuing.ENFORCEMENT,
        scope=row.dispute_id,
        template=papers.APPLICATION,
        payload=payload(basis, entered, found, row.court, row.court_ground),
        signers=[SignerSpec(by, roles.PRINTED, role=roles.CREDITOR)],
        sealer=None,
        title="强制执行申请书",
    )
    row.save()


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """Signed while it is being signed, by who drew it up, while they still act for the creditor."""
    found = Enforcement.objects.select_related("dispute").filter(application=signing_file).first()
    if found is None or found.state != EnforcementState.SIGNING:
        raise Conflict(_("This application has been replaced. Sign the new one."))
    if not policy.is_creditor(by, found):
        raise NotAllowed(_("Only the creditor's side may do this."))


def signed(*, file_id: UUID) -> None:
    """The application is signed: it is with the court from this moment. What was corrected is answered."""
    found = Enforcement.objects.filter(application=file_id, state=EnforcementState.SIGNING).first()
    if found is None:
        return
    row = locked(found)
    now = clock.now()
    asked = queries.open_correction(row)
    if asked is not None:
        asked.answered_at = now
        asked.save(update_fields=["answered_at"])
    row.submitted_at, row.review_due = now, rules.review_deadline(clock.today())
    row.submit()
    row.save()
    note("filing.enforcement.submitted", row, by=None, court=row.court_id, due=row.review_due, again=asked is not None)
    telling.tell(queries.creditors(row.dispute), "filing.enforcement_submitted", row, due=row.review_due)
    telling.tell(telling.clerks(row), "filing.enforcement_to_take_in", row, due=row.review_due)


@transaction.atomic
def withdraw(*, by: User, enforcement: Enforcement) -> Enforcement:
    """Take the application back before the court has decided; it can be made again while the two years last. Twice is once."""
    row = locked(enforcement)
    policy.require_creditor(by, row.dispute)
    if row.state == EnforcementState.WITHDRAWN:
        return row
    if not policy.may_dispose(by, row.dispute):
        raise NotAllowed(_("With general authority only, an agent cannot take the application back."))
    require_state(row, EnforcementState.SIGNING, EnforcementState.SUBMITTED, EnforcementState.RETURNED)
    _end(row, by=by)
    return row


def lapse(*, enforcement: Enforcement) -> Enforcement:
    """Not corrected in time: the application is given back and this is kept on record (登记立案规定 7, 18). It can be made again."""
    with transaction.atomic():
        row = locked(enforcement)
        asked = queries.open_correction(row)
        if row.state == EnforcementState.RETURNED and asked is not None and clock.today() > asked.due:
            _end(row, by=None)
    return row


def _end(row: Enforcement, *, by: User | None) -> None:
    signing = row.state == EnforcementState.SIGNING
    row.withdraw()
    row.ended_at = clock.now()
    row.save()
    if signing and row.application is not None:
        documents.supersede(by=by, signing_file=row.application, reason=_("Taken back before signing."))
    note("filing.enforcement.withdrawn", row, by=by)
    told = [*queries.creditors(row.dispute), *(telling.clerks(row) if row.submitted_at is not None else [])]
    telling.tell(told, "filing.enforcement_withdrawn", row, by=by)
