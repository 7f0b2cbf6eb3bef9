"""The main pages with 100,000 disputes in the database, against the same pages with 100.

SHAREDCOURT_BENCH_DISPUTES sets another number. One dispute is built by the rooms' own actions up to its sealed agreement; the
others are written in bulk with the same kind of rows, everything personal really encrypted, all at one bank and one mediation
organisation (the worst case for their lists), with three ledger entries each. The two databases are filled and measured in
processes of their own. `value` is the median and `against value` the same page's median at 100 disputes, in milliseconds on the
server, without the network; `ratio` near 1 says that size does not matter.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

SMALL = 100
LARGE = int(os.environ.get("SHAREDCOURT_BENCH_DISPUTES", "100000"))
TIMES, WARM = 40, 3
BATCH = 2_000
RANDOM = random.Random(2022)
STATES = ("draft", "offered", "consenting", "mediating", "mediating", "signing", "effective", "terminated", "withdrawn")
CASE_STATES = {
    "offered": "offered",
    "consenting": "accepted",
    "mediating": "mediating",
    "signing": "signing",
    "effective": "concluded",
    "terminated": "ended",
    "withdrawn": "ended",
}

Row = dict[str, Any]


def as_field(value: dict[str, Any]) -> Any:
    """A JSON value for an encrypted field, whose declared type is that of its stored text."""
    return value


def run() -> list[Row]:
    """Both sizes, side by side."""
    small, large = _measured(SMALL), _measured(LARGE)
    rows: list[Row] = []
    for name, found in large["pages"].items():
        before = small["pages"][name]
        rows.append(
            {
                "name": name,
                "value": found["median"],
                "unit": "ms",
                "against": f"{SMALL} disputes",
                "ratio": round(found["median"] / before["median"], 2),
                "p95": found["p95"],
                "queries": found["queries"],
                "against value": before["median"],
                "against p95": before["p95"],
                "against queries": before["queries"],
            }
        )
    rows.append({"name": f"fill {LARGE:,} disputes", "value": large["filled"], "unit": "s"})
    rows.append(
        {
            "name": "size of the database",
            "value": large["bytes"] / 2**20,
            "unit": "MiB",
            "against": f"{SMALL} disputes",
            "against value": small["bytes"] / 2**20,
        }
    )
    return rows


def _measured(count: int) -> dict[str, Any]:
    """Fill and measure a database of this size in a process of its own."""
    home = Path(os.environ["SHAREDCOURT_HOME"]) / f"with-{count}"
    home.mkdir(parents=True)
    environment = {**os.environ, "SHAREDCOURT_HOME": str(home), "DATABASE_URL": "", "SHAREDCOURT_LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.pages", str(count)],
        env=environment, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# ---------- in the process of one size


def _fill(world: Any, count: int) -> float:
    """`count` more disputes like the world's; the seconds it took."""
    from django.db import transaction

    started = time.perf_counter()
    for start in range(0, count, BATCH):
        with transaction.atomic():
            _write(world, range(start, min(start + BATCH, count)))
    return time.perf_counter() - started


def _write(world: Any, numbers: range) -> None:
    from sharedcourt.core import cipher, clock
    from sharedcourt.disputes.models import Agent, Dispute, Party
    from sharedcourt.mediation.models import Case
    from sharedcourt.notices.models import Message

    template, case = world.dispute, world.case
    lender = world.party("lender")
    disputes, parties, agents, cases, messages = [], [], [], [], []
    for number in numbers:
        state = STATES[number % len(STATES)]
        at = clock.now() - timedelta(minutes=number + 1)
        dispute = Dispute(
            state=state,
            cause=template.cause,
            applicant_id=template.applicant_id,
            opened_by_id=template.opened_by_id,
            division=template.division,
            mediation_organisation_id=template.mediation_organisation_id,
            title=template.title,
            elements=as_field({**template.elements, "contract_number": f"B-{number:07d}"}),
            contract_hash=cipher.keyed_hash("contract-number", f"B-{number:07d}"),
            calculated_on=template.calculated_on,
            amount_claimed=template.amount_claimed + number,
            submitted_at=None if state == "draft" else at,
            updated_at=at,
            created_at=at,
            termination_reason=6 if state == "terminated" else None,
        )
        disputes.append(dispute)
        bank = Party(
            dispute=dispute, side="applicant", capacity="lender", kind="organisation", organisation_id=lender.organisation_id,
            name=lender.name, address=lender.address, joined_at=at, position=1,
        )  # fmt: skip
        phone = f"18{number:09d}"
        person = Party(
            dispute=dispute, side="respondent", capacity="borrower", kind="person", name=f"借款人{number}", phone=phone,
            phone_hash=cipher.keyed_hash("phone", phone), address=f"示范市示范巷{number}号", position=2,
        )  # fmt: skip
        parties += [bank, person]
        agents.append(Agent(party=bank, user_id=template.opened_by_id, authority="special"))
        if state in CASE_STATES:
            cases.append(
                Case(
                    state=CASE_STATES[state],
                    dispute=dispute,
                    organisation_id=case.organisation_id,
                    mediator_id=case.mediator_id
                    if CASE_STATES[state] in {"mediating", "signing"} and number % 500 == 3
                    else None,
                    number=f"示范〔2022〕{number + 2}号",
                    year=2022,
                    serial=number + 2,
                    offered_at=at,
                    acceptance_due=at.date(),
                    mediation_due=at.date() + timedelta(days=30),
                )
            )
        messages.append(
            Message(
                user_id=template.opened_by_id,
                channel="in_app",
                kind="mediation.accepted",
                subject="调解组织已受理",
                body=f"纠纷{dispute.code}已受理。",
                scope=dispute.pk,
                state="delivered",
                created_at=at,
                read_at=at if number % 10 else None,
            )
        )
    Dispute.objects.bulk_create(disputes)
    Party.objects.bulk_create(parties)
    Agent.objects.bulk_create(agents)
    Case.objects.bulk_create(cases)
    Message.objects.bulk_create(messages)


