"""Giving case numbers: per court, year and kind, one after the other without a gap (案号规定)."""

from datetime import date

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.filing.models import CaseNumber, CaseSeries
from sharedcourt.law.casenumbers import format_case_number
from sharedcourt.people.models import Organisation


def give(court: Organisation, kind: str, *, on: date) -> CaseNumber:
    """The next number of the court's series of that year and kind.

    Inside the caller's transaction, after the scope and before the ledger: the series stays locked until the end, so what is
    undone leaves no gap. Raises Conflict when the court has no code yet.
    """
    if not court.court_code:
        raise Conflict(_("This court has no court code yet. The court administrator must enter it."))
    CaseSeries.objects.get_or_create(court=court, year=on.year, kind=kind)
    series = CaseSeries.objects.select_for_update(no_key=True).get(court=court, year=on.year, kind=kind)
    series.last += 1
    series.save(update_fields=["last"])
    text = format_case_number(on.year, court.court_code, kind, series.last)
    return CaseNumber.objects.create(court=court, year=on.year, kind=kind, serial=series.last, text=text)
