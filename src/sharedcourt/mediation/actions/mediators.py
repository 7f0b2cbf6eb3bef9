"""Who mediates: named by the parties or the organisation, with a disclosure, and changed on request (ODMR 10, 13, 14)."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.law import mediation_rules as rules
from sharedcourt.ledger.actions import personal
from sharedcourt.mediation import policy, telling
from sharedcourt.mediation.actions import agreements, ending, meetings
from sharedcourt.mediation.actions.cases import begin_if_ready
from sharedcourt.mediation.actions.locking import locked, note, require_state
from sharedcourt.mediation.actors import require_signatory, signatories
from sharedcourt.mediation.conflicts import ties
from sharedcourt.mediation.models import Assignment, Case, ChangeOfMediator, DisclosureConsent, MediatorChoice
from sharedcourt.mediation.states import RUNNING, CaseState
from sharedcourt.people.models import Membership, Role, User
from sharedcourt.rooms import actions as rooms


def mediators_of(case: Case) -> list[User]:
    """Mediators of the organisation, those with the fewest open cases first."""
    rows = (
        User.objects.filter(
            pk__in=Membership.objects.filter(
                organisation_id=case.organisation_id, role=Role.MEDIATOR, is_active=True
            ).values("user"),
            is_active=True,
        )
        .annotate(open_cases=Count("mediated_cases", filter=Q(mediated_cases__state__in=RUNNING)))
        .prefetch_related("memberships__organisation")
        .order_by("open_cases", "username")
    )
    return list(rows)


def wished(case: Case) -> User | None:
    """Whom a party has named after a change of mediator (ODMR 14), the latest of them."""
    change = ChangeOfMediator.objects.filter(assignment__case=case).order_by("-created_at").first()
    return change.choice if change is not None else None


def next_mediator(case: Case) -> User | None:
    """Whom to ask without the manager: the one a party has named, else the least busy whom no party has had changed; no ties."""
    changed = set(
        ChangeOfMediator.objects.filter(assignment__case=case).values_list("assignment__mediator_id", flat=True)
    )
    wish = wished(case)
    candidates = sorted(mediators_of(case), key=lambda mediator: (mediator != wish, mediator.pk in changed))
    return next((mediator for mediator in candidates if not ties(mediator, case.dispute)), None)


def _refuse_unsuitable(mediator: User, case: Case) -> None:
    if not Membership.objects.filter(
        user=mediator, organisation_id=case.organisation_id, role=Role.MEDIATOR, is_active=True
    ).exists():
        raise Invalid(_("Choose a mediator of this organisation."), field="mediator")
    _refuse_ties(mediator, case)


def _refuse_ties(mediator: User, case: Case) -> None:
    found = ties(mediator, case.dispute)
    if found:
        raise Invalid(" ".join(tie.words for tie in found), field="mediator")


def _assign(case: Case, mediator: User, *, by: User | None, jointly: bool) -> Assignment:
    _refuse_unsuitable(mediator, case)
    current = case.assignments.filter(ended_at=None).first()
    if current is not None and current.mediator_id == mediator.pk:
        return current
    if current is not None:
        _end_assignment(case, current, by=by, reason="")
    assignment = Assignment.objects.create(case=case, mediator=mediator, assigned_by=by, chosen_jointly=jointly)
    note("mediation.mediator.assigned", case, by=by, subject=assignment, mediator=mediator.pk, jointly=jointly)
    telling.tell([mediator], "mediation.assigned", case, by=by)
    return assignment


def _end_assignment(case: Case, assignment: Assignment, *, by: User | None, reason: str) -> None:
    """The mediator has no part in the case any more, nor in its meeting and room; another is needed within three working days."""
    assignment.ended_at = clock.now()
    assignment.end_reason = reason
    assignment.save(update_fields=["ended_at", "end_reason"])
    case.mediator = None
    case.assignment_due = rules.assignment_deadline(clock.today())
    case.save(update_fields=["mediator", "assignment_due"])
    ahead = meetings.ahead_of(case)
    if ahead is not None:
        meetings.break_off(meeting=ahead)
    rooms.withdraw_seats(by=by, scope=case.dispute_id, user=assignment.mediator)
    agreements.mediator_replaced(case, by=by)
    note("mediation.mediator.replaced", case, by=by, subject=assignment, mediator=assignment.mediator_id)


@transaction.atomic
def assign(*, by: User | None, case: Case, mediator: User) -> Assignment:
    """The manager (or, after the limit, the system) names a mediator without ties (ODMR 10, 13)."""
    row = locked(case)
    if by is not None:
        policy.require_manager(by, row)
    require_state(row, CaseState.ACCEPTED, CaseState.MEDIATING)
    return _assign(row, mediator, by=by, jointly=False)


@transaction.atomic
def prefer_mediator(*, by: User, case: Case, mediator: User) -> MediatorChoice:
    """A party names the mediator it would like; when every party names the same one, that one is asked (ODMR 10)."""
    row = locked(case)
    actor = require_signatory(by, row.dispute)
    require_state(row, CaseState.ACCEPTED)
    if row.mediator_id is not None:
        raise Conflict(_("A mediator has been confirmed already. You may ask for another one."))
    if row.joint_choice_due is not None and rules.is_late(row.joint_choice_due, clock.today()):
        raise Conflict(_("The two working days for a joint choice are over; the organisation now assigns a mediator."))
    _refuse_ties(mediator, row)
    choice, _made = MediatorChoice.objects.update_or_create(case=row, user=actor.user, defaults={"mediator": mediator})
    note("mediation.mediator.preferred", row, by=by, subject=choice, mediator=mediator.pk)
    wanted = dict(row.choices.values_list("user_id", "mediator_id"))
    choosers = signatories(row.dispute, everyone=False)
    if len({each.side for each in choosers}) > 1 and all(wanted.get(each.user.pk) == mediator.pk for each in choosers):
        _assign(row, mediator, by=by, jointly=True)
    return choice


@transaction.atomic
def disclose(*, by: User, case: Case, disclosure: str, text: str = "") -> Assignment:
    """The mediator's declaration (ODMR 13): nothing, and the mediator is confirmed; something, and all parties must agree."""
    row = locked(case)
    assignment = row.assignments.filter(ended_at=None, mediator=by).first()
    if assignment is None:
        raise NotAllowed(_("Only the mediator who was asked may make the declaration."))
    require_state(row, CaseState.ACCEPTED, CaseState.MEDIATING)
    if disclosure not in Assignment.Disclosure.values:
        raise Invalid(_("Say whether there is something to disclose."), field="disclosure")
    if assignment.confirmed_at is not None and assignment.disclosure == disclosure == Assignment.Disclosure.NONE:
        return assignment
    _refuse_ties(by, row)
    assignment.disclosure = disclosure
    assignment.disclosed_at = clock.now()
    disclosed = disclosure == Assignment.Disclosure.DISCLOSED
    assignment.disclosure_text = needed(text, "text", _("Say what ties you to whom.")) if disclosed else ""
    assignment.save()
    note(
        "mediation.mediator.disclosed",
        row,
        by=by,
        subject=assignment,
        disclosure=disclosure,
        text=personal(assignment.disclosure_text),
    )
    if disclosed:
        assignment.consents.all().delete()
        assignment.confirmed_at = None
        assignment.save(update_fields=["confirmed_at"])
        row.mediator = None
        row.save(update_fields=["mediator"])
        telling.tell(telling.people(row), "mediation.disclosure", row, by=by)
    else:
        _confirm_mediator(row, assignment, by=by)
    return assignment


