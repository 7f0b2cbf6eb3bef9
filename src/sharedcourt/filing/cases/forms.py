"""The forms with which a case is begun and handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharedcourt.filing.cases import queries
from sharedcourt.filing.forms import HomesForm
from sharedcourt.law.divisions import DIVISIONS, division_name
from sharedcourt.law.filing import thing_of
from sharedcourt.people.models import Organisation

THINGS = {
    "leased_thing": _("In which district or county is the leased thing used?"),
    "insured_thing": _("In which district or county is the insured thing?"),
}


class CourtForm(HomesForm):
    """Where the parties are domiciled, whether the contract names a court, and at which court the papers are handed in."""

    thing = forms.ChoiceField(label=_("Where is the thing?"), required=False)
    clause_division = forms.ChoiceField(label=_("Does the contract name a court?"), required=False)
    clause_standard = forms.BooleanField(
        label=_("The clause is a standard term, and the other side is a consumer."), required=False
    )
    clause_unseen = forms.BooleanField(
        label=_("The clause was not pointed out to the consumer in a reasonable way."), required=False
    )
    received_at: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=_("At which court do you hand the papers in?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("at the court that decides"),
        help_text=_("Any court takes them in, looks at the form only, and passes them on (cross-district filing)."),
    )

    def __init__(self, *args: Any, cause: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = sorted(DIVISIONS, key=lambda code: (DIVISIONS[code][0], code))
        clause = self.fields["clause_division"]
        clause.choices = [("", _("no")), *((code, division_name(code)) for code in places)]  # type: ignore[attr-defined]
        asked = thing_of(cause)
        if asked:
            self.fields["thing"].label = THINGS[asked]
            self.fields["thing"].choices = [  # type: ignore[attr-defined]
                ("", _("I do not know")),
                *((code, division_name(code)) for code in places),
            ]
        else:
            del self.fields["thing"]
        self.fields["received_at"].queryset = queries.receiving_courts()  # type: ignore[attr-defined]

    @property
    def clause(self) -> dict[str, Any]:
        """The choice of court and the place of the thing, as the case keeps them; empty without."""
        division, thing = self.cleaned_data.get("clause_division"), self.cleaned_data.get("thing")
        where = {"thing": thing} if thing else {}
        if not division:
            return where
        return {
            **where,
            "division": division,
            "standard_form": self.cleaned_data["clause_standard"],
            "pointed_out": not self.cleaned_data["clause_unseen"],
        }


def initial_of(case: Any) -> dict[str, Any]:
    """What was entered before, to be changed."""
    clause = dict(case.clause)
    return {
        "thing": clause.get("thing", ""),
        "clause_division": clause.get("division", ""),
        "clause_standard": clause.get("standard_form", False),
        "clause_unseen": not clause.get("pointed_out", True),
        "received_at": case.received_at_id,
        **{f"home-{party}": division for party, division in dict(case.homes).items() if division in DIVISIONS},
        **{f"home-{party}": "other" for party, division in dict(case.homes).items() if division not in DIVISIONS},
        **{f"other-{party}": division for party, division in dict(case.homes).items() if division not in DIVISIONS},
    }
