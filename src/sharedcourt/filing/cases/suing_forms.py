"""What is asked of whoever brings a case: about which matter, for whom, who sues, who is sued."""

from decimal import Decimal
from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharedcourt.disputes.actions.named import FOR_ORGANISATIONS, FOR_PERSONS, Acting, Named
from sharedcourt.disputes.intake.forms import text
from sharedcourt.disputes.models import Authority, Party, PartyKind, Standing
from sharedcourt.documents.actions import keep_upload
from sharedcourt.documents.models import StoredFile
from sharedcourt.law import causes
from sharedcourt.people.models import Organisation, User

MYSELF, PERSON, ORGANISATION = "myself", "person", "organisation"
AUTHORITIES = [
    (Authority.GENERAL.value, _("General: speaks and submits, but does not settle")),
    (Authority.SPECIAL.value, _("Special: may admit, waive and settle")),
]


def cause_choices(lang: str) -> list[tuple[str, str]]:
    """The causes in the order in which people meet them; the last is for all that is not named."""
    return [
        (code, str(_("Any other civil dispute")) if code == causes.CIVIL else title)
        for code, title in causes.choices(lang)
    ]


class SumField(forms.DecimalField):
    """Money as people write it: 20,000.50."""

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(str(value).split()).replace(",", "").replace("，", "") if value else value)


def _amount() -> SumField:
    return SumField(
        label=_("How much money do you claim?"),
        help_text=_("In yuan, about how much. The plaint works it out exactly. Leave it empty if you claim no money."),
        required=False,
        min_value=Decimal(0),
        max_digits=15,
        decimal_places=2,
        widget=forms.TextInput(attrs={"data-kind": "money"}),
        error_messages={
            "invalid": _("Enter the sum in figures, for example 20000 or 20000.50."),
            "min_value": _("Enter the sum in figures, for example 20000 or 20000.50."),
        },
    )


class StartForm(forms.Form):
    """About which matter, and for whom."""

    cause = forms.ChoiceField(
        label=_("What is the dispute about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the dispute is about.")},
    )
    whom = forms.ChoiceField(
        label=_("Who sues?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who sues.")},
    )

    def __init__(self, *args: Any, institutions: list[Organisation], lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["cause"]).choices = cause_choices(lang)
        cast(forms.ChoiceField, self.fields["whom"]).choices = [
            (MYSELF, _("I myself")),
            *((str(each.pk), each.name) for each in institutions),
            (PERSON, _("A person for whom I act (as lawyer, relative or otherwise)")),
            (ORGANISATION, _("A company or other organisation for which I act")),
        ]


class ClaimForm(forms.Form):
    """Another cause, another sum."""

    cause = forms.ChoiceField(
        label=_("What is the dispute about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the dispute is about.")},
    )
    amount = _amount()

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["cause"]).choices = cause_choices(lang)


class PartyForm(forms.Form):
    """One party. `kind` says what it is; with `standings` somebody acts for it and shows a paper."""

    title: ClassVar[Promise | str] = ""
    lead: ClassVar[Promise | str] = ""
    kind: ClassVar[str] = PartyKind.PERSON
    standings: ClassVar[tuple[Standing, ...]] = ()

    def __init__(self, *args: Any, user: User, party: Party | None = None, opens: bool = False, **kwargs: Any) -> None:
        self.user, self.party = user, party
        kwargs.setdefault("initial", self._known())
        super().__init__(*args, **kwargs)
        self.kept = self._sent_before()
        if self.standings:
            cast(forms.ChoiceField, self.fields["standing"]).choices = [
                (each.value, each.label) for each in self.standings
            ]
        if self.kept is not None or self._has_paper():
            self.fields["document"].required = False
        if opens:
            self.fields["amount"] = _amount()

    def _agent(self) -> Any:
        return self.party.agents.filter(user=self.user, ended_at=None).first() if self.party is not None else None

    def _has_paper(self) -> bool:
        agent = self._agent() if "document" in self.base_fields else None
        return agent is not None and agent.document_id is not None

    def _known(self) -> dict[str, Any]:
        if self.party is None:
            return {}
        found = {name: getattr(self.party, name) for name in self.base_fields if hasattr(self.party, name)}
        agent = self._agent()
        return found | ({"authority": agent.authority, "standing": agent.standing} if agent is not None else {})

    def _sent_before(self) -> StoredFile | None:
        """A paper that was sent with an answer that was not accepted: it need not be chosen again."""
        try:
            wanted = UUID(str(self.data.get("kept", "")))
        except ValueError:
            return None
        return StoredFile.objects.filter(pk=wanted, uploaded_by=self.user, scope=None).first()

    @property
    def entered(self) -> Named:
        """The party as it was entered, once the form is valid."""
        given = {name: getattr(self.party, name) for name in ("name", "resident_id")} if self.party is not None else {}
        given |= self.cleaned_data
        names = ("name", "phone", "resident_id", "address", "credit_code", "representative")
        return Named(str(self.kind), **{name: given.get(name, "") for name in names})

    def acting(self) -> Acting | None:
        """As what one acts for the party, its paper kept; None where nobody does."""
        if "authority" not in self.fields:
            return None
        upload = self.cleaned_data.get("document")
        if upload:
            self.kept = keep_upload(by=self.user, upload=upload, purpose=StoredFile.Purpose.AUTHORITY)
        standing = self.cleaned_data.get("standing") or Standing.STAFF
        return Acting(standing, self.cleaned_data["authority"], self.kept)


def _number(label: Any = "", *, required: bool = True, help_text: Any = "") -> forms.CharField:
    words = help_text or _("18 characters; the last may be an X.")
    return text(label or _("ID number"), kind="resident_id", longest=24, required=required, help_text=words)


