"""The filing desk of one court with 1,000,000 cases, against the same desk with 1,000.

SHAREDCOURT_BENCH_CASES sets another number. One case goes through the actions; the others are written by SQL from it, all at one
court (the worst case for its lists), without their elements, which lists do not read: a fifth to be reviewed, the rest on trial, in mediation or ended, with a number each. `value`
is the median in milliseconds on the server, without the network, `queries` how many the page makes, `memory` the growth of the
process's largest size in MiB while pages are made; `ratio` near 1 says that size does not matter. Each size is filled and measured
in a process of its own.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

SMALL = 1_000
LARGE = int(os.environ.get("SHAREDCOURT_BENCH_CASES", "1000000"))
TIMES, WARM = 15, 2
FILLING_KIB = 2_000_000  # what SQLite may keep of the indexes while they are written; the pages have the usual

Row = dict[str, Any]
NUMBERS = """
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < %(last)d)
"""
DISPUTES = NUMBERS + (
    "INSERT INTO disputes_dispute ({columns}) SELECT {values} FROM n, disputes_dispute AS d WHERE d.id = '{pk}'"
)
CASES = NUMBERS + "INSERT INTO filing_case ({columns}) SELECT {values} FROM n, filing_case AS d WHERE d.id = '{pk}'"
CASE_NUMBERS = NUMBERS + (
    "INSERT INTO filing_casenumber (id, created_at, court_id, year, kind, serial, text) "
    "SELECT printf('c%%031x', i), '2022-01-10', '{court}', {year}, '民初', i, "
    "'（{year}）浙0302民初' || i || '号' FROM n WHERE i %% 5 <> 0"
)
PARTIES = NUMBERS + (
    "INSERT INTO disputes_party ({columns}) SELECT {values} FROM n, disputes_party AS d WHERE d.id = '{pk}'"
)


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
                "against": f"{SMALL} cases",
                "ratio": round(found["median"] / before["median"], 2),
                "slowest": found["slowest"],
                "queries": found["queries"],
                "against value": before["median"],
                "against queries": before["queries"],
            }
        )
    rows.append(
        {"name": "memory for the pages", "value": large["memory"], "unit": "MiB", "against value": small["memory"]}
    )
    rows.append({"name": f"fill {LARGE:,} cases", "value": large["filled"], "unit": "s"})
    rows.append({"name": "size of the database", "value": large["bytes"] / 2**20, "unit": "MiB"})
    return rows


def _measured(count: int) -> dict[str, Any]:
    home = Path(os.environ["SHAREDCOURT_HOME"]) / f"cases-{count}"
    home.mkdir(parents=True)
    environment = {**os.environ, "SHAREDCOURT_HOME": str(home), "DATABASE_URL": "", "SHAREDCOURT_LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.cases", str(count)],
        env=environment, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# ---------- in the process of one size


def _copy(cursor: Any, statement: str, model: Any, pk: Any, last: int, **changed: str) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    values = [changed.get(column, f"d.{column}") for column in columns]
    text = statement.format(columns=", ".join(columns), values=", ".join(values), pk=pk.hex)
    cursor.execute(text % {"last": last})


def _fill(case: Any, last: int) -> float:
    """`last` cases in all, each with its dispute, its two parties and, when accepted, its number; the seconds it took."""
    from django.db import connection

    from sharedcourt.core import clock
    from sharedcourt.disputes.models import Dispute, Party
    from sharedcourt.filing.cases.models import Case

    started = time.perf_counter()
    due = f"date('{clock.today()}', printf('+%%d days', i %% 180))"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA journal_mode=OFF")
        cursor.execute(f"PRAGMA cache_size=-{FILLING_KIB}")
        dispute = {
            "id": "printf('d%%031x', i)",
            "code": "printf('X%%08d', i)",
            "idempotency_key": "''",
            "state": "'court'",
        }
        dispute["contract_hash"] = "printf('%%064x', i)"
        dispute["elements"] = "''"
        dispute["submitted_at"] = "'2022-01-10'"
        _copy(cursor, DISPUTES, Dispute, case.dispute_id, last, **dispute)
        for number, party in enumerate(case.dispute.parties.all()):
            changed = {
                "id": f"printf('{number + 1}%%031x', i)",
                "dispute_id": "printf('d%%031x', i)",
                "phone_hash": "''",
            }
            _copy(cursor, PARTIES, Party, party.pk, last, **changed)
        cursor.execute(CASE_NUMBERS.format(court=case.court_id.hex, year=clock.today().year) % {"last": last})
        numbered = "CASE WHEN i %% 5 = 0 THEN NULL ELSE {} END"
        changed = {
            "id": "printf('e%%031x', i)",
            "dispute_id": "printf('d%%031x', i)",
            "idempotency_key": "''",
            "state": "CASE i %% 5 WHEN 0 THEN 'submitted' WHEN 1 THEN 'accepted' WHEN 2 THEN 'accepted' "
            "WHEN 3 THEN 'mediating' ELSE 'closed' END",
            "number_id": numbered.format("printf('c%%031x', i)"),
            "accepted_at": numbered.format("'2022-01-10'"),
            "judge_id": numbered.format(f"'{case.judge_id.hex}'"),
            "procedure": numbered.format("'summary'").replace("NULL", "''"),
            "judge_reason": numbered.format("'fewest'").replace("NULL", "''"),
            "review_due": due,
            "trial_due": numbered.format(due),
            "ended_at": "CASE WHEN i %% 5 = 4 THEN datetime('2022-01-10', printf('+%%d minutes', i)) END",
            "outcome": "CASE WHEN i %% 5 = 4 THEN 'judgment' ELSE '' END",
        }
        _copy(cursor, CASES, Case, case.pk, last, **changed)
        cursor.execute("PRAGMA optimize")
        cursor.execute("ANALYZE")
    connection.close()
    return time.perf_counter() - started


def _measure(count: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    from sharedcourt.core import clock
    from sharedcourt.filing.tests.cases import accepted_case
    from sharedcourt.people import cast

    settings.SHAREDCOURT_REQUIRE_SECOND_FACTOR = False
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    case = accepted_case()
    filled = _fill(case, count)
    client = Client()
    client.force_login(cast.person(cast.FILING_CLERK), backend="allauth.account.auth_backends.AuthenticationBackend")
    desk = "/filing/cases/desk/"
    setup_test_environment()
    midst = f"{(clock.today() + timedelta(days=90)).isoformat()}_{case.pk}"
    pages = {
        "to review": {},
        "due within three days": {"due": "soon"},
        "on trial": {"tab": "on_trial"},
        "in the midst of the list": {"tab": "on_trial", "after": midst},
        "ended": {"tab": "ended"},
        "search by number": {"q": f"（{clock.today().year}）浙0302民初{count - 1}号"},
        "search by serial": {"q": str(count - 1)},
    }
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found: dict[str, Any] = {}
    for name, asked in pages.items():
        times = []
        with CaptureQueriesContext(connection) as queries:
            page = client.get(desk, asked)
        made = len(queries)  # the next request empties the list
        assert page.status_code == 200 and page.context["rows"], name
        for number in range(TIMES + WARM):
            started = time.perf_counter()
            client.get(desk, asked)
            if number >= WARM:
                times.append((time.perf_counter() - started) * 1000)
        median, slowest = round(statistics.median(times), 1), round(max(times), 1)
        found[name] = {"median": median, "slowest": slowest, "queries": made}
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    size = Path(str(connection.settings_dict["NAME"])).stat().st_size
    return {"pages": found, "filled": round(filled, 1), "memory": round(grown, 1), "bytes": size}


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
