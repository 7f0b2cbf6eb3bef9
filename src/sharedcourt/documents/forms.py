"""What people enter on the pages of this room."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.documents.engine.verifying import MAX_BYTES


class VerifyForm(forms.Form):
    """A file to check, or the code printed on the paper."""

    file = forms.FileField(
        required=False,
        label=_("The PDF file"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf", "class": "govuk-file-upload"}),
    )
    token = forms.CharField(
        required=False,
        max_length=64,
        label=_("Or the verification code printed at the foot of each page"),
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("token") and not self.errors:
            self.add_error("file", _("Choose a PDF file, or enter the verification code."))
        return cleaned

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large to be checked."))
        return file

    def clean_token(self) -> str:
        return "".join(self.cleaned_data["token"].split()).upper()


class SignForm(forms.Form):
    """The strokes of the signature pad, as JSON, and the statement of will."""

    intends = forms.BooleanField(
        required=False,
        label=_("I have read the whole text and sign it of my own free will."),
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )
    strokes = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=2_000_000)

    def clean_strokes(self) -> Any:
        try:
            return json.loads(self.cleaned_data["strokes"] or "[]")
        except (ValueError, RecursionError):
            return None
