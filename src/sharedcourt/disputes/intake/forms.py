"""The questions of the application. Each form knows what it was answered before and keeps a new answer by an action."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.widgets import DateParts
from sharedcourt.disputes import actions, elements
from sharedcourt.disputes.intake import papers
from sharedcourt.disputes.intake.sending import Unclear, keep_evidence
from sharedcourt.disputes.models import Authority, Capacity, Dispute, Party, Side
from sharedcourt.documents.actions import keep_upload
from sharedcourt.documents.models import StoredFile
from sharedcourt.law.interest import penalty_uplift_warning
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Site

EMPTY = {"required": _("This cannot be left empty.")}
REAL_DATE = {"required": _("Enter year, month and day."), "invalid": _("Enter a real date: year, month, day.")}
HUNDRED = Decimal(100)


def text(
    label: Any,
    *,
    kind: str = "",
    help_text: Any = "",
    required: bool = True,
    longest: int = 60,
    focused: bool = False,
) -> forms.CharField:
    """A line of text, dressed by its kind (see the page shell). `focused`: the page begins here."""
    attrs: dict[str, Any] = {"data-kind": kind} if kind else {}
    if focused:
        attrs["autofocus"] = True
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        widget=forms.TextInput(attrs=attrs),
        error_messages={**EMPTY, "max_length": _("Use at most %(limit_value)d characters.")},
    )


def day(label: Any, *, help_text: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=required, widget=DateParts(), error_messages=REAL_DATE
    )


class Question(forms.Form):
    """One page. `title` is its heading, `of(dispute)` what is known, `keep(by, dispute)` the action behind it."""

    title: Promise | str = ""
    lead: Promise | str = ""
    template = "disputes/intake/question.html"

    def __init__(self, *args: Any, dispute: Dispute, user: User, **kwargs: Any) -> None:
        self.dispute, self.user = dispute, user
        kwargs.setdefault("initial", self.of(dispute))
        super().__init__(*args, **kwargs)
        self.takes_papers = type(self).__name__ in papers.ANSWERS
        # Shown only, never sent for the person: a page that was sent says itself what it says.
        self.from_papers = {} if self.is_bound else papers.proposals(type(self).__name__, dispute, self.unanswered())
        for name, (value, paper) in self.from_papers.items():
            self.initial[name] = value
            field = self.fields[name]
            field.help_text = " ".join(
                str(part) for part in (papers.PROPOSED % {"paper": paper}, field.help_text) if part
            )

    def unanswered(self) -> set[str]:
        """Questions of this page to which nothing has been entered yet."""
        return {name for name in self.base_fields if self.dispute.elements.get(name) in (None, "")}

    def of(self, dispute: Dispute) -> dict[str, Any]:
        return {name: dispute.elements.get(name) for name in self.base_fields}

    def values(self) -> dict[str, Any]:
        """The cleaned answers as elements."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def keep(self) -> bool:
        """Save; whether it went well. What an action refuses stands next to its field."""
        try:
            self.act()
        except ActionRefused as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused.message))
            return False
        return True

    def act(self) -> None:
        actions.save_elements(by=self.user, dispute=self.dispute, elements=self.values())


