"""庭审录音录像故障说明：the explanation that the presiding judge has checked and signed, as a paper under the court's seal for the file (REC 4)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.documents import actions as documents
from sharedcourt.documents.belonging import Place
from sharedcourt.documents.models import SigningFile
from sharedcourt.hearings.attendance.telling import number_of
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.recordings import queries, telling
from sharedcourt.hearings.recordings.models import FaultExplanation
from sharedcourt.people.models import User

KIND = "hearings.fault_explanation"
TITLE = "庭审录音录像故障说明"
TEMPLATE = "hearings/typst/fault_explanation.typ"


def content_of(hearing: Hearing, explanation: FaultExplanation) -> dict[str, Any]:
    """What it prints, of a signed explanation."""
    assert explanation.signed_by is not None and explanation.signed_at is not None
    opened = clock.local(hearing.opened_at) if hearing.opened_at is not None else None
    session = f"第{hearing.session_number}次庭审"
    with translation.override("zh-hans"):
        doubts = [telling.doubt_words(doubt) for doubt in explanation.doubts]
    return {
        "number": number_of(hearing),
        "court": hearing.court.name,
        "hearing": f"{session}（{opened:%Y年%m月%d日%H:%M}开庭）" if opened is not None else session,
        "doubts": doubts,
        "text": explanation.text.splitlines(),
        "by": explanation.by.name,
        "written": f"{clock.local(explanation.created_at):%Y-%m-%dT%H:%M:%S}",
        "signed_by": explanation.signed_by.name,
        "signed": f"{clock.local(explanation.signed_at):%Y-%m-%dT%H:%M:%S}",
        "date": clock.local(explanation.signed_at).date().isoformat(),
    }


def issue(hearing: Hearing, explanation: FaultExplanation) -> SigningFile:
    """Fix the signed explanation as a paper; the seal follows after the commit. Inside the caller's transaction."""
    return documents.issue(
        by=None,
        kind=KIND,
        scope=hearing.case.dispute_id,
        template=TEMPLATE,
        payload=content_of(hearing, explanation),
        sealer=hearing.court,
        title=TITLE,
    )


def papers_for(user: User) -> QuerySet[Any, Any]:
    """Explanations of hearings whose recording the person oversees."""
    found = FaultExplanation.objects.filter(review__hearing__in=queries.visible_to(user), paper__isnull=False)
    return found.order_by().values("paper_id")


def papers_of(scope: UUID) -> QuerySet[Any, Any]:
    """The court's own business: the dispute's timeline is read by mediators, who were not in the hearing."""
    return SigningFile.objects.filter(scope=scope, kind=KIND).order_by().values("pk")


def place_of(user: Any, file: SigningFile) -> Place | None:
    """The page of the recording that a paper explains, for whoever may open that."""
    if file.kind != KIND:
        return None
    found = queries.visible_to(user).filter(recording_review__explanations__paper=file).first()
    return Place(reverse("hearings:recording", args=[found.pk]), _("Recording of the hearing")) if found else None
