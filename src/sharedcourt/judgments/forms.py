"""What the desk asks for in forms of its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.entered import LONGEST
from sharedcourt.judgments.structure import PartName
from sharedcourt.law.publication import Kind
from sharedcourt.law.publication_names import Role
from sharedcourt.people.models import Organisation

PARTS: dict[PartName, Any] = {
    PartName.HEAD: _("head"),
    PartName.PARTIES: _("parties and agents"),
    PartName.COURSE: _("course of the case"),
    PartName.CLAIMS: _("claims"),
    PartName.DEFENCE: _("defence"),
    PartName.FINDINGS: _("findings"),
    PartName.REASONING: _("reasoning"),
    PartName.ORDER: _("order"),
    PartName.CLOSING: _("closing (costs, appeal)"),
    PartName.SIGNATURES: _("signatures"),
    PartName.OTHER: _("annex"),
}
KINDS: dict[Kind, Any] = {
    Kind.JUDGMENT: _("judgment"),
    Kind.RULING: _("ruling"),
    Kind.PAYMENT_ORDER: _("payment order"),
    Kind.REJECTION_OF_COMPLAINT: _("rejection of a complaint"),
    Kind.ENFORCEMENT_RULING: _("ruling in enforcement"),
    Kind.DETENTION_OR_FINE: _("decision on detention or a fine"),
    Kind.ADMINISTRATIVE_MEDIATION_LETTER: _("mediation letter in an administrative case"),
    Kind.PUBLIC_INTEREST_MEDIATION_LETTER: _("mediation letter in a public interest case"),
    Kind.MEDIATION_LETTER: _("mediation letter"),
    Kind.OTHER_WITH_EFFECT: _("another paper with effect on rights"),
    Kind.OTHER: _("another paper"),
}
FLAGS: dict[str, Any] = {
    "state_secrets": _("It touches state secrets"),
    "juvenile_crime": _("It is about a crime of a minor"),
    "by_mediation": _("The case was closed by mediation, or the paper confirms a mediation agreement"),
    "interest_needs_it": _("Public interest or the interest of others needs it published all the same"),
    "divorce": _("It is about divorce"),
    "care_of_minors": _("It is about the care for or guardianship of minor children"),
    "unsuitable": _("The court finds it unsuitable to be published (a vice-president approves)"),
}
# What may be hidden, in words.
CHANGES: dict[str, Any] = {
    "name": _("name"),
    "address": _("home address"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "wechat": _("WeChat or other account"),
    "id": _("identity number"),
    "card": _("bank card"),
    "account": _("bank account"),
    "health": _("health"),
    "plate": _("number plate"),
    "vehicle": _("vehicle or engine number"),
    "certificate": _("certificate of title"),
    "birth": _("birth of a minor"),
}
ROLES: dict[Role, Any] = {
    Role.PARTY: _("party"),
    Role.STATUTORY_AGENT: _("statutory agent of a party"),
    Role.MINOR: _("minor"),
    Role.MINORS_AGENT: _("statutory agent of a minor"),
    Role.VICTIM: _("victim"),
    Role.CIVIL_PLAINTIFF_IN_CRIME: _("plaintiff of a civil action in a criminal case"),
    Role.WITNESS: _("witness"),
    Role.EXPERT: _("expert"),
    Role.OUTSIDER: _("somebody outside the case"),
}


class DaysInWords(forms.DateField):
    """A day, typed or chosen."""

    default_error_messages = {"invalid": _("Enter a day.")}

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


class UploadForm(forms.Form):
    """One paper, as a file or as text."""

    court = forms.ModelChoiceField(
        label=_("Court"), queryset=Organisation.objects.none(), error_messages={"required": _("Choose the court.")}
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("A Word document (.docx), PDF, web page (.html) or text (.txt).")
    )
    text = forms.CharField(
        label=_("Or paste the text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    effective_on = DaysInWords(
        label=_("It took effect on"),
        required=False,
        help_text=_("From this day seven working days are counted for publishing. It can be entered later."),
    )

    def __init__(self, posted: Any, files: Any, *, courts: list[Organisation]) -> None:
        super().__init__(posted, files)
        _choose_court(self, courts)


class BatchForm(forms.Form):
    """Many papers in one file."""

    court = forms.ModelChoiceField(
        label=_("Court"), queryset=Organisation.objects.none(), error_messages={"required": _("Choose the court.")}
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "An archive (.zip) of Word documents, PDF, web pages or text; or JSON Lines with “text” in each line."
        ),
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, posted: Any, files: Any, *, courts: list[Organisation]) -> None:
        super().__init__(posted, files)
        _choose_court(self, courts)


def _choose_court(form: forms.Form, courts: list[Organisation]) -> None:
    field: Any = form.fields["court"]
    field.queryset = Organisation.objects.filter(pk__in=[court.pk for court in courts]).order_by("name")
    if len(courts) == 1:
        field.initial, field.widget = courts[0].pk, forms.HiddenInput()


class StructureForm(forms.Form):
    """Court, kind, number, cause and day; the parts of the paragraphs are read beside it (`part-0`, `part-1` …)."""

    court = forms.CharField(label=_("Court"), max_length=120, error_messages={"required": _("Enter the court.")})
    kind = forms.CharField(
        label=_("Kind of paper"),
        max_length=60,
        error_messages={"required": _("Enter what kind of paper it is, such as 民事判决书.")},
    )
    number = forms.CharField(
        label=_("Case number"),
        max_length=60,
        error_messages={"required": _("Enter the case number, such as （2022）浙0302民初1号.")},
    )
    cause = forms.CharField(label=_("Cause of action"), max_length=100, required=False)
    decided_on = DaysInWords(
        label=_("Day of the judgment"),
        error_messages={"required": _("Enter the day of the judgment; it cannot be in the future.")},
    )


class DecisionForm(forms.Form):
    """What the paper is and touches, and when it took effect."""

    kind = forms.ChoiceField(
        label=_("What kind of paper is it?"), error_messages={"required": _("Choose what kind of paper it is.")}
    )
    flags = forms.MultipleChoiceField(
        label=_("Does any of this hold?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label=_("If the court finds it unsuitable: why?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    effective_on = DaysInWords(label=_("It took effect on"), required=False)
    number = forms.CharField(label=_("Case number"), max_length=60, required=False)
    decided_on = DaysInWords(label=_("Day of the judgment"), required=False)

    def __init__(self, posted: Any = None, *, has_text: bool, **more: Any) -> None:
        super().__init__(posted, **more)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choose")), *((key.value, words) for key, words in KINDS.items())]
        flags: Any = self.fields["flags"]
        flags.choices = list(FLAGS.items())
        if has_text:
            del self.fields["number"], self.fields["decided_on"]
