"""The end without an agreement (ODMR 25, 2-8), and the record of a meeting."""

from typing import Any
from uuid import UUID

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from sharedcourt.core import clock, codes, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.core.language import language
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.states import OPEN
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.schema import RecordData
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.causes import cause
from sharedcourt.law.mediation_rules import TerminationReason, is_late
from sharedcourt.law.wording import zh_sum
from sharedcourt.ledger.actions import personal
from sharedcourt.mediation import live, policy, roles, telling
from sharedcourt.mediation.actions import meetings
from sharedcourt.mediation.actions.agreements import current_version, supersede
from sharedcourt.mediation.actions.locking import locked, note, require_state
from sharedcourt.mediation.actions.sessions import current_facts, facts_confirmed
from sharedcourt.mediation.actors import require_signatory
from sharedcourt.mediation.models import AgreementVersion, Case, Meeting
from sharedcourt.mediation.states import CURRENT, RUNNING, CaseState, VersionState
from sharedcourt.people.actions import identity_of
from sharedcourt.people.models import IdentityLevel, User, Verification

RECORD_KIND = "mediation.record"
RECORD_TEMPLATE = "mediation/typst/record.typ"
BY_MEDIATOR = tuple(reason for reason in TerminationReason if reason is not TerminationReason.AGREED)


@transaction.atomic
def end(*, by: User | None, case: Case, reason: int, explanation: str = "") -> Case:
    """End without an agreement, for a reason of ODMR 25. The mediator or manager says why; `by` None is a limit that passed.

    Everyone is told, and which ways remain (PML 26). Concessions are not kept anywhere but in this confidential room (ODMR 18).
    """
    row = locked(case)
    if by is not None:
        policy.require_mediator_or_manager(by, row)
        explanation = needed(explanation, "explanation", _("Write down why the mediation ends (ODMR 21)."))
        if reason == TerminationReason.PERIOD_OVER and not (
            row.mediation_due is not None and is_late(row.mediation_due, clock.today())
        ):
            raise Invalid(_("The period is not over yet."), field="reason")
    return _end(row, by=by, reason=reason, explanation=explanation)


def end_refused(case: Case, *, by: User, explanation: str) -> Case:
    """A party counts as refusing the mediation (ODMR 14, 25(4)). The case is held by the caller's transaction."""
    return _end(case, by=by, reason=TerminationReason.PARTY_REFUSES, explanation=explanation)


def _end(case: Case, *, by: User | None, reason: int, explanation: str) -> Case:
    try:
        why = TerminationReason(reason)
    except ValueError as error:
        raise Invalid(_("Choose one of the reasons."), field="reason") from error
    if why not in BY_MEDIATOR:
        raise Invalid(_("An agreement is concluded by signing it."), field="reason")
    if case.state == CaseState.ENDED:
        return case
    if case.state not in RUNNING and why is not TerminationReason.SETTLED_AND_WITHDRAWN:
        require_state(case, *RUNNING)
    version = current_version(case)
    if version is not None:
        supersede(case, version, by=by, reason=_("The mediation has ended."))
    case.end()
    case.ended_at = clock.now()
    case.end_reason = int(why)
    case.end_note = explanation
    case.save()
    if case.dispute.state in OPEN:
        disputes.advance(by=None, dispute=case.dispute, transition="terminate", reason=int(why))
    meeting = meetings.ahead_of(case)
    live.changed(case, "ended")
    if meeting is not None:
        meetings.break_off(meeting=meeting)
    note("mediation.case.ended", case, by=by, reason=int(why), explanation=personal(explanation))
    telling.tell(telling.everyone(case), "mediation.ended", case, by=by, reason=_in_words(why))
    return case


def _why(reason: TerminationReason) -> str:
    return reason.zh if language() == "zh" else reason.en


_in_words = lazy(_why, str)  # read in the language of whoever is told


