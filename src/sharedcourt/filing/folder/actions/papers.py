"""Papers into the folder, out of it while they are drafts, and before the others."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Agent, Evidence, Party, Side
from sharedcourt.disputes.queries import agents_in_force
from sharedcourt.documents.actions import attach
from sharedcourt.documents.models import SigningFile, StoredFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import policy, tasks, telling
from sharedcourt.filing.folder.actions.deadlines import fulfil
from sharedcourt.filing.folder.actions.holding import locked, next_position, note
from sharedcourt.filing.folder.models import CaseTask, Category, EvidenceItem, Original, Paper, Visible
from sharedcourt.people.models import User

PURPOSE = StoredFile.Purpose.CASE
LONGEST_TITLE = 120
# What a party may hand in by itself; the others come from the court, or through the exchange of evidence.
BY_PARTIES = (Category.ANSWER, Category.IDENTITY, Category.AUTHORITY, Category.APPLICATION, Category.OTHER)
BY_COURT = (Category.RULING, Category.TRANSCRIPT, Category.OTHER)


def title_of(text: str, file: StoredFile) -> str:
    """A title of one line, else the file's own name. Raises Invalid when neither says anything."""
    title = " ".join((text or file.name).split())[:LONGEST_TITLE]
    if not title:
        raise Invalid(_("Say what this file is."), field="title")
    return title


def put(
    row: Case,
    *,
    by: User | None,
    party: Party | None,
    category: str,
    title: str,
    visible: str,
    file: StoredFile | None = None,
    signing: SigningFile | None = None,
    item: EvidenceItem | None = None,
) -> Paper:
    """A row for a file, once; the case is locked. Reading its text begins after the commit."""
    there = Paper.objects.filter(case=row, removed_at=None, file=file, signing=signing).first()
    if there is not None:
        return there
    kept = file if file is not None else signing.current_file if signing is not None else None
    assert kept is not None
    paper = Paper.objects.create(
        case=row,
        party=party,
        category=category,
        title=title,
        position=next_position(row),
        file=file,
        signing=signing,
        item=item,
        visible=visible,
        sha256=kept.sha256,
        added_by=by,
        handed_in_at=None if visible == Visible.SIDE else clock.now(),
    )
    transaction.on_commit(lambda: tasks.queue_reading(paper.pk))
    return paper


@transaction.atomic
def add_paper(
    *,
    by: User,
    case: Case,
    file: StoredFile,
    category: str,
    title: str = "",
    visible: str = Visible.ALL,
    for_party: UUID | None = None,
) -> Paper:
    """Hand a file in, or (`visible` side) keep it ready for one's own side. The same file twice is once.

    `for_party`: whose paper it is, where the person acts for several.
    """
    row = locked(case)
    reader = policy.require_reader(by, row)
    if reader.is_court:
        policy.require_court(by, row)
    policy.require_working(row)
    if category not in (BY_COURT if reader.is_court else BY_PARTIES):
        raise Invalid(_("Choose what kind of paper it is."), field="category")
    if visible not in Visible.values or (reader.is_court and visible == Visible.SIDE):
        raise Invalid(_("Choose who may see it."), field="visible")
    if visible != Visible.SIDE and not reader.is_court:
        policy.require_before_court(row)
    name = title_of(title, file)
    stored = attach(by=by, file=file, scope=row.pk, purpose=PURPOSE)
    party = None if reader.is_court else policy.chosen(reader, for_party)
    paper = put(row, by=by, party=party, category=category, title=name, visible=visible, file=stored)
    if paper.added_by_id == by.pk and paper.visible != Visible.SIDE:
        _tell_handed_in(paper, row, by=by)
    else:
        note("filing.folder.paper_added", row, by=by, subject=paper, sha256=paper.sha256)
    return paper


def _tell_handed_in(paper: Paper, row: Case, *, by: User) -> None:
    kept = {"kept_with": paper.party_id or "court"} if paper.visible == Visible.COURT else {}
    if paper.category == Category.ANSWER and paper.party is not None:
        fulfil(row, paper.party, CaseTask.Kind.ANSWER, by=by)
    note("filing.folder.paper_handed_in", row, by=by, subject=paper, sha256=paper.sha256, **kept)
    told = telling.court(row) if paper.visible == Visible.COURT else telling.everyone(row)
    telling.tell(told, "filing.folder.paper", row, by=by)


@transaction.atomic
def hand_in(*, by: User, paper: Paper, visible: str = Visible.ALL) -> Paper:
    """Put a paper that only one's own side saw before the court, or before everyone. Twice is once."""
    row = locked(paper.case)
    reader = policy.require_side(by, row)
    policy.require_before_court(row)
    kept = Paper.objects.select_for_update(no_key=True, of=("self",)).select_related("party").get(pk=paper.pk)
    if kept.party_id not in reader.own:
        raise NotAllowed(_("This is not your paper."))
    if kept.removed_at is not None or kept.item_id is not None:
        raise Conflict(_("This paper cannot be handed in by itself."))
    if visible not in (Visible.COURT, Visible.ALL):
        raise Invalid(_("Choose who may see it."), field="visible")
    if kept.handed_in_at is not None:
        return kept
    kept.visible, kept.handed_in_at = visible, clock.now()
    kept.save(update_fields=["visible", "handed_in_at"])
    _tell_handed_in(kept, row, by=by)
    return kept


