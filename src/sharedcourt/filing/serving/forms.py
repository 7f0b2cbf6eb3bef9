"""What people enter about service: where papers reach them, how something was served."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.disputes.intake.forms import day, text
from sharedcourt.disputes.models import Party
from sharedcourt.filing.models import Service


class AddressForm(forms.Form):
    """The confirmation of address for service (送达地址确认书)."""

    receiver = text(_("Who receives the papers"), kind="name")
    phone = text(_("Mobile phone for service"), kind="phone", longest=24)
    address = text(_("Postal address for service"), longest=200)
    email = forms.EmailField(label=_("E-mail (optional)"), required=False, max_length=120)
    e_service = forms.BooleanField(
        label=_("I agree to receive papers electronically, on this platform and by SMS to this phone"),
        help_text=_("If you do not tick this, papers are sent by post."),
        required=False,
    )
    judgments_too = forms.BooleanField(label=_("Court decisions too"), required=False)
    paper_copy = forms.BooleanField(
        label=_("I want decisions on paper, too"),
        help_text=_("Judgments, rulings and mediation documents (Civil Procedure Law, article 90)."),
        required=False,
    )
    notices_read = forms.BooleanField(
        label=_("I have read the notices above"), error_messages={"required": _("Read the notices and tick the box.")}
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, party: Party) -> None:
        known = getattr(party, "service_address", None)
        names = ("receiver", "phone", "address", "email", "e_service", "judgments_too", "paper_copy")
        first = {"receiver": party.name, "phone": party.phone, "address": party.address, "email": party.email}
        initial = {name: getattr(known, name) for name in names} if known is not None else first
        super().__init__(data, initial=initial)

    def entered(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "notices_read"}


class ServeForm(forms.Form):
    """A finished document, and on whom it is served."""

    file = forms.ChoiceField(
        label=_("Which document?"), error_messages={"required": _("Choose a finished document of this case.")}
    )
    parties = forms.MultipleChoiceField(
        label=_("On whom?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose on whom the document is served.")},
    )

    def __init__(self, data: Any = None, *, files: list[Any], parties: list[Party]) -> None:
        super().__init__(data, auto_id="serve-%s")
        self.fields["file"].choices = [(str(file.pk), file.title) for file in files]  # type: ignore[attr-defined]
        self.fields["parties"].choices = [(str(party.pk), party.name) for party in parties]  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    """Service by other means, as the clerk knows it."""

    file = forms.ChoiceField(label=_("Which document?"))
    party = forms.ChoiceField(label=_("On whom?"))
    means = forms.ChoiceField(
        label=_("How was it served?"),
        widget=forms.RadioSelect,
        choices=[
            (Service.Way.DIRECT.value, _("handed over, receipt signed")),
            (Service.Way.LEFT.value, _("left at the residence, witnessed or recorded")),
            (Service.Way.ENTRUSTED.value, _("by another court")),
            (Service.Way.POST.value, _("by post, receipt signed")),
            (Service.Way.PUBLIC_NOTICE.value, _("by public notice")),
            (Service.Way.ELECTRONIC.value, _("by another electronic way of the court")),
        ],
        error_messages={"required": _("Choose how it was served.")},
    )
    channel = forms.ChoiceField(
        label=_("If electronically: how?"),
        required=False,
        choices=[
            ("", "–"),
            *(
                (each.value, each.label)
                for each in (Service.Channel.EMAIL, Service.Channel.FAX, Service.Channel.MESSAGE)
            ),
        ],
    )
    day = day(_("On which day?"), help_text=_("When the receipt was signed, or the notice was last put up."))
    tracking = text(_("Number of the postal item"), required=False)
    note = forms.CharField(
        label=_("Who took it, who witnessed it, or why it had to be by public notice"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, files: list[Any], parties: list[Party]) -> None:
        super().__init__(data, auto_id="record-%s", initial={"day": clock.today()})
        self.fields["file"].choices = [(str(file.pk), file.title) for file in files]  # type: ignore[attr-defined]
        self.fields["party"].choices = [(str(party.pk), party.name) for party in parties]  # type: ignore[attr-defined]


class FoundOutForm(forms.Form):
    """What came back about one electronic service."""

    service = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(label=_("What shows it?"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(forms.Form):
    """The button with which somebody says that they have it."""

    service = forms.CharField(widget=forms.HiddenInput, required=False)
