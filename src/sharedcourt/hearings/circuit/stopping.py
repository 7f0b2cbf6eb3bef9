"""A hearing and its stop: taking it off the stop, and telling everybody who was told of it."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.hearings import telling
from sharedcourt.hearings.circuit.models import Stop, StopHearing
from sharedcourt.hearings.locking import alone
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.places import stop_of
from sharedcourt.hearings.scheduling import calling
from sharedcourt.hearings.states import BEFORE
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User


def hold_scopes(stops: Iterable[UUID]) -> set[UUID]:
    """Hold the disputes of what is to be heard at these stops, before the ledger (`ledger.locks`); which they are."""
    coming = StopHearing.objects.filter(stop__in=list(stops), hearing__state__in=BEFORE)
    scopes = set(coming.values_list("hearing__case__dispute", flat=True))
    for scope in sorted(scopes):
        hold_scope(scope)
    return scopes


def coming_to(stop: Stop, scopes: set[UUID]) -> list[Hearing]:
    """What is still to be heard at a stop that is locked, each locked as well. Raises `Conflict` when one was added meanwhile."""
    rows = StopHearing.objects.filter(stop=stop, hearing__state__in=BEFORE).order_by("created_at")
    found = list(rows.values_list("hearing", "hearing__case__dispute"))
    if any(scope not in scopes for _hearing, scope in found):
        raise Conflict(_("Somebody has just added a hearing to this stop. Look again."))
    return [alone(pk) for pk, _scope in found]


def fits(stop: Stop, hearing: Hearing) -> bool:
    """Whether the hearing begins while the court is at the stop; one without a time may."""
    return hearing.starts_at is None or stop.starts_at <= hearing.starts_at < stop.ends_at


def leave(hearing: Hearing, *, by: User | None) -> Hearing | None:
    """Take a hearing that is locked off its stop; it has the form again that it had before. None: it was at none.

    A form that was decided meanwhile stays. Gives the hearing as it stands then; nobody is told yet.
    """
    held = StopHearing.objects.filter(hearing=hearing).first()
    if held is None:
        return None
    if hearing.form == Form.CIRCUIT:
        Hearing.objects.filter(pk=hearing.pk).update(form=held.form_before)
    stop = held.stop_id
    held.delete()
    scope = hearing.case.dispute_id
    record("hearings.circuit.detached", by=by, subject=hearing, scope=scope, hearing=hearing.pk, stop=stop)
    return alone(hearing.pk)


def leave_if_elsewhere(hearing: Hearing, *, by: User) -> Hearing:
    """A hearing that is locked has (another) time: off its stop when the court is not there then; the court is told to look at its form.

    Gives the hearing as it stands then. Whoever calls this tells everybody else.
    """
    stop = stop_of(hearing)
    if stop is None or fits(stop, hearing):
        return hearing
    row = leave(hearing, by=by) or hearing
    telling.tell(telling.at_court(row), "hearings.circuit_lost", row)
    return row


def leave_and_tell(hearing: Hearing, *, by: User) -> Hearing | None:
    """The same; everybody is told where the hearing is held now, and the clerk that its form is to be looked at."""
    row = leave(hearing, by=by)
    if row is not None:
        calling.tell_change(row, "hearings.circuit_detached", by)
        telling.tell(telling.at_court(row), "hearings.circuit_lost", row)
    return row
