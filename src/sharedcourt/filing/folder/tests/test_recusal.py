"""Whom a party wants recused pauses work in the case until the court has decided, urgent measures apart (CPL 48, 49, 50)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.fees import actions as fees
from sharedcourt.filing.fees.models import Bill
from sharedcourt.filing.folder.actions import deadlines, talking
from sharedcourt.filing.folder.models import CaseApplication
from sharedcourt.filing.folder.tests.conftest import Folder
from sharedcourt.filing.serving import policy as serving
from sharedcourt.people import cast

BrowserOf = Callable[[Any], Client]
PRESERVE = {"property": "浙C00000号轿车", "amount": "200000", "security": "保函", "urgent": True}


def recuse(folder: Folder, whom: str = "judge", name: str = "") -> CaseApplication:
    return talking.apply(
        by=folder.borrower,
        case=folder.case,
        kind="recuse",
        reason="与原告代理人是同学。",
        fields={"whom": whom, "name": name},
    )


def does_nothing(folder: Folder, browser_of: BrowserOf) -> None:
    """What the judge may not do now, in every part of the case."""
    judge, party = folder.judge, folder.party(folder.borrower)
    for work in (
        lambda: cases.send_to_mediation(by=judge, case=folder.case),
        lambda: cases.close(by=judge, case=folder.case, outcome="judgment"),
        lambda: deadlines.set_task(by=judge, case=folder.case, party=party, kind="evidence", due=date(2022, 2, 1)),
        lambda: talking.send(by=judge, case=folder.case, text="请补充。", to=party),
        lambda: serving.require_server(judge, folder.case),
        lambda: fees.treat_as_withdrawn(by=judge, bill=Bill.objects.get(case=folder.case)),
    ):
        with pytest.raises(Conflict, match="四十八条"):
            work()
    page = browser_of(cast.JUDGE).get(f"/filing/cases/{folder.case.pk}/").content.decode()
    assert "暂停参与" in page and "do/close/" not in page
    assert browser_of(cast.JUDGE).get(folder.base).status_code == 200, "reading is not taking part"


def test_the_judge_pauses_until_the_court_has_decided(folder: Folder, browser_of: BrowserOf) -> None:
    application = recuse(folder)
    assert application.concerns == folder.judge
    does_nothing(folder, browser_of)
    with pytest.raises((Conflict, NotAllowed)):
        talking.decide(by=folder.judge, application=application, granted=False, decision="我没有偏见。")
    talking.decide(by=folder.administrator, application=application, granted=False, decision="院长决定：驳回。")
    cases.send_to_mediation(by=folder.judge, case=folder.case)


def test_urgent_preservation_is_still_decided(folder: Folder) -> None:
    recuse(folder)
    other = talking.apply(
        by=folder.officer, case=folder.case, kind="adjourn", reason="出差。", fields={"until": "2022-02-10"}
    )
    urgent = talking.apply(by=folder.officer, case=folder.case, kind="preserve", reason="转移财产。", fields=PRESERVE)
    with pytest.raises(Conflict):
        talking.decide(by=folder.judge, application=other, granted=True, decision="准予。")
    talking.decide(by=folder.judge, application=urgent, granted=True, decision="裁定保全。")


def test_taken_back_it_stops_nobody_and_granted_the_new_judge_works(folder: Folder, browser_of: BrowserOf) -> None:
    talking.withdraw(by=folder.borrower, application=recuse(folder))
    deadlines.set_task(
        by=folder.judge, case=folder.case, party=folder.party(folder.borrower), kind="evidence", due=date(2022, 2, 1)
    )
    granted = recuse(folder)
    talking.decide(by=folder.administrator, application=granted, granted=True, decision="院长决定：回避。")
    does_nothing(folder, browser_of)


def test_a_clerk_is_known_by_name_and_others_go_on(folder: Folder) -> None:
    application = recuse(folder, "clerk", folder.court_clerk.name)
    assert application.concerns == folder.court_clerk
    with pytest.raises(Conflict):
        serving.require_server(folder.court_clerk, folder.case)
    serving.require_server(folder.clerk, folder.case)
    cases.send_to_mediation(by=folder.judge, case=folder.case)
    talking.decide(by=folder.judge, application=application, granted=False, decision="不符合回避情形。")
    serving.require_server(folder.court_clerk, folder.case)


def test_a_name_that_is_nobodys_stops_nobody(folder: Folder) -> None:
    assert recuse(folder, "clerk", "某某").concerns is None
    assert recuse(folder, "expert", folder.judge.name).concerns is None
    cases.send_to_mediation(by=folder.judge, case=folder.case)
