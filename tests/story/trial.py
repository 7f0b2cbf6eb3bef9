"""A case before a court from a failed mediation to its end, and an agreement up to the served ruling that confirms it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.live import LiveServer, live_server
from tests.story import care, court
from tests.story.opening import one_time_code, step_in
from tests.story.stage import Person, Stage

# The worked case, its days moved to today: talked about in vain.
FAILED = """
from sharedcourt.mediation.actions import ending
from sharedcourt.mediation.tests import stage
from sharedcourt.people import cast
from sharedcourt.web.management.commands.seed_demo import loan_elements
stage.ELEMENTS = loan_elements()
made = stage.Stage(cast.person, wife_joins=False).begun()
ending.end(by=made.mediator, case=made.case, reason=3, explanation="双方对还款期限未能达成一致。")
answer = str(made.dispute.pk)
"""
# The same with another loan, its agreement signed by everybody.
AGREED = """
from datetime import timedelta
from sharedcourt.core import clock
from sharedcourt.law.workdays import add_months
from sharedcourt.mediation.actions import agreements
from sharedcourt.mediation.tests import stage
from sharedcourt.people import cast
from sharedcourt.web.management.commands.seed_demo import loan_elements
today = clock.today()
stage.ELEMENTS = {**loan_elements(), "contract_number": "OY-2026-0001"}
stage.PLAN = {
    **stage.PLAN,
    "as_of": today.isoformat(),
    "down_due": (today + timedelta(days=14)).isoformat(),
    "first_due": add_months(today, 1).isoformat(),
}
made = stage.Stage(cast.person).to_signing()
for user in (*made.people(), made.mediator):
    agreements.sign(by=user, version=made.version, strokes=stage.STROKES, intends=True)
answer = str(made.dispute.pk)
"""


class Pictures:
    """A picture of each page at every size, beside what axe says of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        for size in care.SIZES:
            (folder / size).mkdir(parents=True, exist_ok=True)

    def look(self, page: Page, step: str) -> list[str]:
        """What axe finds and what is wider than its screen; of the many pages of a pleading, as they are on a phone."""
        self.count += 1
        faults: list[str] = []
        kept = page.viewport_size
        page.evaluate(care.AXE.read_text(encoding="utf-8"))
        for name, (width, height) in care.SIZES.items():
            if "/page/" in page.url and name != "phone":
                continue
            page.set_viewport_size({"width": width, "height": height})
            faults += [f"{step} at {name} size: {rule}: {html[:160]}" for rule, html in page.evaluate(care.RUN)]
            if page.evaluate(care.WIDER) > 0:
                faults.append(f"{step} at {name} size: wider than the screen")
            picture = self.folder / name / f"{self.count:03d}-{step.replace(' ', '-')}.png"
            page.screenshot(path=picture, full_page=True, scale="css")
        if kept:
            page.set_viewport_size(kept)
        return faults


@contextmanager
def worker(server: LiveServer) -> Iterator[None]:
    """Whoever makes bundles and seals beside the server."""
    with (server.home / "worker.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sharedcourt.cli.worker"], env=server.environment(), stdout=output, stderr=output
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def codes_of(server: LiveServer, who: str) -> Callable[[], str]:
    """Reads the newest code that came to somebody's phone."""
    from sharedcourt.people import cast

    phone = {"officer": cast.OFFICER.phone, "borrower": cast.BORROWER.phone}[who]
    return lambda: one_time_code(server, phone)


