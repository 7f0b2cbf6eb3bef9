"""What is typed about a shared court."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.people.models import Organisation, Role, User
from sharedcourt.sites.models import Site
from sharedcourt.sites.opening import HOSTS, SiteEntry
from sharedcourt.sites.policy import courts_opening_for

NAME_OF_DIRECTOR = _("%(name)s, %(organisation)s")


class DirectorField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Directors by name and organisation."""

    def label_from_instance(self, user: User) -> str:  # type: ignore[override]
        here = [each for each in user.memberships.all() if each.role == Role.COURT_AFFAIRS_DIRECTOR and each.is_active]
        return str(NAME_OF_DIRECTOR % {"name": user.name, "organisation": here[0].organisation.name if here else ""})


class SiteForm(forms.Form):
    """A shared court; whoever only directs it sees what a director changes."""

    name = forms.CharField(
        label=_("Name of the shared court"),
        max_length=120,
        error_messages={"required": _("Enter the name of the shared court.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Site.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of shared court it is.")},
    )
    court = forms.ModelChoiceField(
        label=_("Court that supervises it"),
        queryset=Organisation.objects.none(),
        error_messages={"required": _("Choose the court.")},
    )
    host = forms.ModelChoiceField(
        label=_("In whose house it is"),
        queryset=Organisation.objects.none(),
        error_messages={"required": _("Choose the organisation in whose house it is.")},
    )
    director = DirectorField(
        label=_("Court-affairs director"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    division = forms.CharField(
        label=_("Administrative division"),
        max_length=6,
        help_text=_("Six digits (GB/T 2260), for example 330302."),
        error_messages={"required": _("The code of an administrative division has six digits (GB/T 2260).")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        error_messages={"required": _("Enter the address: people have to find it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    opens_at = forms.TimeField(
        label=_("Opens at"),
        initial="08:30",
        error_messages={"required": _("Enter a time, for example 08:30."), "invalid": _("Enter a time, for example 08:30.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
    )  # fmt: skip
    closes_at = forms.TimeField(
        label=_("Closes at"),
        initial="17:30",
        error_messages={"required": _("Enter a time, for example 17:30."), "invalid": _("Enter a time, for example 17:30.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, site: Site | None = None, **kwargs: Any) -> None:
        if site is not None:
            kwargs["initial"] = {
                name: getattr(site, f"{name}_id" if name in {"court", "host", "director"} else name)
                for name in self.base_fields
            }
        super().__init__(*args, **kwargs)
        self.site = site
        courts = courts_opening_for(user)
        if site is not None and not courts.filter(pk=site.court_id).exists():
            for name in ("name", "kind", "court", "host", "director", "division"):
                del self.fields[name]
            return
        court = cast("forms.ModelChoiceField[Organisation]", self.fields["court"])
        court.queryset = courts
        if courts.count() == 1:
            court.empty_label = None
        host = cast("forms.ModelChoiceField[Organisation]", self.fields["host"])
        host.queryset = Organisation.objects.filter(kind__in=HOSTS, is_active=True)
        director = cast("forms.ModelChoiceField[User]", self.fields["director"])
        director.queryset = (
            User.objects.filter(
                Q(memberships__is_active=True, memberships__role=Role.COURT_AFFAIRS_DIRECTOR), is_active=True
            )
            .prefetch_related("memberships__organisation")
            .distinct()
        )

    def entry(self) -> SiteEntry:
        """What was typed; what the form does not show stays as it is."""
        values = dict(self.cleaned_data)
        if self.site is not None:
            for name in self.base_fields:
                values.setdefault(name, getattr(self.site, name))
        return SiteEntry(**values)
