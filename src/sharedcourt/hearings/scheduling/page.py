"""What the page of a hearing shows: to whom, and what they can do now."""

from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language

from sharedcourt.core import clock
from sharedcourt.hearings import policy, queries, sections
from sharedcourt.hearings.models import Form, Hearing, Participant
from sharedcourt.hearings.scheduling import forms, forms_of_hearing, hours
from sharedcourt.hearings.states import BEFORE, HearingState
from sharedcourt.law import hearings as rules
from sharedcourt.people.policy import person_of
from sharedcourt.sites.models import Site
from sharedcourt.sites.queries import open_sites

MOST_SITES = 50
CITY_DIGITS = 4


def lang() -> Literal["zh", "en"]:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def sites_for(hearing: Hearing, text: str, *chosen: Any) -> list[Site]:
    """Shared courts to choose from: those found by name or address, else those of the court's city; and what is chosen already."""
    found = open_sites()
    wanted = " ".join(text.split())[:40]
    near = (
        Q(name__icontains=wanted) | Q(address__icontains=wanted)
        if wanted
        else Q(division__startswith=hearing.court.division[:CITY_DIGITS])
    )
    listed = list(found.filter(near).order_by("name")[:MOST_SITES])
    known = {site.pk for site in listed}
    kept = [site for site in chosen if site is not None and site.pk not in known]
    return [*listed, *kept]


def of(request: HttpRequest, hearing: Hearing, bound: dict[str, Any] | None = None) -> dict[str, Any]:
    """The context of the page. `bound`: a form that was refused, by verb (and its key, where there are several)."""
    user = person_of(request)
    refused = bound or {}
    arranges, decides = policy.may_arrange(user, hearing), policy.may_decide(user, hearing)
    at_court = policy.works_at(user, hearing.court_id) or arranges or decides
    mine = policy.own_parties(user, hearing)
    participants = list(queries.participants_of(hearing))
    own = next((each for each in participants if each.user_id == user.pk), None)
    sees_all = at_court or bool(mine)
    open_now = hearing.state in BEFORE
    standing = forms_of_hearing.standing_of(hearing) if sees_all else None
    context: dict[str, Any] = {
        "hearing": hearing,
        "bench": list(hearing.panel.all()),
        "participants": participants if sees_all else [each for each in participants if each is own],
        "own": own,
        "at_court": at_court,
        "arranges": arranges and open_now,
        "decides": decides and open_now,
        "is_party": bool(mine),
        "open_now": open_now,
        "planned": hearing.state == HearingState.PLANNED,
        "scheduled": hearing.state == HearingState.SCHEDULED,
        "is_public": rules.is_open(hearing.publicity),
        "publicity_article": rules.publicity_article(hearing.publicity),
        "notice": rules.notice(hearing.case.procedure, clock.today()) if at_court else None,
        "earliest": hours.earliest_day(hearing.case.procedure) if at_court else None,
        "sections": sections.drawn(request, hearing),
        "sites_query": request.GET.get("site", ""),
        "refused": next(iter(refused.values()), None),
        "nav": "hearings",
    }
    if standing is not None:
        context |= _answers(hearing, standing, mine, refused, decides=decides and open_now)
        context |= _in_turn(hearing, mine, refused, decides=decides)
    if open_now and (sees_all or own is not None) and hearing.form != Form.IN_TURN:
        context |= _places(request, hearing, participants, own, refused, everybodys=arranges)
    if arranges and open_now:
        context |= _arranging(hearing, participants, refused)
    if decides and open_now and standing is not None:
        context |= _deciding(hearing, standing, refused)
    if sees_all:
        context["summonses"] = _summonses(hearing, mine, everybodys=at_court)
    return context


