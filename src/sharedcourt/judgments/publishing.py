"""From the desk to the public: what a publication says, whether it is clean, and the steps that the index follows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict
from sharedcourt.judgments import kept, queries
from sharedcourt.judgments.anonymising import Left, Proposal, State, left_over, with_signs
from sharedcourt.judgments.models import Cited, Judgment, Publication, Step
from sharedcourt.judgments.numbers import spelled
from sharedcourt.judgments.searching import filed
from sharedcourt.judgments.searching.engine import Card
from sharedcourt.judgments.searching.exact import law_terms
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.structure import PartName, Structure, fields_of
from sharedcourt.judgments.text import plain
from sharedcourt.law import publication as law
from sharedcourt.law.casenumbers import parse_case_number
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User

SECTIONS: dict[PartName, Section] = {
    PartName.HEAD: Section.HEAD,
    PartName.PARTIES: Section.PARTIES,
    PartName.COURSE: Section.COURSE,
    PartName.CLAIMS: Section.FACTS,
    PartName.DEFENCE: Section.FACTS,
    PartName.FINDINGS: Section.FACTS,
    PartName.REASONING: Section.REASONS,
    PartName.ORDER: Section.ORDER,
    PartName.CLOSING: Section.CLOSING,
    PartName.SIGNATURES: Section.CLOSING,
    PartName.OTHER: Section.OTHER,
}
LONGEST_TITLE = 300
LONGEST_CAUSE = 100
LONGEST_LAW = 120
_FIRST_SIDE = ("原告", "上诉人", "申请", "再审申请人", "异议人", "起诉人")
_SECOND_SIDE = ("被告", "被上诉人", "被申请人", "被执行人")


@dataclass(frozen=True)
class Ready:
    """A paper as the public would see it. `left`: secrets that still stand anywhere in it, title and fields included."""

    card: Card
    layout: list[list[Any]]
    paragraphs: list[tuple[Section, str]]
    left: tuple[Left, ...]


def prepared(judgment: Judgment) -> Ready:
    """What releasing would publish, as the desk stands now. No query."""
    structure, proposal = kept.structure_of(judgment), kept.proposal_of(judgment)
    paragraphs = shown_paragraphs(structure, proposal)
    sections: dict[Section, list[str]] = {}
    layout: list[list[Any]] = []
    for section, text in paragraphs:
        sections.setdefault(section, []).append(text)
        if layout and layout[-1][0] == section.value:
            layout[-1][1] += 1
        else:
            layout.append([section.value, 1])
    ordered = {section: "\n".join(sections[section]) for section in Section if section in sections}
    card = _card(judgment, structure, proposal, ordered)
    return Ready(card, layout, paragraphs, _left(card, proposal, structure.decided_on or clock.today()))


def shown_paragraphs(structure: Structure, proposal: Proposal) -> list[tuple[Section, str]]:
    """The result's paragraphs in their order, each with its part."""
    found: list[tuple[Section, str]] = []
    line: list[str] = []
    began = -1

    def end_line() -> None:
        nonlocal began
        text = "".join(line).strip()
        if text:
            before = found[-1][0] if found else Section.HEAD
            found.append((_section_at(structure, began, before), text))
        line.clear()
        began = -1

    at = 0
    for start, end, shown in _pieces(proposal):
        place = at
        for number, piece in enumerate(proposal.original[at:start].split("\n")):
            if number:
                end_line()
            if piece.strip() and began < 0:
                began = place + len(piece) - len(piece.lstrip())
            line.append(piece)
            place += len(piece) + 1
        if shown and began < 0:
            began = start
        line.append(shown)
        at = end
    end_line()
    return found


def _pieces(proposal: Proposal) -> Iterable[tuple[int, int, str]]:
    for change in proposal.changes:
        if change.state is not State.REJECTED:
            yield change.start, change.end, change.shown
    yield len(proposal.original), len(proposal.original), ""


def _section_at(structure: Structure, place: int, before: Section) -> Section:
    return next((SECTIONS[part.name] for part in structure.parts if part.start <= place < part.end), before)


