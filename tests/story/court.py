"""Acts of a case before a court: what the bank, the clerks, the judge and the borrower do on their pages."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.story.meeting import STROKES
from tests.story.stage import PATIENCE_MS, Person

# What nobody has said before; everything else the dispute already holds.
REST = {
    "service_electronic": "yes",
    "collateral": "no",
    "guaranteed": "no",
    "security_claimed": "no",
    "forum_agreed": "no",
    "preserved": "no",
}
DISPUTED = "stance_sum_penalty"
# Answers may ask something more on the same page.
MOST_ROUNDS = 4
TO_DO = '.govuk-task-list__item:has-text("待填写") a'


def photograph(folder: Path) -> Path:
    """A receipt on a table, as a telephone takes it."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1600, 1200), "#8a7250")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(260, 180), (1330, 140), (1380, 1040), (300, 1080)], fill="#f7f4ec", outline="#333333")
    for line in range(9):
        draw.line([(360, 300 + line * 80), (1240 - line % 3 * 140, 288 + line * 80)], fill="#2b2b2b", width=7)
    target = folder / "receipt.jpg"
    picture.save(target, "JPEG", quality=90)
    return target


def go(person: Person, path: str, step: str) -> None:
    """Open an address and look at it."""
    answer = person.page.goto(path)
    assert answer is not None and answer.status == 200, f"{person.who} {path}: {answer and answer.status}"
    person.see(step)


def follow(person: Person, link: str | Locator, step: str = "") -> None:
    """Follow a link by a piece of its address."""
    found = person.page.locator(f'main a[href*="{link}"]').first if isinstance(link, str) else link
    with person.page.expect_navigation(timeout=PATIENCE_MS):
        person.tap(found)
    if step:
        person.see(step)


def send(person: Person, action: str, step: str = "", **fields: str) -> None:
    """Fill a form, found by the end of its action, and send it. A folded part of the page is unfolded first."""
    wanted = f'[action$="{action}"]' if action else "".join(f':has([name="{name}"])' for name in fields)
    form = person.page.locator(f"main form{wanted}").first
    folded = form.locator("xpath=ancestor::details[not(@open)]")
    if folded.count():
        folded.first.locator("summary").click()
    for name, value in fields.items():
        put(person, form, name, value)
    with person.page.expect_navigation(timeout=PATIENCE_MS):
        person.tap(form.locator("button.govuk-button").first)
    complain(person)
    if step:
        person.see(step)


def put(person: Person, form: Locator, name: str, value: str) -> None:
    """One field of a form, whatever it is."""
    box = form.locator(f'[name="{name}"]')
    kind = box.first.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        box.and_(person.page.locator(f'[value="{value}"]')).check(timeout=PATIENCE_MS)
        person.taps += 1
    elif box.first.evaluate("element => element.tagName") == "SELECT":
        box.first.select_option(value=value)
        person.taps += 1
    else:
        box.first.fill(value)
        person.typed += 1


def complain(person: Person) -> None:
    """Whatever the page refuses ends the story."""
    refused = person.page.locator(".govuk-error-summary")
    assert not refused.count(), f"{person.who} at {person.page.url}: {refused.first.inner_text()}"


# ---------- the bank goes to court


def begin(officer: Person, dispute: str, receiving: str) -> str:
    """From the page of a dispute whose mediation failed to a case prepared; returns the case's path."""
    officer.begin()
    go(officer, dispute, "dispute")
    follow(officer, "/cases/begin/", "where")
    page = officer.page
    choose_homes(officer)
    page.locator('select[name="received_at"]').select_option(label=receiving)
    officer.taps += 1
    with page.expect_navigation():
        officer.tap(page.locator("button[value=look]"))
    officer.see("courts")
    officer.tap(page.locator('input[name="court"]:not([disabled])').first)
    with page.expect_navigation():
        officer.tap(page.locator("button[value=choose]"))
    complain(officer)
    officer.see("prepared")
    officer.rest()
    return re.sub(r".*(/filing/cases/[^/]+/).*", r"\1", page.url)


def choose_homes(person: Person) -> None:
    """Districts that follow from an organisation's place or from an address are filled in; the others are chosen."""
    for box in person.page.locator('select[name^="home-"]').all():
        if not box.input_value():
            box.select_option(value="330302")
            person.taps += 1


def is_at(person: Person, address: str) -> bool:
    return person.page.url.split("#")[0].endswith(address)


def answer_page(person: Person, answers: Mapping[str, str]) -> None:
    """What the story has to say on this page; points of the plaint it says nothing about are not contested."""
    form = person.page.locator("main form").last
    for name in dict.fromkeys(box.get_attribute("name") or "" for box in form.locator("[name]").all()):
        if not form.locator(f'[name="{name}"]:enabled').count():
            continue  # not asked after what was answered before
        if name in answers:
            put(person, form, name, answers[name])
        elif name.startswith("stance_"):
            put(person, form, name, "agreed")


