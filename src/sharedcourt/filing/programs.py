"""Which institutions' programs hear by webhook of what is done before a court: each event only who may know of it.

Whatever is not named here is heard by no program: what only the court knows, what one person does for itself. Mediation
organisations hear nothing of a court (ODMR 18).
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q

from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import agents_in_force
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees.models import FeeReview
from sharedcourt.filing.folder.models import (
    Audience,
    CaseApplication,
    CaseMessage,
    EvidenceItem,
    Opinion,
    Paper,
    Visible,
)
from sharedcourt.filing.models import Service
from sharedcourt.filing.plaint.models import AnswerForm
from sharedcourt.ledger.models import Entry
from sharedcourt.notices.webhooks import Hearers

# Whose programs: parties, as a condition; None for every party that may know of the case.
Whose = Q | None
PLAINTIFFS = Q(side=Side.APPLICANT)
NOBODY = Q(pk__in=())
EVERYBODY: Whose = None


def _party_of_answer(subject: UUID) -> Whose:
    answer = AnswerForm.objects.filter(pk=subject).first()
    return Q(pk=answer.party_id) if answer is not None else NOBODY


def _served(subject: UUID) -> Whose:
    """On whom it was served; in a confirmation, the parties for whom that person acts."""
    service = Service.objects.filter(pk=subject).first()
    if service is None:
        return NOBODY
    if service.party_id is not None:
        return Q(pk=service.party_id)
    return Q(pk__in=agents_in_force().filter(user=service.user_id).order_by().values("party"))


def _payer_of_review(subject: UUID) -> Whose:
    """Who pays the bill that is looked at again: a plaintiff's side, or that party alone."""
    review = FeeReview.objects.select_related("bill__payer").filter(pk=subject).first()
    if review is None:
        return NOBODY
    payer = review.bill.payer
    return PLAINTIFFS if payer.side == Side.APPLICANT else Q(pk=payer.pk)


def _side(party: Party) -> Whose:
    return Q(side=party.side)


def _of_paper(subject: UUID) -> Whose:
    """Who sees the paper now."""
    paper = Paper.objects.select_related("party").filter(pk=subject).first()
    if paper is None:
        return NOBODY
    if paper.visible == Visible.ALL:
        return EVERYBODY
    if paper.party is None:
        return NOBODY
    return _side(paper.party) if paper.visible == Visible.SIDE else Q(pk=paper.party_id)


def _of_draft(subject: UUID) -> Whose:
    """The side that prepares it."""
    for rows in (EvidenceItem.objects, Opinion.objects, Paper.objects):
        row: Any = rows.select_related("party").filter(pk=subject).first()
        if row is not None:
            return _side(row.party)
    return NOBODY


def _of_message(subject: UUID) -> Whose:
    message = CaseMessage.objects.filter(pk=subject).first()
    if message is None:
        return NOBODY
    return EVERYBODY if message.audience == Audience.ALL else Q(pk=message.party_id)


def _of_application(subject: UUID) -> Whose:
    application = CaseApplication.objects.select_related("party").filter(pk=subject).first()
    if application is None:
        return NOBODY
    return EVERYBODY if application.visible == Visible.ALL else _side(application.party)


Rule = Callable[[UUID], Whose]


def _always(whose: Whose) -> Rule:
    return lambda subject: whose


def _named(rule: Rule, prefix: str, names: str) -> dict[str, Rule]:
    return {f"{prefix}.{name}": rule for name in names.split()}