@transaction.atomic
def refuse_to_sign(*, by: User, version: AgreementVersion, explanation: str = "") -> Case:
    """A party will not sign the agreement it confirmed: the mediation ends for reason 7."""
    row = locked(version.case)
    require_signatory(by, row.dispute)
    fresh = AgreementVersion.objects.get(pk=version.pk)
    if fresh.state != VersionState.SIGNING or fresh.parties_signed_at is not None:
        raise Conflict(_("This version is not waiting for your signature."))
    if _has_signed(by, fresh):
        raise Conflict(_("You have signed already."))
    return _end(row, by=by, reason=TerminationReason.REFUSES_TO_SIGN, explanation=explanation.strip()[:1000])


@transaction.atomic
def leave_mediation(*, by: User, case: Case, explanation: str = "") -> Case:
    """A party does not want to go on (ODMR 25(4); PML 23): at any time before it has signed."""
    row = locked(case)
    require_signatory(by, row.dispute)
    require_state(row, *RUNNING)
    reason = TerminationReason.PARTY_REFUSES
    if row.state == CaseState.SIGNING:
        reason = TerminationReason.REFUSES_TO_SIGN
        version = current_version(row)
        if version is not None and version.parties_signed_at is not None:
            raise Conflict(_("Every party has signed: the agreement binds."))
    return _end(row, by=by, reason=reason, explanation=explanation.strip()[:1000])


@transaction.atomic
def consent_refused(*, dispute_id: UUID, by: User | None) -> None:
    """A party has refused to mediate online or taken the consent back: the mediation ends (ODMR 15, 25(4)).

    Whoever does so instead of signing refuses to sign (25(7)). Raises Conflict once every party has signed.
    """
    case = Case.objects.filter(dispute=dispute_id).first()
    if case is None:
        return
    row = locked(case)
    if row.state not in RUNNING:
        return
    reason = TerminationReason.PARTY_REFUSES
    if row.state == CaseState.SIGNING and not _has_signed(by, current_version(row)):
        reason = TerminationReason.REFUSES_TO_SIGN
    _end(row, by=None, reason=reason, explanation="")


def _has_signed(user: User | None, version: AgreementVersion | None) -> bool:
    file = version.signing_file if version is not None else None
    return file is not None and file.slots.filter(user=user, signed_at__isnull=False).exists()


@transaction.atomic
def withdrawn(*, dispute_id: UUID) -> None:
    """The applicant has taken the application back (ODMR 25(2))."""
    case = Case.objects.filter(dispute=dispute_id).first()
    if case is None:
        return
    row = locked(case)
    if row.state not in {CaseState.ENDED, CaseState.CONCLUDED}:
        _end(row, by=None, reason=TerminationReason.SETTLED_AND_WITHDRAWN, explanation="")


# ---------- the record of a meeting


@transaction.atomic
def make_record(*, by: User, meeting: Meeting) -> SigningFile:
    """The mediation record (调解笔录) as a file that the mediator signs; made anew, it replaces the one before.

    It holds no concession: proposals and counter-proposals stay out (ODMR 18), undisputed facts only when all confirmed them.
    """
    case = locked(meeting.case)
    policy.require_mediator(by, case)
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    row.case = case
    if row.started_at is None:
        raise Conflict(_("The meeting has not begun yet."))
    if not row.participants.filter(user=by, is_host=True).exists():
        raise NotAllowed(_("The record is made by the mediator who held the meeting."))
    earlier = row.record_file
    if earlier is not None and earlier.state in {"all_signed", "sealed"}:
        return earlier
    if earlier is not None:
        documents.supersede(by=by, signing_file=earlier, reason=_("The record was made anew."))
    file = documents.open_for_signing(
        by=by,
        kind=RECORD_KIND,
        scope=case.dispute_id,
        template=RECORD_TEMPLATE,
        payload=record_payload(row),  # type: ignore[arg-type]
        signers=[SignerSpec(by, roles.printed(roles.MEDIATOR), role=roles.MEDIATOR)],
        sealer=None,
        title=f"调解笔录 {case.number}",
    )
    row.record_file = file
    row.save(update_fields=["record_file"])
    note("mediation.record.made", case, by=by, subject=row, file=file.pk)
    return file


