"""Released by a person, once; corrected with versions; withdrawn with reason and trace (arts. 15 to 17)."""

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.judgments import policy, publishing
from sharedcourt.judgments.actions.deciding import require_approved
from sharedcourt.judgments.locking import changed, locked, locked_batch, note, require_revision, require_state
from sharedcourt.judgments.models import Batch, Judgment, Publication, Step, Withdrawal
from sharedcourt.judgments.states import PUBLIC, BatchState, JudgmentState
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

AT_WORK = (BatchState.SAMPLING, BatchState.RELEASING)


@transaction.atomic
def release(*, by: User, judgment: Judgment, reason: str = "", revision: int | None = None) -> Publication:
    """Publish the paper, or the notice in its place, as the rules say. A later version needs a reason.

    Raises NotAllowed; Invalid `reason`; Conflict when it is published already, belongs to a batch that is not passed, is not
    certain or answered enough, or a secret is left in it.
    """
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.DESK, JudgmentState.EXPECTED, JudgmentState.CORRECTING)
    require_revision(row, revision)
    again = row.publications.exists()
    if row.batch is not None and not again:
        raise Conflict(_("It belongs to a batch: say that it is ready, and it is released with the others."))
    why = needed(reason, "reason", _("Say what was corrected.")) if again else ""
    if why and publishing.has_secret(row, why):
        raise Invalid(
            _("Everybody reads this reason, and a secret stands in it. Say it without names and numbers."),
            field="reason",
        )
    return _release(row, by, why)


def _release(row: Judgment, by: User, reason: str) -> Publication:
    require_approved(row)
    made = publishing.publish(row, by=by, reason=reason)
    row.release()
    row.why = reason
    changed(row)
    facts = {"key": row.key, "number": made.number, "kind": made.kind, "version": made.version}
    note("released", row, by=by, publication=made.pk, reason=personal(reason) if reason else None, **facts)
    return made


@transaction.atomic
def release_of_batch(*, by: User, judgment: Judgment) -> Publication | None:
    """One of a batch that a second person has passed; None when it is released already, or not ready any more."""
    row = locked(judgment.pk)
    if row.state != JudgmentState.READY or row.batch is None or row.batch.state != BatchState.RELEASING:
        return None
    return _release(row, by, "")


@transaction.atomic
def make_ready(*, by: User, judgment: Judgment, revision: int | None = None) -> Judgment:
    """It may be released with its batch: the same is asked of it as of a release. Raises Conflict."""
    _batch_at_rest(judgment)
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.DESK)
    require_revision(row, revision)
    if row.batch is None:
        raise Conflict(_("It belongs to no batch: release it."))
    require_approved(row)
    decision = publishing.decision_of(row)
    if decision is None:
        raise Conflict(_("First say what the paper is about, so that the rules can decide."))
    if decision.published:
        publishing.require_clean(row)
    elif not decision.with_notice:
        raise Conflict(_("This paper is not published, and no notice in its place."))
    row.make_ready()
    changed(row)
    note("ready", row, by=by)
    return row


@transaction.atomic
def put_back(*, by: User, judgment: Judgment) -> Judgment:
    """Back on the desk before its batch is released. Raises Conflict while the batch is looked at or released."""
    _batch_at_rest(judgment)
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.READY)
    row.put_back()
    changed(row)
    note("back_on_desk", row, by=by)
    return row


def _batch_at_rest(judgment: Judgment) -> Batch | None:
    """The batch, locked before its papers. What was handed over does not change under the second person's eyes."""
    if judgment.batch_id is None:
        return None
    batch = locked_batch(judgment.batch_id)
    if batch.state in AT_WORK:
        raise Conflict(_("A second person is looking at samples of its batch, or the batch is being released."))
    return batch


@transaction.atomic
def correct(*, by: User, judgment: Judgment, reason: str) -> Judgment:
    """Correct what is published; the public sees the version until the next one is released."""
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.RELEASED)
    row.why = needed(reason, "reason", _("Say why it is to be corrected."))
    row.correct()
    changed(row)
    note("reopened", row, by=by, reason=personal(row.why))
    return row


@transaction.atomic
def leave(*, by: User, judgment: Judgment) -> Judgment:
    """Nothing is corrected: what is published stays."""
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.CORRECTING)
    row.leave()
    changed(row)
    note("left_as_is", row, by=by)
    return row


@transaction.atomic
def reopen(*, by: User, judgment: Judgment, reason: str) -> Judgment:
    """A withdrawn paper is corrected to be published again (art. 17), or one that was kept is decided anew."""
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.WITHDRAWN, JudgmentState.KEPT)
    row.why = needed(reason, "reason", _("Say why."))
    row.reopen()
    changed(row)
    note("reopened", row, by=by, reason=personal(row.why))
    return row


@transaction.atomic
def withdraw(*, by: User, judgment: Judgment, reason: str) -> Withdrawal:
    """Gone from the public at once: its address says on which day, the index forgets it, what it said is kept encrypted.

    Raises NotAllowed, Invalid `reason`, Conflict when nothing is published.
    """
    row = locked(judgment.pk)
    policy.require(policy.may_withdraw(by, row), _("Only the court may do this."))
    require_state(row, *PUBLIC)
    why = needed(reason, "reason", _("Say why it is withdrawn."))
    publication = publishing.put_away(row)
    if publication is None:
        raise Conflict(_("Nothing of it is published."))
    found = Withdrawal.objects.create(judgment=row, publication=publication, reason=why, at=clock.now(), by=by)
    publishing.step(row, None, Step.What.WITHDRAWN)
    row.withdraw()
    row.why = why
    changed(row)
    note("withdrawn", row, by=by, publication=publication.pk, version=publication.version, reason=personal(why))
    return found
