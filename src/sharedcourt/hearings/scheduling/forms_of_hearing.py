"""What the parties' answers and the court's grounds leave open for the form of a hearing (ODLR 4, 20, 21)."""

from dataclasses import dataclass

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.folder.models import EvidenceItem
from sharedcourt.hearings.models import Form, Hearing, PublicHearing
from sharedcourt.hearings.scheduling.models import FormDecision, InTurnRequest, OnlineAnswer
from sharedcourt.law import hearings as rules

# Which of the law's ways a form is. A circuit trial is held where the people are; who is elsewhere takes part as in a mixed one.
WAYS = {Form.ONLINE: rules.Way.ONLINE, Form.MIXED: rules.Way.MIXED, Form.ON_SITE: rules.Way.ON_SITE}


@dataclass(frozen=True)
class Standing:
    """Where each party stands, what the court has found, and what follows."""

    parties: list[tuple[Party, OnlineAnswer | None]]
    decision: FormDecision | None
    ruling: rules.OnlineRuling

    @property
    def forms(self) -> list[Form]:
        """The forms that the law leaves open now; at different times only by a granted request."""
        return [form for form, way in WAYS.items() if self.ruling.allows(way)] + [Form.CIRCUIT]

    def allows(self, form: str) -> bool:
        return form in self.forms


def standing_of(hearing: Hearing, decision: FormDecision | None = None) -> Standing:
    """Three queries, however many parties there are. `decision`: one that has just been made, in place of the last one kept."""
    answers = {answer.party_id: answer for answer in hearing.online_answers.select_related("user")}
    parties = [(party, answers.get(party.pk)) for party in parties_of(hearing.case.dispute)]
    if decision is None:
        decision = hearing.form_decisions.order_by("-created_at", "-id").first()
    grounds = list(decision.grounds) if decision is not None else []
    said = [
        rules.Answer(answer.agrees, good_reason=bool(answer.good_reason)) if answer is not None else rules.Answer(None)
        for _party, answer in parties
    ]
    ruling = rules.online(said, grounds, secrets=hearing.publicity == PublicHearing.SECRETS)
    return Standing(parties, decision, ruling)


def in_turn_faults(hearing: Hearing, request: InTurnRequest, *, undisputed: bool) -> tuple[rules.Reason, ...]:
    """What stands against a hearing at different times. Whether facts and evidence are undisputed the judge says."""
    agreed = set(request.answers.filter(agrees=True).values_list("party_id", flat=True))
    everybody = {party.pk for party in parties_of(hearing.case.dispute)}
    known = rules.InTurn(
        procedure=hearing.case.procedure,
        hardship=bool(request.reason.strip()),
        asked_in_writing=True,
        all_agree=bool(everybody) and everybody <= agreed,
        exchanged=exchanged(hearing),
        undisputed=undisputed,
    )
    return rules.in_turn_faults(known, clock.today())


def exchanged(hearing: Hearing) -> bool:
    """Whether evidence has been handed in online in the case, which is the beginning of its exchange."""
    return EvidenceItem.objects.filter(case=hearing.case, submitted_at__isnull=False).exists()
