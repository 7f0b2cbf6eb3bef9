"""From a judge's desk to the public: taken in, looked through, decided, released once, corrected, withdrawn."""

import json
import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.judgments import actions, kept, publishing, queries, queries_desk
from sharedcourt.judgments.anonymising import State
from sharedcourt.judgments.models import CaseNames, Cited, Judgment, Publication, Step, Withdrawal
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.states import JudgmentState
from sharedcourt.judgments.tests import papers
from sharedcourt.judgments.text import squeeze
from sharedcourt.ledger.models import Entry, Payload
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_from_the_desk_to_the_public(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    row = papers.taken()
    assert row.number == "（2022）浙0302民初1号"
    assert row.decided_on == date(2022, 3, 1)
    assert row.open_changes > 0
    assert row.confidence >= 0.8
    with pytest.raises(Conflict, match="rules can decide"):
        actions.release(by=papers.judge(), judgment=row)
    papers.decided(row)
    with pytest.raises(Conflict, match="not answered"):
        actions.release(by=papers.judge(), judgment=row)

    row = papers.answered(row)
    assert row.open_changes == 0
    made = actions.release(by=papers.judge(), judgment=row)
    assert made.kind == Publication.Kind.JUDGMENT
    assert made.version == 1
    assert made.number == "（2022）浙0302民初1号"
    assert made.title == "示范银行股份有限公司鹿城支行与林某金融借款合同纠纷一审民事判决书"
    public = queries.current(row.key)
    assert public == made
    card = queries.card_of(made)
    assert card.parties == ("示范银行股份有限公司鹿城支行", "林某")
    assert card.judges == ("孙法官",)
    assert card.lawyers == ("吴律",)
    assert "林某" in card.sections[Section.FACTS]
    rows = Publication.objects.values("title", "cause", "card", "fields", "layout", "notice")
    everything = json.dumps(list(rows), ensure_ascii=False)
    for secret in papers.SECRETS:
        assert secret not in str(card)
        assert secret not in everything

    assert [section for section, _text in queries.paragraphs_of(made)][:3] == [Section.HEAD] * 3
    cited = set(Cited.objects.values_list("law", "article", "number", "applied"))
    assert cited == {
        ("民法典", "民法典第675条", "", True),
        ("民法典", "民法典第676条", "", True),
        ("", "", "（2021）浙0302民初99号", False),
    }
    (step,) = queries.steps_after(0, 10)
    assert step.key == row.key
    assert step.card == card

    # Nothing of the text is in the ledger or the log.
    noted = [entry.action.rpartition(".")[2] for entry in Entry.objects.filter(subject=row.pk).order_by("seq")]
    assert noted[0] == "taken_in"
    assert noted[-1] == "released"
    kept_facts = json.dumps(list(Payload.objects.values_list("facts", flat=True)), ensure_ascii=False)
    for secret in papers.SECRETS:
        assert secret not in kept_facts
        assert secret not in caplog.text


def test_what_lies_in_the_database_is_encrypted() -> None:
    row = papers.taken()
    with connection.cursor() as cursor:
        cursor.execute("SELECT original, proposal, structure FROM judgments_judgment")
        cursor_rows = str(cursor.fetchall())
        cursor.execute("SELECT * FROM judgments_casenames")
        cursor_rows += str(cursor.fetchall())
    assert CaseNames.objects.count() == 1
    assert row.original.startswith(papers.court_name())
    for secret in papers.SECRETS:
        assert secret not in cursor_rows


def test_two_clicks_release_once() -> None:
    row = papers.answered(papers.decided(papers.taken()))
    actions.release(by=papers.judge(), judgment=row)
    with pytest.raises(Conflict):
        actions.release(by=papers.clerk(), judgment=row)
    assert Publication.objects.count() == 1
    assert Step.objects.count() == 1


def test_who_works_on_an_old_page_is_told() -> None:
    row = papers.taken()
    revision = row.revision
    actions.accept(by=papers.judge(), judgment=row, places=[0], revision=revision)
    with pytest.raises(Conflict, match="meanwhile"):
        actions.reject(by=papers.clerk(), judgment=row, places=[0], revision=revision)
    assert kept.proposal_of(papers.fresh(row)).changes[0].state is State.ACCEPTED


def test_only_the_courts_own_judges_and_clerks() -> None:
    row = papers.answered(papers.decided(papers.taken()))
    for user in (papers.stranger(), papers.member(cast.BORROWER), papers.member(cast.COURT_ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            actions.release(by=user, judgment=row)
        with pytest.raises(NotAllowed):
            actions.accept(by=user, judgment=row, places=[0])
        with pytest.raises(NotAllowed):
            actions.take_in(by=user, court=row.court, text=papers.loan(2))
    assert not queries_desk.visible_to(papers.stranger()).exists()
    assert not queries_desk.visible_to(papers.member(cast.BORROWER)).exists()
    assert queries_desk.visible_to(papers.member(cast.COURT_ADMINISTRATOR)).exists()


def test_the_same_text_is_taken_in_once_unless_it_was_removed() -> None:
    row = papers.taken()
    with pytest.raises(Conflict, match="already"):
        actions.take_in(by=papers.judge(), court=row.court, text=papers.loan().replace("\n", "\n\n"))
    actions.discard(by=papers.judge(), judgment=row, reason="传错了")
    assert papers.fresh(row).original == ""
    assert papers.taken().pk != row.pk


def test_answers_additions_and_their_undoing() -> None:
    row = papers.taken()
    proposal = kept.proposal_of(row)
    names = [place for place, change in enumerate(proposal.changes) if change.kind == "name"]
    row = actions.accept(by=papers.judge(), judgment=row, kind="name")
    assert all(kept.proposal_of(row).changes[place].state is State.ACCEPTED for place in names)
    with pytest.raises(Conflict):
        actions.accept(by=papers.judge(), judgment=row, kind="name")
    with pytest.raises(Invalid):
        actions.accept(by=papers.judge(), judgment=row, places=[999])
    row = actions.add(by=papers.judge(), judgment=row, text="借款本金100000元", kind="health", shown="")
    assert "借款本金100000元" not in kept.proposal_of(row).result
    before = row.open_changes
    row = actions.undo(by=papers.judge(), judgment=row)
    assert "借款本金100000元" in kept.proposal_of(row).result
    assert row.open_changes == before
    row = actions.undo(by=papers.judge(), judgment=row)
    assert all(kept.proposal_of(row).changes[place].state is State.PROPOSED for place in names)
    with pytest.raises(Conflict):
        actions.undo(by=papers.judge(), judgment=row)
    for text in ("", "不在文中", "林建川"):
        with pytest.raises(Invalid):
            actions.add(by=papers.judge(), judgment=row, text=text, kind="name" if text != "林建川" else "nonsense")


def test_a_rejected_change_that_leaves_a_secret_elsewhere_is_not_released() -> None:
    row = papers.decided(papers.taken())
    proposal = kept.proposal_of(row)
    names = [place for place, change in enumerate(proposal.changes) if change.original == "林建川"]
    row = papers.answered(row)
    actions.reject(by=papers.judge(), judgment=row, places=names[:1])
    with pytest.raises(Conflict, match="secret"):
        actions.release(by=papers.judge(), judgment=row)
    assert not Publication.objects.exists()
    # Rejected everywhere, it is the court's decision that the name is shown.
    actions.reject(by=papers.judge(), judgment=row, places=names)
    made = actions.release(by=papers.judge(), judgment=papers.fresh(row))
    assert "林建川" in queries.card_of(made).text()


def test_the_same_person_has_the_same_sign_in_all_papers_of_the_case() -> None:
    first = papers.taken(7)
    second = papers.taken(7, suffix="之一", borrower="林建川、林大海")
    shown = {entry.name: entry.shown for entry in kept.proposal_of(second).table.entries}
    assert {entry.name: entry.shown for entry in kept.proposal_of(first).table.entries}["林建川"] == shown["林建川"]
    assert CaseNames.objects.count() == 1
    papers.taken(8)
    assert CaseNames.objects.count() == 2


def test_a_corrected_structure_keeps_what_was_answered() -> None:
    row = actions.accept(by=papers.judge(), judgment=papers.taken(), kind="name")
    structure = kept.structure_of(row)
    lines = squeeze(row.original).lines
    parts = ["head"] * 3 + ["parties"] * 4 + ["course"] + ["claims", "defence", "findings", "reasoning", "order"]
    parts += ["closing"] * 2 + ["signatures"] * (len(lines) - len(parts) - 2)
    values = {"court": row.court.name, "kind": "民事判决书", "number": "(2022)浙0302民初5号", "cause": "借款合同纠纷"}
    made = actions.correct_structure(
        by=papers.judge(), judgment=row, parts=parts, values=values, decided_on=date(2022, 3, 2)
    )
    assert made.number == "（2022）浙0302民初5号"
    assert made.confidence == 1.0
    assert kept.structure_of(made).cause.value == "借款合同纠纷"
    assert structure.cause.value == "金融借款合同纠纷"
    names = [change for change in kept.proposal_of(made).changes if change.kind == "name"]
    assert names
    assert all(change.state is State.ACCEPTED for change in names)
    for broken in ({"number": "x"}, {"court": ""}, {"kind": " "}):
        with pytest.raises(Invalid):
            actions.correct_structure(
                by=papers.judge(), judgment=made, parts=parts, values={**values, **broken}, decided_on=date(2022, 3, 2)
            )
    with pytest.raises(Invalid):
        actions.correct_structure(by=papers.judge(), judgment=made, parts=parts[1:], values=values, decided_on=None)


def test_a_name_that_the_head_does_not_say() -> None:
    row = papers.taken(9, borrower="林建川")
    text = row.original.replace("其妻子陈舒宁在场", "有白杨到场")
    other = actions.take_in(by=papers.judge(), court=row.court, text=text.replace("民初9号", "民初10号"))
    made = actions.add_name(by=papers.judge(), judgment=other, name="白杨", role="witness")
    assert "白杨" not in kept.proposal_of(made).result
    for name, role in (("白", "witness"), ("不在文中", "witness"), ("白杨", "nobody")):
        with pytest.raises(Invalid):
            actions.add_name(by=papers.judge(), judgment=made, name=name, role=role)


def test_a_divorce_is_a_notice_and_a_secret_is_nothing() -> None:
    row = papers.decided(papers.taken(), divorce=True)
    made = actions.release(by=papers.judge(), judgment=row)
    assert made.kind == Publication.Kind.NOTICE
    assert "离婚诉讼" in made.notice
    assert "（2022）浙0302民初1号" in made.notice
    assert "divorce" in made.notice_en
    assert made.card == made.title == ""
    assert queries.steps_after(0, 10)[0].card is None
    for secret in papers.SECRETS:
        assert secret not in made.notice

    secret_row = papers.decided(papers.taken(2), state_secrets=True)
    with pytest.raises(Conflict):
        actions.release(by=papers.judge(), judgment=secret_row)
    actions.keep_from_public(by=papers.judge(), judgment=secret_row)
    assert papers.fresh(secret_row).state == JudgmentState.KEPT
    with pytest.raises(Conflict):
        actions.keep_from_public(by=papers.judge(), judgment=papers.decided(papers.taken(3)))


def test_unsuitable_papers_are_approved_by_somebody_else() -> None:
    row, chief = papers.taken(), papers.member(cast.COURT_ADMINISTRATOR)
    with pytest.raises(Invalid) as refused:
        papers.decided(row, unsuitable=True)
    assert refused.value.field == "why"
    kind: dict[str, Any] = {"kind": "judgment", "flags": {"unsuitable": True}, "why": "涉及行业秘密"}
    row = actions.decide(by=papers.judge(), judgment=row, **kind)
    assert row.state == JudgmentState.APPROVAL
    assert Message.objects.filter(user=chief, kind="judgments.to_approve").exists()
    for user in (papers.judge(), papers.clerk(), papers.stranger()):
        with pytest.raises(NotAllowed):
            actions.answer_approval(by=user, judgment=row, agreed=True)
    with pytest.raises(Conflict):
        actions.release(by=papers.judge(), judgment=row)
    with pytest.raises(Invalid):
        actions.answer_approval(by=chief, judgment=row, agreed=False)
    row = actions.answer_approval(by=chief, judgment=row, agreed=True)
    decision = publishing.decision_of(row)
    assert decision is not None
    assert not decision.published
    assert actions.release(by=papers.judge(), judgment=row).kind == Publication.Kind.NOTICE

    other = actions.decide(by=papers.judge(), judgment=papers.taken(2), **kind)
    other = actions.answer_approval(by=chief, judgment=other, agreed=False, reason="没有秘密")
    decision = publishing.decision_of(other)
    assert decision is not None
    assert decision.published


def test_corrected_it_has_a_next_version_and_withdrawn_it_is_gone() -> None:
    row = papers.answered(papers.decided(papers.taken()))
    first = actions.release(by=papers.judge(), judgment=row)
    actions.correct(by=papers.judge(), judgment=row, reason="有错字")
    assert queries.current(row.key) == first
    actions.add(by=papers.judge(), judgment=row, text="100000元", kind="health")
    with pytest.raises(Invalid):
        actions.release(by=papers.judge(), judgment=row)
    hidden = next(change.original for change in kept.proposal_of(row).changes if change.kind == "name")
    with pytest.raises(Invalid) as refused:
        actions.release(by=papers.judge(), judgment=row, reason=f"{hidden}的姓名漏隐")
    assert refused.value.field == "reason", "everybody reads it"
    second = actions.release(by=papers.judge(), judgment=row, reason="补正")
    assert second.version == 2
    first.refresh_from_db()
    assert first.card == first.title == ""
    assert first.put_away is not None
    assert "100000元" in first.put_away["card"]
    assert not first.cited.exists()

    with pytest.raises(NotAllowed):
        actions.withdraw(by=papers.stranger(), judgment=row, reason="x")
    with pytest.raises(Invalid):
        actions.withdraw(by=papers.judge(), judgment=row, reason=" ")
    actions.withdraw(by=papers.member(cast.COURT_ADMINISTRATOR), judgment=row, reason="公布有误")
    assert queries.current(row.key) is None
    assert queries.was_withdrawn(row.key) == Withdrawal.objects.get()
    assert not Cited.objects.exists()
    assert [(change.seq, change.card) for change in queries.steps_after(0, 10)] == [(1, None), (2, None), (3, None)]
    with pytest.raises(Conflict):
        actions.withdraw(by=papers.judge(), judgment=row, reason="再来一次")

    actions.reopen(by=papers.judge(), judgment=row, reason="重新公布")
    third = actions.release(by=papers.judge(), judgment=row, reason="更正后公布")
    assert third.version == 3
    assert queries.was_withdrawn(row.key) is None
    actions.correct(by=papers.judge(), judgment=row, reason="再看")
    assert actions.leave(by=papers.judge(), judgment=row).state == JudgmentState.RELEASED
    assert Judgment.objects.get().key == row.key


def test_due_seven_working_days_after_it_took_effect() -> None:
    row = actions.take_in(
        by=papers.judge(), court=cast.organisation(cast.COURT), text=papers.loan(), effective_on=date(2022, 3, 17)
    )
    assert row.due == date(2022, 3, 28)
    found = queries_desk.counts(papers.judge(), date(2022, 3, 29))
    assert found.overdue == 1
    assert found.tabs["due"] == 1
    assert queries_desk.counts(papers.judge(), date(2022, 3, 28)).overdue == 0
    with pytest.raises(Invalid):
        actions.decide(by=papers.judge(), judgment=row, kind="judgment", flags={}, effective_on=date(2999, 1, 1))
    assert list(queries_desk.listed(papers.judge(), "due")) == [row]
    assert list(queries_desk.listed(papers.judge(), "ready", "(2022)浙0302民初1号")) == [row]


def test_another_office_may_be_the_one_that_approves(settings: Any) -> None:
    settings.SHAREDCOURT_JUDGMENT_APPROVER = "liaison_judge"
    row = actions.decide(
        by=papers.judge(), judgment=papers.taken(), kind="judgment", flags={"unsuitable": True}, why="x"
    )
    chief = papers.member(cast.LIAISON_JUDGE)
    assert row in queries_desk.visible_to(chief)
    with pytest.raises(NotAllowed):
        actions.answer_approval(by=papers.member(cast.COURT_ADMINISTRATOR), judgment=row, agreed=True)
    assert actions.answer_approval(by=chief, judgment=row, agreed=True).approved is True
    with pytest.raises(NotAllowed):
        actions.release(by=chief, judgment=row)


def test_names_are_hidden_as_far_as_the_setting_says(settings: Any) -> None:
    settings.SHAREDCOURT_JUDGMENT_NAMES = "rule"
    # Article 8 hides nobody's name in an ordinary loan case; particulars go all the same.
    result = kept.proposal_of(papers.taken()).result
    assert "林建川" in result
    assert "330399198506150016" not in result
    divorce = papers.loan(2).replace("金融借款合同纠纷", "离婚纠纷")
    row = actions.take_in(by=papers.judge(), court=cast.organisation(cast.COURT), text=divorce)
    assert "林建川" not in kept.proposal_of(row).result


def test_a_paper_of_the_future_or_of_another_court_is_not_released() -> None:
    for serial, old, new in (
        (3, "二〇二二年三月一日", "二〇九九年三月一日"),
        (4, papers.court_name(), "浙江省示范县人民法院"),
    ):
        text = papers.loan(serial).replace(old, new)
        row = actions.take_in(by=papers.judge(), court=cast.organisation(cast.COURT), text=text)
        row = papers.answered(papers.decided(row))
        with pytest.raises(Conflict):
            actions.release(by=papers.judge(), judgment=row)
