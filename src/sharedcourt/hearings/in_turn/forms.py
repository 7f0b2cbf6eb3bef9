"""What the court and the parties enter in a hearing at different times."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.disputes.intake.forms import day
from sharedcourt.disputes.models import Party
from sharedcourt.hearings.in_turn.models import TurnStage


def identifier(entered: Any) -> UUID | None:
    """An identifier that a page sent back, None for anything else."""
    try:
        return UUID(str(entered))
    except ValueError:
        return None


def _camera(label: Any, help_text: Any) -> forms.FileField:
    """Without scripts a phone opens its camera for it; with them the page records by itself."""
    attrs = {"accept": "video/*", "capture": "user"}
    return forms.FileField(label=label, help_text=help_text, required=False, widget=forms.FileInput(attrs=attrs))


class AskForm(forms.Form):
    """A question or a stage, for one party or several."""

    stage = forms.ChoiceField(
        label=_("Stage of the hearing"),
        choices=TurnStage.choices,
        error_messages={"required": _("Choose a stage of the hearing.")},
    )
    text = forms.CharField(
        label=_("What do you ask, or what is the party to do?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    parties = forms.MultipleChoiceField(
        label=_("Who answers?"),
        help_text=_("Nobody chosen: every party."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose parties of this case.")},
    )
    last_day = day(_("By which day?"), required=False, help_text=_("Left empty: by the last day of the hearing."))
    video = _camera(_("Your recording (optional)"), _("You may put the question by video, too."))
    clip = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, parties: Iterable[Party]) -> None:
        super().__init__(data, files, auto_id="ask-%s")
        chosen: Any = self.fields["parties"]
        chosen.choices = [(str(party.pk), party.name) for party in parties]

    def chosen(self) -> list[UUID]:
        """The parties that were ticked."""
        found = (identifier(entered) for entered in self.cleaned_data["parties"])
        return [pk for pk in found if pk is not None]


class AnswerForm(forms.Form):
    """What a party says in its turn."""

    video = _camera(
        _("Record yourself while you answer"),
        _(
            "Look into the camera and say what you write below. A few minutes are enough. The court and the other side watch it."
        ),
    )
    clip = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Your answer in words"),
        help_text=_(
            "This enters the record of the hearing. Once handed in it cannot be changed; you may hand in another one."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    why_no_clip = forms.CharField(
        label=_("Without a recording: why?"),
        help_text=_("For instance, your device has no camera. Leave it empty when you have recorded yourself."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExtendForm(forms.Form):
    """Until when a party may answer."""

    last_day = day(_("New last day"), required=False)


class GoOnForm(forms.Form):
    """Why the court goes on without an answer."""

    reason = forms.CharField(
        label=_("Why do you go on without this answer?"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class LongerForm(forms.Form):
    """Until when the hearing lasts."""

    last = day(_("New last day of the hearing"), required=False)

    def __init__(self, data: Any = None, *, last: date | None = None) -> None:
        super().__init__(data, auto_id="longer-%s", initial={"last": last})
