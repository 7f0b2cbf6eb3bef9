"""Anyone can check: the public API gives a proof, and a script that knows nothing of sharedcourt believes it or not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from sharedcourt.core.models import new_id
from sharedcourt.ledger import actions, merkle, queries, tree
from sharedcourt.people import cast

SCRIPT = Path(__file__).resolve().parents[4] / "scripts" / "verify_ledger.py"


def verdict(proof: dict[str, object], *options: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *options],
        input=json.dumps(proof),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.django_db
def test_a_stranger_checks_an_entry_with_nothing_but_python(client: Client) -> None:
    with transaction.atomic():
        for _ in range(11):
            actions.record("tests.thing.done", by=None)
    proof = client.get("/api/v1/ledger/entries/6/proof").json()
    code, words = verdict(proof, "--key", proof["public_key"])
    assert code == 0, words
    assert "PROVED: entry 6" in words

    for part, forged in {
        "body": proof["body"].replace("tests.thing.done", "tests.thing.undone"),
        "seq": 5,
        "head_signature": "00" * 64,
        "root": "11" * 32,
        "path": proof["path"][:-1],
    }.items():
        assert verdict(proof | {part: forged})[0] == 1, part
    assert verdict(proof, "--key", "22" * 32)[0] == 1
    assert verdict({"no": "proof"})[0] == 2


@pytest.mark.django_db
def test_the_public_proof_ties_nobody_to_anything_and_the_opening_proves_who_did_what(client: Client) -> None:
    officer, dispute = cast.person(cast.OFFICER), new_id()
    with transaction.atomic():
        for number in range(3):
            entry = actions.record(
                "tests.thing.done", by=officer, subject=officer, scope=dispute, n=number, phone=actions.personal("199")
            )
    proof = client.get(f"/api/v1/ledger/entries/{entry.seq}/proof").json()
    assert set(json.loads(proof["body"])) == {"seq", "at", "action", "payload"}
    assert str(officer.pk) not in str(proof) and str(dispute) not in str(proof)

    opening = queries.opening(entry.seq)
    assert opening["actor"] == str(officer.pk) and opening["scope"] == str(dispute)
    assert "salt" not in opening["facts"]["phone"], "a phone number could be guessed with its salt"
    code, words = verdict({**proof, "opening": opening}, "--key", proof["public_key"])
    assert code == 0 and str(officer.pk) in words
    for part, forged in {"actor": str(new_id()), "facts": {**opening["facts"], "n": 7}, "salt": "00" * 16}.items():
        code, words = verdict({**proof, "opening": {**opening, part: forged}})
        assert code == 1 and "about something else" in words, part


@pytest.mark.django_db
def test_heads_and_consistency_are_public(client: Client) -> None:
    with transaction.atomic():
        for _ in range(7):
            actions.record("tests.thing.done", by=None)
    tree.sign_head()
    assert [head["size"] for head in client.get("/api/v1/ledger/heads").json()] == [7]
    answer = client.get("/api/v1/ledger/consistency", {"first": 3, "second": 7}).json()
    path = [bytes.fromhex(value) for value in answer["path"]]
    assert merkle.verify_consistency(3, 7, tree.root(3), tree.root(7), path)
    assert client.get("/api/v1/ledger/consistency", {"first": 8, "second": 7}).status_code == 422
    assert client.get("/api/v1/ledger/entries/99/proof").status_code == 404
