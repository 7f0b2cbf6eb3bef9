"""What people enter about fees: relief, decisions, changes of the claim, how a case ended."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.entered import whole
from sharedcourt.disputes.intake.forms import day, text
from sharedcourt.disputes.models import Party
from sharedcourt.filing.fees.models import Bill, FeeReview, ReliefKind
from sharedcourt.filing.fees.settling import TOGETHER, Decision
from sharedcourt.law.errors import LawError
from sharedcourt.law.fees import Ending, least_reduction
from sharedcourt.law.money import yuan

FIRST_DAY = date(2000, 1, 1)
# The items of FEE 45, 46 and 47, as the Measures order them.
ITEM_WORDS: dict[str, list[tuple[str, Any]]] = {
    ReliefKind.WAIVE: [
        ("1", _("disabled, and without a steady living")),
        ("2", _("claims maintenance, support, alimony or a pension for survivors")),
        ("3", _("lives on minimum allowance, special relief or unemployment insurance, and has no other income")),
        ("4", _("was injured while doing right or protecting the public, and claims for it")),
        ("5", _("another reason for which paying is truly impossible")),
    ],
    ReliefKind.REDUCE: [
        ("1", _("in hardship by a natural disaster or the like, on social relief, or the business cannot go on")),
        ("2", _("has a claim to special care or resettlement by the state")),
        ("3", _("is a welfare institution or a relief station")),
        ("4", _("another reason for which the fee must be reduced")),
    ],
    ReliefKind.DEFER: [
        ("1", _("claims social insurance or compensation for the end of work")),
        ("2", _("was injured in an accident and claims damages")),
        ("3", _("receives legal aid")),
        ("4", _("another reason for which paying must wait")),
    ],
}
KIND_WORDS = {
    ReliefKind.DEFER: _("to pay later"),
    ReliefKind.REDUCE: _("to pay less"),
    ReliefKind.WAIVE: _("to pay nothing"),
}
ENDING_WORDS = [
    (Ending.JUDGMENT.value, _("judgment")),
    (Ending.MEDIATED.value, _("ended by mediation")),
    (Ending.WITHDRAWN.value, _("withdrawn")),
    (Ending.DISMISSED.value, _("suit dismissed by ruling")),
    (Ending.TRANSFERRED.value, _("transferred to another court")),
    (Ending.TRANSFERRED_AS_CRIME.value, _("handed over as a suspected crime")),
]


def item_words(kind: str, item: str) -> Any:
    """The reason that was chosen, in words."""
    return dict(ITEM_WORDS.get(ReliefKind(kind), [])).get(item, "")


def paragraphs(label: Any, **kwargs: Any) -> forms.CharField:
    """A text of several lines; how long it may be the action says."""
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


def identifier(entered: Any) -> UUID | None:
    """An identifier that a page sent back, None for anything else."""
    try:
        return UUID(str(entered))
    except ValueError:
        return None


class NothingForm(forms.Form):
    """A button, without anything to enter."""


class ReliefForm(forms.Form):
    """One choice names what is asked for and why: `waive-3` is the third item of article 45."""

    ground = forms.ChoiceField(
        label=_("What do you ask for, and why?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you ask for.")},
    )
    reasons = paragraphs(
        _("Your circumstances"),
        help_text=_("Say which papers prove them, and add those papers to the evidence of the case."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, natural_person: bool) -> None:
        super().__init__(data, auto_id="relief-%s")
        kinds = [ReliefKind.DEFER, ReliefKind.REDUCE, *([ReliefKind.WAIVE] if natural_person else [])]
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (f"{kind.value}-{item}", f"{KIND_WORDS[kind]}: {words}")
            for kind in kinds
            for item, words in ITEM_WORDS[kind]
        ]


def least_percent() -> str:
    """By how many percent a fee is reduced at least (FEE 46)."""
    return f"{least_reduction(clock.today()) * 100:f}".rstrip("0").rstrip(".")


class DecisionForm(forms.Form):
    """The court's answer to an application for relief."""

    granted = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("granted")), ("no", _("not granted"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    share = text(_("Reduced by"), kind="percent", required=False, longest=6)
    due = day(_("To be paid by"), required=False, help_text=_("If you leave this empty: seven days from tomorrow."))
    reasons = paragraphs(_("Reasons"), help_text=_("The plaintiff reads them."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, kind: str = "") -> None:
        super().__init__(data, auto_id="decide-%s")
        if kind != ReliefKind.REDUCE:
            del self.fields["share"]
            return
        self.fields["share"].help_text = _("In percent, at least %(least)s.") % {"least": least_percent()}

    def clean_share(self) -> Decimal | None:
        entered = self.cleaned_data.get("share", "").strip().removesuffix("%").strip()
        if not entered:
            return None
        share = whole(entered)
        if not share:
            raise forms.ValidationError(_("Enter a percentage, such as %(least)s.") % {"least": least_percent()})
        return Decimal(share) / 100


class ReviewForm(forms.Form):
    """What is to be looked at again, and why."""

    about = forms.ChoiceField(
        label=_("What is to be looked at again?"),
        choices=FeeReview.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to be looked at again.")},
    )
    reasons = paragraphs(_("What is wrong with the fee?"))

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="review-%s")


class ReviewDecisionForm(forms.Form):
    """What comes of looking at it again."""

    changed = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("the fee changes")), ("no", _("it stays as it is"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    amount = text(_("The fee by the tariff, if the sum changes (yuan)"), kind="money", required=False, longest=24)
    reasons = paragraphs(_("Reasons"), help_text=_("The party reads them."))

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="reviewed-%s")

    def clean_amount(self) -> Decimal | None:
        entered = self.cleaned_data.get("amount", "")
        try:
            return yuan(entered) if entered else None
        except LawError as error:
            raise forms.ValidationError(error.text()) from error


class ClaimForm(forms.Form):
    """Another amount claimed."""

    amount = text(_("Amount claimed now"), kind="money", longest=24)
    inquiry_over = forms.BooleanField(label=_("The court's inquiry was over when it was changed"), required=False)

    def clean_amount(self) -> Decimal:
        try:
            return yuan(self.cleaned_data["amount"])
        except LawError as error:
            raise forms.ValidationError(error.text()) from error


ENDINGS_OF_APPEALS = [
    (Ending.JUDGMENT.value, _("judgment: upheld or changed")),
    (Ending.MEDIATED.value, _("ended by mediation")),
    (Ending.WITHDRAWN.value, _("appeal withdrawn")),
    (Ending.REMANDED.value, _("sent back for a new trial")),
    (Ending.DISMISSED.value, _("appeal dismissed by ruling")),
]


class _Deciding(forms.Form):
    """Asks of each bill how what it was for ended, and which party bears how much of its fee."""

    parties: list[Party]
    others: list[Bill]

    def ask_about(self, bill: Bill, label: Any, choices: list[tuple[str, Any]], *, ending: str, required: bool) -> None:
        """The fields of one counterclaim or appeal."""
        self.others.append(bill)
        self.fields[f"ending-{bill.pk}"] = forms.ChoiceField(
            label=label % {"name": bill.payer.name},
            choices=choices,
            widget=forms.RadioSelect,
            required=required,
            initial=ending,
            error_messages={"required": _("Say how it has ended.")},
        )
        self.ask_shares(f"-{bill.pk}")

    def ask_shares(self, of: str = "") -> None:
        """One sum for each party."""
        for party in self.parties:
            label = _("Borne by %(name)s (yuan)") % {"name": party.name}
            self.fields[f"share{of}-{party.pk}"] = text(label, kind="money", required=False, longest=24)

    @property
    def of_others(self) -> list[tuple[Bill, forms.BoundField, list[forms.BoundField]]]:
        """Each counterclaim or appeal with its fields."""
        return [
            (bill, self[f"ending-{bill.pk}"], [self[f"share-{bill.pk}-{party.pk}"] for party in self.parties])
            for bill in self.others
        ]

    def shares(self, cleaned: dict[str, Any], of: str = "") -> dict[UUID, Decimal]:
        """What was typed for one claim; a sum that is none is said beside its field."""
        found: dict[UUID, Decimal] = {}
        for party in self.parties:
            name = f"share{of}-{party.pk}"
            entered = cleaned.pop(name, "")
            try:
                found[party.pk] = yuan(entered) if entered else Decimal(0)
            except LawError as error:
                self.add_error(name, error.text())
        return found

    def decisions(self, cleaned: dict[str, Any]) -> dict[UUID, Decision]:
        """What was said of each; what was not said is left out."""
        found = {}
        for bill in self.others:
            ending, shares = cleaned.pop(f"ending-{bill.pk}", ""), self.shares(cleaned, f"-{bill.pk}")
            if ending:
                found[bill.pk] = Decision(ending, shares)
        return found


class EndingForm(_Deciding):
    """How the case ended, as far as its fee asks, and who bears it: one sum for each party, together the whole fee."""

    ending = forms.ChoiceField(
        label=_("How did the case end?"),
        choices=ENDING_WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the case has ended.")},
    )
    effective_on = day(_("In effect since"))
    collect = forms.BooleanField(label=_("Pay back what others bear, and bill them for it"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        parties: Sequence[Party] = (),
        ending: str = "",
        counterclaims: Sequence[Bill] = (),
    ) -> None:
        super().__init__(data, auto_id="settle-%s", initial={"ending": ending})
        self.parties, self.others = list(parties), []
        self.ask_shares()
        together = ending if ending in TOGETHER else ""
        for bill in counterclaims:
            label = _("How did the counterclaim of %(name)s end?")
            self.ask_about(bill, label, ENDING_WORDS, ending=together, required=True)

    @property
    def of_parties(self) -> list[forms.BoundField]:
        """The fields of who bears how much."""
        return [self[f"share-{party.pk}"] for party in self.parties]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shares, said = self.shares(cleaned), self.decisions(cleaned)
        return {**cleaned, "shares": shares, "counterclaims": said}


class AppealsForm(_Deciding):
    """How appeals ended, and who bears their fee; one of which nothing is said goes on."""

    effective_on = day(_("In effect since"))
    collect = forms.BooleanField(label=_("Pay back what others bear, and bill them for it"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, parties: Sequence[Party] = (), appeals: Sequence[Bill] = ()
    ) -> None:
        super().__init__(data, auto_id="appeals-%s")
        self.parties, self.others = list(parties), []
        for bill in appeals:
            label = _("How did the appeal of %(name)s end?")
            self.ask_about(bill, label, ENDINGS_OF_APPEALS, ending="", required=len(appeals) == 1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = self.decisions(cleaned)
        return {**cleaned, "appeals": said}


class PartyBillForm(forms.Form):
    """A counterclaim or an appeal: who pays, and the amount it is about."""

    party = forms.ChoiceField(label=_("Who pays?"), error_messages={"required": _("Choose the party that is to pay.")})
    amount = text(
        _("What it is about (yuan)"), kind="money", required=False, longest=24, help_text=_("Empty: without an amount.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, parties: Sequence[Party] = (), name: str = "") -> None:
        super().__init__(data, auto_id=f"{name}-%s")
        self.fields["party"].choices = [("", _("Choose")), *((str(party.pk), party.name) for party in parties)]  # type: ignore[attr-defined]

    def clean_amount(self) -> Decimal | None:
        entered = self.cleaned_data.get("amount", "")
        try:
            return yuan(entered) if entered else None
        except LawError as error:
            raise forms.ValidationError(error.text()) from error


class CounterclaimForm(PartyBillForm):
    """The same with the day on which the counterclaim was brought, from which the seven days run."""

    brought_on = day(_("Brought on"))


class ResolutionForm(forms.Form):
    """What became of money that does not fit."""

    discrepancy = forms.CharField(widget=forms.HiddenInput, required=False)
    note = paragraphs(_("What did you find out?"))
    pay_back = forms.BooleanField(label=_("Pay it back"), required=False)


class RefundForm(forms.Form):
    """Which refund is tried again."""

    refund = forms.CharField(widget=forms.HiddenInput, required=False)


class DayForm(forms.Form):
    """Which books are compared."""

    court = forms.ChoiceField(label=_("Court"))
    day = day(_("Day"))

    def __init__(self, data: Mapping[str, Any] | None, *, courts: list[Any]) -> None:
        super().__init__(data)
        self.fields["court"].choices = [(str(court.pk), court.name) for court in courts]  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        found = self.cleaned_data["day"]
        if found > clock.today():
            raise forms.ValidationError(_("That day has not come yet."))
        if found < FIRST_DAY:
            raise forms.ValidationError(_("There are no books of that day."))
        return found