def _answers(
    hearing: Hearing, standing: forms_of_hearing.Standing, mine: list[Any], refused: dict[str, Any], *, decides: bool
) -> dict[str, Any]:
    own = {party.pk for party in mine}
    to_answer = [
        (party, answer, refused.get(f"answer {party.pk}") or forms.OnlineForm(party=party, answer=answer))
        for party, answer in standing.parties
        if party.pk in own and hearing.state in BEFORE and hearing.form != Form.IN_TURN
    ]
    to_weigh = [
        (party, answer, refused.get(f"weigh {party.pk}") or forms.WeighForm(answer=answer))
        for party, answer in standing.parties
        if decides and answer is not None and not answer.agrees
    ]
    return {
        "standing": standing,
        "why": [(reason.text(lang()), reason.article) for reason in standing.ruling.reasons],
        "form_stands": hearing.form == Form.IN_TURN or standing.allows(hearing.form),
        "to_answer": to_answer,
        "to_weigh": to_weigh,
        "grounds": [
            rules.Reason(rules.NOT_ONLINE_CODES[rules.NotOnline(item)], "").text(lang())
            for item in (standing.decision.grounds if standing.decision is not None else [])
        ],
    }


def _in_turn(hearing: Hearing, mine: list[Any], refused: dict[str, Any], *, decides: bool) -> dict[str, Any]:
    rows = list(hearing.in_turn_requests.select_related("party").prefetch_related("answers__party"))
    open_one = next((row for row in rows if row.granted is None), None)
    planned = hearing.state == HearingState.PLANNED
    answered = {answer.party_id for answer in open_one.answers.all()} if open_one is not None else set()
    may_ask = planned and open_one is None and mine and hearing.case.procedure in rules.SIMPLE
    return {
        "in_turn": open_one,
        "in_turn_last": rows[-1] if rows else None,
        "in_turn_answers": list(open_one.answers.all()) if open_one is not None else [],
        "in_turn_ask": (refused.get("ask-in-turn") or forms.InTurnForm(initial={"party": mine[0].pk}))
        if may_ask
        else None,
        "in_turn_to_answer": [
            (party, refused.get(f"answer-in-turn {party.pk}") or forms.InTurnAnswerForm(initial={"party": party.pk}))
            for party in mine
            if planned and open_one is not None and party.pk not in answered
        ],
        "in_turn_grant": (
            refused.get("grant-in-turn") or forms.InTurnGrantForm(clerks=list(queries.clerks_of(hearing.court_id)))
        )
        if planned and open_one is not None and decides
        else None,
        "in_turn_refuse": (refused.get("refuse-in-turn") or forms.ReasonForm(auto_id="refuse-%s"))
        if planned and open_one is not None and decides
        else None,
    }


def _places(
    request: HttpRequest,
    hearing: Hearing,
    participants: list[Participant],
    own: Participant | None,
    refused: dict[str, Any],
    *,
    everybodys: bool,
) -> dict[str, Any]:
    shown = participants if everybodys else [own] if own is not None else []
    chosen = [wish.site for each in shown if (wish := getattr(each, "wish", None)) is not None]
    sites = sites_for(hearing, request.GET.get("site", ""), *chosen)
    return {
        "places": [
            (each, refused.get(f"place {each.pk}") or forms.PlaceForm(sites=sites, participant=each)) for each in shown
        ]
    }


def _arranging(hearing: Hearing, participants: list[Participant], refused: dict[str, Any]) -> dict[str, Any]:
    return {
        "bench_form": refused.get("bench") or forms.BenchForm(court=hearing.court_id, initial=forms.bench_of(hearing)),
        "call_form": refused.get("call") or forms.CallForm(participants=participants),
        "cancel_form": refused.get("cancel") or forms.ReasonForm(auto_id="cancel-%s"),
    }


def _deciding(hearing: Hearing, standing: forms_of_hearing.Standing, refused: dict[str, Any]) -> dict[str, Any]:
    grounds = list(standing.decision.grounds) if standing.decision is not None else []
    parties = [party for party, _answer in standing.parties]
    return {
        "decide_form": refused.get("decide")
        or forms.DecideForm(lang=lang(), initial={"form": hearing.form, "grounds": grounds}),
        "publicity_form": refused.get("publicity")
        or forms.PublicityForm(parties=parties, initial={"publicity": hearing.publicity}),
    }


def _summonses(hearing: Hearing, mine: list[Any], *, everybodys: bool) -> list[Any]:
    own = {party.pk for party in mine}
    rows = hearing.summonses.select_related("party", "paper").filter(paper__superseded_at=None)
    return [row for row in rows if everybodys or row.party_id in own]
