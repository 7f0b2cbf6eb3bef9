"""`make story`: the whole story in Debian's Chromium, four profiles with cameras; leaves its proof under var/story/."""

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def server_cpu_seconds(pid: int) -> float:
    """Processor time that the server's process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def contract_pdf(folder: Path) -> Path:
    """A contract to hand in as evidence."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).rectangle((120, 160, 1120, 1600), outline="black", width=3)
    target = folder / "contract.pdf"
    page.save(target)
    return target


def play(folder: Path, *, careful: bool) -> dict[str, Any]:
    """Play every act; returns what `story.json` holds. Raises AssertionError at the first thing that is not as told."""
    from playwright.sync_api import sync_playwright

    from sharedcourt.people import cast
    from tests.live import live_server
    from tests.story import care, meeting, opening, proof
    from tests.story.stage import Stage

    begun = time.monotonic()
    env = {"SHAREDCOURT_DEMO": "1", "SHAREDCOURT_VIDEO": "160x90@5"}
    with live_server(env=env) as server, sync_playwright() as playwright:
        server.manage("seed_demo", "--without-dispute")
        stage = Stage(playwright, server.url, folder, look=care.look if careful else None)
        try:
            officer = stage.enter("officer", "desk")
            opening.step_in(officer, "officer")
            dispute = opening.open_dispute(officer, contract_pdf(folder))
            scanned = opening.scanned_code(officer, dispute)
            code = scanned.rstrip("/").rsplit("/", 1)[-1]

            borrower = stage.enter("borrower", "phone")
            opening.borrower_joins(borrower, server, scanned)

            mediator = stage.enter("mediator", "desk")
            wife = stage.enter("wife", "terminal")
            opening.pair_terminal(wife, mediator)
            opening.wife_joins(wife, server, code)

            opening.step_in(mediator, "manager")
            case = meeting.find_mediator(mediator, cast.MEDIATOR.name)
            opening.step_in(mediator, "mediator")
            appointment = meeting.declare_and_propose(mediator, case)
            meeting.suits(officer, appointment)
            meeting.suits(borrower, appointment)
            opening.wife_returns(wife, server, code)
            meeting.suits(wife, appointment, site="海曙")

            four = [wife, mediator, borrower, officer]
            parties = [borrower, wife, officer]
            for person in four:
                meeting.enter_room(person, appointment)
            meeting.admit_everyone(mediator, 3)
            pictures = {person.who: meeting.moving_pictures(person, 3) for person in four}
            for person in four:
                person.see("call")
                meeting.panel(person)
            meeting.identities(mediator, 3)
            meeting.rights(mediator, parties)
            meeting.facts(mediator, parties)
            meeting.plan(mediator, parties)
            meeting.make_agreement(mediator)
            meeting.at_step(borrower, 5)
            borrower.see("agreement")
            meeting.ask_for_a_change(wife, "请把逾期宽限由十日改为十五日。")
            meeting.change_plan(mediator, parties, acceleration_days="15")
            meeting.make_agreement(mediator)
            wife.see("difference")
            for person in parties:
                meeting.confirm(person)
            for person in (officer, borrower, wife, mediator):
                meeting.sign(person)
            for person in four:
                meeting.finished(person)
            held = {person.who: meeting.download(person, folder / f"agreement-{person.who}.pdf") for person in four}
            assert len(set(held.values())) == 1, "not everyone holds the same file"
            for person in four:
                person.rest()
                (folder / f"agreement-{person.who}.pdf").unlink()
            (folder / "agreement.pdf").write_bytes(held["borrower"])

            stranger = stage.enter("stranger", "desk")
            shown = proof.examine(stranger.page, server.url, folder / "agreement.pdf")
            assert borrower.taps <= 25, f"the borrower needed {borrower.taps} taps"
            assert not stage.failures, stage.failures
            assert server.process is not None
            return {
                "people": [person.score() for person in stage.people if person is not stranger],
                "server_cpu_s": round(server_cpu_seconds(server.process.pid), 1),
                "wall_s": round(time.monotonic() - begun, 1),
                "pictures": pictures,
                "agreement": shown,
                "looked_at": stage.looked_at,
            }
        except BaseException:
            for person in stage.people:
                person.page.screenshot(path=folder / f"FAILED-{person.who}.png")
                print(person.who, person.page.url, *person.page.locator(".govuk-error-summary").all_inner_texts())
            print(server.log[-4000:], *stage.failures, sep="\n")
            raise
        finally:
            stage.close()


def table(story: dict[str, Any]) -> str:
    head = f"{'who':<12}{'screen':<10}{'steps':>6}{'taps':>6}{'typed':>7}{'seconds':>9}"
    rows = [
        f"{row['who']:<12}{row['screen']:<10}{row['steps']:>6}{row['taps']:>6}{row['fields_typed']:>7}{row['seconds']:>9}"
        for row in story["people"]
    ]
    return "\n".join([head, *rows, f"server {story['server_cpu_s']} s of processor, {story['wall_s']} s in all"])


def main() -> int:
    parser = argparse.ArgumentParser(description="Play the story in four browsers.")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "story")
    parser.add_argument("--quick", action="store_true", help="without looking at every page with axe")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    os.environ["SHAREDCOURT_HOME"] = str(folder / "home")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()
    story = play(folder, careful=not arguments.quick)
    for leftover in ("profiles", "home", "nss"):
        shutil.rmtree(folder / leftover, ignore_errors=True)
    (folder / "story.json").write_text(json.dumps(story, ensure_ascii=False, indent=2) + "\n")
    print(table(story))
    print(json.dumps(story["agreement"], ensure_ascii=False, indent=2))
    print(f"{story['looked_at']} pages looked at by axe in three sizes and two types")
    return 0


if __name__ == "__main__":
    sys.exit(main())
