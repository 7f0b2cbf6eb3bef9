"""Finding what somebody types, and the courts that the law names."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from django.db.models import Model, Q, QuerySet

from sharedcourt.filing.models import CaseNumber
from sharedcourt.people.models import Organisation

M = TypeVar("M", bound=Model)


class Competent(Protocol):
    """A competent court: its place and its level."""

    @property
    def division(self) -> str: ...

    @property
    def level(self) -> Any: ...


Court = TypeVar("Court", bound=Competent)


def named(rows: QuerySet[M], text: str, *, of: str = "") -> QuerySet[M]:
    """By case number or dispute code; both may be typed with blanks and either kind of bracket. `of` leads to who has them."""
    wanted = "".join(text.split()).replace("(", "（").replace(")", "）")
    if not wanted:
        return rows
    numbers = CaseNumber.objects.filter(text__startswith=wanted).values("pk")
    code = wanted.upper().replace("-", "")
    return rows.filter(Q(**{f"{of}number__in": numbers}) | Q(**{f"{of}dispute__code": code}))


def courts_here(found: Sequence[Court]) -> list[tuple[Court, Organisation | None]]:
    """Each competent court with the organisation that it is on this platform, None where it does not work here."""
    rows = Organisation.objects.filter(
        kind=Organisation.Kind.COURT, is_active=True, division__in=[each.division for each in found]
    )
    here = {(court.division, court.court_level): court for court in rows}
    return [(each, here.get((each.division, each.level.value))) for each in found]
