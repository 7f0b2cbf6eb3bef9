"""What a party enters: the code, who they are, what they say to each item, what they agree to, who else shares the debt."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes import statement
from sharedcourt.disputes.intake.forms import text
from sharedcourt.disputes.models import Answer, Dispute, Party, ServiceAddress


class CodeForm(forms.Form):
    """A dispute code, as typed."""

    code = forms.CharField(
        label=_("Dispute code"),
        max_length=40,
        help_text=_("Nine letters and digits, for example K7M-Q2X-HPD. It is on the letter or sheet you were given."),
        widget=forms.TextInput(attrs={"data-kind": "code", "data-keys": "code", "autofocus": True}),
        error_messages={"required": _("Enter the dispute code.")},
    )

    def clean_code(self) -> str:
        try:
            return codes.normalise(self.cleaned_data["code"])
        except codes.CodeInvalid as error:
            if str(error) == "length":
                message = _("A dispute code has nine letters and digits. Check that none is missing.")
            else:
                message = _(
                    "One character of this code is mistyped. Compare it with your letter, character by character."
                )
            raise forms.ValidationError(message) from error


class IdentityForm(forms.Form):
    """Who the person says they are."""

    name = text(_("Your name"), kind="name", help_text=_("As on your ID card."), focused=True)
    resident_id = text(
        _("Your ID number"), kind="resident_id", help_text=_("18 characters; the last may be an X."), longest=24
    )


class AnswerForm(forms.Form):
    """One pair of fields per item of the statement: right or not, and what is not right."""

    note = forms.CharField(
        label=_("Anything else you want to say (optional)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: what happened, and what you can pay each month."),
    )

    def __init__(self, *args: Any, items: list[statement.Item], earlier: Answer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        given = earlier.answers if earlier is not None else {}
        if earlier is not None:
            self.initial["note"] = earlier.note
        note = self.fields.pop("note")
        for item in items:
            before = given.get(item.key, {})
            self.fields[item.key] = forms.ChoiceField(
                label=item.label,
                help_text=item.text,
                choices=[("yes", _("That is right")), ("no", _("That is not right"))],
                widget=forms.RadioSelect,
                initial={True: "yes", False: "no"}.get(before.get("admitted")),
                error_messages={"required": _("Say whether this is right.")},
            )
            self.fields[f"{item.key}_reason"] = forms.CharField(
                label=_("If not: what is not right?"),
                required=False,
                max_length=1000,
                initial=before.get("reason", ""),
                widget=forms.TextInput(),
            )
        self.fields["note"] = note

    def pairs(self) -> list[tuple[Any, Any]]:
        """Bound fields, item by item."""
        return [(self[item.key], self[f"{item.key}_reason"]) for item in self.items]

    def answers(self) -> dict[str, dict[str, Any]]:
        return {
            item.key: {
                "admitted": self.cleaned_data[item.key] == "yes",
                "reason": self.cleaned_data[f"{item.key}_reason"],
            }
            for item in self.items
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for item in self.items:
            if cleaned.get(item.key) == "no" and not (cleaned.get(f"{item.key}_reason") or "").strip():
                self.add_error(f"{item.key}_reason", _("Say in a few words what is not right."))
        return cleaned


class ConsentForm(forms.Form):
    """Online mediation, electronic service and the warning: each for itself, none ticked beforehand."""

    online_mediation = forms.BooleanField(
        label=_("I agree to mediate online, by video"),
        help_text=_("You can take this back at any time before you sign."),
        error_messages={"required": _("Tick the box if you agree, or choose the link below if you do not.")},
    )
    sham_warning = forms.BooleanField(
        label=_("I have read the warning about sham mediation, and this dispute is real"),
        error_messages={"required": _("Read the warning and tick the box.")},
    )
    e_service = forms.BooleanField(
        label=_("I agree to receive papers electronically, on this platform and by SMS to this phone"),
        help_text=_("If you do not tick this, papers are sent by post."),
        required=False,
    )
    judgments_too = forms.BooleanField(label=_("Court decisions too"), required=False)
    receiver = text(_("Who receives the papers"), kind="name")
    phone = text(_("Mobile phone for service"), kind="phone", longest=24)
    address = text(_("Postal address for service"), longest=200)

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        known = ServiceAddress.objects.filter(party=party).first()
        kwargs.setdefault(
            "initial",
            {
                "receiver": known.receiver if known else party.name,
                "phone": known.phone if known else party.phone,
                "address": known.address if known else party.address,
            },
        )
        super().__init__(*args, **kwargs)


class RefusalForm(forms.Form):
    """Saying no; a reason helps and is not asked for."""

    reason = forms.CharField(
        label=_("Why not? (optional)"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CoObligorForm(forms.Form):
    """Who shares the debt."""

    name = text(_("Name"), kind="name", help_text=_("As on the ID card."))
    phone = text(_("Mobile phone"), kind="phone", longest=24, help_text=_("We send an invitation there."))
    relation = forms.ChoiceField(
        label=_("This person is"),
        choices=[
            ("spouse", _("my husband or wife")),
            ("signed", _("somebody who signed for the debt with me")),
            ("family", _("a relative who runs the business with me")),
            ("other", _("somebody else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what ties this person to the debt.")},
    )


class CorrectionForm(forms.Form):
    """A person who was named wrongly and has not joined yet."""

    name = text(_("Name"), kind="name", help_text=_("As on the ID card."))
    phone = text(_("Mobile phone"), kind="phone", longest=24, help_text=_("The former link ends; a new one goes here."))
    resident_id = text(
        _("ID number"),
        kind="resident_id",
        required=False,
        longest=24,
        help_text=_("Leave it empty to keep what was filed."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? (optional)"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class EvidenceForm(forms.Form):
    """A party's own file."""

    proves = text(_("What does it show? (optional)"), required=False, longest=300)


def relation_words(party: Party, relation: str, dispute: Dispute) -> str:
    """What is kept and printed as the tie, in Chinese: it becomes part of the agreement."""
    name = party.name
    return {
        "spouse": f"{name}的配偶",
        "signed": f"与{name}共同签字的借款人",
        "family": f"与{name}共同经营的家庭成员",
    }.get(relation, f"{name}所称的共同债务人")