def before_the_court(stage: Stage, server: LiveServer, folder: Path) -> dict[str, Any]:
    """From the failed mediation to the closed case; returns what was typed and tapped."""
    from sharedcourt.people import cast

    dispute = f"/disputes/{server.run(FAILED)}/"
    officer, borrower = stage.enter("officer", "desk"), stage.enter("borrower", "small_phone")
    clerk, other, judge = (stage.enter(who, "desk") for who in ("filing_clerk", "other_clerk", "judge"))
    for person in (officer, borrower, clerk, other, judge):
        step_in(person, person.who)

    case = court.begin(officer, dispute, cast.OTHER_COURT)
    pk = case.rstrip("/").rsplit("/", 1)[-1]
    files = f"/filing/folder/{pk}/"
    typed = court.fill_in(officer, f"/filing/plaint/{pk}/", court.REST, step="plaint")
    assert typed == 0, f"{typed} fields were typed again"
    court.go(officer, case, "to-hand-in")
    court.send(officer, "/do/submit/", "handed-in", declared="yes")

    court.go(other, "/filing/cases/desk/", "desk")
    court.follow(other, f"/filing/cases/{pk}", "form-only")
    court.send(other, "/do/pass-on/", "passed-on")

    court.go(clerk, "/filing/cases/desk/", "desk")
    court.follow(clerk, f"/filing/cases/{pk}", "review")
    court.send(clerk, "/do/return/", "returned", items="请补充借款借据的照片。\n请写明被告的现住址。", days="7")
    court.go(officer, case, "to-correct")
    photo = court.photograph(folder)
    court.add_evidence(officer, files, photo, "借款借据", "原告已发放贷款", "bank", codes_of(server, "officer"))
    court.go(officer, case, "corrected")
    court.send(officer, "/do/submit/", "handed-in-again", declared="yes")
    court.go(clerk, case, "review-again")
    court.send(clerk, "/do/accept/", "accepted", procedure="summary")
    court.go(clerk, "/filing/cases/desk/?tab=on_trial", "desk-on-trial")
    court.pay(officer, case)

    court.go(clerk, f"{case}service/", "serve")
    plaint = clerk.page.locator("#serve-file option", has_text="起诉状").first.get_attribute("value") or ""
    defendant = clerk.page.locator('label:has-text("林建川")').first.get_attribute("for") or ""
    chosen = clerk.page.locator(f"#{defendant}").get_attribute("value") or ""
    court.send(clerk, "/do/serve/", "served", file=plaint, parties=chosen)

    court.go(borrower, "/filing/cases/", "my-cases")
    court.follow(borrower, f"/filing/cases/{pk}", "case")
    court.go(borrower, f"{case}service/", "papers-served")
    court.follow(borrower, "/documents/", "plaint-opened")
    court.go(borrower, f"{case}service/", "papers-opened")
    court.send(borrower, "/do/reply/", "receipt-confirmed")
    keep_proof(borrower, folder)
    court.follow(borrower, "/service/address/", "address")
    court.send(borrower, "", "address-confirmed", e_service="on", judgments_too="on", notices_read="on")
    court.go(borrower, case, "case-with-day")
    answers = {
        court.DISPUTED: "contested",
        court.DISPUTED.replace("stance_", "reason_"): "罚息应从宽限期满后计算。",
        "service_electronic": "yes",
        "service_address": "示范市鹿城区示范巷3号",
        "willing": "yes",
        "plan": "yes",
        "plan_instalment": "5000",
        "plan_count": "60",
        "plan_start_0": "2027",
        "plan_start_1": "3",
        "plan_start_2": "1",
    }
    court.fill_in(borrower, f"/filing/plaint/{pk}/answer/", answers, step="answer")
    court.go(borrower, files, "folder")
    court.add_evidence(borrower, files, photo, "还款收据", "已归还两万元", "borrower", codes_of(server, "borrower"))

    in_the_folder(stage, server, pk)
    to_the_end(stage, pk)
    court.go(officer, dispute, "dispute-closed")
    return {"case": pk, "typed_in_the_plaint": typed}


def in_the_folder(stage: Stage, server: LiveServer, pk: str) -> None:
    """Opinions on the evidence, messages, an application, a day set, everything in one file, who opened what."""
    officer, borrower, judge = (stage.person(who) for who in ("officer", "borrower", "judge"))
    files = f"/filing/folder/{pk}/"
    court.give_opinion(
        officer, files, "bank", codes_of(server, "officer"), relevance="deny", reason="该笔还款已经计入。"
    )
    court.give_opinion(borrower, files, "borrower", codes_of(server, "borrower"))
    court.go(borrower, f"{files}messages/", "messages")
    court.send(borrower, "", "message-sent", text="孙法官，我下周住院，能否改期？")
    court.go(judge, "/filing/cases/desk/?tab=on_trial&judge=me", "judges-desk")
    court.follow(judge, f"/filing/cases/{pk}", "case")
    court.go(judge, files, "folder")
    court.go(judge, f"{files}messages/", "messages")
    court.go(borrower, f"{files}applications/", "applications")
    court.follow(borrower, "/applications/new/adjourn/", "apply")
    court.send(borrower, "", "applied", until="2027-01-15", reason="医院安排十二月十日手术，附住院通知。")
    court.go(judge, f"{files}applications/", "applications")
    court.follow(judge, judge.page.locator(".sc-card__link").first, "to-decide")
    court.send(judge, "/do/decide/", "decided", granted="yes", decision="理由正当，准许延期。")
    court.go(judge, f"{files}tasks/", "tasks")
    party = judge.page.locator("#party option", has_text="林建川").first.get_attribute("value") or ""
    court.send(judge, "", "day-set", party=party, kind="evidence", due="2027-01-20")
    court.go(judge, f"{files}bundle/", "bundle")
    court.send(judge, "", "bundle-asked")
    court.wait_for(judge, f"{files}bundle/", "#bundles a[download]", "bundle-made")
    court.look_around(judge, files, {"access": "access/", "catalogue": "evidence/", "search": "search/"})
    court.send(judge, "", "found", q="借款")
    judge.page.goto(files)
    court.follow(judge, "/papers/", "paper")


def to_the_end(stage: Stage, pk: str) -> None:
    """To mediation with everybody's consent, back, and closed."""
    officer, borrower, judge = (stage.person(who) for who in ("officer", "borrower", "judge"))
    case = f"/filing/cases/{pk}/"
    judge.page.goto(case)
    court.send(judge, "/do/ask-mediation/", "mediation-asked")
    for person in (officer, borrower):
        court.go(person, case, "asked-about-mediation")
        court.send(person, "/do/answer-mediation/", "mediation-agreed", agreed="yes")
    court.go(judge, case, "in-mediation")
    court.send(judge, "/do/take-back/", "taken-back")
    court.send(judge, "/do/close/", "closed", outcome="withdrawn")
    court.go(officer, case, "case-closed")
    court.go(officer, "/filing/cases/?group=ended", "my-cases")