def fill_in(person: Person, home: str, answers: Mapping[str, str], *, step: str) -> int:
    """The pages of a pleading that are not complete yet, up to the signed paper; returns how many fields were typed in."""
    person.begin()
    typed = person.typed
    page = person.page
    go(person, home, f"{step}-begins")
    if not page.locator(".govuk-task-list").count():
        send(person, "", f"{step}-pages")
    for address in [link.get_attribute("href") or "" for link in page.locator(TO_DO).all()]:
        if not is_at(person, address):
            page.goto(address)
        for again in range(MOST_ROUNDS):
            answer_page(person, answers)
            person.see(f"{step}-{address.rstrip('/').rsplit('/', 1)[-1]}{'-more' if again else ''}")
            # An answer that came over a bad line is put into the page that stands: the address changes a moment before the words.
            page.locator("main form").last.evaluate("form => { form.dataset.answered = 'no'; }")
            with page.expect_navigation(timeout=PATIENCE_MS):
                person.tap(page.locator("main form .sc-actions .govuk-button:not(.govuk-button--secondary)").first)
            page.wait_for_selector("main form[data-answered]", state="detached", timeout=PATIENCE_MS)
            if not is_at(person, address):
                break
        assert not is_at(person, address), page.locator(".govuk-error-message").all_inner_texts()
    page.goto(f"{home}check/")
    person.see(f"{step}-check")
    with page.expect_navigation(timeout=PATIENCE_MS):
        person.tap(page.locator("main form .govuk-button").first)
    complain(person)
    if "/documents/" not in page.url:
        person.see(f"{step}-drawn-up")
        follow(person, "/documents/")
    sign(person, f"{step}-paper")
    person.see(f"{step}-signed")
    person.rest()
    return person.typed - typed


def sign(person: Person, step: str) -> None:
    """Read a paper, write the name with a finger, say that one means it."""
    page = person.page
    canvas = page.locator("canvas").first
    canvas.scroll_into_view_if_needed(timeout=PATIENCE_MS)
    page.locator('[name="intends"]').check()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for stroke in STROKES:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=6)
        page.mouse.up()
    person.taps += 2
    person.see(step)
    with page.expect_navigation(timeout=PATIENCE_MS):
        person.tap(page.locator('form[action$="/sign/"] .govuk-button--warning'))
    complain(person)


def pay(officer: Person, case: str) -> None:
    """The bill is paid on the page that pretends."""
    officer.begin()
    go(officer, case, "accepted")
    follow(officer, "/filing/fees/", "bill")
    with officer.page.expect_navigation(timeout=PATIENCE_MS):
        officer.tap(officer.page.locator('form[action$="/do/pay/"] button'))
    if "/demonstration/" not in officer.page.url:
        follow(officer, "/demonstration/")
    officer.see("payment-page")
    with officer.page.expect_navigation(timeout=PATIENCE_MS):
        officer.tap(officer.page.locator("main form button").first)
    officer.see("paid")
    officer.rest()


# ---------- the folder


def show_again(person: Person, read_code: Callable[[], str], step: str) -> None:
    """Before something is handed in: a code to one's own phone, where it is asked for."""
    if not person.page.locator("#identity").count():
        return
    follow(person, "/identity/", f"{step}-identity")
    press(person, "send")
    person.page.locator('[name="code"]').fill(read_code())
    press(person, "code")


def press(person: Person, step: str) -> None:
    """Press a button by what it does."""
    with person.page.expect_navigation(timeout=PATIENCE_MS):
        person.tap(person.page.locator(f'button[name="step"][value="{step}"]').first)
    complain(person)


def add_evidence(
    person: Person, folder: str, file: Path, title: str, proves: str, step: str, read_code: Callable[[], str]
) -> None:
    """One piece of evidence into the catalogue, then handed in."""
    person.begin()
    page = person.page
    go(person, f"{folder}evidence/", f"{step}-catalogue")
    follow(person, "/evidence/add/")
    page.locator('main input[type="file"]').first.set_input_files(file)
    page.locator('main input[type="hidden"][name="file"]').first.wait_for(state="attached")
    form = page.locator("main form").last
    put(person, form, "title", title)
    put(person, form, "proves", proves)
    put(person, form, "original", "held")
    person.see(f"{step}-add")
    with page.expect_navigation(timeout=PATIENCE_MS):
        person.tap(form.locator(".sc-actions .govuk-button").first)
    complain(person)
    person.see(f"{step}-added")
    show_again(person, read_code, step)
    if page.locator('form[action$="/evidence/do/submit/"]').count():
        send(person, "/evidence/do/submit/", f"{step}-handed-in")
    person.rest()


def give_opinion(person: Person, folder: str, step: str, read_code: Callable[[], str], **said: str) -> None:
    """What one says to the other side's first piece of evidence, handed in at once."""
    person.begin()
    person.page.goto(f"{folder}evidence/")
    follow(person, "/opinion/")
    form = person.page.locator("main form").last
    answers = {"authenticity": "admit", "legality": "admit", "relevance": "admit", **said}
    for name, value in answers.items():
        put(person, form, name, value)
    person.see(f"{step}-opinion")
    with person.page.expect_navigation(timeout=PATIENCE_MS):
        person.tap(form.locator(".govuk-button").first)
    complain(person)
    show_again(person, read_code, step)
    send(person, "/evidence/do/submit-opinions/", f"{step}-opinions-in")
    person.rest()


def look_around(person: Person, folder: str, pages: Mapping[str, str]) -> None:
    """Open pages of the folder one after the other."""
    for step, path in pages.items():
        go(person, f"{folder}{path}", step)


def wait_for(person: Person, path: str, selector: str, step: str, *, most: int = 40) -> None:
    """Look again until it is there: somebody works on it."""
    for _again in range(most):
        person.page.goto(path)
        if person.page.locator(selector).count():
            break
        person.page.wait_for_timeout(500)
    expect(person.page.locator(selector).first).to_be_visible()
    person.see(step)
