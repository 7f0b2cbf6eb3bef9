"""What people enter about when, where and how a hearing is held."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from datetime import time as hour_of_day
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharedcourt.core import clock
from sharedcourt.disputes.intake.forms import day, text
from sharedcourt.hearings import queries
from sharedcourt.hearings.models import BESIDE, Bench, Capacity, Form, Hearing, Participant, PublicHearing
from sharedcourt.hearings.scheduling.people import CALLED
from sharedcourt.law.hearing_words import reason_words
from sharedcourt.law.hearings import ITEMS, NOT_ONLINE_CODES
from sharedcourt.people.models import User

LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240)
USUAL = 60
YES_NO = (("yes", pgettext_lazy("yes or no", "Yes")), ("no", _("No")))
FORMS = (
    (Form.ONLINE.value, _("online")),
    (Form.MIXED.value, _("some online, some in court")),
    (Form.ON_SITE.value, _("in court")),
    (Form.CIRCUIT.value, _("on circuit")),
)


def identifier(entered: Any) -> UUID | None:
    """An identifier that a page sent back, None for anything else."""
    try:
        return UUID(str(entered))
    except ValueError:
        return None


def yes(entered: str) -> bool | None:
    """What a yes-no question was answered with; None for nothing."""
    return {"yes": True, "no": False}.get(entered)


def _named(people: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(person.pk), person.name) for person in people]


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class BenchForm(forms.Form):
    """Who tries the hearing, and who keeps its record."""

    judges = forms.MultipleChoiceField(
        label=_("Who tries it?"),
        help_text=_("One judge alone, or a panel of an odd number, with people's assessors or without."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    presiding = forms.ChoiceField(label=_("Who presides?"), required=False)
    must_be_panel = forms.BooleanField(
        label=_("One judge alone may not try this case (Civil Procedure Law, article 42)"), required=False
    )
    clerk = forms.ChoiceField(label=_("Who keeps the record?"), required=False)

    def __init__(self, data: Any = None, *, court: UUID, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="bench-%s")
        fields: Any = self.fields
        judges, clerks = list(queries.judges_of(court)), list(queries.clerks_of(court))
        known = {judge.pk for judge in judges}
        assessors = [each for each in queries.assessors_of(court) if each.pk not in known]
        beside = [(str(each.pk), f"{each.name} · {Bench.ASSESSOR.label}") for each in assessors]
        fields["judges"].choices = [*_named(judges), *beside]
        fields["presiding"].choices = [("", "–"), *_named(judges)]
        fields["clerk"].choices = [("", "–"), *_named(clerks)]

    def bench(self) -> dict[str, Any]:
        """What the actions take."""
        entered = self.cleaned_data
        return {
            "judges": [found for each in entered["judges"] if (found := identifier(each)) is not None],
            "presiding": identifier(entered["presiding"]),
            "must_be_panel": entered["must_be_panel"],
            "clerk_id": identifier(entered["clerk"]),
        }


class ArrangeForm(BenchForm):
    """A new hearing of a case."""

    form = forms.ChoiceField(
        label=_("How is it to be held?"),
        help_text=_("Every party is asked whether it agrees to be heard online."),
        widget=forms.RadioSelect,
        choices=FORMS,
        initial=Form.ONLINE.value,
    )
    field_order = ("form", "judges", "presiding", "must_be_panel", "clerk")


class SearchForm(forms.Form):
    """For which length, and from which day on, times are looked for."""

    minutes = forms.TypedChoiceField(
        label=_("How long?"), coerce=int, choices=[(each, _("%d minutes") % each) for each in LENGTHS], initial=USUAL
    )
    first = forms.DateField(
        label=_("From which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date.")},
    )
    days = forms.TypedChoiceField(
        label=_("Within"),
        coerce=int,
        choices=[(7, _("a week")), (14, _("two weeks")), (30, _("thirty days"))],
        initial=14,
    )
    clerk = forms.ChoiceField(label=_("Who keeps the record?"), required=False)
    courtroom = forms.ChoiceField(label=_("In which courtroom?"), required=False)

    def __init__(self, data: Any = None, *, clerks: list[User], courtrooms: list[Any], **more: Any) -> None:
        super().__init__(data, auto_id="search-%s", **more)
        fields: Any = self.fields
        fields["clerk"].choices = [("", "–"), *_named(clerks)]
        fields["courtroom"].choices = [("", _("any that is free")), *((str(each.pk), each.name) for each in courtrooms)]
        fields["minutes"].choices = [(each, _("%d minutes") % each) for each in LENGTHS]


class HoldForm(forms.Form):
    """A time that was proposed (`time`: moment|courtroom), or one that is entered; why, when the hearing is moved."""

    time = forms.CharField(required=False, max_length=90, widget=forms.HiddenInput)
    day = day(_("On which day?"), required=False)
    hour = text(_("At what time?"), help_text=_("For example 09:15"), required=False, longest=5)
    minutes = forms.TypedChoiceField(label=_("How long?"), coerce=int, choices=[(each, each) for each in LENGTHS])
    courtroom = forms.ChoiceField(label=_("In which courtroom?"), required=False)
    clerk = forms.ChoiceField(label=_("Who keeps the record?"), required=False)
    reason = _reason(_("Why is it moved?"))

    def __init__(
        self, data: Any = None, *, clerks: list[User], courtrooms: list[Any], moves: bool = False, **more: Any
    ) -> None:
        super().__init__(data, auto_id="hold-%s", **more)
        fields: Any = self.fields
        fields["minutes"].choices = [(each, _("%d minutes") % each) for each in LENGTHS]
        fields["clerk"].choices = [("", "–"), *_named(clerks)]
        fields["courtroom"].choices = [("", "–"), *((str(each.pk), each.name) for each in courtrooms)]
        if not moves:
            del self.fields["reason"]

    def clean_hour(self) -> hour_of_day | None:
        entered = self.cleaned_data["hour"].strip().replace("：", ":")
        if not entered:
            return None
        try:
            return hour_of_day.fromisoformat(entered if entered[1:2] != ":" else f"0{entered}")
        except ValueError as error:
            raise forms.ValidationError(_("Enter a time like 09:15.")) from error

    def held(self) -> dict[str, Any]:
        """What the actions take."""
        entered = self.cleaned_data
        moment, _sep, room = entered["time"].partition("|")
        starts_at = _moment(moment)
        if starts_at is None and entered.get("day") and entered.get("hour"):
            starts_at = datetime.combine(entered["day"], entered["hour"], clock.SHANGHAI)
        found: dict[str, Any] = {
            "starts_at": starts_at,
            "minutes": entered["minutes"],
            "courtroom_id": identifier(room) or identifier(entered["courtroom"]),
            "clerk_id": identifier(entered["clerk"]),
        }
        return found | ({"reason": entered["reason"]} if "reason" in self.fields else {})


def _moment(entered: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(entered)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


class OnlineForm(forms.Form):
    """Whether a party agrees to be heard online, and why not."""

    party = forms.CharField(widget=forms.HiddenInput, required=False)
    agrees = forms.ChoiceField(
        label=_("Do you agree to be heard online?"),
        help_text=_("For this hearing only. You can change your mind until it begins."),
        widget=forms.RadioSelect,
        choices=YES_NO,
        error_messages={"required": _("Choose yes or no.")},
    )
    reason = _reason(
        _("If not: why?"),
        _("A good reason, for example that a witness must be heard in court, counts for all parties."),
    )

    def __init__(self, data: Any = None, *, party: Any = None, answer: Any = None) -> None:
        initial: dict[str, Any] = {"party": party.pk if party is not None else ""}
        if answer is not None:
            initial |= {"agrees": "yes" if answer.agrees else "no", "reason": answer.reason}
        super().__init__(data, initial=initial, auto_id=f"online-{party.pk if party is not None else ''}-%s")


class WeighForm(forms.Form):
    """Whether the judge finds the reason of a refusal good."""

    party = forms.CharField(widget=forms.HiddenInput, required=False)
    good_reason = forms.ChoiceField(
        label=_("Is this a good reason? Then nobody is heard online."),
        widget=forms.RadioSelect,
        choices=YES_NO,
        error_messages={"required": _("Choose yes or no.")},
    )

    def __init__(self, data: Any = None, *, answer: Any = None) -> None:
        found = {True: "yes", False: "no"}.get(answer.good_reason, "") if answer is not None else ""
        key = answer.party_id if answer is not None else ""
        super().__init__(data, initial={"party": key, "good_reason": found}, auto_id=f"weigh-{key}-%s")


class DecideForm(forms.Form):
    """How the hearing is held, and what speaks against an online hearing."""

    form = forms.ChoiceField(
        label=_("How is it held?"),
        widget=forms.RadioSelect,
        choices=FORMS,
        error_messages={"required": _("Choose how the hearing is to be held.")},
    )
    grounds = forms.MultipleChoiceField(
        label=_("What speaks against an online hearing?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = _reason(_("Reasons"))

    def __init__(self, data: Any = None, *, lang: str, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="decide-%s")
        grounds: Any = self.fields["grounds"]
        grounds.choices = [
            (item.value, f"{reason_words(code, lang)} {ITEMS[item]}") for item, code in NOT_ONLINE_CODES.items()
        ]


class PublicityForm(forms.Form):
    """Whether the public may attend."""

    publicity = forms.ChoiceField(label=_("Is it public?"), widget=forms.RadioSelect, choices=PublicHearing.choices)
    asked_by = forms.ChoiceField(
        label=_("Which party has asked for it?"),
        help_text=_("Needed for a divorce and for trade secrets."),
        required=False,
    )
    reasons = _reason(_("Reasons"))

    def __init__(self, data: Any = None, *, parties: list[Any], initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="publicity-%s")
        asked: Any = self.fields["asked_by"]
        asked.choices = [("", "–"), *((str(party.pk), party.name) for party in parties)]


class PlaceForm(forms.Form):
    """From where somebody takes part."""

    participant = forms.CharField(widget=forms.HiddenInput, required=False)
    place = forms.ChoiceField(
        label=_("From where?"),
        widget=forms.RadioSelect,
        choices=Participant.Place.choices,
        error_messages={"required": _("Choose from where this person takes part.")},
    )
    site = forms.CharField(label=_("At which shared court?"), required=False, widget=forms.Select)

    def __init__(self, data: Any = None, *, sites: Iterable[Any] = (), participant: Any = None) -> None:
        initial: dict[str, Any] = {}
        if participant is not None:
            wish = getattr(participant, "wish", None)
            initial = {"participant": participant.pk, "place": participant.place, "site": wish.site_id if wish else ""}
        super().__init__(data, initial=initial, auto_id=f"place-{participant.pk if participant is not None else ''}-%s")
        widget: Any = self.fields["site"].widget
        widget.choices = [("", "–"), *((str(site.pk), f"{site.name} · {site.address}") for site in sites)]


class CallForm(forms.Form):
    """A witness, expert, interpreter or helper."""

    capacity = forms.ChoiceField(
        label=_("As what?"),
        widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in Capacity if each in CALLED],
        error_messages={"required": _("Choose as what this person takes part.")},
    )
    name = text(_("Name"), kind="name")
    phone = text(_("Mobile phone"), kind="phone", longest=24, help_text=_("The personal link goes there by SMS."))
    beside = forms.CharField(
        label=_("Beside whom?"),
        required=False,
        widget=forms.Select,
        help_text=_("Only of a sign-language interpreter and of a helper."),
    )

    def __init__(self, data: Any = None, *, participants: Iterable[Any] = (), auto_id: str = "call-%s") -> None:
        super().__init__(data, auto_id=auto_id)
        widget: Any = self.fields["beside"].widget
        people = [each for each in participants if each.capacity not in BESIDE]
        widget.choices = [
            ("", "–"),
            *((str(each.pk), f"{each.get_capacity_display()} {each.called}") for each in people),
        ]


class ReasonForm(forms.Form):
    """One text that has to be given."""

    reason = _reason(_("Reason"))


class InTurnForm(forms.Form):
    """A party asks for a hearing at different times."""

    party = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = _reason(_("Why can all not take part online at the same time?"))


class InTurnAnswerForm(forms.Form):
    """Another party agrees, or not."""

    party = forms.CharField(widget=forms.HiddenInput, required=False)
    agrees = forms.ChoiceField(
        label=_("Do you agree that each party is heard by itself?"),
        widget=forms.RadioSelect,
        choices=YES_NO,
        error_messages={"required": _("Choose yes or no.")},
    )


class InTurnGrantForm(forms.Form):
    """The judge grants it: between which days."""

    first = day(_("First day"))
    last = day(_("Last day"))
    undisputed = forms.BooleanField(
        label=_("After the exchange of evidence the main facts and the evidence are not in dispute"), required=False
    )
    clerk = forms.ChoiceField(label=_("Who keeps the record?"), required=False)

    def __init__(self, data: Any = None, *, clerks: list[User]) -> None:
        super().__init__(data, auto_id="grant-%s")
        chosen: Any = self.fields["clerk"]
        chosen.choices = [("", "–"), *_named(clerks)]


class ParticipantForm(forms.Form):
    """Who is meant."""

    participant = forms.CharField(widget=forms.HiddenInput, required=False)


class CourtroomForm(forms.Form):
    """A virtual courtroom's name."""

    name = text(_("Name of the courtroom"), longest=60)


def bench_of(hearing: Hearing) -> dict[str, Any]:
    """What the form of the bench begins with."""
    members = list(hearing.panel.all())
    presiding = next((member.user_id for member in members if member.bench == "presiding"), None)
    return {
        "judges": [str(member.user_id) for member in members],
        "presiding": str(presiding) if presiding is not None else "",
        "clerk": str(hearing.clerk_id) if hearing.clerk_id is not None else "",
    }
