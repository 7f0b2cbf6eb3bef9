"""An accepted case: to mediation with everyone's consent, back with its clock right, and its end."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy as dispute_policy
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of, spoken_for
from sharedcourt.filing.cases import policy, queries, telling
from sharedcourt.filing.cases.locking import locked, note, require_state
from sharedcourt.filing.cases.models import Case, Entrustment, EntrustmentAnswer, Outcome
from sharedcourt.filing.cases.states import ON_TRIAL, CaseState
from sharedcourt.law import filing as rules
from sharedcourt.people.models import User


@transaction.atomic
def send_to_mediation(*, by: User, case: Case) -> Entrustment:
    """The judge asks every party whether the case may go to mediation (委托调解; CPL 125, MT 1). It goes when all have agreed."""
    row = locked(case)
    policy.require_judge(by, row)
    require_state(row, CaseState.ACCEPTED)
    try:
        with transaction.atomic():
            asked = Entrustment.objects.create(case=row, asked_by=by)
    except IntegrityError as error:
        raise Conflict(_("The parties have been asked already.")) from error
    note("filing.entrustment.asked", row, by=by, subject=asked)
    telling.tell([*queries.plaintiffs(row), *queries.defendants(row)], "filing.mediation_asked", row, by=by)
    return asked


@transaction.atomic
def answer_mediation(*, by: User, case: Case, agreed: bool, for_parties: Sequence[UUID] = ()) -> Entrustment:
    """A party agrees to mediation or not. The last to agree sets it going; one refusal ends the question.

    Who speaks for several parties says for which (`for_parties`): for one, some or all of them.
    """
    row = locked(case)
    if not policy.is_party(by, row):
        raise NotAllowed(_("Only a party may do this."))
    parties = _chosen(by, row, for_parties)
    if not parties or not all(dispute_policy.may_settle(by, party) for party in parties):
        raise NotAllowed(_("This needs the party itself, or an agent with special authority."))
    require_state(row, CaseState.ACCEPTED)
    asked = row.entrustments.select_for_update(no_key=True).filter(ended_on=None).first()
    if asked is None:
        raise Conflict(_("The court has not asked about mediation."))
    answers = [
        EntrustmentAnswer.objects.get_or_create(entrustment=asked, party=party, defaults={"user": by, "agreed": agreed})
        for party in parties
    ]
    if any(not new and answer.agreed != agreed for answer, new in answers):
        raise Conflict(_("Your side has answered already."))
    for answer, new in answers:
        if new:
            note("filing.entrustment.answered", row, by=by, subject=answer, agreed=agreed)
    if not any(new for _answer, new in answers):
        return asked
    if not agreed:
        asked.ended_on = clock.today()
        asked.save()
        told = [*queries.plaintiffs(row), *queries.defendants(row), *_judge(row)]
        telling.tell(told, "filing.mediation_refused", row, by=by)
    elif not parties_of(row.dispute).exclude(pk__in=asked.answers.values("party")).exists():
        _set_going(row, asked, by)
    return asked


def _chosen(by: User, case: Case, wanted: Sequence[UUID]) -> list[Party]:
    parties = spoken_for(by, case.dispute)
    if not wanted:
        if len(parties) > 1:
            raise Invalid(_("You act for several parties. Say for whom you do this."), field="for_party")
        return parties
    found = [party for party in parties if party.pk in wanted]
    return found if len(found) == len(set(wanted)) else []


def _judge(case: Case) -> list[User]:
    return [case.judge] if case.judge is not None else []


def _set_going(row: Case, asked: Entrustment, by: User) -> None:
    asked.began_on = clock.today()
    asked.due = rules.mediation_deadline(row.procedure, asked.began_on)
    asked.save()
    row.send_to_mediation()
    row.save()
    note("filing.case.sent_to_mediation", row, by=by, subject=asked, due=asked.due)
    told = [*queries.plaintiffs(row), *queries.defendants(row), *_judge(row)]
    telling.tell(told, "filing.mediation_began", row, due=asked.due)


@transaction.atomic
def take_back(*, by: User, case: Case) -> Case:
    """Mediation has not led to an end: the trial goes on (ODMR 21). Its period is longer by the days beyond the period for mediation.

    Only those are not counted (ODMR 24); the first fifteen or seven days are.
    """
    row = locked(case)
    policy.require_judge(by, row)
    if row.state == CaseState.ACCEPTED and not row.entrustments.filter(ended_on=None).exists():
        return row
    require_state(row, CaseState.MEDIATING)
    _end(row)
    row.take_back()
    row.save()
    note("filing.case.back_from_mediation", row, by=by, due=row.trial_due)
    told = [*queries.plaintiffs(row), *queries.defendants(row)]
    telling.tell(told, "filing.mediation_ended", row, by=by, due=row.trial_due)
    return row


def _end(row: Case) -> None:
    asked = row.entrustments.select_for_update(no_key=True).get(ended_on=None)
    assert asked.began_on is not None and row.trial_due is not None
    asked.ended_on = clock.today()
    asked.days_not_counted = rules.days_not_counted(row.procedure, asked.began_on, asked.ended_on)
    asked.save()
    row.trial_due = rules.later(row.trial_due, asked.days_not_counted)


@transaction.atomic
def close(*, by: User, case: Case, outcome: str, **facts: Any) -> Case:
    """The case has ended with one of `Outcome`: by its judge, or for a room above once a judgment has been pronounced."""
    row = locked(case)
    policy.require_judge(by, row)
    if row.state == CaseState.CLOSED and row.outcome == outcome:
        return row
    require_state(row, *ON_TRIAL)
    if outcome not in Outcome.values:
        raise Invalid(_("Say how the case ended."), field="outcome")
    open_question = row.entrustments.filter(ended_on=None).first()
    if row.state == CaseState.MEDIATING:
        _end(row)
    elif open_question is not None:
        open_question.ended_on = clock.today()
        open_question.save()
    row.outcome, row.ended_at = outcome, clock.now()
    row.close()
    row.save()
    note("filing.case.closed", row, by=by, outcome=outcome, **facts)
    told = [*queries.plaintiffs(row), *queries.defendants(row)]
    telling.tell(told, "filing.case_closed", row, by=by, number=row.number)
    return row
