"""What concerns single people: a party objects and the judge decides; the court orders that a name is not shown."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.broadcasts import policy, telling
from sharedcourt.broadcasts.actions.airing import stop_locked
from sharedcourt.broadcasts.locking import locked, note, require_state
from sharedcourt.broadcasts.models import Broadcast, HiddenName, Objection
from sharedcourt.broadcasts.states import BEFORE, ON_AIR, BroadcastState
from sharedcourt.broadcasts.stream import publishing
from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes.models import Party
from sharedcourt.hearings.models import Participant
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

# A party may object as long as something is shown, or will be.
OPEN_TO_OBJECTION = (*BEFORE, *ON_AIR, BroadcastState.ENDED, BroadcastState.REPLAY)


@transaction.atomic
def make_objection(*, by: User, broadcast: Broadcast, reason: str) -> Objection:
    """A party (or whoever acts for it) does not want the hearing shown. Until it is decided nothing is shown (LIVE 2010).

    Raises Conflict when an objection of this party waits for the judge, Invalid without a reason.
    """
    row = locked(broadcast.pk)
    party = policy.objecting_party(by, row)
    policy.require(party is not None, _("Only a party of the case may do this."))
    assert party is not None
    require_state(row, *OPEN_TO_OBJECTION)
    why = needed(reason, "reason", _("Say why the hearing should not be shown."))
    try:
        with transaction.atomic():
            made = Objection.objects.create(broadcast=row, party=party, user=by, reason=why)
    except IntegrityError as error:
        raise Conflict(_("Your objection is with the judge already.")) from error
    if row.state == BroadcastState.LIVE:
        stop_locked(row, by=None, reason=_("A party objects; the judge decides."))
    transaction.on_commit(lambda: publishing.settle(row.pk))
    note("objection.made", row, by=by, party=party.pk, reason=personal(why))
    telling.division(row, "broadcasts.objection", by=by)
    return made


@transaction.atomic
def decide_objection(*, by: User, broadcast: Broadcast, objection_id: UUID, upheld: bool, answer: str) -> Objection:
    """The presiding judge finds the reason good, and the hearing is not shown; or does not, and says why."""
    row = locked(broadcast.pk)
    policy.require(policy.is_presiding(by, row.hearing), _("Only the presiding judge may do this."))
    objection = row.objections.select_for_update(no_key=True).select_related("user").filter(pk=objection_id).first()
    if objection is None or objection.upheld is not None:
        raise Conflict(_("This objection has been decided already."))
    objection.answer = needed(answer, "answer", _("Give the reason."))
    objection.upheld, objection.decided_by, objection.decided_at = upheld, by, clock.now()
    objection.save()
    if upheld and row.state in BEFORE:
        row.reason = objection.answer
        row.withdraw()
        row.save()
        note("broadcast.withdrawn", row, by=by, reason=personal(row.reason))
    elif upheld and row.state == BroadcastState.LIVE:
        stop_locked(row, by=by, reason=objection.answer)
    transaction.on_commit(lambda: publishing.settle(row.pk))
    note("objection.decided", row, by=by, objection=objection.pk, upheld=upheld, answer=personal(objection.answer))
    telling.one(objection.user, row, "broadcasts.objection_decided", by=by)
    return objection


@transaction.atomic
def hide_name(*, by: User, broadcast: Broadcast, key: str, picture: bool = True) -> HiddenName:
    """A person's role is shown instead of the name; with `picture` neither face nor voice can be recognised.

    `key`: `party:ID` or `participant:ID`, as on the page. On air, what was composed before the order is not shown any more, now or
    in the replay: there is a gap as long as the delay.
    """
    row = locked(broadcast.pk)
    policy.require(policy.is_division(by, row.hearing) or policy.is_office(by, row))
    require_state(row, *BEFORE, *ON_AIR)
    person = _person(row, key)
    wanted: dict[str, Any] = {"broadcast": row, **person}
    if row.state in ON_AIR:
        # A face that is covered is not uncovered while people watch.
        picture = picture or row.hidden.filter(**person, picture=True).exists()
    made, _new = HiddenName.objects.update_or_create(**wanted, defaults={"picture": picture, "ordered_by": by})
    # The moment of this order, also when it only changes an earlier one.
    HiddenName.objects.filter(pk=made.pk).update(created_at=clock.now())
    publishing.withhold(row)
    note("name.hidden", row, by=by, person=key, picture=picture)
    transaction.on_commit(lambda: publishing.settle(row.pk))
    return made


@transaction.atomic
def show_name(*, by: User, broadcast: Broadcast, key: str) -> None:
    """The order is taken back. What the law itself hides stays hidden."""
    row = locked(broadcast.pk)
    policy.require(policy.is_division(by, row.hearing) or policy.is_office(by, row))
    require_state(row, *BEFORE)
    if not row.hidden.filter(**_person(row, key)).delete()[0]:
        raise Conflict(_("Nothing is ordered for this person."))
    note("name.shown", row, by=by, person=key)


def _person(row: Broadcast, key: str) -> dict[str, Party | Participant]:
    kind, _sep, pk = key.partition(":")
    try:
        wanted = UUID(pk)
    except ValueError:
        wanted = None
    found: Party | Participant | None = None
    if wanted is not None and kind == "party":
        found = Party.objects.filter(dispute=row.hearing.case.dispute_id, pk=wanted).first()
    elif wanted is not None and kind == "participant":
        found = row.hearing.participants.filter(pk=wanted).first()
    if found is None:
        raise Invalid(_("Choose somebody of this hearing."), field="person")
    return {kind: found}
