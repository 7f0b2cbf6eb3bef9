"""The exchange of evidence, messages, applications and days, as the parties and the court go through them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.folder import queries, scheduled
from sharedcourt.filing.folder.actions import deadlines, exchange, papers, talking
from sharedcourt.filing.folder.models import CaseApplication, CaseMessage, EvidenceItem, Opinion
from sharedcourt.filing.folder.tests.conftest import Folder
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
ADMIT: dict[str, Any] = {"authenticity": True, "legality": True, "relevance": True}


def told(kind: str) -> set[User]:
    return {message.user for message in Message.objects.filter(kind=kind, channel="in_app").select_related("user")}


def test_evidence_is_prepared_in_private_and_handed_in_at_once(folder: Folder, browser_of: BrowserOf) -> None:
    browser, other, judge = browser_of(cast.BORROWER), browser_of(cast.OFFICER), browser_of(cast.JUDGE)
    address = f"{folder.base}evidence/"
    incomplete = browser.post(f"{address}add/", {"title": "转账记录", "proves": "已还两万元"})
    assert incomplete.status_code == 422 and "已还两万元" in incomplete.content.decode()
    for title in ("转账记录", "微信记录"):
        sent = {
            "title": title,
            "proves": "已还",
            "original": "electronic",
            "file": str(folder.file(folder.borrower).pk),
        }
        assert browser.post(f"{address}add/", sent)["Location"] == address
    item = EvidenceItem.objects.filter(party=folder.party(folder.borrower)).earliest("created_at")
    for stranger in (other, judge):
        assert "转账记录" not in stranger.get(address).content.decode()
        assert stranger.get(f"{address}{item.pk}/").status_code == 404
        assert stranger.get(f"{address}{item.pk}/opinion/").status_code == 404
    assert "转账记录" in browser.get(f"{address}{item.pk}/").content.decode()
    with pytest.raises(NotAllowed):
        exchange.change_item(by=folder.wife, item=item, title="改", proves="改", original="held")

    folder.shows_again(folder.borrower)
    assert browser.post(f"{address}do/submit/")["Location"] == address
    assert browser.post(f"{address}do/submit/")["Location"] == address, "a double click"
    numbers = EvidenceItem.objects.filter(submitted_at__isnull=False).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]
    assert Message.objects.filter(kind="filing.folder.evidence", channel="in_app").count() == 3, "once each"
    assert told("filing.folder.evidence") == {folder.officer, folder.wife, folder.judge}
    assert "转账记录" in other.get(address).content.decode() and "转账记录" in judge.get(address).content.decode()
    with pytest.raises(Conflict):
        exchange.remove_item(by=folder.borrower, item=item)


def test_an_opinion_is_a_draft_until_it_is_handed_in_complete(folder: Folder, browser_of: BrowserOf) -> None:
    item = folder.submitted_item(folder.officer)
    browser, other = browser_of(cast.BORROWER), browser_of(cast.OFFICER)
    page = f"{folder.base}evidence/{item.pk}/opinion/"
    assert other.get(page).status_code == 404, "nobody gives an opinion on their own evidence"
    assert browser.post(page, {"authenticity": "deny", "legality": "admit"}).status_code == 302
    address = f"{folder.base}evidence/"
    refused = browser.post(f"{address}do/submit-opinions/")
    assert refused.status_code == 422 and not Opinion.objects.filter(submitted_at__isnull=False).exists()
    browser.post(page, {"authenticity": "deny", "legality": "admit", "relevance": "admit"})
    assert browser.get(page).context["rows"][0][2] == "deny"
    with pytest.raises(Invalid, match="1"):
        exchange.submit_opinions(by=folder.borrower, case=folder.case)
    browser.post(page, {"authenticity": "deny", "legality": "admit", "relevance": "admit", "reason": "签名不是我的"})
    for member in (cast.OFFICER, cast.JUDGE):
        assert "签名不是我的" not in browser_of(member).get(address).content.decode()
    folder.shows_again(folder.borrower)
    assert exchange.submit_opinions(by=folder.borrower, case=folder.case) == 1
    assert exchange.submit_opinions(by=folder.borrower, case=folder.case) == 0
    for member in (cast.OFFICER, cast.JUDGE):
        assert "签名不是我的" in browser_of(member).get(address).content.decode()
    with pytest.raises(Conflict):
        exchange.save_opinion(by=folder.borrower, item=item, **ADMIT)
    exchange.save_opinion(by=folder.wife, item=item, **ADMIT)
    assert Opinion.objects.count() == 2, "each party speaks for itself"
    with pytest.raises(NotAllowed):
        exchange.save_opinion(by=folder.officer, item=item, **ADMIT)


def test_evidence_after_the_period_needs_a_reason(folder: Folder, browser_of: BrowserOf) -> None:
    party = folder.party(folder.borrower)
    task = deadlines.set_task(by=folder.judge, case=folder.case, party=party, kind="evidence", due=date(2022, 1, 12))
    deadlines.set_task(by=folder.judge, case=folder.case, party=party, kind="evidence", due=date(2022, 1, 12))
    assert folder.case.tasks.filter(concerns=None).count() == 1
    with pytest.raises(NotAllowed):
        deadlines.set_task(by=folder.borrower, case=folder.case, party=None, kind="other", due=date(2022, 1, 12))
    folder.item(folder.borrower)
    with time_machine.travel(at("2022-01-13T00:30"), tick=False):
        browser = browser_of(cast.BORROWER)
        assert "逾期" in browser.get(folder.base).content.decode()
        assert scheduled.run()["tasks_overdue"] == 1 and scheduled.run()["tasks_overdue"] == 0
        assert told("filing.folder.overdue") == {folder.judge, folder.borrower}
        folder.shows_again(folder.borrower)
        refused = browser.post(f"{folder.base}evidence/do/submit/")
        assert refused.status_code == 422 and refused.context["refusal"].field == "late_reason"
        browser.post(f"{folder.base}evidence/do/submit/", {"late_reason": "银行今天才给"})
    item = EvidenceItem.objects.get(submitted_at__isnull=False)
    assert item.is_late and item.late_reason == "银行今天才给"
    task.refresh_from_db()
    assert task.done_by == folder.borrower


def test_the_answer_is_due_fifteen_days_after_service(folder: Folder) -> None:
    party = folder.party(folder.borrower)
    made = [
        deadlines.answer_expected(case=folder.case, party=party, served_on=date(2022, 1, 10)).due for _again in "ab"
    ]
    assert made == [date(2022, 1, 25)] * 2 and folder.case.tasks.filter(concerns=None).count() == 1
    assert told("filing.folder.task") == {folder.borrower}
    task = folder.case.tasks.get(concerns=None)
    with pytest.raises(NotAllowed):
        deadlines.finish_task(by=folder.wife, task=task)
    papers.add_paper(
        by=folder.borrower, case=folder.case, file=folder.file(folder.borrower), category="answer", title="答辩状"
    )
    assert folder.case.tasks.get(concerns=None).done_by == folder.borrower, "it is there, so it is done"


def test_messages_reach_whom_they_are_for_and_nobody_else(folder: Folder, browser_of: BrowserOf) -> None:
    borrower, officer, judge = browser_of(cast.BORROWER), browser_of(cast.OFFICER), browser_of(cast.JUDGE)
    address, key = f"{folder.base}messages/", str(uuid4())
    empty = borrower.post(address, {"to": "court", "text": " ", "key": key})
    assert empty.status_code == 422 and key in empty.content.decode()
    for _again in range(2):
        borrower.post(address, {"to": "court", "text": "我下周住院", "key": key})
    assert CaseMessage.objects.count() == 1 and told("filing.folder.message") == {folder.judge}
    assert "我下周住院" not in officer.get(address).content.decode()
    assert "我下周住院" not in browser_of(cast.WIFE).get(address).content.decode()
    assert judge.get(folder.base).context["unread"] == 1
    assert "我下周住院" in judge.get(address).content.decode()
    assert judge.get(folder.base).context["unread"] == 0
    assert "孙法官 已读" in borrower.get(address).content.decode()
    judge.post(address, {"to": str(folder.party(folder.borrower).pk), "text": "请交诊断书"})
    judge.post(address, {"to": "all", "text": "一月二十日开庭"})
    judge.post(address, {"to": "", "text": "给谁"})
    assert CaseMessage.objects.count() == 3
    shown = officer.get(address).content.decode()
    assert "一月二十日开庭" in shown and "请交诊断书" not in shown
    assert not Message.objects.filter(scope=folder.case.dispute_id, kind__startswith="filing.folder").exists()


def test_a_judge_decides_an_application_once_with_a_reason(folder: Folder, browser_of: BrowserOf) -> None:
    borrower, officer, judge = browser_of(cast.BORROWER), browser_of(cast.OFFICER), browser_of(cast.JUDGE)
    key = str(uuid4())
    address = f"{folder.base}applications/new/adjourn/"
    refused = borrower.post(address, {"until": "二月十日", "key": key})
    assert refused.status_code == 422 and "二月十日" in refused.content.decode()
    made = [borrower.post(address, {"until": "二月十日", "reason": "住院", "key": key})["Location"] for _again in "ab"]
    assert made[0] == made[1] and CaseApplication.objects.count() == 1
    assert "住院" in officer.get(made[0]).content.decode()
    assert officer.post(f"{made[0]}do/decide/", {"granted": "yes", "decision": "同意"}).status_code == 403
    clerk = browser_of(cast.COURT_CLERK)
    assert clerk.post(f"{made[0]}do/decide/", {"granted": "yes", "decision": "同意"}).status_code == 403
    desk = browser_of(cast.FILING_CLERK)
    assert desk.post(f"{made[0]}do/decide/", {"granted": "yes", "decision": "同意"}).status_code == 404
    assert judge.post(f"{made[0]}do/decide/", {"decision": "同意"}).status_code == 422
    assert judge.post(f"{made[0]}do/decide/", {"granted": "yes"}).status_code == 422
    assert judge.post(f"{made[0]}do/decide/", {"granted": "yes", "decision": "同意延期"}).status_code == 302
    assert judge.post(f"{made[0]}do/decide/", {"granted": "no", "decision": "改主意"}).status_code == 409
    assert "同意延期" in borrower.get(made[0]).content.decode()
    assert borrower.post(f"{made[0]}do/withdraw/").status_code == 409


def test_preservation_is_kept_from_the_other_side_until_the_court_shows_it(
    folder: Folder, browser_of: BrowserOf
) -> None:
    officer, borrower, judge = browser_of(cast.OFFICER), browser_of(cast.BORROWER), browser_of(cast.JUDGE)
    sent = {"property": "鹿城区房屋一套", "amount": "二十万", "urgent": "yes", "reason": "正在卖房"}
    address = f"{folder.base}applications/new/preserve/"
    assert officer.post(address, sent).context["refusal"].field == "amount"
    made = officer.post(address, {**sent, "amount": "200,000"})["Location"]
    application = CaseApplication.objects.get()
    assert application.due is not None and application.due - application.created_at == timedelta(hours=48)
    for page in ("", "applications/", "tasks/", "messages/"):
        shown = borrower.get(folder.base + page).content.decode()
        assert made not in shown and "正在卖房" not in shown, page
    assert borrower.get(made).status_code == 404
    assert told("filing.folder.application") == {folder.judge}
    reader = queries.open_folder(folder.borrower, folder.case.pk)
    assert reader is not None and "向法院提出申请" not in {line.what for line in queries.timeline(reader)}
    assert judge.post(f"{made}do/show/").status_code == 409, "not before it is decided"
    judge.post(f"{made}do/decide/", {"granted": "yes", "decision": "裁定保全"})
    assert borrower.get(made).status_code == 404 and folder.borrower not in told("filing.folder.decided")
    judge.post(f"{made}do/show/")
    assert "裁定保全" in borrower.get(made).content.decode()


def test_nobody_decides_on_their_own_recusal(folder: Folder) -> None:
    made = talking.apply(
        by=folder.borrower, case=folder.case, kind="recuse", reason="与银行有关系", fields={"whom": "judge"}
    )
    assert made.due is not None and made.due.date() == date(2022, 1, 13)
    with pytest.raises(Conflict):
        talking.decide(by=folder.judge, application=made, granted=False, decision="没有")
    decided = talking.decide(by=folder.administrator, application=made, granted=False, decision="院长决定：驳回")
    assert decided.state == "refused"
    clerk = talking.apply(
        by=folder.borrower, case=folder.case, kind="recuse", reason="认识", fields={"whom": "clerk", "name": "许记"}
    )
    assert talking.decide(by=folder.judge, application=clerk, granted=True, decision="更换").state == "granted"
    with pytest.raises(Invalid):
        talking.apply(by=folder.borrower, case=folder.case, kind="recuse", reason="?", fields={"whom": "president"})


def test_after_the_end_nothing_is_added_and_nothing_is_to_be_done(folder: Folder, browser_of: BrowserOf) -> None:
    case, party = folder.case, folder.party(folder.borrower)
    deadlines.set_task(by=folder.judge, case=case, party=party, kind="evidence", due=date(2022, 1, 12))
    browser = browser_of(cast.BORROWER)
    assert "提交证据" in browser.get(folder.base).content.decode()
    case.refresh_from_db()
    case.close()
    case.save()
    assert "提交证据" not in browser.get(folder.base).content.decode()
    listed = browser.get(f"{folder.base}tasks/").content.decode()
    assert "案件已结束，不再需要" in listed and "/done/" not in listed
    with pytest.raises(Conflict):
        folder.item(folder.borrower)
    with pytest.raises(Conflict):
        talking.send(by=folder.borrower, case=folder.case, text="还有一句")
    assert queries.open_folder(folder.borrower, case.pk) is not None, "it stays readable"
