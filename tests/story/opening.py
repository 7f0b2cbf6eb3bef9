"""Acts one and two: the bank opens the dispute, the borrower scans its code, names his wife, and she joins from a terminal."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from sharedcourt.people import cast
from tests.live import LiveServer
from tests.story.stage import Person

RESEND_MS = 30_000


def step_in(person: Person, key: str, path: str = "/desk/") -> None:
    """Become one of the staff on the demonstration's page (staff sign-in with a second factor is tested elsewhere)."""
    person.page.goto("/demo/")
    form = person.page.locator(f'main form[action$="/step-in/{key}/"]')
    with person.page.expect_navigation():
        form.locator("button").click()
    person.page.goto(path)


def one_time_code(server: LiveServer, phone: str) -> str:
    """The newest code in the local outbox, as the phone's owner would read it in the SMS."""
    text: str = server.run(
        "from sharedcourt.notices.models import Message\n"
        f"found = [m.body for m in Message.objects.filter(channel='sms').order_by('-created_at')[:20] if m.address == {phone!r}]\n"
        "answer = next(body for body in found if __import__('re').search(r'(?<!\\d)\\d{6}(?!\\d)', body))"
    )
    found = re.search(r"(?<!\d)\d{6}(?!\d)", text)
    assert found, text
    return found.group()


def elements() -> dict[str, Any]:
    from sharedcourt.web.management.commands.seed_demo import loan_elements

    return loan_elements()


def open_dispute(officer: Person, contract: Path) -> str:
    """The bank's officer answers the questions one by one and submits; returns the dispute's path."""
    loan = elements()
    officer.begin()
    officer.page.goto("/disputes/new/")
    officer.primary()
    officer.see("who-mediates")
    officer.tap(officer.page.get_by_label(cast.MEDIATION))
    officer.primary()
    officer.fill(name=cast.BORROWER.name, resident_id=cast.BORROWER.resident_id, phone=cast.BORROWER.phone)
    officer.type("address", "示范市鹿城区示范路2号")
    officer.see("borrower")
    officer.primary()
    officer.primary()  # nobody else is known
    officer.fill(contract_name=loan["contract_name"], contract_number=loan["contract_number"])
    officer.date("signed_on", loan["signed_on"])
    officer.primary()
    officer.type("principal", loan["principal"])
    officer.date("released_on", loan["released_on"])
    officer.date("matures_on", loan["matures_on"])
    officer.see("loan")
    officer.primary()
    officer.fill(annual_rate="6.5", penalty_uplift="50")
    officer.choose("compound", "yes")
    officer.primary()
    officer.choose("repayment_method", loan["repayment_method"])
    officer.type("interest_day", str(loan["interest_day"]))
    officer.primary()
    officer.date("on", loan["payments"][0]["on"])
    officer.type("amount", loan["payments"][0]["principal"])
    officer.primary()
    officer.date("interest_paid_to", loan["interest_paid_to"])
    officer.date("as_of", date.fromisoformat(loan["as_of"]).isoformat())
    officer.primary()
    officer.see("debt")
    officer.primary()
    officer.primary()  # claims as proposed
    officer.type("payee_number", loan["payee_number"])
    officer.primary()
    officer.page.locator('input[type="file"]').first.set_input_files(contract)
    officer.page.locator('input[type="hidden"][name="file"]').wait_for(state="attached")
    officer.see("evidence")
    officer.primary()
    officer.type("representative", "金行长")
    officer.primary()
    officer.see("check-your-answers")
    officer.choose("declared", "on")
    officer.primary()
    officer.see("submitted")
    officer.rest()
    return re.sub(r"submitted/$", "", officer.page.url)


def scanned_code(officer: Person, dispute: str) -> str:
    """What the printed QR code says, read from its picture as a phone's camera reads it."""
    officer.page.goto(dispute + "code/")
    officer.see("dispute-code")
    import zxingcpp
    from PIL import Image

    picture = officer.pictures / "qr.png"
    officer.page.locator(".sc-qr svg, svg.sc-qr, .sc-qr").first.screenshot(path=picture, scale="device")
    found = zxingcpp.read_barcode(Image.open(picture))
    assert found is not None, "the QR code cannot be read"
    return str(found.text)


