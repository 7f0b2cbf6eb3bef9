"""What the folder does when others act: subscriptions run inside the acting transaction."""

from sharedcourt.documents.policy import register_upload
from sharedcourt.filing.cases import recusing
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import policy, reading, sections, telling, wording
from sharedcourt.filing.folder.actions import papers
from sharedcourt.filing.folder.actions.deadlines import fulfil
from sharedcourt.filing.folder.models import CaseTask, Category
from sharedcourt.filing.plaint.models import AnswerForm
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry

GATHERED = ("filing.case.submitted", "filing.case.accepted")


def _of_case(entry: Entry) -> None:
    assert entry.subject is not None
    case = Case.objects.filter(pk=entry.subject).first()
    if case is not None:
        papers.gather(case=case)


def _of_evidence(entry: Entry) -> None:
    for case in Case.objects.filter(dispute=entry.scope, submitted_at__isnull=False, state__in=policy.WORKING):
        papers.gather(case=case)


def _of_ruling(entry: Entry) -> None:
    assert entry.subject is not None
    case = Case.objects.filter(pk=entry.subject).select_related("ruling").first()
    if case is not None and case.ruling is not None:
        papers.enter(case=case, category=Category.RULING, title="民事裁定书", signing=case.ruling)


def _of_answer(entry: Entry) -> None:
    """An answer that was filled in and signed here is with the court and the other side, and its task is done."""
    assert entry.subject is not None
    answer = AnswerForm.objects.filter(pk=entry.subject).select_related("case", "party", "file").first()
    if answer is not None and answer.file is not None:
        papers.enter(
            case=answer.case, category=Category.ANSWER, title="民事答辩状", signing=answer.file, party=answer.party
        )
        signer = answer.file.slots.get().user
        fulfil(answer.case, answer.party, CaseTask.Kind.ANSWER, by=signer)


def _of_reading(entry: Entry) -> None:
    assert entry.subject is not None
    reading.take_recognised(entry.subject)


def register() -> None:
    """Called once, when the app is ready."""
    wording.register()
    recusing.register(policy.is_to_be_recused)
    telling.register()
    for action in GATHERED:
        events.on(action)(_of_case)
    events.on("disputes.evidence.added")(_of_evidence)
    events.on("documents.reading.finished")(_of_reading)
    events.on("filing.case.refused")(_of_ruling)
    events.on("filing.answer.signed")(_of_answer)
    register_upload(papers.PURPOSE, policy.may_put_in)
    case_sections.register(sections.section)
    case_sections.register_step(sections.steps)
