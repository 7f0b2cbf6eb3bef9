"""What is typed about a tour, a stop, and a seat for the public."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.hearings.circuit import queries
from sharedcourt.hearings.circuit.actions import StopEntry, TourEntry
from sharedcourt.hearings.circuit.actions.seats import MOST_PEOPLE
from sharedcourt.hearings.circuit.models import MOST_SEATS, Stop, Tour
from sharedcourt.people.models import Organisation, Role, User
from sharedcourt.sites.models import Site

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People by their names."""

    def label_from_instance(self, user: User) -> str:  # type: ignore[override]
        return str(user.name)


class TourForm(forms.Form):
    """A tour of one court."""

    title = forms.CharField(
        label=_("Name of the tour"), max_length=80, error_messages={"required": _("Give the tour a name.")}
    )
    judge = NamedField(
        label=_("Judge"), queryset=User.objects.none(), error_messages={"required": _("Choose a judge of the court.")}
    )
    clerk = NamedField(
        label=_("Clerk"), queryset=User.objects.none(), error_messages={"required": _("Choose a clerk of the court.")}
    )
    first_day = forms.DateField(
        label=_("First day"), widget=DAY, error_messages={"required": _("Enter the first day.")}
    )
    last_day = forms.DateField(label=_("Last day"), widget=DAY, error_messages={"required": _("Enter the last day.")})

    def __init__(self, *args: Any, court: Organisation, tour: Tour | None = None, **kwargs: Any) -> None:
        if tour is not None:
            kwargs["initial"] = {name: getattr(tour, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        judges: Any = self.fields["judge"]
        clerks: Any = self.fields["clerk"]
        judges.queryset = queries.people_of(court, Role.JUDGE)
        clerks.queryset = queries.people_of(court, Role.COURT_CLERK)

    def entry(self) -> TourEntry:
        """What was said; only after `is_valid`."""
        return TourEntry(**self.cleaned_data)


class StopForm(forms.Form):
    """A stop: a shared court by its name, or any other address."""

    kind = forms.ChoiceField(
        label=_("Kind of place"),
        choices=Stop.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of place it is.")},
    )
    site = forms.ModelChoiceField(
        label=_("Shared court"),
        queryset=Site.objects.none(),
        required=False,
        to_field_name="name",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Its full name, when the court sits at a shared court; else leave it empty and enter an address."),
        error_messages={"invalid_choice": _("There is no open shared court of this name.")},
    )
    place = forms.CharField(label=_("Name of the place"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    division = forms.CharField(
        label=_("Administrative division"),
        max_length=6,
        required=False,
        help_text=_("Six digits (GB/T 2260), for example 330302."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    latitude = forms.DecimalField(label=_("Latitude"), required=False, min_value=-90, max_value=90, decimal_places=6)
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, decimal_places=6
    )
    starts_at = forms.DateTimeField(
        label=_("Begins"),
        input_formats=[MOMENT_FORMAT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT_FORMAT),
        error_messages={"required": _("Enter when it begins."), "invalid": _("Enter when it begins.")},
    )
    ends_at = forms.DateTimeField(
        label=_("Until"),
        input_formats=[MOMENT_FORMAT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT_FORMAT),
        error_messages={"required": _("Enter when it ends."), "invalid": _("Enter when it ends.")},
    )
    seats = forms.IntegerField(
        label=_("Seats for the public"),
        min_value=0,
        max_value=MOST_SEATS,
        initial=0,
        help_text=_("0: none. Only hearings in open court may be attended."),
        error_messages={"required": _("Enter how many seats there are; 0 for none.")},
    )

    def __init__(self, *args: Any, stop: Stop | None = None, **kwargs: Any) -> None:
        if stop is not None:
            own = {name: getattr(stop, name) for name in self.base_fields}
            own |= {name: clock.local(own[name]).strftime(MOMENT_FORMAT) for name in ("starts_at", "ends_at")}
            kwargs["initial"] = own | {"site": stop.site.name if stop.site is not None else ""}
        super().__init__(*args, **kwargs)
        sites: Any = self.fields["site"]
        sites.queryset = Site.objects.filter(is_open=True)

    def entry(self) -> StopEntry:
        """What was said; only after `is_valid`."""
        return StopEntry(**self.cleaned_data)


class SeatForm(forms.Form):
    """A member of the public registers."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=20,
        help_text=_("The code for the door is sent there. Nobody else sees it."),
        error_messages={"required": _("Enter the eleven digits of a mobile number, for example 139 0000 0000.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    people = forms.IntegerField(
        label=_("How many people"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Enter how many people come.")},
    )
