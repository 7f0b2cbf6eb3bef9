"""Tables as CSV files."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse


class Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, value: str) -> str:
        return value


def csv_response(rows: Iterable[list[Any]], name: str) -> StreamingHttpResponse:
    """A CSV file that Excel opens with the right characters; formulas in cells are defused."""
    writer = csv.writer(Echo())

    def written() -> Iterator[str]:
        yield "\ufeff"
        for row in rows:
            yield writer.writerow([_plain(cell) for cell in row])

    response = StreamingHttpResponse(written(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