def _confirm_mediator(case: Case, assignment: Assignment, *, by: User | None) -> None:
    if assignment.confirmed_at is None:
        assignment.confirmed_at = clock.now()
        assignment.save(update_fields=["confirmed_at"])
        case.mediator = assignment.mediator
        case.save(update_fields=["mediator"])
        note("mediation.mediator.confirmed", case, by=by, subject=assignment, mediator=assignment.mediator_id)
        telling.tell(
            telling.people(case), "mediation.mediator_confirmed", case, by=by, mediator=assignment.mediator.name
        )
    begin_if_ready(case, by=by)


@transaction.atomic
def answer_disclosure(*, by: User, case: Case, given: bool) -> Assignment:
    """A party still agrees to the mediator after the disclosure, or not: then another is needed (ODMR 13)."""
    row = locked(case)
    actor = require_signatory(by, row.dispute)
    require_state(row, CaseState.ACCEPTED, CaseState.MEDIATING)
    assignment = row.assignments.filter(ended_at=None).select_related("mediator").first()
    if assignment is None or assignment.disclosure != Assignment.Disclosure.DISCLOSED:
        raise Conflict(_("There is no disclosure to answer."))
    if assignment.consents.filter(user=actor.user).exists():
        return assignment
    if assignment.confirmed_at is not None:
        raise Conflict(_("The mediator has been confirmed meanwhile. You may ask for another one."))
    consent = DisclosureConsent.objects.create(assignment=assignment, user=actor.user, given=given)
    note("mediation.disclosure.answered", row, by=by, subject=consent, given=given)
    if not given:
        _end_assignment(row, assignment, by=by, reason="")
        telling.tell(telling.managers(row), "mediation.change_asked", row, by=by)
        return assignment
    agreed = set(assignment.consents.filter(given=True).values_list("user_id", flat=True))
    if all(each.user.pk in agreed for each in signatories(row.dispute)):
        _confirm_mediator(row, assignment, by=by)
    return assignment


