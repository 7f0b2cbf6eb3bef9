"""Which courts are competent for a dispute, as the law proposes from what the dispute says, and which of them work here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.disputes import elements
from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.forms import guessed_home
from sharedcourt.law import filing as rules
from sharedcourt.law.divisions import division_name
from sharedcourt.law.errors import LawError
from sharedcourt.law.jurisdiction import Clause, Competence, Level, court_division
from sharedcourt.law.jurisdiction_words import reason_words
from sharedcourt.people.models import Organisation


@dataclass(frozen=True)
class Proposal:
    """A competent court: where, of which level, why; `court` is None where it does not work on this platform."""

    division: str
    level: str
    reason: str
    article: str
    court: Organisation | None

    @property
    def name(self) -> str:
        return self.court.name if self.court is not None else _("the court of %s") % division_name(self.division)

    def text(self, lang: Literal["zh", "en"]) -> str:
        """Why this court."""
        return reason_words(self.reason, lang)


def amount_of(dispute: Dispute) -> Decimal | None:
    """What is claimed, in yuan, from the elements, else as it was when mediation was asked for; None while it is not known."""
    known: Decimal | None = dispute.amount_claimed
    try:
        return elements.claimed(dispute.elements)
    except Invalid:
        return known


def amount_in(case: Case) -> Decimal | None:
    """What is claimed in a case: as its signed plaint works it out, else as the dispute says."""
    return case.plaint_amount if case.plaint_amount is not None else amount_of(case.dispute)


def guessed_homes(parties: list[Party]) -> dict[UUID, str]:
    """Where the parties are probably domiciled."""
    return {party.pk: guessed_home(party) for party in parties}


def clause_of(entered: Mapping[str, Any]) -> Clause | None:
    """The choice of court as it is kept with the case; None without one."""
    if not entered.get("division"):
        return None
    return Clause(
        (str(entered["division"]),),
        connected=bool(entered.get("connected", True)),
        standard_form=bool(entered.get("standard_form")),
        with_consumer=bool(entered.get("standard_form")),
        pointed_out=bool(entered.get("pointed_out", True)),
    )


def competence(
    dispute: Dispute,
    homes: Mapping[UUID, str],
    clause: Mapping[str, Any] | None = None,
    *,
    amount: Decimal | None = None,
) -> Competence:
    """What the law says about the parties' places; `amount` in yuan, else what the dispute says. Raises Invalid with the field."""
    parties = list(parties_of(dispute))
    if set(homes) != {party.pk for party in parties} or not all(homes.values()):
        raise Invalid(_("Say for every party in which district or county they are domiciled."), field="homes")
    plaintiffs = [homes[party.pk] for party in parties if party.side == Side.APPLICANT]
    defendants = [homes[party.pk] for party in parties if party.side == Side.RESPONDENT]
    if not plaintiffs or not defendants:
        raise Invalid(_("A case has a plaintiff and a defendant."), field="homes")
    try:
        return rules.courts_for(
            dispute.cause,
            amount=amount or amount_of(dispute) or Decimal(0),
            plaintiff=plaintiffs[0],
            defendants=defendants,
            on=clock.today(),
            clause=clause_of(clause or {}),
            thing=str((clause or {}).get("thing", "")),
        )
    except LawError as error:
        raise Invalid(error.text(), field=error.field or "homes") from error


def proposals(found: Competence) -> list[Proposal]:
    """The competent courts in the order of the grounds, each with the organisation it is here."""
    places: dict[str, Proposal] = {}
    grounds = {court_division(each.division, found.level): each for each in reversed(found.grounds)}
    rows = Organisation.objects.filter(
        kind=Organisation.Kind.COURT, is_active=True, court_level=found.level.value, division__in=list(grounds)
    )
    here = {court.division: court for court in rows}
    for division in found.divisions:
        ground = grounds[division]
        places[division] = Proposal(division, found.level.value, ground.reason, ground.article, here.get(division))
    return list(places.values())


def ground_for(court: Organisation, found: Competence) -> str:
    """Why this court is competent. Raises Invalid when it is not, or does not work here."""
    if court.kind != Organisation.Kind.COURT or not court.is_active or court.court_level != found.level.value:
        raise Invalid(_("Choose one of the competent courts."), field="court")
    ground = rules.ground_of(found, court.division)
    if ground is None:
        raise Invalid(_("Choose one of the competent courts."), field="court")
    return ground.reason


def level_words(level: str, lang: str) -> str:
    """The level of a court in a language."""
    words = {Level.BASIC: ("基层人民法院", "basic court"), Level.INTERMEDIATE: ("中级人民法院", "intermediate court")}
    pair = words.get(Level(level), ("高级人民法院", "high court"))
    return pair[0 if lang == "zh" else 1]
