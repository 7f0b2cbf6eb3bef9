"""Before anybody meets, as it is read: who could mediate, who was asked and what they disclosed, refusals, more time."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from ninja import Schema
from ninja.pagination import paginate

from sharedcourt.core import clock
from sharedcourt.core.language import language
from sharedcourt.core.paging import Each
from sharedcourt.disputes.queries import parties_of
from sharedcourt.law.mediation_rules import RECUSAL_GROUNDS, TerminationReason
from sharedcourt.mediation import policy
from sharedcourt.mediation.actions.mediators import mediators_of
from sharedcourt.mediation.actors import actor_of
from sharedcourt.mediation.api import _case, _user, router
from sharedcourt.mediation.conflicts import ties
from sharedcourt.mediation.models import Assignment, Case, Decline, DisclosureConsent, Extension, ExtensionConsent
from sharedcourt.mediation.states import CaseState
from sharedcourt.people.models import User


class MediatorOut(Schema):
    """A mediator of the organisation; whoever has a tie cannot be asked. The manager also reads which ties."""

    id: UUID
    name: str
    may_be_asked: bool
    ties: list[str]


class AssignmentOut(Schema):
    """A mediator who was asked: what they disclosed, and who still agrees (ODMR 13)."""

    id: UUID
    mediator: UUID
    name: str
    chosen_jointly: bool
    disclosure: str
    disclosure_text: str
    disclosed_at: datetime | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    agreed: list[UUID]
    refused: list[UUID]


class ExtensionOut(Schema):
    """A longer period that was proposed, and who agreed (ODMR 24)."""

    id: UUID
    until: date
    decided_at: datetime | None
    agreed: bool
    yes: list[UUID]
    no: list[UUID]


class DeclineOut(Schema):
    """An organisation did not take the case: with a reason, or by silence (an empty one)."""

    organisation: str
    reason: str
    at: datetime


class ReasonsOut(Schema):
    """Words to choose from: grounds for recusal (ODMR 13), reasons for which a mediation ends (ODMR 25)."""

    recusal_grounds: list[str]
    end_reasons: dict[str, str]


def _may_choose(user: User, case: Case) -> bool:
    """Whether a party may name a mediator now (ODMR 10)."""
    actor = actor_of(user, case.dispute)
    due = case.joint_choice_due
    return (
        actor is not None
        and actor.may_settle
        and case.state == CaseState.ACCEPTED
        and due is not None
        and due >= clock.today()
        and not case.assignments.filter(ended_at=None).exists()
    )


@router.get(
    "/cases/{case_id}/mediators",
    response=list[MediatorOut],
    operation_id="mediation_mediators",
    summary="Who could mediate",
)
@paginate
def mediators(request: HttpRequest, case_id: UUID) -> list[dict[str, Any]]:
    """For the manager, and for parties while they may choose together; those with the fewest open cases first."""
    case = _case(request, case_id)
    is_manager = policy.is_manager(request.user, case)
    if not is_manager and not _may_choose(_user(request), case):
        raise Http404
    parties = list(parties_of(case.dispute))
    found = []
    for mediator in mediators_of(case):
        tied = ties(mediator, case.dispute, parties)
        words = [str(tie.words) for tie in tied] if is_manager else []
        found.append({"id": mediator.pk, "name": mediator.name, "may_be_asked": not tied, "ties": words})
    return found


@router.get(
    "/cases/{case_id}/assignments",
    response=list[AssignmentOut],
    operation_id="mediation_assignments",
    summary="Who was asked to mediate, and what they disclosed",
)
@paginate
def assignments(request: HttpRequest, case_id: UUID) -> Each:
    """Oldest first; the one without an end is the present one."""
    consents = Prefetch("consents", DisclosureConsent.objects.order_by("created_at"))
    return Each(_case(request, case_id).assignments.select_related("mediator").prefetch_related(consents), _assignment)


def _assignment(row: Assignment) -> dict[str, Any]:
    names = ("id", "chosen_jointly", "disclosure", "disclosure_text", "disclosed_at", "confirmed_at", "ended_at")
    return {name: getattr(row, name) for name in names} | {
        "mediator": row.mediator_id,
        "name": row.mediator.name,
        "agreed": [each.user_id for each in row.consents.all() if each.given],
        "refused": [each.user_id for each in row.consents.all() if not each.given],
    }


@router.get(
    "/cases/{case_id}/extensions",
    response=list[ExtensionOut],
    operation_id="mediation_extensions",
    summary="Longer periods that were proposed",
)
@paginate
def extensions(request: HttpRequest, case_id: UUID) -> Each:
    """Oldest first; at most one is undecided."""
    consents = Prefetch("consents", ExtensionConsent.objects.order_by("created_at"))
    return Each(_case(request, case_id).extensions.prefetch_related(consents), _extension)


def _extension(row: Extension) -> dict[str, Any]:
    return {
        "id": row.pk,
        "until": row.until,
        "decided_at": row.decided_at,
        "agreed": row.agreed,
        "yes": [each.user_id for each in row.consents.all() if each.given],
        "no": [each.user_id for each in row.consents.all() if not each.given],
    }


@router.get(
    "/cases/{case_id}/declines",
    response=list[DeclineOut],
    operation_id="mediation_declines",
    summary="Organisations that did not take the case",
)
@paginate
def declines(request: HttpRequest, case_id: UUID) -> Each:
    """With their reasons."""
    return Each(_case(request, case_id).declines.select_related("organisation").order_by("created_at"), _decline)


def _decline(row: Decline) -> dict[str, Any]:
    return {"organisation": row.organisation.name, "reason": row.reason, "at": row.created_at}


@router.get(
    "/reasons", response=ReasonsOut, auth=None, operation_id="mediation_reasons", summary="Grounds and reasons in words"
)
def reasons(request: HttpRequest) -> dict[str, Any]:
    """In the language asked for."""
    lang = language()
    return {
        "recusal_grounds": [getattr(ground, lang) for ground in RECUSAL_GROUNDS],
        "end_reasons": {str(int(reason)): getattr(reason, lang) for reason in TerminationReason},
    }
