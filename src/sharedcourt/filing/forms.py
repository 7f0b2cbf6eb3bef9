"""The form with which parties apply together."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from sharedcourt.disputes.models import Party
from sharedcourt.law.divisions import DIVISIONS, division_in, division_name

OTHER = "other"


def guessed_home(party: Party) -> str:
    """Where a party is probably domiciled, for the person to check: an organisation's place, or what the address names."""
    return party.organisation.division if party.organisation is not None else division_in(party.address)


class HomesForm(forms.Form):
    """In which district or county each party is domiciled: a choice, or six digits for places not in the list."""

    def __init__(self, *args: Any, parties: list[Party], labels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        places = sorted(DIVISIONS, key=lambda code: (DIVISIONS[code][0], code))
        choices = [("", _("Choose")), *((code, division_name(code)) for code in places), (OTHER, _("another place"))]
        for party, label in zip(parties, labels, strict=True):
            guess = guessed_home(party)
            known = guess in DIVISIONS
            self.fields[f"home-{party.pk}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                initial=guess if known else OTHER if guess else "",
                error_messages={"required": _("Say in which district or county this party is domiciled.")},
            )
            self.fields[f"other-{party.pk}"] = forms.CharField(
                label=_("Six digits of that place (GB/T 2260)"),
                required=False,
                initial="" if known else guess,
                validators=[RegexValidator(r"^\d{6}$", _("The code of an administrative division has six digits."))],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for party in self.parties:
            other = f"other-{party.pk}"
            if cleaned.get(f"home-{party.pk}") == OTHER and not cleaned.get(other) and other not in self.errors:
                self.add_error(other, _("Enter the six digits of that place."))
        return cleaned

    @property
    def homes(self) -> dict[UUID, str]:
        """Division by party, once the form is valid."""
        chosen = {party.pk: self.cleaned_data[f"home-{party.pk}"] for party in self.parties}
        return {pk: self.cleaned_data[f"other-{pk}"] if code == OTHER else code for pk, code in chosen.items()}
