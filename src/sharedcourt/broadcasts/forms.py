"""What is asked when a broadcast is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.entered import LONGEST
from sharedcourt.law.broadcasting import CONCERN_WORDS

# Fields of the action as they are called in the form.
FIELDS = {"grounds": "grounds", "concerns": "concerns"}


class AskForm(forms.Form):
    """Why, and what the case touches."""

    grounds = forms.CharField(
        label=_("Why should the public be able to watch?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the public should be able to watch.")},
    )
    concerns = forms.MultipleChoiceField(
        label=_("Does the case touch any of these?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, posted: Any, *, lang: str) -> None:
        super().__init__(posted)
        place = 0 if lang.startswith("zh") else 1
        choices = [(concern.value, words[place]) for concern, words in CONCERN_WORDS.items()]
        self.fields["concerns"].choices = choices  # type: ignore[attr-defined]
