"""The page on which proposals are compared with the picture: per field a box to tick and the text as it is taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sharedcourt.documents.reading import wording
from sharedcourt.documents.reading.finding import Proposal
from sharedcourt.documents.reading.models import ReadingField, ReadingPage

MARGIN = 12  # pixels of the page around a field's own strip of picture


@dataclass
class Row:
    """One proposed field on the page. It is ticked only when a person has ticked it."""

    number: int
    proposal: Proposal
    label: Any
    value: str
    ticked: bool
    strip: str  # viewBox of its piece of the page
    page: ReadingPage
    doubt: Any = ""
    error: str = ""

    @property
    def sureness(self) -> Any:
        return wording.sureness(self.proposal.confidence)

    @property
    def percent(self) -> int:
        return round(self.proposal.confidence * 100)


def rows(
    proposals: Sequence[Proposal],
    pages: Mapping[int, ReadingPage],
    *,
    earlier: Mapping[str, ReadingField],
    sent: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Row]:
    """The fields in the order of the paper, with what was sent (if it was) or decided before."""
    found = []
    for number, proposal in enumerate(proposals, start=1):
        before = earlier.get(proposal.key)
        taken = before is not None and before.outcome != ReadingField.Outcome.IGNORED
        value, ticked = (before.value if before is not None and taken else proposal.value), taken
        if sent is not None:
            value, ticked = sent.get(f"value-{proposal.key}", ""), f"take-{proposal.key}" in sent
        page = pages[proposal.page]
        found.append(
            Row(
                number=number,
                proposal=proposal,
                label=wording.FIELDS.get(proposal.key, proposal.key),
                value=value,
                ticked=ticked,
                strip=_strip(proposal, page),
                page=page,
                doubt=wording.DOUBTS.get(proposal.doubt, ""),
                error=(errors or {}).get(proposal.key, ""),
            )
        )
    return found


def _strip(proposal: Proposal, page: ReadingPage) -> str:
    left, top, width, height = proposal.box
    x, y = max(left - MARGIN, 0), max(top - MARGIN, 0)
    return f"{x} {y} {min(width + 2 * MARGIN, page.width - x)} {min(height + 2 * MARGIN, page.height - y)}"


def taken(sent: Mapping[str, str]) -> dict[str, str]:
    """The fields whose box was ticked, as they were written."""
    prefix = "take-"
    keys = [name.removeprefix(prefix) for name in sent if name.startswith(prefix)]
    return {key: sent.get(f"value-{key}", "") for key in keys}