def _address(label: Any = "", *, required: bool = True) -> forms.CharField:
    words = _("With city and district, for example 温州市鹿城区…")
    return text(label or _("Address"), longest=200, required=required, help_text=words)


def _code(*, required: bool = True) -> forms.CharField:
    label = _("Unified social credit code") if required else _("Unified social credit code (if you know it)")
    return text(label, longest=24, required=required, help_text=_("18 characters, on the business licence."))


class ActingFields(forms.Form):
    """As what, how far, and the paper that says so."""

    standing = forms.ChoiceField(
        label=_("As what do you act?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose as what you act.")},
    )
    authority = forms.ChoiceField(
        label=_("How far does the authority go?"),
        choices=AUTHORITIES,
        help_text=_("The power of attorney must say it in so many words (CPL 62, CPLI 147)."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far the authority goes.")},
    )
    document = forms.FileField(
        label=_("The paper that shows your authority"),
        help_text=_("A photograph, a scan or a PDF file of the signed power of attorney."),
        error_messages={"required": _("Add the paper that shows your authority (CPL 62).")},
    )


class Myself(PartyForm):
    title = _("Who are you?")
    lead = _("As on your ID card. The court needs it to know who sues.")
    name = text(_("Your name"), kind="name")
    resident_id = _number(_("Your ID number"))
    address = _address(_("Where do you live?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.party is not None:
            # Name and number have been declared; what is wrong with them is put right with the account.
            del self.fields["name"], self.fields["resident_id"]

    def _known(self) -> dict[str, Any]:
        known = super()._known()
        return known or {"name": self.user.name, "resident_id": self.user.resident_id}


class Represented(ActingFields, PartyForm):
    title = _("For whom do you act?")
    lead = _("The person who sues, as on the ID card.")
    standings = FOR_PERSONS
    field_order = ("name", "resident_id", "phone", "address", "standing", "authority", "document", "amount")
    name = text(_("Name"), kind="name")
    resident_id = _number()
    phone = text(
        _("Mobile phone (optional)"), kind="phone", longest=24, required=False, help_text=_("Theirs, not yours.")
    )
    address = _address()


class RepresentedOrganisation(ActingFields, PartyForm):
    title = _("For which organisation do you act?")
    lead = _("As on its business licence.")
    kind = PartyKind.ORGANISATION
    standings = FOR_ORGANISATIONS
    field_order = (
        "name", "credit_code", "representative", "address", "phone", "standing", "authority", "document", "amount",
    )  # fmt: skip
    name = text(_("Name of the organisation"))
    credit_code = _code()
    representative = text(_("Legal representative or person in charge"), kind="name")
    address = _address()
    phone = text(_("Telephone (optional)"), longest=24, required=False)


class Institution(PartyForm):
    """The officer's own institution: what it is stands on the platform."""

    title = _("How far may you act for the institution?")
    kind = PartyKind.ORGANISATION
    representative = text(_("Who heads the institution"), kind="name", required=False)
    authority = forms.ChoiceField(
        label=_("Your authority"),
        choices=AUTHORITIES,
        widget=forms.RadioSelect,
        initial=Authority.SPECIAL,
        error_messages={"required": _("Choose how far the authority goes.")},
    )
    document = forms.FileField(
        label=_("Power of attorney (optional)"),
        required=False,
        help_text=_("A photograph, a scan or a PDF file. The court may ask for it."),
    )

    @property
    def entered(self) -> Named:
        name = self.party.name if self.party is not None else ""
        return Named(PartyKind.ORGANISATION, name, representative=self.cleaned_data["representative"])


class Together(PartyForm):
    title = _("Who sues together with you?")
    lead = _("We ask the person by SMS. The case is handed in only when they have said that they sue, too.")
    name = text(_("Name"), kind="name")
    resident_id = _number()
    phone = text(_("Mobile phone"), kind="phone", longest=24, help_text=_("The question is sent there."))
    address = _address()


class Defendant(PartyForm):
    title = _("Whom do you sue?")
    lead = _("Enter what you know. The court must be able to find the defendant: by an address, or by a phone number.")
    name = text(_("Name"), kind="name")
    phone = text(_("Mobile phone (if you know it)"), kind="phone", longest=24, required=False)
    resident_id = _number(
        _("ID number (if you know it)"), required=False, help_text=_("It keeps people of the same name apart.")
    )
    address = _address(_("Address (if you know it)"), required=False)


class DefendantOrganisation(PartyForm):
    title = _("Which organisation do you sue?")
    lead = _("The name must be the whole name as registered.")
    kind = PartyKind.ORGANISATION
    name = text(_("Name of the organisation"))
    credit_code = _code(required=False)
    address = _address()
    representative = text(_("Legal representative (if you know)"), kind="name", required=False)
    phone = text(_("Telephone (if you know it)"), longest=24, required=False)


OPENING: dict[str, type[PartyForm]] = {
    MYSELF: Myself,
    PERSON: Represented,
    ORGANISATION: RepresentedOrganisation,
}
DEFENDANTS: dict[str, type[PartyForm]] = {"defendant": Defendant, "defendant-organisation": DefendantOrganisation}
PLAINTIFFS: dict[str, type[PartyForm]] = {
    "plaintiff": Together,
    "plaintiff-represented": Represented,
    "plaintiff-organisation": RepresentedOrganisation,
}


def form_of(party: Party, user: User) -> type[PartyForm]:
    """The form with which a party is corrected."""
    if party.side == "respondent":
        return Defendant if party.is_person else DefendantOrganisation
    if party.organisation_id is not None:
        return Institution
    if party.user_id == user.pk:
        return Myself
    if party.agents.filter(user=user, ended_at=None).exists():
        return Represented if party.is_person else RepresentedOrganisation
    return Together
