"""What the style guide shows: invented, and enough to put every component into every state."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.widgets import DateParts

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 48 48"><rect x="-4" y="-4" width="48" height="48" rx="9" '
    'fill="#1d4378"/><g fill="none" stroke="#fff" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M4.5 13.5 20 4l15.5 9.5"/><circle cx="10" cy="19" r="1.6"/><circle cx="20" cy="16.5" r="1.6"/>'
    '<circle cx="30" cy="19" r="1.6"/><path d="M10 25.5v5M20 23v7.5M30 25.5v5M5 36h30"/></g></svg>'
)

DEFAULTING = (
    ("hardship", _("I cannot pay all of it now")),
    ("amount", _("I think the amount is wrong")),
    ("other", _("Something else")),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=_("Name"), help_text=_("As on the ID card."), widget=forms.TextInput(attrs={"data-kind": "name"})
    )
    phone = forms.RegexField(
        regex=r"^1\d{10}$",
        label=_("Mobile number"),
        error_messages={"invalid": _("Enter a mobile number of 11 digits, such as 13800138000.")},
        widget=forms.TextInput(attrs={"data-kind": "phone"}),
    )
    amount = forms.DecimalField(label=_("Principal outstanding"), widget=forms.TextInput(attrs={"data-kind": "money"}))
    rate = forms.DecimalField(label=_("Yearly rate"), widget=forms.TextInput(attrs={"data-kind": "percent"}))
    released_on = forms.DateField(
        label=_("Loan released on"), help_text=_("For example, 2020 11 20."), widget=DateParts(),
        error_messages={"invalid": _("Enter a real date, such as 2020 11 20.")},
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("What is the difficulty?"), choices=DEFAULTING, widget=forms.RadioSelect)
    contact = forms.MultipleChoiceField(
        label=_("How may we reach you?"),
        choices=(("sms", _("SMS")), ("phone", _("Telephone")), ("mail", _("E-mail"))),
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(
        label=_("Repayment"), choices=(("equal", _("equal instalments")), ("custom", _("a plan of our own")))
    )
    statement = forms.CharField(label=_("What you want to say"), required=False, widget=forms.Textarea)
    agree = forms.BooleanField(
        label=_("I agree to mediate online"),
        error_messages={"required": _("Tick the box if you agree to mediate online.")},
    )
    code = forms.CharField(label=_("Dispute code"), required=False, widget=forms.TextInput(attrs={"data-kind": "code"}))
    file = forms.FileField(label=_("Evidence"), required=False)


SampleForm.base_fields["reason"].choice_hints = {  # type: ignore[attr-defined]
    "hardship": _("The mediator will help you find instalments that you can bear.")
}

WRONG_ANSWERS = {
    "name": "林建川",
    "phone": "1380013800",
    "amount": "280,000.00",
    "released_on_0": "2020",
    "released_on_1": "13",
    "released_on_2": "20",
}


def context() -> dict[str, Any]:
    """A loan, a plan, times near and far."""
    lines = [
        (1, date(2022, 2, 20), Decimal("9391.10"), Decimal("1300.00"), Decimal("10691.10"), Decimal("230608.90")),
        (2, date(2022, 3, 20), Decimal("9441.97"), Decimal("1249.13"), Decimal("10691.10"), Decimal("221166.93")),
        (3, date(2022, 4, 20), Decimal("9493.11"), Decimal("1197.99"), Decimal("10691.10"), Decimal("211673.82")),
    ]
    return {
        "code": "K7MQ2XHPD",
        "code_url": "https://court.example/d/K7MQ2XHPD/",
        "moment": datetime(2022, 1, 6, 6, 0, tzinfo=UTC),
        "total": Decimal("288300.24"),
        "lines": lines,
        "far": clock.today() + timedelta(days=9),
        "near": clock.now() + timedelta(hours=5, minutes=12),
        "past": clock.today() - timedelta(days=1),
        "page_of_many": Paginator(range(200), 10).get_page(4),
        "states": [
            ("draft", _("draft")),
            ("mediating", _("in mediation")),
            ("signing", _("waiting for signatures")),
            ("effective", _("in force")),
            ("terminated", _("ended without agreement")),
        ],
        "swatches": [
            "ink",
            "muted",
            "paper",
            "paper-warm",
            "line",
            "blue",
            "blue-tint",
            "seal",
            "jade",
            "jade-tint",
            "amber",
            "amber-tint",
            "error",
            "focus",
        ],
    }
