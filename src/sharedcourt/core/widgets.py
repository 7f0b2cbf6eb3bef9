"""Form widgets that need their own reading of what was sent. How they look is the page shell's matter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms


class DateParts(forms.MultiWidget):
    """A date as three boxes, year, month and day: `NAME_0`, `NAME_1`, `NAME_2`. A whole ISO date under NAME is read too."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [forms.TextInput(attrs={"inputmode": "numeric"}) for _part in range(3)]
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.year, value.month, value.day]
        if isinstance(value, str) and value.count("-") == 2:  # noqa: PLR2004
            return value.split("-")
        return [None, None, None]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        whole = data.get(name)
        if whole:
            return whole
        parts = [str(part or "").strip() for part in super().value_from_datadict(data, files, name)]
        if not any(parts):
            return ""
        year, month, day = parts
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}"