def has_changed_mediator(user: User, case: Case) -> bool:
    """Whether a mediator of this case has been changed at this person's request already, so that the next change needs their own choice."""
    return ChangeOfMediator.objects.filter(assignment__case=case, user=user).exists()


@transaction.atomic
def ask_for_another_mediator(
    *, by: User, case: Case, reason: str, choice: User | None = None, names_nobody: bool = False
) -> ChangeOfMediator:
    """A party asks for another mediator (ODMR 14). The assignment ends; the organisation names another.

    Whoever has had one changed and does not agree to the next either names a mediator (`choice`) or, naming nobody, counts as
    refusing the mediation, which then ends (ODMR 14, 25(4)).
    """
    row = locked(case)
    actor = require_signatory(by, row.dispute)
    require_state(row, CaseState.ACCEPTED, CaseState.MEDIATING)
    assignment = row.assignments.filter(ended_at=None).first()
    if assignment is None:
        raise Conflict(_("No mediator has been assigned yet."))
    text = needed(reason, "reason", _("Say why you would like another mediator."))
    again = has_changed_mediator(actor.user, row)
    if not again:
        choice, names_nobody = None, False
    elif choice is not None:
        names_nobody = False
        if choice.pk == assignment.mediator_id:
            raise Invalid(_("This is the mediator whom you do not want."), field="mediator")
        _refuse_unsuitable(choice, row)
    elif not names_nobody:
        raise Invalid(_("Name the mediator you would like, or say that you name nobody."), field="mediator")
    request = ChangeOfMediator.objects.create(assignment=assignment, user=actor.user, reason=text, choice=choice)
    note("mediation.mediator.change_asked", row, by=by, subject=request, reason=personal(text), again=again)
    if names_nobody:
        note("mediation.mediator.nobody_named", row, by=by, subject=request)
        ending.end_refused(row, by=by, explanation=text)
        return request
    _end_assignment(row, assignment, by=by, reason=text)
    telling.tell(telling.managers(row), "mediation.change_asked", row, by=by)
    return request