@transaction.atomic
def show_to_all(*, by: User, paper: Paper) -> Paper:
    """The court lets both sides see a paper that it had kept."""
    row = locked(paper.case)
    policy.require_court(by, row)
    kept = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
    if kept.removed_at is not None or kept.visible == Visible.SIDE:
        raise NotAllowed(_("This is not a paper of the court."))
    if kept.visible == Visible.COURT:
        kept.visible = Visible.ALL
        kept.save(update_fields=["visible"])
        note("filing.folder.paper_shown", row, by=by, subject=kept)
        telling.tell(telling.everyone(row), "filing.folder.paper", row, by=by)
    return kept


@transaction.atomic
def take_out(*, by: User, paper: Paper) -> Paper:
    """Take back what has not been handed in; what the others may have seen stays."""
    row = locked(paper.case)
    reader = policy.require_reader(by, row)
    kept = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
    if kept.party_id not in reader.own:
        raise NotAllowed(_("This is not your paper."))
    if not policy.may_take_back(reader, kept):
        raise Conflict(_("What has been handed in stays in the folder."))
    if kept.removed_at is None:
        kept.removed_at = clock.now()
        kept.save(update_fields=["removed_at"])
        note("filing.folder.paper_removed", row, by=by, subject=kept)
    return kept


@transaction.atomic
def enter(
    *,
    case: Case,
    category: str,
    title: str,
    signing: SigningFile | None = None,
    file: StoredFile | None = None,
    party: Party | None = None,
    visible: str = Visible.ALL,
) -> Paper:
    """A room puts a finished document in (the plaint, a ruling, a transcript). The same document twice is once."""
    row = locked(case)
    paper = put(row, by=None, party=party, category=category, title=title, visible=visible, file=file, signing=signing)
    # A signing file gains revisions: what the folder names is the one that was entered last.
    current = signing.current_file.sha256 if signing is not None else paper.sha256
    if current != paper.sha256:
        paper.sha256, paper.pages = current, None
        paper.save(update_fields=["sha256", "pages"])
        transaction.on_commit(lambda: tasks.queue_reading(paper.pk))
    return paper


@transaction.atomic
def gather(*, case: Case) -> int:
    """Take over what is in the dispute already: the signed plaint, agents' authority, evidence. Calling it again adds what is new.

    The plaintiffs' evidence comes with the plaint; the defendants' waits for them to hand it in: what was shown in mediation goes
    before the court only by the will of who showed it (ODMR 18).
    """
    row = locked(case)
    before = Paper.objects.filter(case=row).count()
    parties = list(row.dispute.parties.filter(removed_at=None).order_by("position"))
    if row.plaint is not None and row.submitted_at is not None:
        plaintiff = next((party for party in parties if party.side == Side.APPLICANT), None)
        enter(case=row, category=Category.PLAINT, title="民事起诉状", signing=row.plaint, party=plaintiff)
    for agent in agents_in_force().filter(party__in=parties).exclude(document=None).select_related("party", "document"):
        _authority(row, agent)
    shown = Evidence.objects.filter(dispute=row.dispute, removed_at=None, party__in=parties)
    for evidence in shown.select_related("party", "file").order_by("created_at", "id"):
        _evidence(row, evidence)
    return Paper.objects.filter(case=row).count() - before


def _authority(row: Case, agent: Agent) -> None:
    with_plaint = agent.party.side == Side.APPLICANT and row.submitted_at is not None
    put(
        row,
        by=None,
        party=agent.party,
        category=Category.AUTHORITY,
        title="授权委托书",
        visible=Visible.ALL if with_plaint else Visible.SIDE,
        file=agent.document,
    )


def _evidence(row: Case, evidence: Evidence) -> None:
    if EvidenceItem.objects.filter(case=row, source=evidence).exists():
        return
    # With the plaint goes what was there when it was submitted; later additions wait in the catalogue like all others.
    with_plaint = (
        evidence.party.side == Side.APPLICANT
        and row.submitted_at is not None
        and evidence.created_at <= row.submitted_at
    )
    item = EvidenceItem.objects.create(
        case=row,
        party=evidence.party,
        title=evidence.title,
        proves=evidence.proves,
        original=Original.COPY,
        source=evidence,
        number=next_number(row, evidence.party) if with_plaint else None,
        submitted_at=row.submitted_at if with_plaint else None,
    )
    put(
        row,
        by=None,
        party=evidence.party,
        category=Category.EVIDENCE,
        title=evidence.title,
        visible=Visible.ALL if with_plaint else Visible.SIDE,
        file=evidence.file,
        item=item,
    )


def next_number(row: Case, party: Party) -> int:
    """The next line of a party's catalogue; the case is locked."""
    last = (
        EvidenceItem.objects.filter(case=row, party=party, number__isnull=False)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return (last or 0) + 1