def _pages(world: Any, count: int) -> Iterator[tuple[str, Any, str]]:
    """Name, who asks (None: nobody signed in), address."""
    from django.urls import NoReverseMatch, reverse

    from sharedcourt.disputes.models import Dispute

    officer, manager, borrower = world.officer, world.manager, world.borrower
    some = Dispute.objects.order_by("-updated_at")[count // 2 : count // 2 + 1].get()
    deep = max(1, count // 20)
    yield "front page", None, "/"
    yield "officer's list, first page", officer, "/disputes/"
    yield "officer's list, one group", officer, "/disputes/?state=mediating"
    yield "officer's list, by amount", officer, "/disputes/?order=amount"
    yield "officer's list, found by code", officer, f"/disputes/?q={some.code}"
    yield "officer's list, found by phone", officer, f"/disputes/?q=18{count // 3:09d}"
    yield "officer's list, last page", officer, f"/disputes/?page={deep}"
    yield "a dispute, officer", officer, f"/disputes/{world.dispute.pk}/"
    yield "a dispute, borrower", borrower, f"/disputes/{world.dispute.pk}/"
    yield "borrower's own disputes", borrower, "/disputes/mine/?all"
    yield "manager's list, to accept", manager, "/mediation/"
    yield "manager's list, in progress", manager, "/mediation/?tab=running"
    yield "manager's list, found by code", manager, f"/mediation/?q={some.code}"
    yield "mediator's list", world.mediator, "/mediation/"
    yield "a case, mediator", world.mediator, f"/mediation/{world.case.pk}/"
    yield "the page of a code", None, f"/d/{world.code}/"
    yield "officer's messages", officer, "/notices/"
    yield "verification by code", None, f"/verify/{world.signing_file.token}/"
    yield "a video room", borrower, f"/rooms/{world.room.pk}/"
    yield "the panel, borrower", borrower, f"/mediation/meetings/{world.meeting.pk}/panel/"
    try:
        yield "API: list of disputes", officer, reverse("api:list_disputes")
    except NoReverseMatch:
        yield "API: list of documents", officer, reverse("api:documents_list")


def _ask(user: Any, address: str) -> Callable[[], Any]:
    from django.test import Client

    client = Client()
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def once() -> Any:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code} {answer.headers.get('Location', '')}")
        return answer.content

    return once


def _timed(page: Callable[[], Any]) -> Row:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _time in range(WARM):
        page()
    with CaptureQueriesContext(connection) as queries:
        page()
    asked = len(queries)  # the next request forgets them
    seconds = []
    for _time in range(TIMES):
        started = time.perf_counter()
        page()
        seconds.append((time.perf_counter() - started) * 1000)
    seconds.sort()
    return {
        "median": round(seconds[TIMES // 2], 2),
        "p95": round(seconds[int(TIMES * 0.95)], 2),
        "queries": asked,
    }


def main(count: int) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "sharedcourt.config.settings"
    django.setup()
    import time_machine
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from bench import ledger
    from tests.world import AT, World

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SHAREDCOURT_REQUIRE_SECOND_FACTOR = False
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    call_command("migrate", verbosity=0, interactive=False)
    with time_machine.travel(AT, tick=True):
        started = time.perf_counter()
        ledger._fill(count * 3)
        world = World().sealed()
        _fill(world, count - 1)
        filled = time.perf_counter() - started
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        pages = {}
        for name, user, address in _pages(world, count):
            pages[name] = _timed(_ask(user, address))
            print(f"{count:>7,}  {name:<32} {pages[name]}", file=sys.stderr, flush=True)
    size = Path(settings.DATABASES["default"]["NAME"]).stat().st_size
    print(json.dumps({"filled": round(filled, 1), "pages": pages, "bytes": size}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
