"""What is typed at a terminal and in its console."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.sites.models import Site


class CodeForm(forms.Form):
    """A dispute code."""

    code = forms.CharField(
        label=_("Dispute code"),
        help_text=_("Nine letters and digits, on the message or the sheet you were given."),
        widget=forms.TextInput(attrs={"data-kind": "code", "data-keys": "code", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        try:
            return codes.normalise(self.cleaned_data["code"])
        except codes.CodeInvalid:
            raise forms.ValidationError(_("Check the code: a character is missing or mistyped.")) from None


class PairingForm(forms.Form):
    """A screen for a site."""

    code = forms.CharField(label=_("Code on the screen"), widget=forms.TextInput(attrs={"data-kind": "code"}))
    site = forms.ModelChoiceField(label=_("Shared court"), queryset=Site.objects.none(), empty_label=None)
    label = forms.CharField(label=_("Name of the terminal"), max_length=60, initial=_("Hall"))

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
