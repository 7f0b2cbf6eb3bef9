"""Lists over the API: `limit` and `offset` in, `count` and `items` out, a fixed number of queries however long the list is."""

from collections.abc import Callable, Sequence
from typing import Any, overload

from django.db.models import QuerySet
from ninja import Field
from ninja.pagination import LimitOffsetPagination

MOST_SKIPPED = 1_000_000_000  # no list is longer, and databases count no further than their integers


class Pages(LimitOffsetPagination):
    """`limit` and `offset`, both bounded (`NINJA_PAGINATION_CLASS`)."""

    class Input(LimitOffsetPagination.Input):
        offset: int = Field(0, ge=0, le=MOST_SKIPPED)


class Each(Sequence[Any]):
    """Rows of a query, described one by one only when their page is asked for.

    What describing needs of other tables belongs into the query (`select_related`, `prefetch_related`).
    """

    def __init__(self, rows: "QuerySet[Any, Any]", describe: Callable[[Any], Any]) -> None:
        self.rows, self.describe = rows, describe

    def __len__(self) -> int:
        return self.rows.count()

    @overload
    def __getitem__(self, place: int) -> Any: ...

    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self.describe(row) for row in self.rows[place]]
        return self.describe(self.rows[place])