def _card(judgment: Judgment, structure: Structure, proposal: Proposal, sections: dict[Section, str]) -> Card:
    table = proposal.table
    known = fields_of(structure)
    people = structure.people

    def signed(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(with_signs(text, table) for text in texts if text))

    cause = with_signs(structure.cause.value, table)[:LONGEST_CAUSE]
    laws = structure.applied or structure.cited
    return Card(
        key=judgment.key,
        title=title_of(structure, proposal),
        number=spelled(structure.number.value) or judgment.number,
        court=structure.court.value,
        date=structure.decided_on or clock.today(),
        sections=sections,
        level=known.level,
        region=next((place for place in known.region if place), ""),
        kind=known.case_kind,
        procedure=known.procedure,
        paper=known.paper,
        causes=(cause,) if cause else (),
        judges=tuple(dict.fromkeys(named.name for named in people.panel)),
        parties=signed(party.name for party in people.parties),
        firms=signed(agent.firm for agent in people.agents),
        lawyers=signed(agent.name for agent in people.agents if agent.firm),
        laws=tuple(dict.fromkeys(f"《{article.law}》{article.article}" for article in laws)),
    )


def title_of(structure: Structure, proposal: Proposal) -> str:
    """某银行与林某金融借款合同纠纷一审民事判决书: the first of each side, what it is about, the instance, the kind of paper; signs for hidden names."""
    first = [party.name for party in structure.people.parties if party.role.startswith(_FIRST_SIDE)]
    second = [party.name for party in structure.people.parties if party.role.startswith(_SECOND_SIDE)]
    sides = [names[0] + ("等" if len(names) > 1 else "") for names in (first, second) if names]
    try:
        instance = parse_case_number(structure.number.value).title().removeprefix("民事")
    except LawError:
        instance = ""
    instance = instance if instance in ("一审", "二审", "再审") else ""
    text = "与".join(sides) + structure.cause.value + instance + structure.kind.value
    return with_signs(text, proposal.table)[:LONGEST_TITLE]


def _left(card: Card, proposal: Proposal, decided: date) -> tuple[Left, ...]:
    """Secrets in the text, by the check of the proposal; and in everything else that is made public, by the same patterns."""
    found = list(left_over(proposal, decided=decided))
    allowed = {plain(change.original) for change in proposal.changes if change.state is State.REJECTED}
    allowed -= {plain(change.original) for change in proposal.changes if change.state is not State.REJECTED}
    texts = [card.title, card.court, *card.causes, *card.parties, *card.firms, *card.lawyers, *card.laws]
    beside = "\n".join(texts)
    bare = Proposal(beside, (), (), proposal.table, proposal.kept_addresses)
    found += [
        replace(left, start=0, end=0) for left in left_over(bare, decided=decided) if plain(left.value) not in allowed
    ]
    return tuple(dict.fromkeys(found))


def has_secret(judgment: Judgment, text: str) -> bool:
    """Whether a text that will stand beside the paper in public says a hidden name or a particular that is deleted."""
    known = kept.proposal_of(judgment)
    told = Proposal(text, (), (), known.table, known.kept_addresses)
    return bool(left_over(told, decided=judgment.decided_on or clock.today()))


def problems(judgment: Judgment, ready: Ready | None = None) -> list[str]:
    """Everything that stands against releasing the paper itself now, in words for the desk; never the secrets themselves."""
    structure = kept.structure_of(judgment)
    found = []
    if kept.confidence_of(judgment, structure) * 100 < settings.SHAREDCOURT_JUDGMENT_CONFIDENCE:
        found.append(_("The parts of the paper are not certain enough: look through them."))
    if not spelled(structure.number.value) or structure.decided_on is None or not structure.court.value:
        found.append(_("Case number, court or day of the judgment is missing."))
    elif structure.decided_on > clock.today():
        found.append(_("The day of the judgment is in the future."))
    elif not _same_court(structure.court.value, judgment.court.name):
        found.append(_("The paper names another court than the one whose desk this is."))
    if judgment.open_changes:
        found.append(_("Changes or places are not answered yet: %(count)d.") % {"count": judgment.open_changes})
    elif (ready or prepared(judgment)).left:
        found.append(_("A secret is still left in the result."))
    return found


def _same_court(one: str, other: str) -> bool:
    """Papers often name the province before the court's own name."""
    return one.endswith(other) or other.endswith(one)


def decision_of(judgment: Judgment) -> law.Decision | None:
    """What follows from what a person of the court has said of the paper, today; None until somebody has."""
    facts = kept.facts_of(judgment) if judgment.decided_by_id is not None else None
    return law.decide(facts, clock.today()) if facts is not None else None