class Where(Question):
    title = _("Who shall mediate?")
    lead = _("The organisation has three working days to accept. It mediates free of charge.")
    mediation_organisation = forms.ModelChoiceField(
        label=_("Mediation organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a mediation organisation.")},
    )
    site = forms.ModelChoiceField(
        label=_("Shared court at which you make this application (if at one)"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Organisation.objects.filter(kind=Organisation.Kind.MEDIATION, is_active=True)
        field: Any = self.fields["mediation_organisation"]
        field.queryset = found
        field.choice_hints = {str(each.pk): each.expertise for each in found if each.expertise}
        site: Any = self.fields["site"]
        site.queryset = Site.objects.filter(is_open=True)

    def of(self, dispute: Dispute) -> dict[str, Any]:
        return {"mediation_organisation": dispute.mediation_organisation_id, "site": dispute.site_id}

    def act(self) -> None:
        actions.choose_where(by=self.user, dispute=self.dispute, **self.cleaned_data)


class Borrower(Question):
    title = _("Who is the borrower?")
    lead = _("As in the contract. The borrower can join only with this name, this ID number and this phone.")
    name = text(_("Name"), kind="name")
    resident_id = text(
        _("ID number"), kind="resident_id", help_text=_("18 characters; the last may be an X."), longest=24
    )
    phone = text(_("Mobile phone"), kind="phone", longest=24, help_text=_("The invitation is sent there."))
    address = text(_("Address (optional)"), required=False, longest=200)

    def borrower(self) -> Party | None:
        return Party.objects.filter(dispute=self.dispute, capacity=Capacity.BORROWER, removed_at=None).first()

    def of(self, dispute: Dispute) -> dict[str, Any]:
        party = self.borrower()
        return {name: getattr(party, name) for name in self.base_fields} if party is not None else {}

    def unanswered(self) -> set[str]:
        return set(self.base_fields) if self.borrower() is None else set()

    def act(self) -> None:
        party = self.borrower()
        if party is None:
            actions.add_party(by=self.user, dispute=self.dispute, capacity=Capacity.BORROWER, **self.cleaned_data)
        elif any(getattr(party, name) != value for name, value in self.cleaned_data.items()):
            actions.change_party(by=self.user, party=party, **self.cleaned_data)


class Optional(Question):
    """A page on which several things can be added; left empty, one simply goes on."""

    def of(self, dispute: Dispute) -> dict[str, Any]:
        return {}

    def is_left_empty(self) -> bool:
        return not any(value for name, value in self.data.items() if name.split("_0")[0] in self.fields and value)


class Others(Optional):
    title = _("Does anybody else share this debt?")
    lead = _("A spouse who signed with the borrower, another joint debtor, a guarantor. You can leave this empty.")
    template = "disputes/intake/others.html"
    capacity = forms.ChoiceField(
        label=_("This person is"),
        choices=[(Capacity.CO_OBLIGOR, Capacity.CO_OBLIGOR.label), (Capacity.GUARANTOR, Capacity.GUARANTOR.label)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what this person is in the debt.")},
    )
    name = text(_("Name"), kind="name")
    phone = text(_("Mobile phone"), kind="phone", longest=24)
    resident_id = text(_("ID number (if you have it)"), kind="resident_id", required=False, longest=24)
    relation = text(
        _("What ties this person to the debt"),
        help_text=_("For example: the borrower's spouse; signed the joint repayment undertaking on 10 November 2020"),
        longest=200,
    )

    def act(self) -> None:
        actions.add_party(by=self.user, dispute=self.dispute, **self.cleaned_data)


class Contract(Question):
    title = _("Which contract is it about?")
    contract_name = text(_("Name of the contract"), help_text=_("For example: personal business loan contract"))
    contract_number = text(_("Number of the contract"))
    signed_on = day(_("Signed on"))
    purpose = text(_("Purpose of the loan (optional)"), required=False, longest=200)


class Loan(Question):
    title = _("How much was lent, and for how long?")
    principal = text(_("Amount paid out"), kind="money", longest=24)
    released_on = day(_("Paid out on"))
    matures_on = day(_("Due on"), help_text=_("If you declared the loan due early, that day."))


class Rate(Question):
    title = _("What rates were agreed?")
    annual_rate = forms.DecimalField(
        label=_("Rate within the term, per year"),
        min_value=0,
        max_value=100,
        max_digits=9,
        decimal_places=6,
        widget=forms.TextInput(attrs={"data-kind": "percent"}),
        error_messages={**EMPTY, "invalid": _("Enter a rate as a number.")},
    )
    penalty_uplift = forms.DecimalField(
        label=_("Added to it when payment is late"),
        help_text=_("As a part of the rate: 50 means that 6.5 % becomes 9.75 %. Usual and allowed are 30 to 50."),
        min_value=0,
        max_value=200,
        max_digits=9,
        decimal_places=6,
        widget=forms.TextInput(attrs={"data-kind": "percent"}),
        error_messages={**EMPTY, "invalid": _("Enter a rate as a number.")},
    )
    day_base = forms.ChoiceField(
        label=_("Days in a year"), choices=[("360", "360"), ("365", "365")], widget=forms.RadioSelect, initial="360"
    )
    compound = forms.TypedChoiceField(
        label=_("Does unpaid interest bear interest (compound interest)?"),
        choices=[("yes", _("Yes, by the contract")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer yes or no.")},
    )
    uplift_checked = forms.BooleanField(
        label=_("I have checked the contract: it says so"), required=False, widget=forms.HiddenInput
    )

    def of(self, dispute: Dispute) -> dict[str, Any]:
        given = dispute.elements
        found: dict[str, Any] = {"day_base": given.get("day_base", "360")}
        for name in ("annual_rate", "penalty_uplift"):
            if given.get(name) is not None:
                found[name] = f"{(Decimal(given[name]) * HUNDRED).normalize():f}"
        if "compound" in given:
            found["compound"] = "yes" if given["compound"] else "no"
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        uplift = cleaned.get("penalty_uplift")
        if uplift is None:
            return cleaned
        warning = penalty_uplift_warning(uplift / HUNDRED, on=clock.today())
        known = self.initial.get("penalty_uplift")
        if warning is not None and not cleaned.get("uplift_checked") and str(known) != f"{uplift.normalize():f}":
            self.fields["uplift_checked"].widget = forms.CheckboxInput()
            self.add_error(
                "penalty_uplift",
                _(
                    "An addition outside 30 to 50 % is likely to be cut (PBC notice No. 251 of 2003). Correct it, or tick the box below."
                ),
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "annual_rate": found["annual_rate"] / HUNDRED,
            "penalty_uplift": found["penalty_uplift"] / HUNDRED,
            "day_base": found["day_base"],
            "compound": found["compound"],
        }


class Repayment(Question):
    title = _("How was it to be repaid?")
    repayment_method = forms.ChoiceField(
        label=_("Way of repaying"),
        choices=list(elements.REPAYMENT_METHODS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the ways of repaying.")},
    )
    interest_day = forms.IntegerField(
        label=_("Interest falls due on this day of the month"),
        min_value=1,
        max_value=31,
        initial=20,
        widget=forms.TextInput(attrs={"data-kind": "days"}),
        error_messages={
            **EMPTY,
            "invalid": elements.LAW_MESSAGES["not_a_day_of_month"],
            "min_value": elements.LAW_MESSAGES["not_a_day_of_month"],
            "max_value": elements.LAW_MESSAGES["not_a_day_of_month"],
        },
    )

    def of(self, dispute: Dispute) -> dict[str, Any]:
        found = super().of(dispute)
        return {**found, "interest_day": found.get("interest_day") or 20}


class Repaid(Optional):
    title = _("What principal has been repaid?")
    lead = _(
        "Each payment of principal with its day. Interest comes on the next page. Leave this empty if nothing was repaid."
    )
    template = "disputes/intake/repaid.html"
    on = day(_("Day of the payment"))
    amount = text(_("Principal paid"), kind="money", longest=24)

    def act(self) -> None:
        earlier = self.dispute.elements.get("payments") or []
        new = {
            "on": self.cleaned_data["on"],
            "principal": elements.amount("amount", self.cleaned_data["amount"]),
            "interest": "0",
        }
        on = self.cleaned_data["on"].isoformat()
        if any(each["on"] == on and each["principal"] == new["principal"] for each in earlier):
            raise Invalid(_("This payment is in the list already."), field="on")
        actions.save_elements(by=self.user, dispute=self.dispute, elements={"payments": [*earlier, new]})


class Dates(Question):
    title = _("Up to when is interest paid, and for which day shall we calculate?")
    interest_paid_to = day(_("Interest has been paid up to"), help_text=_("If none was ever paid, the day of release."))
    as_of = day(_("Calculate what is owed as of"), help_text=_("Usually today."))

    def of(self, dispute: Dispute) -> dict[str, Any]:
        found = super().of(dispute)
        return {**found, "as_of": found.get("as_of") or clock.today().isoformat()}

    def act(self) -> None:
        new = elements.checked(self.values())
        elements.debt({**self.dispute.elements, **new})
        super().act()


class Claims(Question):
    title = _("What do you claim?")
    claims = forms.MultipleChoiceField(
        label=_("Claims"),
        choices=list(elements.CLAIMS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what is claimed.")},
    )
    costs = text(_("Costs of realising the claim, if you claim any"), kind="money", required=False, longest=24)
    until_paid = forms.BooleanField(label=_("Interest shall run on until everything is paid"), required=False)
    facts = forms.CharField(
        label=_("What else matters (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: how you tried to collect the debt, what the borrower said."),
    )

    def of(self, dispute: Dispute) -> dict[str, Any]:
        found = super().of(dispute)
        if found.get("claims") is None:
            found["claims"] = ["principal", "interest", "penalty"]
            if dispute.elements.get("compound"):
                found["claims"].append("compound")
            found["until_paid"] = True
        return found

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {**found, "costs": found["costs"] or "0"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "costs" in (cleaned.get("claims") or []) and not cleaned.get("costs"):
            self.add_error("costs", _("Enter the costs, or do not claim them."))
        return cleaned


class Payee(Question):
    title = _("To which account shall be paid?")
    lead = _("It is printed in the agreement, so that the borrower pays to nobody else.")
    payee_holder = text(_("Holder of the account"))
    payee_bank = text(_("Bank"), longest=80)
    payee_number = text(_("Account number"), help_text=_("13 to 19 digits."), longest=30)

    def of(self, dispute: Dispute) -> dict[str, Any]:
        found = super().of(dispute)
        name = dispute.applicant.name if dispute.applicant is not None else ""
        return {
            **found,
            "payee_holder": found.get("payee_holder") or name,
            "payee_bank": found.get("payee_bank") or name,
        }


class Files(Optional):
    """Evidence: by the resumable island (ids of finished uploads), or sent with the form."""

    title = _("What proves it?")
    lead = _(
        "The contract, the receipt of release, the statement of account, reminders. Photographs, scans and PDF files."
    )
    template = "disputes/intake/evidence.html"

    waiting: tuple[dict[str, Any], ...] = ()

    def is_left_empty(self) -> bool:
        sent, files = cast("QueryDict", self.data), cast("MultiValueDict[str, Any]", self.files)
        return not sent.getlist("file") and not files.getlist("file")

    def act(self) -> None:
        try:
            keep_evidence(self.user, self.dispute, self.data, self.files)
        except Unclear as unclear:
            self.waiting = tuple(unclear.waiting)
            raise


class Acting(Question):
    title = _("For whom do you act, and how far may you go?")
    lead = _("Only with special authority can you waive, accept a plan and sign the agreement (CPL 62, CPLI 147).")
    template = "disputes/intake/acting.html"
    authority = forms.ChoiceField(
        label=_("Your authority"),
        choices=Authority.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far your authority goes.")},
    )
    representative = text(
        _("Who heads the institution"), kind="name", required=False, help_text=_("Printed in the agreement.")
    )
    document = forms.FileField(
        label=_("Power of attorney (optional)"),
        required=False,
        help_text=_("A photograph, a scan or a PDF file. The mediator may ask for it."),
    )

    def of(self, dispute: Dispute) -> dict[str, Any]:
        party = Party.objects.filter(dispute=dispute, side=Side.APPLICANT, position=1).first()
        agent = party.agents.filter(user=self.user).first() if party is not None else None
        return {
            "authority": agent.authority if agent is not None else Authority.SPECIAL,
            "representative": party.representative if party is not None else "",
        }

    def act(self) -> None:
        upload = self.cleaned_data.get("document")
        document = None
        if upload:
            document = keep_upload(
                by=self.user, upload=upload, purpose=StoredFile.Purpose.AUTHORITY, scope=self.dispute.pk
            )
        actions.set_authority(
            by=self.user,
            dispute=self.dispute,
            authority=self.cleaned_data["authority"],
            representative=self.cleaned_data["representative"],
            document=document,
        )


STEPS: dict[str, type[Question] | None] = {
    "where": Where,
    "borrower": Borrower,
    "others": Others,
    "contract": Contract,
    "loan": Loan,
    "rate": Rate,
    "repayment": Repayment,
    "repaid": Repaid,
    "dates": Dates,
    "debt": None,
    "claims": Claims,
    "payee": Payee,
    "evidence": Files,
    "acting": Acting,
    "check": None,
}


def step_of_field(field: str | None) -> str:
    """The page on which an element is asked."""
    special = {"borrower": "borrower", "mediation_organisation": "where", "payments": "repaid", "declared": "check"}
    if field in special:
        return special[field]
    for name, form in STEPS.items():
        if form is not None and field in form.base_fields:
            return name
    return "check"
