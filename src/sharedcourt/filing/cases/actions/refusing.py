"""A ruling not to accept: drawn up, signed by judge and clerk, sealed, served (CPL 126, 157)."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import rulings
from sharedcourt.filing.cases import papers, policy, queries, telling
from sharedcourt.filing.cases.locking import locked, note, require_state
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.models import Service
from sharedcourt.law.filing import Refusal
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for

RULING_KIND = "filing.case_refusal"


@transaction.atomic
def refuse(*, by: User, case: Case, ground: str, reasons: str) -> Case:
    """Draw up the ruling not to accept, for a ground of CPL 122 or 127; it counts once signed and sealed.

    It is signed by a judge of the court, the one with the fewest open cases, and by the clerk who drew it up.
    """
    row = locked(case)
    policy.require_deciding(by, row)
    require_state(row, CaseState.SUBMITTED)
    if ground not in set(Refusal):
        raise Invalid(_("Choose one of the grounds."), field="ground")
    if ground == Refusal.NOT_CORRECTED and not row.corrections.exists():
        raise Invalid(_("The plaintiff has not been asked to correct anything yet."), field="ground")
    judge = rulings.draw_up_refusal(
        row,
        by=by,
        judge=queries.next_judge(row),
        ground=ground,
        reasons=needed(reasons, "reasons", _("Write down why, so that the plaintiff understands.")),
        kind=RULING_KIND,
        title="民事裁定书",
        payload=papers.refusal,
    )
    note("filing.case.refusal_drawn_up", row, by=by, ground=ground, judge=judge.pk, reasons=personal(row.reasons))
    telling.tell([judge], "filing.case_refusal_to_sign", row, by=by)
    return row


@transaction.atomic
def take_refusal_back(*, by: User, case: Case) -> Case:
    """Clerk or signing judge take the ruling back before both have signed it; the review goes on, what one had signed counts not."""
    row = locked(case)
    if not policy.decides(by, row) and not signs(by, row):
        raise NotAllowed(_("Only who draws up or signs the ruling may take it back."))
    require_state(row, CaseState.REFUSING)
    rulings.take_refusal_back(row, by=by)
    note("filing.case.refusal_taken_back", row, by=by)
    return row


def signs(user: User, case: Case) -> bool:
    """Whether the person is one of those who sign the ruling."""
    return rulings.signs(user, case.ruling)


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """The ruling is signed by the judge and the clerk it names, as long as they have that office there."""
    case = Case.objects.filter(ruling=signing_file).select_related("dispute", "ruling").first()
    if case is None or not signs(by, case) or not policy.works_at(by, case):
        raise NotAllowed(_("Only those whom the ruling names sign it."))
    require_state(case, CaseState.REFUSING)


def ruling_signed(*, file_id: UUID) -> None:
    """The court's seal follows after the commit."""
    if Case.objects.filter(ruling=file_id).exists():
        rulings.seal_after_commit(file_id)


def sealed(*, file_id: UUID) -> None:
    """The ruling is complete: it is served on the plaintiff's side at once (ODLR 31)."""
    found = Case.objects.filter(ruling=file_id, state=CaseState.REFUSING).first()
    if found is None:
        return
    row = locked(found)
    assert row.ruling is not None
    row.refuse()
    row.ended_at = clock.now()
    row.save()
    note("filing.case.refused", row, by=None, ground=row.ground, sha256=row.ruling.current_file.sha256)
    for user, party, confirmed in queries.to_be_served(row):
        service = rulings.served(user=user, confirmed=confirmed, case=row, party=party, file=row.ruling)
        note("filing.ruling.reached", row, by=None, subject=service, basis=service.basis)
    telling.tell(queries.plaintiffs(row), "filing.case_refused", row, court=row.court.name)


def unread(case: Case, user: User) -> QuerySet[Service]:
    """The ruling of refusal in the person's account, while they have not opened it."""
    return Service.objects.filter(case=case, file=case.ruling_id, file__isnull=False, user=user, opened_at=None)


def read(by: User, signing_file: SigningFile) -> None:
    """A person reads the ruling, whatever way they came to it."""
    case = Case.objects.filter(ruling=signing_file).first()
    if case is not None and unread(case, by).exists():
        opened(by=by, case=case)


def opened(*, by: User, case: Case) -> None:
    """Whoever opens the page after the ruling has received it, in person; the first time counts (ODLR 31)."""
    if acting_for(by) is not None:
        return
    with transaction.atomic():
        row = locked(case)
        for service in unread(row, by).select_for_update(no_key=True):
            service.opened_at = clock.now()
            service.save(update_fields=["opened_at"])
            note("filing.ruling.opened", row, by=by, subject=service)