_plaintiffs, _everybody = _always(PLAINTIFFS), _always(EVERYBODY)
RULES: dict[str, Rule] = {
    # Of a case before its acceptance the other side knows nothing.
    **_named(
        _plaintiffs,
        "filing.case",
        "begun court_changed plaint_chosen submitted passed_on returned refused withdrawn",
    ),
    **_named(
        _everybody,
        "filing.case",
        "accepted reassigned clerk_assigned sent_to_mediation back_from_mediation went_ordinary went_summary closed",
    ),
    **_named(_everybody, "filing.entrustment", "asked answered"),
    **_named(_plaintiffs, "filing.ruling", "reached opened"),
    **_named(_plaintiffs, "filing.plaint", "begun saved drawn_up reopened signed"),
    **_named(_party_of_answer, "filing.answer", "begun saved drawn_up reopened"),
    **_named(_everybody, "filing.answer", "signed"),
    # The plaintiffs pay; what they cannot pay is between them and the court.
    **_named(
        _plaintiffs,
        "filing.fees",
        "billed changed payment_begun paid failed cancelled relief_asked decided refund_ordered refunded",
    ),
    **_named(_plaintiffs, "filing.fees", "early_asked early_decided"),
    **_named(_payer_of_review, "filing.fees", "review_asked reviewed"),
    **_named(_everybody, "filing.fees", "lapsed settled"),
    # The debtors hear of enforcement from the court.
    **_named(_plaintiffs, "filing.enforcement", "drawn_up submitted returned accepted refused withdrawn reminded"),
    **_named(_served, "filing.service", "reached recorded replied opened"),
    **_named(_of_paper, "filing.folder", "paper_added paper_handed_in paper_shown"),
    **_named(_of_draft, "filing.folder", "paper_removed item_added item_changed item_removed opinion_saved"),
    **_named(_everybody, "filing.folder", "catalogue_submitted opinions_submitted task_set task_dropped task_done"),
    **_named(_of_message, "filing.folder", "message_sent"),
    **_named(_of_application, "filing.application", "made withdrawn granted refused shown"),
    **_named(
        _everybody,
        "filing.confirmation",
        "begun submitted accepted not_accepted reassigned granted rejected withdrawn withdrawal_asked withdrawal_refused",
    ),
    **_named(_everybody, "filing.supplement", "asked answered"),
    **_named(_everybody, "filing.summons", "sent held"),
}


def hearers(entry: Entry) -> Hearers | None:
    """Who hears of an act before a court, and the case it belongs to; None for entries of other rooms.

    Papers of this room are signed in the room of documents; what matters of that has its own events here.
    """
    if entry.action.startswith("documents."):
        return Hearers(set()) if _is_ours(entry) else None
    if not entry.action.startswith("filing."):
        return None
    rule = RULES.get(entry.action)
    whose = rule(entry.subject) if rule is not None and entry.subject is not None else NOBODY
    if whose is NOBODY:
        return Hearers(set())
    case = _case_of(entry)
    dispute = case.dispute if case is not None else _dispute_of(entry)
    if dispute is None:
        return Hearers(set())
    early = case is not None and case.accepted_at is None
    about = {"case": str(case.pk)} if case is not None else {}
    return Hearers(_institutions(dispute, whose, early=early), about)


def _dispute_of(entry: Entry) -> Dispute | None:
    return Dispute.objects.filter(pk=entry.scope).first() if entry.scope is not None else None


def _is_ours(entry: Entry) -> bool:
    return (
        entry.subject is not None and SigningFile.objects.filter(pk=entry.subject, kind__startswith="filing.").exists()
    )


def _institutions(dispute: Dispute, whose: Whose, *, early: bool) -> set[UUID]:
    """The organisations of these parties. A defendant's only from acceptance on, and once somebody acts for it here."""
    wanted = whose if whose is not None else Q()
    parties = list(dispute.parties.filter(wanted, removed_at=None))
    represented = set(agents_in_force().filter(party__in=parties).order_by().values_list("party", flat=True))
    found = {dispute.applicant_id} if any(party.side == Side.APPLICANT for party in parties) else set()
    for party in parties:
        if party.side == Side.APPLICANT or (party.pk in represented and not early):
            found.add(party.organisation_id)
    return {organisation for organisation in found if organisation is not None}


# Judicial confirmation is no case: both sides apply together.
NO_CASE = ("filing.confirmation.", "filing.supplement.", "filing.summons.")
IN_FOLDER = ("filing.folder.", "filing.application.")


def _case_of(entry: Entry) -> Case | None:
    """The case an entry is about: folders record under the case itself, everything else under its dispute."""
    rows, subject = Case.objects.select_related("dispute"), entry.subject
    if entry.action.startswith(NO_CASE) or subject is None or entry.scope is None:
        return None
    if entry.action.startswith(IN_FOLDER):
        return rows.filter(pk=entry.scope).first()
    if entry.action.startswith(("filing.service.", "filing.ruling.")):
        return rows.filter(services=subject).first()
    there = list(rows.filter(dispute=entry.scope).order_by("-created_at", "-id")[:2])
    if len(there) < 2:  # noqa: PLR2004  a dispute that has been to court once
        return there[0] if there else None
    named = (
        Q(pk=subject)
        | Q(bills=subject)
        | Q(bills__payments=subject)
        | Q(bills__payments__refunds=subject)
        | Q(bills__reliefs=subject)
        | Q(bills__reviews=subject)
        | Q(early_relief=subject)
        | Q(answer_forms=subject)
        | Q(plaint_form=subject)
        | Q(corrections=subject)
    )
    return rows.filter(named, dispute=entry.scope).order_by().distinct().first() or there[0]
