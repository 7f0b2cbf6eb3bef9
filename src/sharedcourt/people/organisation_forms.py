"""What is typed about organisations and the people who work there."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.people import offices
from sharedcourt.people.actions import OrganisationEntry
from sharedcourt.people.models import Organisation

KIND = Organisation.Kind


def _text(label: Any, longest: int, *, needed: Any = None, help_text: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=needed is not None,
        help_text=help_text,
        error_messages={"required": needed} if needed is not None else {},
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


class KindForm(forms.Form):
    """What a new organisation is."""

    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=KIND.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of organisation it is.")},
    )


class OrganisationForm(forms.Form):
    """An organisation; only the fields that its kind has."""

    name = _text(
        _("Full name"),
        120,
        needed=_("Enter the name of the organisation as in its registration."),
        help_text=_("As in its registration: it is printed in agreements."),
    )
    short_name = _text(_("Short name"), 40, help_text=_("Shown where there is little room."))
    parent = forms.ModelChoiceField(
        label=_("Head office"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("This is the head office"),
    )
    court_level = forms.ChoiceField(
        label=_("Level of the court"), choices=Organisation.CourtLevel.choices, required=False, widget=forms.RadioSelect
    )
    court_code = _text(_("Court code"), 12, help_text=_("As in case numbers, for example 浙0302."))
    credit_code = _text(_("Unified social credit code"), 18, help_text=_("18 characters."), autocapitalize="characters")
    division = _text(
        _("Administrative division"), 6, help_text=_("Six digits (GB/T 2260), for example 330302."), inputmode="numeric"
    )
    address = _text(_("Address"), 200)
    phone = _text(_("Telephone"), 30, inputmode="tel")
    expertise = _text(_("Fields of expertise"), 200, help_text=_("For example: bank loans, credit cards, insurance."))

    def __init__(self, *args: Any, kind: str, own: Organisation | None = None, **kwargs: Any) -> None:
        if own is not None:
            kwargs["initial"] = {name: getattr(own, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        for name, kinds in {
            "court_level": (KIND.COURT,),
            "court_code": (KIND.COURT,),
            "parent": (KIND.INSTITUTION,),
            "expertise": (KIND.MEDIATION,),
        }.items():
            if kind not in kinds:
                del self.fields[name]
        if "parent" in self.fields:
            heads = Organisation.objects.filter(kind=KIND.INSTITUTION, parent=None, is_active=True)
            choice = cast("forms.ModelChoiceField[Organisation]", self.fields["parent"])
            choice.queryset = heads.exclude(pk=own.pk) if own is not None else heads
        if kind in {KIND.INSTITUTION, KIND.MEDIATION}:
            self.fields["credit_code"].required = True
            self.fields["credit_code"].error_messages["required"] = _(
                "Enter the unified social credit code: it is printed in agreements."
            )

    def entry(self) -> OrganisationEntry:
        return OrganisationEntry(**self.cleaned_data)


class AppointmentForm(forms.Form):
    """Who is to have which office, and how the link reaches them."""

    role = forms.ChoiceField(
        label=_("Office"), widget=forms.RadioSelect, error_messages={"required": _("Choose an office.")}
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("As on the ID card: it is printed in records and agreements."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the person's name as it stands on the ID card.")},
    )
    send = forms.ChoiceField(
        label=_("How does the link reach the person?"),
        choices=[("sms", _("By SMS to the mobile number")), ("shown", _("I hand it over: show it to me once"))],
        initial="sms",
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"data-kind": "phone", "autocomplete": "off", "inputmode": "tel"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=120,
        required=False,
        help_text=_("Messages about cases go there, and a forgotten password is reset by it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = cast(forms.ChoiceField, self.fields["role"])
        role.choices = [(each.value, each.label) for each in offices.ROLES[organisation.kind]]
        if len(role.choices) == 1:
            role.initial = offices.ROLES[organisation.kind][0].value


class TakeOfficeForm(forms.Form):
    """The user name and password with which one signs in from now on."""

    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        help_text=_("Small letters, digits, dots and hyphens, for example ye.an"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Choose a user name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least twelve characters. Three or four words that only you think of are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": _("Choose a password.")},
    )
    again = forms.CharField(
        label=_("The password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": _("Enter the password again.")},
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and "again" in cleaned and cleaned.get("password") != cleaned["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned
