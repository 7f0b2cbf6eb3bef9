"""Acts three to six: a mediator, a time, the video meeting, the plan, the agreement, five signatures and a seal."""

import re
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.story.stage import PATIENCE_MS, Person

STATS = "() => window.sharedcourtRoom ? window.sharedcourtRoom.stats() : []"
STROKES = (
    ((0.12, 0.35), (0.30, 0.30), (0.22, 0.75)),
    ((0.36, 0.25), (0.40, 0.75)),
    ((0.52, 0.30), (0.72, 0.28), (0.58, 0.72), (0.80, 0.70)),
)


def act(person: Person, verb: str, **fields: str) -> None:
    """Send the form of a verb on an ordinary page."""
    form = person.page.locator(f'form[action$="/do/{verb}/"]').first
    for name, value in fields.items():
        box = form.locator(f'[name="{name}"]')
        if box.first.get_attribute("type") == "radio":
            person.choose(name, value)
        elif box.first.evaluate("element => element.tagName") == "SELECT":
            box.select_option(value=value)
            person.taps += 1
        else:
            person.type(name, value)
    with person.page.expect_navigation(timeout=PATIENCE_MS):
        person.tap(form.locator("button").first)


def find_mediator(manager: Person, mediator_name: str) -> str:
    """The organisation accepts the case and asks a mediator without ties; returns the case's path."""
    manager.begin()
    manager.page.goto("/mediation/")
    manager.see("to-accept")
    with manager.page.expect_navigation():
        manager.tap(manager.page.locator(".sc-card__link").first)
    act(manager, "accept")
    manager.see("accepted")
    manager.tap(manager.page.get_by_label(re.compile(mediator_name)))
    with manager.page.expect_navigation():
        manager.tap(manager.page.locator('form[action$="/do/assign/"] button').first)
    manager.see("mediator-asked")
    manager.rest()
    return re.sub(r"(/mediation/[^/]+/).*", r"\1", manager.page.url)


def declare_and_propose(mediator: Person, case: str) -> str:
    """The mediator declares to have no ties and proposes a time; returns the meeting's path."""
    mediator.begin()
    mediator.page.goto(case)
    act(mediator, "disclose", disclosure="none")
    mediator.see("declared")
    act(mediator, "now")
    if "/meetings/" not in mediator.page.url:
        with mediator.page.expect_navigation():
            mediator.tap(mediator.page.locator('a[href*="/mediation/meetings/"]').first)
    answer_time(mediator)
    mediator.see("time-proposed")
    mediator.rest()
    return re.sub(r"(/meetings/[^/]+/).*", r"\1", mediator.page.url)


def answer_time(person: Person, site: str = "") -> None:
    """Say that the proposed time suits, and where one takes part from."""
    if site:
        choice = person.page.locator('select[name="site"]')
        option = choice.locator("option", has_text=site).first.get_attribute("value")
        choice.select_option(value=option)
        person.taps += 2
    button = person.page.locator('button[name="answer"][value$=":yes"]').first
    if button.count():
        with person.page.expect_navigation(timeout=PATIENCE_MS):
            person.tap(button)


def suits(person: Person, meeting: str, *, site: str = "") -> None:
    """Open the link of the message and answer."""
    person.begin()
    person.page.goto(meeting)
    person.taps += 1  # the link in the message
    answer_time(person, site)
    person.see("time-suits")
    person.rest()


def enter_room(person: Person, meeting: str) -> None:
    """Open the room, look at camera and microphone, join."""
    person.begin()
    person.page.goto(meeting)
    with person.page.expect_navigation():
        person.tap(person.page.locator('a[href*="/rooms/"]').first)
    join = person.page.locator("[data-join]")
    expect(join).to_be_enabled(timeout=PATIENCE_MS)
    person.page.wait_for_function(
        "() => [...document.querySelectorAll('[data-view=check] video')].some(video => video.videoWidth > 0)",
        timeout=2 * PATIENCE_MS,
    )
    person.see("device-check")
    person.tap(join)


def admit_everyone(mediator: Person, others: int) -> None:
    """The mediator lets in who waits."""
    door = mediator.page.locator("[data-door-list] li")
    expect(door).to_have_count(others, timeout=PATIENCE_MS)
    mediator.see("at-the-door")
    if others > 1:
        mediator.tap(mediator.page.locator("[data-admit-all]"))
    else:
        mediator.tap(door.locator("button").first)


def moving_pictures(person: Person, others: int, seconds: float = 150) -> list[dict[str, Any]]:
    """Wait until the pictures of all others move; returns what getStats says of each."""
    first: dict[str, int] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = person.page.evaluate(STATS)
        for peer in now:
            first.setdefault(peer["name"], peer["framesDecoded"])
        moving = [peer for peer in now if peer["framesDecoded"] > first[peer["name"]] + 5]
        if len(moving) == others:
            return [
                {
                    "of": peer["name"],
                    "frames_decoded": peer["framesDecoded"],
                    "moved_by": peer["framesDecoded"] - first[peer["name"]],
                }
                for peer in moving
            ]
        person.page.wait_for_timeout(500)
    raise AssertionError(f"{person.who} does not see {others} moving pictures: {person.page.evaluate(STATS)}")


def panel(person: Person) -> None:
    """On a phone the panel lies behind a tab."""
    tab = person.page.locator('[data-tab-button="panel"]')
    if tab.is_visible():
        person.tap(tab)


def do(person: Person, verb: str, *, which: int = 0, settle: bool = True) -> None:
    """Tap the button of a panel's form and wait for the panel's answer."""
    button = person.page.locator(
        f'#room-panel form[action$="/panel/do/{verb}/"] button[type="submit"], #room-panel form[action$="/panel/do/{verb}/"] button:not([type])'
    ).nth(which)
    button.scroll_into_view_if_needed(timeout=PATIENCE_MS)
    if settle:
        with person.page.expect_response(lambda answer: f"/panel/do/{verb}/" in answer.url, timeout=PATIENCE_MS) as got:
            person.tap(button)
        assert got.value.ok, f"{person.who} {verb}: {got.value.status}"
    else:
        person.tap(button)


def lead(mediator: Person, step: int) -> None:
    button = mediator.page.locator(f'.md-lead button[name="step"][value="{step}"]')
    with mediator.page.expect_response(lambda answer: "/panel/do/step/" in answer.url):
        mediator.tap(button)


def at_step(person: Person, step: int) -> None:
    expect(person.page.locator(f'#mediation-panel[data-step="{step}"]')).to_be_visible(timeout=PATIENCE_MS)


def identities(mediator: Person, count: int) -> None:
    """Each holds the ID card beside the face; the mediator compares."""
    at_step(mediator, 1)
    mediator.see("identities")
    for _ in range(count):
        do(mediator, "compare")


def rights(mediator: Person, others: list[Person]) -> None:
    lead(mediator, 2)
    for person in others:
        at_step(person, 2)
        do(person, "understand")
        person.see("rights-understood")


def facts(mediator: Person, parties: list[Person]) -> None:
    lead(mediator, 3)
    at_step(mediator, 3)
    do(mediator, "facts")
    mediator.see("facts")
    for person in parties:
        at_step(person, 3)
        do(person, "confirm-facts")


def set_plan(mediator: Person, values: dict[str, str]) -> None:
    """Type values into the plan's editor; each is computed by the server before the next."""
    for _ in range(8):
        closed = mediator.page.locator("#plan-editor details:not([open]) > summary")
        if not closed.count():
            break
        mediator.tap(closed.first)
    for name, value in values.items():
        if mediator.page.locator(f'#plan-editor [name="{name}"]').input_value() == value:
            continue
        with mediator.page.expect_response(lambda answer: "/panel/do/plan/" in answer.url, timeout=PATIENCE_MS):
            mediator.type(name, value)


def plan(mediator: Person, others: list[Person]) -> None:
    """The worked case's plan, typed by the mediator and seen by all as it changes."""
    lead(mediator, 4)
    for person in others:
        at_step(person, 4)
    values = {
        "waive_compound": "100",
        "waive_penalty": "50",
        "down_principal": "40000",
        "count": "24",
        "rate": "6.5",
        "acceleration_days": "10",
        "default_rate": "9.75",
    }
    set_plan(mediator, values)
    mediator.see("plan-editor")
    for person in others:
        expect(person.page.locator("#room-panel")).to_contain_text("10,691.10", timeout=PATIENCE_MS)
        person.see("plan-seen")


def ask_for_a_change(person: Person, words: str) -> None:
    person.page.locator('#room-panel form[action$="/ask-change/"] summary').click()
    person.taps += 1
    person.page.locator('#room-panel [name="text"]').first.fill(words)
    person.typed += 1
    do(person, "ask-change")


def change_plan(mediator: Person, others: list[Person], **values: str) -> None:
    """Back to the plan, another value, as all see it."""
    lead(mediator, 4)
    for person in others:
        at_step(person, 4)
    set_plan(mediator, values)


def make_agreement(mediator: Person) -> None:
    do(mediator, "make")
    at_step(mediator, 5)
    mediator.see("agreement-made")


def confirm(person: Person) -> None:
    at_step(person, 5)
    do(person, "confirm")


def sign(person: Person) -> None:
    """Tick the intention, write the name with a finger, press "sign"."""
    at_step(person, 6)
    form = person.page.locator('#room-panel form[action$="/panel/do/sign/"]')
    person.tap(form.locator('[name="intends"]'))
    canvas = form.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for stroke in STROKES:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        person.page.mouse.move(*points[0])
        person.page.mouse.down()
        for point in points[1:]:
            person.page.mouse.move(*point, steps=6)
        person.page.mouse.up()
    person.taps += 1  # the finger is put down to write
    person.see("signature-written")
    do(person, "sign")


def finished(person: Person) -> None:
    expect(person.page.locator('#mediation-panel[data-step="7"]')).to_be_visible(timeout=PATIENCE_MS)
    person.see("done")


def download(person: Person, target: Path) -> bytes:
    link = person.page.locator("#room-panel a[download]").first
    with person.page.expect_download(timeout=PATIENCE_MS) as got:
        person.tap(link)
    got.value.save_as(target)
    return target.read_bytes()
