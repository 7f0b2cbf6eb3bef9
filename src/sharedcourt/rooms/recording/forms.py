"""What people fill in about a recording."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeleteForm(forms.Form):
    """Why it is deleted."""

    reason = forms.CharField(
        label=_("Why is the recording deleted?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is deleted.")},
    )
