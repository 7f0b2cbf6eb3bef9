"""Which procedure is proposed for a case: the province's wage is a setting, for the yearly figures are not in the law (CPL 165)."""

from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sharedcourt.core import clock
from sharedcourt.filing.cases.models import Case
from sharedcourt.law import small_claims as rules
from sharedcourt.law.jurisdiction import Level


def wages_of(province: str) -> dict[int, Decimal]:
    """Average yearly wages of a province by year, yuan; `province` are the first two digits of its divisions.

    The setting reads "33:2021=100000, 33:2022=105000". Raises ImproperlyConfigured when it does not.
    """
    found: dict[int, Decimal] = {}
    for entry in filter(None, (each.strip() for each in settings.SHAREDCOURT_AVERAGE_WAGES.split(","))):
        place, _colon, figure = entry.partition(":")
        year, _equals, wage = figure.partition("=")
        try:
            value = Decimal(wage)
            if not value.is_finite() or value <= 0:
                raise ValueError(entry)
            if place.strip() == province:
                found[int(year)] = value
        except (InvalidOperation, ValueError) as error:
            message = f"SHAREDCOURT_AVERAGE_WAGES: {entry!r} is not like 33:2021=100000"
            raise ImproperlyConfigured(message) from error
    return found


def proposed(case: Case, excluded: Collection[rules.Excluded] = ()) -> rules.Proposed:
    """The procedure that fits the case by its court, its amount and what the clerk has found (CPL 166)."""
    basic = case.court.court_level == Level.BASIC
    wages = wages_of(case.court.division[:2])
    return rules.propose(case.amount, wages, basic=basic, excluded=excluded, on=clock.today())
