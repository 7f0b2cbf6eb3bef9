"""What people type on this room's pages."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.people.models import Organisation


class EndpointForm(forms.Form):
    """A new webhook."""

    url = forms.CharField(
        label=_("Address of your system"),
        max_length=300,
        help_text=_("Begins with https://. We send a signed POST request there."),
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": _("Enter an address that begins with https://.")},
    )
    events = forms.CharField(
        label=_("Events (optional)"),
        required=False,
        help_text=_("One name or beginning of a name per line, for example disputes.dispute. Empty means all."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        choice.queryset = Organisation.objects.filter(pk__in=[item.pk for item in organisations])
        choice.empty_label = None
        if len(organisations) == 1:
            choice.initial = organisations[0].pk
            choice.widget = choice.hidden_widget()

    def clean_events(self) -> list[str]:
        return str(self.cleaned_data["events"]).split()