def sign_in_by_phone(person: Person, server: LiveServer, phone: str) -> None:
    """Phone number, then the code from the SMS: no password."""
    person.type("phone", phone)
    person.primary()
    if not person.page.locator('[name="code"]').count():
        # A second code is sent half a minute after the first at the earliest: one waits and asks again.
        person.page.wait_for_timeout(RESEND_MS)
        person.primary()
    person.type("code", one_time_code(server, phone))
    person.primary()


def prove_and_answer(person: Person, member: cast.Member, address: str) -> None:
    """Name and ID number, what the bank says, consent."""
    person.fill(name=member.name, resident_id=member.resident_id)
    person.see("who-are-you")
    person.primary()
    person.see("what-the-bank-says")
    person.primary()
    for box in ("online_mediation", "sham_warning", "e_service"):
        person.tap(person.page.locator(f'input[name="{box}"]'))
    if not person.page.locator('[name="address"]').input_value():
        person.type("address", address)
    person.see("consent")
    person.primary()


def borrower_joins(borrower: Person, server: LiveServer, scanned: str) -> None:
    """From the scan to "that is all for now"."""
    borrower.begin()
    borrower.page.goto(scanned)
    borrower.see("scanned")
    borrower.primary()
    borrower.see("phone")
    sign_in_by_phone(borrower, server, cast.BORROWER.phone)
    prove_and_answer(borrower, cast.BORROWER, "示范市鹿城区示范路2号")
    borrower.fill(name=cast.WIFE.name, phone=cast.WIFE.phone)
    borrower.choose("relation", borrower.page.locator('[name="relation"]').first.get_attribute("value") or "")
    borrower.see("names-his-wife")
    borrower.primary()
    if borrower.page.locator('[name="nobody"]').count():
        with borrower.page.expect_navigation():
            borrower.tap(borrower.page.locator('[name="nobody"]'))
    borrower.see("all-for-now")
    borrower.rest()


def pair_terminal(screen: Person, director: Person) -> None:
    """The screen shows a code; the director of the site takes it up in the console."""
    screen.page.goto("/terminal/")
    screen.see("not-paired")
    screen.page.locator("#new-code").click()
    code = screen.page.locator("#pairing-code").inner_text()
    step_in(director, "director", "/terminal/console/")
    director.type("code", code)
    director.page.locator('[name="site"]').select_option(label="宁波海曙示范街道共享法庭")
    director.type("label", "大厅")
    director.page.locator("form:has([name=code]) .govuk-button").click()
    screen.page.wait_for_selector('[name="code"]')
    screen.see("idle")


def type_code(wife: Person, code: str) -> None:
    """On the keys of the terminal's own screen."""
    for character in code:
        wife.tap(wife.page.locator(".sc-keys__key", has_text=re.compile(f"^{character}$")))
    with wife.page.expect_navigation():
        wife.tap(wife.page.locator("form:has([name=code]) .govuk-button").last)


def wife_joins(wife: Person, server: LiveServer, code: str) -> None:
    """At the terminal: the code on its keys, phone, identity, answer, consent."""
    wife.begin()
    type_code(wife, code)
    wife.see("code-entered")
    wife.primary()
    sign_in_by_phone(wife, server, cast.WIFE.phone)
    prove_and_answer(wife, cast.WIFE, "示范市海曙区示范街3号")
    if wife.page.locator('[name="nobody"]').count():
        with wife.page.expect_navigation():
            wife.tap(wife.page.locator('[name="nobody"]'))
    wife.see("all-for-now")
    with wife.page.expect_navigation():
        wife.tap(wife.page.locator('form[action$="/terminal/wipe/"] button').first)
    assert not wife.page.get_by_text(cast.WIFE.name).count(), "her name is still on the screen"
    wife.see("screen-cleared")
    wife.rest()


def wife_returns(wife: Person, server: LiveServer, code: str) -> None:
    """On the day of the meeting she comes to the terminal again: code, phone, one-time code."""
    wife.begin()
    type_code(wife, code)
    wife.primary()
    if wife.page.locator('[name="phone"]').count():
        sign_in_by_phone(wife, server, cast.WIFE.phone)
    wife.see("back-at-the-terminal")
    wife.rest()
