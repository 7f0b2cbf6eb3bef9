"""Publications for tests, written as a release leaves them."""

import dataclasses
from datetime import date
from typing import Any

from sharedcourt.core import clock, transaction
from sharedcourt.judgments import queries
from sharedcourt.judgments.models import Cited, Judgment, Publication, Step, Withdrawal
from sharedcourt.judgments.searching.engine import Card
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.searching.filed import kept
from sharedcourt.judgments.states import JudgmentState
from sharedcourt.people import cast

COURT = "示范市示范区人民法院"


def card(key: str, **more: Any) -> Card:
    """A short judgment of a loan case."""
    content: dict[str, Any] = {
        "title": "某银行与林某金融借款合同纠纷一审民事判决书",
        "number": "（2022）浙0302民初1号",
        "court": COURT,
        "date": date(2022, 3, 1),
        "sections": {
            Section.HEAD: f"{COURT}\n民事判决书",
            Section.FACTS: "原告诉称，被告林某未还款。\n经审理查明，借款属实。",
            Section.REASONS: "本院认为，借款合同有效。",
            Section.ORDER: "一、被告林某偿还借款。",
        },
        "level": "基层法院",
        "region": "浙江省",
        "judges": ("王法官",),
        "causes": ("金融借款合同纠纷",),
        "laws": ("《中华人民共和国民法典》第六百七十五条",),
    }
    return Card(key=key, **{**content, **more})


@transaction.atomic
def published(judgment: Judgment | None = None, **more: Any) -> Publication:
    """A judgment that the public sees; with `judgment`, a later version of it."""
    row = judgment or Judgment.objects.create(
        court=cast.organisation(cast.COURT),
        source=Judgment.Source.UPLOAD,
        number=more.get("number", "（2022）浙0302民初1号"),
        original="林建川",
        digest=f"{Judgment.objects.count():064}",
        state=JudgmentState.RELEASED,
    )
    shown = card(row.key, **more)
    Publication.objects.filter(judgment=row).update(is_current=False, card="")
    fields = {name: getattr(shown, name) for name in queries.WORDS + queries.LISTS}
    made = Publication.objects.create(
        judgment=row,
        version=row.publications.count() + 1,
        kind=Publication.Kind.JUDGMENT,
        title=shown.title,
        number=shown.number,
        court_name=shown.court,
        decided_on=shown.date,
        cause=shown.causes[0] if shown.causes else "",
        card=kept(dataclasses.replace(shown)),
        fields=fields,
        layout=[[name.value, text.count("\n") + 1] for name, text in shown.sections.items()],
        released_at=clock.now(),
        released_by=cast.person(cast.JUDGE),
    )
    what = Step.What.RELEASED if made.version == 1 else Step.What.CORRECTED
    Step.objects.create(seq=queries.last_step() + 1, key=row.key, what=what, publication=made, at=clock.now())
    return made


def notice(**more: Any) -> Publication:
    """A notice in the place of a judgment."""
    row = published()
    words = "案号：（2022）浙0302民初1号"
    Publication.objects.filter(pk=row.pk).update(kind=Publication.Kind.NOTICE, card="", notice=words, **more)
    row.refresh_from_db()
    return row


def withdrawn(publication: Publication) -> Withdrawal:
    """The publication is taken from the public."""
    Publication.objects.filter(pk=publication.pk).update(is_current=False, card="")
    row = publication.judgment
    Judgment.objects.filter(pk=row.pk).update(state=JudgmentState.WITHDRAWN)
    Step.objects.create(seq=queries.last_step() + 1, key=row.key, what=Step.What.WITHDRAWN, at=clock.now())
    Cited.objects.filter(publication=publication).delete()
    return Withdrawal.objects.create(
        judgment=row, publication=publication, reason="公布有误", at=clock.now(), by=cast.person(cast.JUDGE)
    )
