"""The power goes out while signatures come in: after the restart nobody has lost a signature, and nobody has signed twice."""

import threading
from typing import Any

import httpx
import pytest

from tests.live import LiveServer, live_server
from tests.world import STROKES

pytestmark = pytest.mark.sqlite_only  # the server has a database of its own, the embedded one
SIGNERS = ("officer", "borrower", "wife", "mediator")
TOKEN = "k" * 32
PATIENCE_S = 240.0
CONFIRMED = """
import time_machine
from tests.world import AT, World
with time_machine.travel(AT, tick=True):
    world = World().signing()
answer = {"version": str(world.version.pk), "file": str(world.signing_file.pk)}
"""
AFTERWARDS = """
from collections import Counter
from datetime import date
from django.db import connection
from sharedcourt.documents import authorities, queries, storing
from sharedcourt.documents.engine.verifying import verify
from sharedcourt.documents.models import SignatureSlot, SigningFile
from sharedcourt.ledger import tree
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation import scheduled
scheduled.seal_what_waits(date.today())
file = SigningFile.objects.get(pk=FILE)
slots = list(SignatureSlot.objects.filter(signing_file=file))
entries = Entry.objects.filter(subject=file.pk, action="documents.file.signature_added").select_related("payload")
content = storing.read(file.current_file)
verdict = verify(content, trust=authorities.trust(), archived_sha256=file.current_file.sha256)
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    integrity = cursor.fetchone()[0]
answer = {
    "integrity": integrity,
    "slots": [[slot.user.username, slot.sha256_before, slot.sha256_after, slot.ledger_seq] for slot in slots],
    "entries": [[entry.seq, entry.payload.facts["slot"], entry.payload.facts["sha256"]] for entry in entries],
    "sealed": Entry.objects.filter(subject=file.pk, action="documents.file.sealed").count(),
    "concluded": Entry.objects.filter(action="mediation.case.concluded").count(),
    "state": file.state,
    "base": file.base_file.sha256,
    "revisions": list(queries.revisions(file).values_list("sha256", flat=True)),
    "tree": tree.recompute() == tree.root() and tree.sign_head() is not None,
    "outcome": str(verdict.outcome),
    "seal_covers_file": verdict.seal_covers_file,
    "valid": Counter(each.field for each in verdict.signatures if each.holds and each.trusted),
    "signed_by": [each.signer for each in verdict.signatures],
}
"""


class Hand:
    """One person's client: sends the signature again and again until the server has said that it is kept."""

    def __init__(self, server: LiveServer, cookie: dict[str, str], version: str) -> None:
        self.address = f"{server.url}/api/v1/mediation/versions/{version}/sign"
        self.client = httpx.Client(
            cookies={cookie["name"]: cookie["value"], "csrftoken": TOKEN}, headers={"X-CSRFToken": TOKEN}, timeout=60
        )
        self.kept = False
        self.broken = 0  # answers that never came
        self.sent = 0

    def sign(self, answered: threading.Event, back: threading.Event, gate: threading.Barrier) -> None:
        gate.wait()
        for _attempt in range(20):
            self.sent += 1
            try:
                answer = self.client.post(self.address, json={"strokes": STROKES, "intends": True})
            except httpx.TransportError:
                self.broken += 1
                back.wait(PATIENCE_S)
                continue
            assert answer.status_code == 200, answer.text
            answered.set()
            self.kept = True
            return


def test_the_server_is_killed_while_signatures_come_in() -> None:
    with live_server(env={"SHAREDCOURT_DEMO": "1"}) as server:
        opened = server.run(CONFIRMED)
        cookies = server.session_cookies(*SIGNERS)
        hands = {name: Hand(server, cookies[name], opened["version"]) for name in SIGNERS}
        answered, back, gate = threading.Event(), threading.Event(), threading.Barrier(len(hands) + 1)
        threads = [threading.Thread(target=hand.sign, args=(answered, back, gate)) for hand in hands.values()]
        for thread in threads:
            thread.start()
        gate.wait()
        assert answered.wait(PATIENCE_S), server.log
        server.kill9()
        server.restart()
        back.set()
        for thread in threads:
            thread.join(PATIENCE_S)
        assert all(hand.kept for hand in hands.values()), server.log
        assert sum(hand.broken for hand in hands.values()) > 0, "the server was killed after all had been served"

        again = [hand.client.post(hand.address, json={"strokes": STROKES, "intends": True}) for hand in hands.values()]
        assert {answer.status_code for answer in again} == {200}, "sending once more changes nothing"
        server.stop()
        found: dict[str, Any] = server.run(f"FILE = {opened['file']!r}\n" + AFTERWARDS)

    assert found["integrity"] == "ok" and found["tree"]
    assert sorted(slot[0] for slot in found["slots"]) == sorted(SIGNERS)
    assert len(found["entries"]) == len(SIGNERS) == len({slot for _seq, slot, _sha in found["entries"]})
    assert {slot[3] for slot in found["slots"]} == {seq for seq, _slot, _sha in found["entries"]}
    assert {slot[2] for slot in found["slots"]} == {sha for _seq, _slot, sha in found["entries"]}
    state = found["base"]
    for _turn in SIGNERS:  # each signature stands on the one before
        state = next(after for _user, before, after, _seq in found["slots"] if before == state)
    assert found["state"] == "sealed" and found["sealed"] == 1 == found["concluded"]
    assert len(found["revisions"]) == len(SIGNERS) + 2, "the text, the signatures, the seal: each once"
    assert found["outcome"] == "authentic" and found["seal_covers_file"]
    assert len(found["valid"]) == len(SIGNERS) + 1 and set(found["valid"].values()) == {1}
    assert len(found["signed_by"]) == len(SIGNERS) + 1 == len(set(found["signed_by"]))