def keep_proof(person: Person, folder: Path) -> None:
    """The proof of service as a file."""
    link = person.page.locator('main a[href*="/service/proof/"]').first
    address = link.get_attribute("href") or ""
    content = person.context.request.get(f"{address}").body()
    assert content.startswith(b"%PDF"), address
    (folder / "proof-of-service.pdf").write_bytes(content)


def confirmed(stage: Stage, server: LiveServer) -> None:
    """From an agreement in effect to the ruling, opened by the borrower."""
    dispute = f"/disputes/{server.run(AGREED)}/"
    officer, borrower, clerk, judge = (stage.person(who) for who in ("officer", "borrower", "filing_clerk", "judge"))
    wife = stage.enter("wife", "small_phone")
    step_in(wife, "wife")
    court.go(borrower, dispute, "agreement")
    court.follow(borrower, "/confirmation/", "homes")
    court.choose_homes(borrower)
    with borrower.page.expect_navigation():
        borrower.tap(borrower.page.locator("button[value=look]"))
    borrower.see("confirming-courts")
    borrower.tap(borrower.page.locator('input[name="court"]:not([disabled])').first)
    with borrower.page.expect_navigation():
        borrower.tap(borrower.page.locator("button[value=apply]"))
    court.complain(borrower)
    borrower.see("application")
    path = borrower.page.url
    for person in (borrower, officer, wife):
        person.page.goto(path)
        court.follow(person, "/documents/")
        person.page.locator("canvas").first.wait_for()
        court.sign(person, "application-paper")
    court.go(borrower, path, "application-submitted")
    court.go(clerk, "/filing/desk/", "confirmation-desk")
    court.follow(clerk, "/filing/confirmations/", "to-take-in")
    court.send(clerk, "/do/accept/", "taken-in")
    who = server.run(
        "from sharedcourt.filing.models import Confirmation\n"
        "answer = Confirmation.objects.order_by('-created_at').first().judge.username"
    )
    reviewer = judge if who == "judge" else stage.enter(who, "desk")
    if reviewer is not judge:
        step_in(reviewer, who)
    court.go(reviewer, path, "to-review")
    court.send(reviewer, "/do/decide/", "ruling-drawn-up", checked="yes")
    court.follow(reviewer, reviewer.page.locator(".sc-actions a.govuk-button").first)
    court.sign(reviewer, "ruling-to-sign")
    court.wait_for(borrower, path, ".sc-next a.govuk-button[href*='/documents/']", "granted")
    court.follow(borrower, borrower.page.locator(".sc-next a.govuk-button").first, "ruling")


def demonstration(stage: Stage, server: LiveServer) -> None:
    """The page on which a newcomer begins, with the cases that are seeded for it."""
    server.manage("seed_demo")
    guest = stage.enter("guest", "desk")
    court.go(guest, "/demo/", "demo")


def in_english(stage: Stage, pk: str) -> None:
    """Some of the pages once more in English."""
    files, case = f"/filing/folder/{pk}/", f"/filing/cases/{pk}/"
    for who, pages in {
        "borrower": {"case": case, "service": f"{case}service/", "folder": files, "evidence": f"{files}evidence/"},
        "judge": {"case": case, "messages": f"{files}messages/", "desk": "/filing/cases/desk/?tab=ended"},
        "officer": {"case": case, "cases": "/filing/cases/?group=ended", "dispute": "/disputes/"},
        "guest": {"demo": "/demo/"},
    }.items():
        person = stage.person(who)
        person.page.goto("/demo/")
        with person.page.expect_navigation():
            person.page.locator(
                'form[action*="language"] button[value="en"], form[action*="i18n"] button[value="en"]'
            ).first.click()
        for step, path in pages.items():
            court.go(person, path, f"english-{step}")


def play(folder: Path, *, careful: bool) -> dict[str, Any]:
    """Play every act. Raises AssertionError at the first thing that is not as told."""
    begun = time.monotonic()
    pictures = Pictures(folder / "pages") if careful else None
    env = {"SHAREDCOURT_DEMO": "1"}
    with live_server(env=env) as server, sync_playwright() as playwright, worker(server):
        server.manage("seed_demo", "--without-dispute")
        stage = Stage(playwright, server.url, folder, look=pictures.look if pictures else None)
        try:
            told = before_the_court(stage, server, folder)
            confirmed(stage, server)
            if careful:
                demonstration(stage, server)
                in_english(stage, told["case"])
            people = [person.score() for person in stage.people]
            told |= {"people": people, "wall_s": round(time.monotonic() - begun, 1), "looked_at": stage.looked_at}
            told["faults"] = stage.failures
        except BaseException:
            for person in stage.people:
                person.page.screenshot(path=folder / f"FAILED-{person.who}.png", full_page=True)
                print(person.who, person.page.url, *person.page.locator(".govuk-error-summary").all_inner_texts())
            print(server.log[-4000:], *stage.failures, sep="\n")
            raise
        finally:
            stage.close()
    return told