def require_clean(judgment: Judgment) -> Ready:
    """The paper ready to be published. Raises Conflict with everything that stands against it."""
    ready = prepared(judgment)
    against = problems(judgment, ready)
    if against:
        raise Conflict(" ".join(against))
    return ready


def publish(judgment: Judgment, *, by: User, reason: str = "") -> Publication:
    """Write the next version, what it cites, and the step, in the running transaction; the judgment's row is locked already.

    Which of the two is published, the paper or the notice, the law decides. Raises Conflict.
    """
    decision = decision_of(judgment)
    if decision is None:
        raise Conflict(_("First say what the paper is about, so that the rules can decide."))
    if not decision.published and not decision.with_notice:
        raise Conflict(_("This paper is not published, and no notice in its place."))
    content = _paper(judgment) if decision.published else _notice(judgment, decision)
    put_away(judgment)
    last = Publication.objects.filter(judgment=judgment).aggregate(last=Max("version"))["last"] or 0
    made = Publication.objects.create(
        judgment=judgment,
        version=last + 1,
        released_at=clock.now(),
        released_by=by,
        reason=reason,
        **content,
    )
    if decision.published:
        _cite(made, kept.structure_of(judgment))
    step(judgment, made, Step.What.CORRECTED if last else Step.What.RELEASED)
    return made


def _paper(judgment: Judgment) -> dict[str, Any]:
    ready = require_clean(judgment)
    card = ready.card
    return {
        "kind": Publication.Kind.JUDGMENT,
        "title": card.title,
        "number": card.number,
        "court_name": card.court,
        "decided_on": card.date,
        "cause": card.causes[0] if card.causes else "",
        "card": filed.kept(card),
        "fields": {name: getattr(card, name) for name in queries.WORDS + queries.LISTS},
        "layout": ready.layout,
    }


def _notice(judgment: Judgment, decision: law.Decision) -> dict[str, Any]:
    if not judgment.number or judgment.decided_on is None:
        raise Conflict(_("Case number, court or day of the judgment is missing."))
    court, day = judgment.court.name, judgment.decided_on
    words = {
        lang: law.notice(decision, number=judgment.number, court=court, decided=day, lang=lang) for lang in ("zh", "en")
    }
    return {
        "kind": Publication.Kind.NOTICE,
        "number": judgment.number,
        "court_name": judgment.court.name,
        "decided_on": judgment.decided_on,
        "notice": words["zh"],
        "notice_en": words["en"],
    }


def _cite(publication: Publication, structure: Structure) -> None:
    rows: dict[tuple[str, str], Cited] = {}
    for article in structure.cited:
        terms = law_terms(f"《{article.law}》{article.article}")
        if not terms[1:] or len(terms[0]) > LONGEST_LAW:
            continue
        row = rows.setdefault((terms[1], ""), Cited(publication=publication, law=terms[0], article=terms[1]))
        row.applied = row.applied or article in structure.applied
    for case in structure.cases:
        number = spelled(case.number)
        if number and number != publication.number:
            rows.setdefault(("", number), Cited(publication=publication, number=number))
    Cited.objects.bulk_create(rows.values())


def put_away(judgment: Judgment) -> Publication | None:
    """The current version is current no more: what it said is encrypted, what it cited is forgotten. Gives it, if there was one."""
    row = Publication.objects.filter(judgment=judgment, is_current=True).first()
    if row is None:
        return None
    names = ("title", "cause", "card", "fields", "layout", "notice", "notice_en")
    row.put_away = {name: getattr(row, name) for name in names}
    row.title = row.cause = row.card = row.notice = row.notice_en = ""
    row.fields, row.layout, row.is_current = {}, [], False
    row.save()
    row.cited.all().delete()
    return row


def step(judgment: Judgment, publication: Publication | None, what: Step.What) -> Step:
    """The next step. The ledger's lock is held until the transaction ends, so steps become visible in their order, without gaps."""
    hold_ledger()
    return Step.objects.create(
        seq=queries.last_step() + 1, key=judgment.key, what=what, publication=publication, at=clock.now()
    )


def reasons(decision: law.Decision) -> list[tuple[str, str, bool]]:
    """Why the paper itself is not published: words in the reader's language, where it is written, whether that is certain."""
    lang = get_language() or "zh"
    return [(reason.text(lang), reason.source, reason.certain) for reason in decision.reasons]
