"""What people do with a plaint or an answer to it: begin, fill in page by page, draw up, sign, go back."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.core.language import language
from sharedcourt.disputes import actions as dispute_actions
from sharedcourt.disputes.models import Side
from sharedcourt.disputes.policy import acts_for, may_settle
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases import locking
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import EDITABLE, ON_TRIAL
from sharedcourt.filing.plaint import papers, pleadings, policy, roles, telling
from sharedcourt.filing.plaint.models import AnswerForm, Plaint
from sharedcourt.filing.plaint.pleadings import Opened
from sharedcourt.filing.plaint.states import PleadingState
from sharedcourt.law.errors import LawError
from sharedcourt.law.plaints import answering, elements, reading
from sharedcourt.law.plaints.elements import Element
from sharedcourt.people.models import User

PLAINT_KIND, ANSWER_KIND = "filing.plaint", "filing.answer"
MOST_KEPT = 200_000  # characters sent at once: about a hundred printed pages
KINDS = {Plaint: PLAINT_KIND, AnswerForm: ANSWER_KIND}
Kind = TypeVar("Kind", bound=Plaint | AnswerForm)
WHEN = {Plaint: EDITABLE, AnswerForm: ON_TRIAL}


def _locked(pleading: Plaint | AnswerForm) -> Any:
    """The pleading as it stands now, its case held first."""
    case = locking.locked(pleading.case)
    row = type(pleading).objects.select_for_update(no_key=True).get(pk=pleading.pk)
    row.case = case
    return row


def hold(scope: UUID) -> None:
    """Lock the pleadings of a dispute that is locked already (`ledger.locks`)."""
    for model in (Plaint, AnswerForm):
        rows = model.objects.select_for_update(no_key=True).filter(case__dispute=scope)  # type: ignore[attr-defined]
        list(rows.order_by("pk").values_list("pk"))


def _note(what: str, row: Plaint | AnswerForm, *, by: User | None, **facts: Any) -> None:
    locking.note(f"{KINDS[type(row)]}.{what}", row.case, by=by, subject=row, **facts)


@transaction.atomic
def begin_plaint(*, by: User, case: Case, form: str = "") -> Plaint:
    """Begin the plaint of a case with the form of its cause, or another one; it is prefilled from the dispute.

    Beginning twice gives the same plaint; another `form` than before changes it and keeps the answers that still fit.
    """
    held = locking.locked(case)
    if not policy.may_fill_plaint(by, held):
        raise NotAllowed(_("Only the plaintiff's side may do this."))
    locking.require_state(held, *EDITABLE)
    chosen = form or elements.form_for(held.cause)
    if chosen not in elements.NAMES:
        raise Invalid(_("Choose one of the forms."), field="form")
    row, new = Plaint.objects.select_for_update(no_key=True, of=("self",)).get_or_create(
        case=held, defaults={"form": chosen, "begun_by": by, "updated_by": by}
    )
    row.case = held
    if new:
        _note("begun", row, by=by, form=chosen)
    elif form and row.form != form:
        _require_drafting(row)
        row.form, row.form_on = form, clock.today()
        row.revision += 1
        row.save()
        _note("begun", row, by=by, form=chosen)
    return row


@transaction.atomic
def begin_answer(*, by: User, case: Case, for_party: UUID | None = None) -> AnswerForm:
    """A defendant begins the answer to the plaint, once the court has accepted the case. Beginning twice gives the same answer.

    `for_party`: whose answer, where the person acts for several.
    """
    held = locking.locked(case)
    party = policy.answering_party(by, held, for_party)
    if party is None:
        raise NotAllowed(_("Only a defendant may answer the plaint."))
    locking.require_state(held, *ON_TRIAL)
    row, new = AnswerForm.objects.select_for_update(no_key=True, of=("self",)).get_or_create(
        case=held, party=party, defaults={"form": elements.ANSWER, "begun_by": by, "updated_by": by}
    )
    row.case = held
    if new:
        _note("begun", row, by=by)
    return row


def _require_drafting(row: Plaint | AnswerForm) -> None:
    locking.require_state(row.case, *WHEN[type(row)])
    if row.state != PleadingState.DRAFTING:
        raise Conflict(_("The paper is drawn up. Go back to the draft first to change it."))


@transaction.atomic
def save(*, by: User, pleading: Kind, answers: Mapping[str, Any], page: str = "", revision: int | None = None) -> Kind:
    """Keep answers, also such as cannot be read yet: text; a list for `choices`; rows of text for a table. Empty text takes back.

    `page` limits them to one page; `revision` is the one the writer has seen. Raises Conflict when a colleague has saved the
    same page since, Invalid for an element there is not.
    """
    row = _locked(pleading)
    policy.require_may_fill(by, row)
    _require_drafting(row)
    form = pleadings.opened(row).form
    asked = {element.key: (element, where.key) for where in form.pages for element in where.elements}
    kept: dict[str, Any] = {}
    for key, raw in answers.items():
        if key not in asked or asked[key][0].kind == "listed" or page not in {"", asked[key][1]}:
            raise Invalid(_("There is no element of this name: %(name)s.") % {"name": key}, field=key)
        kept[key] = reading.tidy(asked[key][0], raw, today=clock.today())
    if len(json.dumps(kept)) > MOST_KEPT:
        raise Invalid(_("This is too much text for a pleading. Add it as evidence."), field=next(iter(kept)))
    changed = {key: value for key, value in kept.items() if key not in row.answers or row.answers[key] != value}
    if not changed:
        return row  # type: ignore[no-any-return]
    pages = sorted({asked[key][1] for key in changed})
    if revision is not None and any(row.changed.get(each, 0) > revision for each in pages):
        raise Conflict(_("A colleague has saved this page meanwhile. Compare, then save again."))
    row.answers = {**row.answers, **changed}
    row.revision += 1
    row.changed = {**row.changed, **dict.fromkeys(pages, row.revision)}
    row.updated_at, row.updated_by = clock.now(), by
    row.save()
    _note("saved", row, by=by, pages=pages, revision=row.revision)
    return row  # type: ignore[no-any-return]


def not_answered(element: Element) -> str:
    """That an element is missing, in words that name it."""
    lang = language()
    pattern = pgettext("name of a field and its error", "%(field)s: %(error)s")
    return pattern % {
        "field": element.name(lang),
        "error": LawError("not_answered", "", field=element.key).text(lang),
    }


def require_complete(opened: Opened) -> None:
    """Raises Invalid for the first thing that is missing or wrong."""
    lang = language()
    for key in opened.reading.missing:
        raise Invalid(not_answered(opened.form.elements()[key]), field=key)
    for name, problem in opened.reading.problems.items():
        raise Invalid(problem.text(lang), field=name)
    if opened.unsettled is not None:
        raise Invalid(opened.unsettled.text(lang), field=opened.unsettled.field)


def _require_authority(by: User, opened: Opened) -> None:
    """Admitting claims or offering payment takes the party itself or special authority (CPL 62, CPLI 147)."""
    row = opened.pleading
    if isinstance(row, AnswerForm) and answering.disposes(opened.reading) and not may_settle(by, row.party):
        raise NotAllowed(
            _(
                "This answer admits a claim or offers payment: the party itself signs it, or an agent with special authority."
            )
        )


def _further_plaintiffs(by: User, row: Plaint | AnswerForm) -> list[User]:
    """Plaintiffs who sue in person and for whom `by` does not act: each signs the plaint, too."""
    if isinstance(row, AnswerForm):
        return []
    suing = parties_of(row.case.dispute).filter(side=Side.APPLICANT, user__isnull=False)
    return [party.user for party in suing if party.user is not None and not acts_for(by, party)]


@transaction.atomic
def draw_up(*, by: User, pleading: Kind) -> Kind:
    """Make the official paper, to be read and signed by who does this, and by those who sue beside them. Twice changes nothing.

    Raises Invalid with the element that is missing or wrong.
    """
    row = _locked(pleading)
    policy.require_may_fill(by, row)
    if row.state == PleadingState.SIGNING:
        return row  # type: ignore[no-any-return]
    _require_drafting(row)
    opened = pleadings.opened(row)
    require_complete(opened)
    _require_authority(by, opened)
    kind = papers.kind_of(opened)
    beside = _further_plaintiffs(by, row)
    row.given = opened.given
    row.file = documents.open_for_signing(
        by=by,
        kind=KINDS[type(row)],
        scope=row.case.dispute_id,
        template=papers.TEMPLATE,
        payload=papers.payload(opened),
        signers=[
            SignerSpec(each, papers.ROLES[kind], role=roles.PLAINTIFF if kind == "plaint" else roles.ANSWERING)
            for each in [by, *beside]
        ],
        sealer=None,
        title=papers.TITLES[kind],
    )
    row.draw_up()
    row.save()
    _note(
        "drawn_up", row, by=by, form=row.form, form_on=row.form_on, total=opened.total, sha256=row.file.base_file.sha256
    )
    telling.plaint_to_sign(row.case, beside, by)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def reopen(*, by: User, pleading: Kind) -> Kind:
    """Go back to change something: the paper and its signature no longer count. A plaint while the case can be changed.

    An answer that was signed has been handed in and stands.
    """
    row = _locked(pleading)
    policy.require_may_fill(by, row)
    if row.state == PleadingState.DRAFTING:
        return row  # type: ignore[no-any-return]
    locking.require_state(row.case, *WHEN[type(row)])
    if isinstance(row, AnswerForm) and row.state == PleadingState.SIGNED:
        raise Conflict(_("The answer is signed and with the court. Write to the court if something is to be added."))
    _void(row, by, _("Something was to be changed."))
    return row  # type: ignore[no-any-return]


def _void(row: Plaint | AnswerForm, by: User | None, reason: str) -> None:
    """The locked pleading is a draft again; its paper and the signatures on it no longer count."""
    assert row.file is not None
    documents.supersede(by=by, signing_file=row.file, reason=reason)
    if isinstance(row, Plaint) and row.case.plaint_id == row.file_id:
        cases.set_plaint(by=None, case=row.case, plaint=None)
    row.file = row.given = row.signed_at = None
    row.reopen()
    row.save()
    _note("reopened", row, by=by)


def parties_changed(*, dispute_id: UUID, by: User | None) -> None:
    """Somebody was named, corrected, taken out or sues, too: a plaint that was drawn up before is a draft again."""
    found = Plaint.objects.filter(case__dispute=dispute_id, case__state__in=EDITABLE)
    plaint = found.exclude(state=PleadingState.DRAFTING).first()
    if plaint is not None:
        _void(_locked(plaint), by, _("The parties have changed."))


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """Signed while it is being signed, by who drew it up, while they still act for the party and the case is open for it."""
    row = _of_file(signing_file.pk)
    if row is None or row.state != PleadingState.SIGNING:
        raise Conflict(_("This paper has been replaced. Sign the new one."))
    if not policy.may_fill(by, row):
        raise NotAllowed(_("Only who files this may change it."))
    _require_authority(by, pleadings.opened(row))
    locking.require_state(row.case, *WHEN[type(row)])


def _of_file(file_id: UUID) -> Plaint | AnswerForm | None:
    plaint = Plaint.objects.select_related("case__dispute").filter(file=file_id).first()
    if plaint is not None:
        return plaint
    return AnswerForm.objects.select_related("case__dispute", "party").filter(file=file_id).first()


def _confirm_address(row: Plaint, drawer: User) -> None:
    """The plaint says where papers reach the plaintiff and whether electronically: whoever signs that has confirmed it (CPLI 136)."""
    said = pleadings.opened(row).answers()
    for party in parties_of(row.case.dispute).filter(side=Side.APPLICANT):
        if hasattr(party, "service_address") or not acts_for(drawer, party):
            continue
        try:
            dispute_actions.give_service_address(
                by=drawer,
                party=party,
                receiver=said.get("service_receiver") or "",
                address=said.get("service_address") or "",
                phone=said.get("service_phone") or "",
                email=said.get("service_email") or "",
                e_service=said.get("service_electronic") == "yes",
            )
        except Invalid:
            # A landline, for example: it is asked for when the case is handed in.
            return


def signed(*, file_id: UUID) -> None:
    """The paper is signed: the plaint stands in its case, the answer is with the court and the plaintiff."""
    found = _of_file(file_id)
    if found is None or found.state != PleadingState.SIGNING:
        return
    row = _locked(found)
    file = SigningFile.objects.get(pk=file_id)
    slots = list(file.slots.select_related("user").order_by("signed_at"))
    signer, drawer = slots[-1].user, min(slots, key=lambda slot: slot.order).user
    row.mark_signed()
    row.signed_at = clock.now()
    row.save()
    _note("signed", row, by=signer, sha256=file.current_file.sha256)
    if isinstance(row, Plaint):
        _confirm_address(row, drawer)
        cases.set_plaint(by=signer, case=row.case, plaint=file, amount=pleadings.opened(row).total or None)
        telling.plaint_signed(row.case, signer)
    else:
        telling.answer_signed(row.case, file_id, signer)
