"""What people type on this room's pages."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.errors import Invalid
from sharedcourt.people.models import Organisation
from sharedcourt.people.phones import normal_phone


class PhoneForm(forms.Form):
    """The number a code is sent to."""

    phone = forms.CharField(
        label=_("Your mobile number"),
        max_length=20,
        widget=forms.TextInput(attrs={"data-kind": "phone", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Enter your mobile number.")},
    )

    def clean_phone(self) -> str:
        try:
            return normal_phone(self.cleaned_data["phone"])
        except Invalid as error:
            raise forms.ValidationError(error.message) from error


class CodeForm(forms.Form):
    """The six digits from the message."""

    code = forms.CharField(
        label=_("The six digits from the message"),
        max_length=12,
        widget=forms.TextInput(attrs={"data-kind": "otp", "autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the six digits from the message.")},
    )

    def clean_code(self) -> str:
        digits = "".join(character for character in self.cleaned_data["code"] if character.isdigit())
        if len(digits) != 6:  # noqa: PLR2004  a code has six digits
            raise forms.ValidationError(_("Enter all six digits from the message."))
        return digits


class NameForm(forms.Form):
    """A person's own name."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name as it stands on your ID card.")},
    )


class LanguageForm(forms.Form):
    """The language of pages and messages."""

    language = forms.ChoiceField(label=_("Language of pages and messages"), choices=[], widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"zh-hans": "中文", "en": "English"}
        choice = cast(forms.ChoiceField, self.fields["language"])
        choice.choices = [(code, names.get(code, label)) for code, label in settings.LANGUAGES]


class TokenForm(forms.Form):
    """A new API token."""

    label = forms.CharField(
        label=_("What the token is for"),
        max_length=60,
        error_messages={"required": _("Say what the token is for.")},
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
