"""The plan editor's fields, in the order and words in which the mediator meets them."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.mediation.plans import COSTS_BORNE, METHODS


@dataclass(frozen=True)
class Field:
    """One input. `kind`: date, money, percent, whole, text, lines, choice, account."""

    name: str
    label: Any
    kind: str
    hint: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Group:
    """A fieldset; those after the first ones are folded away on a phone."""

    key: str
    title: Any
    fields: tuple[Field, ...] = field(default=())
    open: bool = True


GROUPS: tuple[Group, ...] = (
    Group(
        "debt",
        _("Debt and waiver"),
        (
            Field("as_of", _("Debt computed to"), "date"),
            Field("waive_compound", _("Share of the compound interest waived"), "percent"),
            Field("waive_penalty", _("Share of the penalty interest waived"), "percent"),
            Field("waive_interest", _("Share of the interest waived"), "percent"),
            Field("waive_principal", _("Principal waived"), "money"),
            Field("costs", _("Costs of realising the claim"), "money"),
        ),
    ),
    Group(
        "first",
        _("First payment"),
        (
            Field("down_due", _("First payment by"), "date", _("Leave empty when there is none.")),
            Field(
                "down_principal",
                _("Principal in the first payment"),
                "money",
                _("Interest and penalty kept are paid with it."),
            ),
        ),
    ),
    Group(
        "instalments",
        _("Instalments"),
        (
            Field("count", _("Number of instalments"), "whole", _("0: everything with the first payment.")),
            Field("rate", _("Yearly rate"), "percent"),
            Field("method", _("How they are computed"), "choice", choices=tuple(METHODS.items())),
            Field("first_due", _("First instalment on"), "date"),
            Field("interest_from", _("Interest runs from"), "date", _("Empty: from the first payment.")),
            Field(
                "custom",
                _("Own dates and amounts"),
                "lines",
                _("One line each, like 2022-03-20 5000. Only for own dates and amounts."),
            ),
        ),
    ),
    Group(
        "default",
        _("If a payment is late"),
        (
            Field("acceleration_days", _("Everything falls due after more days late than"), "whole"),
            Field("default_rate", _("Yearly rate after that"), "percent"),
            Field("costs_borne", _("Who bears costs already incurred"), "choice", choices=tuple(COSTS_BORNE.items())),
        ),
        open=False,
    ),
    Group(
        "account",
        _("Account and other words"),
        (
            Field("account_holder", _("Account holder"), "text"),
            Field("account_bank", _("Bank"), "text"),
            Field("account_number", _("Account number"), "account"),
            Field("confirmation_court", _("Court for judicial confirmation"), "text"),
            Field("dispute", _("What was in dispute"), "lines"),
            Field("extra", _("Further agreements, one per line"), "lines"),
        ),
        open=False,
    ),
)
LABELS: dict[str, Any] = {each.name: each.label for group in GROUPS for each in group.fields}


def rows(values: dict[str, str], wrong: str = "") -> list[dict[str, Any]]:
    """The groups with present values, for the template."""
    return [
        {
            "group": group,
            "open": group.open or any(each.name == wrong for each in group.fields),
            "fields": [
                {"field": each, "value": values.get(each.name, ""), "wrong": each.name == wrong}
                for each in group.fields
            ],
        }
        for group in GROUPS
    ]