def record_payload(meeting: Meeting) -> RecordData:
    """Time, mode, who took part and how they were identified, notices, statements, facts, result."""
    case = meeting.case
    assert meeting.started_at is not None
    told = {each.user_id: each.created_at for each in meeting.understandings.all()}
    participants = list(meeting.participants.select_related("user", "site", "party__organisation"))
    host = next((each for each in participants if each.is_host), None)
    sections: list[dict[str, Any]] = [
        {
            "heading": "权利义务告知、会场纪律和虚假调解法律后果",
            "paragraphs": [
                "调解员告知了当事人的权利义务、会场纪律、虚假调解的法律后果和调解协议的效力，并询问是否申请更换调解员。",
                *(
                    f"{each.user.name}于{_time(told[each.user_id])}表示已经知悉并理解。"
                    for each in participants
                    if each.user_id in told
                ),
            ],
        }
    ]
    disclosure = case.assignments.filter(ended_at=None).first()
    if disclosure is not None:
        text = disclosure.disclosure_text or "经核对，与各方当事人、代理人没有应当披露的关系。"
        sections.append({"heading": "披露与回避", "paragraphs": [f"调解员披露：{text}"]})
    statements = [
        {"time": _time(each.created_at), "speaker": each.user.name, "text": each.text}
        for each in meeting.statements.select_related("user")
    ]
    if statements:
        sections.append({"heading": "陈述", "entries": statements})
    facts = current_facts(case)
    if facts is not None and facts_confirmed(facts, case):
        confirmed = [
            f"{each.user.name}于{_time(each.created_at)}在线核对并确认。"
            for each in facts.confirmations.select_related("user").order_by("created_at")
        ]
        sections.append({"heading": "各方共同确认的无争议事实", "paragraphs": [*facts.facts, *confirmed]})
    sections.append({"heading": "结果", "paragraphs": _result(case)})
    return {  # type: ignore[typeddict-item]
        "number": case.number,
        "dispute_code": codes.display(case.dispute.code),
        "cause": cause(case.dispute.cause).zh,
        "organisation": case.organisation.name,
        "mode": "在线音视频调解",
        "started": _moment(meeting.started_at),
        "ended": _moment(meeting.held_at or clock.now()),
        "mediator": host.user.name if host else "",
        "attendants": [
            {
                "role": roles.printed(each.role, each.branch),
                "name": each.user.name,
                "place": each.site.name if each.site else "本人设备",
                "identity": "—" if each.is_host else _identity(each.user, case.dispute_id),
            }
            for each in participants
        ],
        "sections": sections,
        "date": clock.today().isoformat(),
    }


def _time(moment: Any) -> str:
    return f"{clock.local(moment):%H:%M}"


def _moment(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}"


def _identity(user: User, scope: UUID) -> str:
    from django.utils.translation import override

    level, method = identity_of(user, scope)
    with override("zh-hans"):
        return str(Verification.Method(method).label if method else IdentityLevel(level).label)


def _result(case: Case) -> list[str]:
    version = case.versions.filter(state__in=CURRENT).order_by("-number").first()
    if case.state == CaseState.CONCLUDED and version is not None:
        return [f"各方当事人达成调解协议，见{case.number}调解协议书（第{version.number}版）。"]
    if case.state == CaseState.ENDED and case.end_reason:
        why = TerminationReason(case.end_reason)
        return [f"未达成调解协议：{why.zh}（{why.article}）。", *([case.end_note] if case.end_note else [])]
    if version is not None:
        terms = AgreementTerms.from_json(version.terms)
        return [f"各方对第{version.number}版协议文本进行核对，协议确认的债务合计{zh_sum(terms.confirmed.total)}。"]
    return ["调解继续进行。"]
