"""A summary case whose hearing was granted at different times, from Monday 17 to Friday 21 January 2022; one judge, clerk, bank, borrower."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from sharedcourt.filing.folder.models import EvidenceItem
from sharedcourt.hearings.courtroom.actions import entry
from sharedcourt.hearings.in_turn import actions
from sharedcourt.hearings.in_turn.models import Turn, TurnAnswer, TurnClip, TurnQuestion
from sharedcourt.hearings.models import Bench
from sharedcourt.hearings.scheduling import actions as arranging
from sharedcourt.hearings.scheduling.tests.making import Trial
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Channel, Message
from sharedcourt.people import actions as people
from sharedcourt.people.models import User

FIRST, LAST = date(2022, 1, 17), date(2022, 1, 21)
WEBM = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 20


class Turns(Trial):
    """The people of one hearing at different times, and what they do."""

    def __init__(self) -> None:
        super().__init__("summary")
        self.arranged(judges=[self.judge.pk], presiding=self.judge.pk)
        arranging.ask_in_turn(
            by=self.borrower,
            hearing=self.hearing,
            party_id=self.defendant.pk,
            reason="本人出海作业，无法与原告同时上线",
        )
        arranging.answer_in_turn(by=self.officer, hearing=self.hearing, party_id=self.plaintiff.pk, agrees=True)
        EvidenceItem.objects.create(
            case=self.case, party=self.plaintiff, number=1, title="借款合同", submitted_at=at("2022-01-10T09:00")
        )
        arranging.grant_in_turn(by=self.judge, hearing=self.hearing, first=FIRST, last=LAST, undisputed=True)
        assert self.hearing.panel.filter(user=self.judge, bench=Bench.PRESIDING).exists()

    def ask(self, text: str = "请陈述借款经过。", by: User | None = None, **more: Any) -> TurnQuestion:
        facts: dict[str, Any] = {"stage": "statement", "text": text, **more}
        return actions.ask(by=by or self.judge, hearing=self.hearing, **facts)

    def turn(self, question: TurnQuestion, party: Any = None) -> Turn:
        rows = Turn.objects.select_related("question__hearing__case", "party")
        return rows.get(question=question, party=party or self.defendant)

    def entered(self, *users: User) -> "Turns":
        """They have read the rules and shown who they are."""
        for user in users or (self.borrower, self.officer):
            entry.declare(by=user, hearing=self.hearing, declared=True)
            people.signed_in_again(by=user, scope=self.hearing.pk)
        return self

    def clip(self, by: User, content: bytes = WEBM) -> TurnClip:
        upload = SimpleUploadedFile("clip.webm", content, "video/webm")
        return actions.keep_whole(by=by, hearing=self.hearing, upload=upload)

    def say(self, turn: Turn, by: User | None = None, text: str = "本人已还八万元。", **more: Any) -> TurnAnswer:
        facts = more or {"why_no_clip": "手机没有前置摄像头"}
        return actions.answer(by=by or self.borrower, turn=turn, text=text, **facts)

    def told(self, user: User, kind: str) -> int:
        """How often this person was told so."""
        return Message.objects.filter(user=user, kind=kind, channel=Channel.IN_APP).count()


def key() -> str:
    return str(uuid4())
