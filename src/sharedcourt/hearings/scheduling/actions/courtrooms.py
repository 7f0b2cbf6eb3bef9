"""Virtual courtrooms of a court, opened and closed by its administrator."""

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings import policy
from sharedcourt.hearings.models import Courtroom
from sharedcourt.hearings.states import HOLDING
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import Organisation, User

LONGEST_NAME = 60


@transaction.atomic
def open_courtroom(*, by: User, court: Organisation, name: str) -> Courtroom:
    """A virtual courtroom (互联网法庭) of the court, or one that was closed, again."""
    if not policy.administers(by, court):
        raise NotAllowed(_("Only the court administrator may do this."))
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        raise Invalid(_("Enter a name of at most sixty characters."), field="name")
    row = Courtroom.objects.select_for_update(no_key=True).filter(court=court, name=wanted).first()
    if row is not None and row.is_open:
        return row
    if row is None:
        try:
            with transaction.atomic():
                row = Courtroom.objects.create(court=court, name=wanted)
        except IntegrityError as error:
            raise Conflict(_("A courtroom of this name has just been opened."), field="name") from error
    else:
        row.is_open = True
        row.save(update_fields=["is_open"])
    record("hearings.courtroom.opened", by=by, subject=row, court=court.pk)
    return row


@transaction.atomic
def close_courtroom(*, by: User, courtroom: Courtroom) -> Courtroom:
    """Take it out of use; refused while a hearing is to be held in it."""
    if not policy.administers(by, courtroom.court_id):
        raise NotAllowed(_("Only the court administrator may do this."))
    row = Courtroom.objects.select_for_update(no_key=True).get(pk=courtroom.pk)
    if not row.is_open:
        return row
    if row.hearings.filter(state__in=HOLDING, ends_at__gt=clock.now()).exists():
        raise Conflict(_("Hearings are to be held in this courtroom. Move them first."))
    row.is_open = False
    row.save(update_fields=["is_open"])
    record("hearings.courtroom.closed", by=by, subject=row, court=row.court_id)
    return row
