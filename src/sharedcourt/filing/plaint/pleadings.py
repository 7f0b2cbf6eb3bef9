"""A pleading read: its form, what the dispute gives it, what it says, what it comes to. A plaint or an answer, whichever it is."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sharedcourt.core import clock
from sharedcourt.filing.plaint import known
from sharedcourt.filing.plaint.models import AnswerForm, Plaint
from sharedcourt.filing.plaint.states import PleadingState
from sharedcourt.law.errors import LawError
from sharedcourt.law.plaints import answering, elements, reading, sums, text
from sharedcourt.law.plaints.elements import Form, Page
from sharedcourt.law.plaints.reading import Reading
from sharedcourt.law.plaints.sums import Account


@dataclass(frozen=True)
class Opened:
    """A pleading with everything that follows from its answers. `unsettled`: why its sums cannot be worked out yet."""

    pleading: Plaint | AnswerForm
    given: dict[str, Any]
    reading: Reading
    account: Account | None
    unsettled: LawError | None

    @property
    def form(self) -> Form:
        return self.reading.form

    @property
    def total(self) -> Decimal | None:
        """What is claimed altogether, in yuan; None while it cannot be worked out."""
        return self.account.total if self.account is not None else None

    @property
    def is_complete(self) -> bool:
        """Ready to be drawn up."""
        return self.reading.complete and self.unsettled is None

    def answers(self) -> dict[str, Any]:
        """What stands in each element that is asked, typed or known."""
        asked = self.form.elements()
        return {
            key: reading.answered(asked[key], self.pleading.answers, self.given)
            for key in self.reading.shown
            if asked[key].kind != "listed"
        }

    def is_done(self, page: Page) -> bool:
        """Nothing on the page is missing or wrong; where sums are claimed, they can be worked out."""
        return self.reading.is_done(page) and not (page.sums and self.unsettled is not None)

    def parts(self, lang: str, *, boxes: bool = True) -> tuple[text.PartText, ...]:
        """In words, in the order of the paper."""
        return text.parts(self.reading, self.account, lang, boxes=boxes)


def opened(pleading: Plaint | AnswerForm, *, lang: str = "zh") -> Opened:
    """The pleading as it stands; what an answer quotes of the plaint is in the language."""
    if isinstance(pleading, Plaint):
        given = pleading.given if pleading.given is not None else known.for_plaint(pleading.case.dispute)
        return _opened(pleading, given, elements.form(pleading.form, pleading.form_on))
    form = elements.form(pleading.form, pleading.form_on)
    plaint = (
        Plaint.objects.select_related("case__dispute").filter(case=pleading.case, state=PleadingState.SIGNED).first()
    )
    if plaint is not None:
        said = opened(plaint)
        form = answering.form(said.reading, said.account, on=pleading.form_on, lang=lang)
    given = pleading.given if pleading.given is not None else known.for_answer(pleading.party)
    return _opened(pleading, given, form)


def _opened(pleading: Plaint | AnswerForm, given: dict[str, Any], form: Form) -> Opened:
    # What was past when it was drawn up is past for good.
    found = reading.read(form, pleading.answers, given, today=clock.today())
    try:
        return Opened(pleading, given, found, sums.account(found), None)
    except LawError as error:
        return Opened(pleading, given, found, None, error)


def is_open(pleading: Plaint | AnswerForm) -> bool:
    """Whether it can be filled in now."""
    return bool(pleading.state == PleadingState.DRAFTING)
