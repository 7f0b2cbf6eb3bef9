"""What the page of a case shows: to whom, and what they can do now."""

from typing import Any

from django.http import HttpRequest

from sharedcourt.core import clock
from sharedcourt.core.language import language, worded
from sharedcourt.disputes import policy as dispute_policy
from sharedcourt.disputes import statement
from sharedcourt.disputes.handover import undisputed_facts_of
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import evidence_of, parties_of, spoken_for
from sharedcourt.filing.cases import checks, policy, queries, recusing, sections, small
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.filing.cases.models import Case, Outcome, Procedure
from sharedcourt.filing.cases.states import EDITABLE, ON_TRIAL, CaseState
from sharedcourt.law import filing as rules
from sharedcourt.law.causes import cause
from sharedcourt.law.filing import REFUSAL_WORDS, Refusal
from sharedcourt.law.jurisdiction_words import reason_words
from sharedcourt.law.small_claims import EXCLUDED_WORDS
from sharedcourt.people.models import User, Verification
from sharedcourt.people.policy import person_of


def of(request: HttpRequest, case: Case, refusal: Any = None) -> dict[str, Any]:
    """The context of the page, with a fixed number of queries."""
    user = person_of(request)
    side = policy.side_of(user, case)
    at_desk = policy.is_at_desk(user, case) and case.state == CaseState.SUBMITTED
    at_court = policy.reads_as_court(user, case)
    parties = list(parties_of(case.dispute))
    pauses = at_court and recusing.pauses(user, case)
    judging = policy.is_judge(user, case) and not pauses
    administers = policy.is_administrator(user, case) and case.state in ON_TRIAL
    plaintiff = side == Side.APPLICANT
    answering = _has_to_answer(user, case) if case.state == CaseState.ACCEPTED else []
    corrections = list(case.corrections.select_related("court", "asked_by"))
    proposed, longest = rules.correction_days(clock.today())
    return {
        "case": case,
        "shown_state": case.known_state if side else CaseState(case.state),
        "cause": cause(case.cause).title(language()),
        "court_reason": reason_words(case.court_ground, language()),
        "plaintiffs": [party for party in parties if party.side == Side.APPLICANT],
        "defendants": [party for party in parties if party.side == Side.RESPONDENT],
        "service_known": all(
            hasattr(party, "service_address")
            for party in parties
            if party.side == Side.APPLICANT and _speaks_for(user, party)
        ),
        "at_counter": _at_counter(case) if policy.sees_at_counter(user, case) else [],
        "documents_shown": Verification.Document.choices,
        "names_agents_of": {
            party.pk
            for party in (parties if side else [])
            if dispute_policy.may_keep_agents(user, party) and dispute_policy.agents_change(case.dispute, party)
        },
        "side": side,
        "is_plaintiff": plaintiff,
        "at_court": at_court,
        "is_judge": judging,
        "pauses": pauses,
        "editable": plaintiff and case.state in EDITABLE,
        "form_only": at_desk and case.desk_id != case.court_id,
        "deciding": policy.decides(user, case) and case.state == CaseState.SUBMITTED,
        "may_return": at_desk and not any(each.court_id == case.desk_id for each in corrections),
        "signs_refusal": case.state == CaseState.REFUSING and refusing.signs(user, case),
        "may_take_refusal_back": case.state == CaseState.REFUSING
        and (refusing.signs(user, case) or policy.decides(user, case)),
        "may_withdraw": plaintiff
        and case.state in {CaseState.DRAFTING, CaseState.SUBMITTED, CaseState.RETURNED}
        and policy.may_dispose(user, case),
        "checks": checks.of(case) if at_court or (plaintiff and case.state in EDITABLE) else [],
        "related": _related(user, case) if at_court else [],
        "summary": statement.summary(case.dispute) if plaintiff or at_court else [],
        "evidence": evidence_of(case.dispute).filter(party__side=Side.APPLICANT) if plaintiff or at_court else [],
        "facts": undisputed_facts_of(case.dispute) if side or at_court else None,
        "corrections": corrections if plaintiff or at_court else [],
        "open_correction": next((each for each in corrections if each.answered_at is None), None),
        "proposed_days": proposed,
        "longest_days": longest,
        "proposed": _proposed(case) if at_desk else None,
        "excluded_kinds": [(key.value, worded(pair)) for key, pair in EXCLUDED_WORDS.items()],
        "excluded_chosen": request.POST.getlist("excluded"),
        "procedures": [
            (key, words) for key, words in Procedure.choices if key in rules.procedures_at(case.court.court_level)
        ],
        "grounds": [(key, worded(pair)) for key, pair in REFUSAL_WORDS.items()],
        "ground_words": worded(REFUSAL_WORDS[Refusal(case.ground)]) if case.ground else "",
        "change": queries.open_change(case) if at_court and case.state in ON_TRIAL else None,
        "may_change_procedure": judging and case.state in ON_TRIAL and case.procedure in rules.ORDINARY_ARTICLES,
        "outcomes": Outcome.choices,
        "services": list(case.services.filter(file=case.ruling_id).select_related("user", "party"))
        if case.ruling_id
        else [],
        "judges": queries.judges_of(case.court) if administers else [],
        "clerks": queries.court_clerks_of(case.court) if administers else [],
        "asked": _asked(case),
        "answers": _answers(case),
        "may_answer": bool(answering),
        "answering": answering,
        "for_parties": request.POST.getlist("for_party"),
        "steps": sections.steps(user, case),
        "sections": sections.drawn(request, case),
        "refusal": refusal,
        "posted": request.POST,
        "nav": "cases" if side else "desk",
    }


def _related(user: User, case: Case) -> list[tuple[queries.Related, bool]]:
    """What may belong together, and whether this person may open it."""
    found = queries.related(case)
    seen = queries.visible_to(user).filter(pk__in=[each.case.pk for each in found]).order_by()
    open_to = set(seen.select_related(None).values_list("pk", flat=True)) if found else set()
    return [(each, each.case.pk in open_to) for each in found]


def _at_counter(case: Case) -> list[tuple[Party, User, Verification | None]]:
    """Who may come to the counter, and what was seen of them in this stage."""
    seen = queries.seen_at_counter(case)
    return [(party, person, seen.get(person.pk)) for party, person in queries.people_at_counter(case)]


def _proposed(case: Case) -> dict[str, Any]:
    """Which procedure is proposed, why, and whether it rests on a figure that somebody entered."""
    found = small.proposed(case)
    return {"procedure": found.procedure, "words": found.text(language()), "certain": found.certain}


def _speaks_for(user: User, party: Party) -> bool:
    """Whether the person says where papers reach this plaintiff: another plaintiff says so themselves."""
    return party.user_id in {None, user.pk} or any(agent.user_id == user.pk for agent in party.agents.all())


def _asked(case: Case) -> Any:
    return case.entrustments.filter(ended_on=None).first() if case.state in ON_TRIAL else None


def _answers(case: Case) -> list[Any]:
    asked = _asked(case)
    return list(asked.answers.select_related("party")) if asked is not None else []


def _has_to_answer(user: Any, case: Case) -> list[Party]:
    """Those of the person's parties that have not said yet whether the case may go to mediation."""
    asked = _asked(case)
    if asked is None:
        return []
    said = set(asked.answers.values_list("party", flat=True))
    return [party for party in spoken_for(user, case.dispute) if party.pk not in said]
