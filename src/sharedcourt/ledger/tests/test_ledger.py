"""The ledger: every size against a naive tree, gapless under threads, and a database that refuses to forget."""

import hashlib
import threading
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.core import keys
from sharedcourt.ledger import actions, merkle, protection, queries, tree
from sharedcourt.ledger.models import Entry, TreeHead


def naive(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return merkle.leaf_hash(leaves[0])
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return merkle.node_hash(naive(leaves[:half]), naive(leaves[half:]))


def stored(leaves: list[bytes]) -> dict[merkle.Node, bytes]:
    nodes: dict[merkle.Node, bytes] = {}
    for index, body in enumerate(leaves):
        nodes.update(merkle.completed_by(index, merkle.leaf_hash(body), nodes.__getitem__))
    return nodes


def test_every_proof_of_every_small_tree_holds() -> None:
    leaves = [f"leaf {number}".encode() for number in range(40)]
    nodes = stored(leaves)
    for size in range(1, 41):
        root = merkle.root(size, nodes.__getitem__)
        assert root == naive(leaves[:size])
        for index in range(size):
            path = merkle.inclusion_path(index, size, nodes.__getitem__)
            assert merkle.verify_inclusion(merkle.leaf_hash(leaves[index]), index, size, path, root)
            assert not merkle.verify_inclusion(merkle.leaf_hash(b"another"), index, size, path, root)
        for first in range(1, size + 1):
            path = merkle.consistency_path(first, size, nodes.__getitem__)
            old = naive(leaves[:first])
            assert merkle.verify_consistency(first, size, old, root, path)
            assert first == size or not merkle.verify_consistency(first, size, naive([b"x"] * first), root, path)


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=60), st.data())
def test_a_changed_leaf_changes_the_root(leaves: list[bytes], draw: st.DataObject) -> None:
    index = draw.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:index], leaves[index] + b"!", *leaves[index + 1 :]]
    assert naive(leaves) != naive(changed)


@pytest.mark.django_db
def test_recorded_actions_are_proved_and_personal_values_do_not_show() -> None:
    dispute = uuid4()
    with transaction.atomic():
        for number in range(5):
            actions.record("tests.thing.done", by=None, scope=dispute, number=number, name=actions.personal("林建川"))
    head = tree.sign_head()
    assert head is not None and head.size == 5 == tree.size()
    for entry in Entry.objects.all():
        proof = queries.inclusion_proof(entry.seq)
        assert proof is not None
        path = [bytes.fromhex(value) for value in proof.path]
        leaf = merkle.leaf_hash(proof.body.encode())
        assert merkle.verify_inclusion(leaf, proof.seq, proof.size, path, bytes.fromhex(proof.root))
        assert "林建川" not in entry.body and "林建川" not in str(entry.payload.facts)
    signature = bytes.fromhex(head.signature)
    keys.ledger_key().public_key().verify(signature, tree.head_text(head.size, head.root, head.at))
    assert tree.recompute().hex() == head.root
    assert tree.sign_head() == head
    assert [entry.payload.facts["number"] for entry in queries.timeline(dispute)] == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_a_head_that_does_not_continue_the_last_one_is_never_signed() -> None:
    with transaction.atomic():
        actions.record("tests.thing.done", by=None)
        actions.record("tests.thing.done", by=None)
    TreeHead.objects.create(size=1, root="00" * 32, signature="")
    with pytest.raises(tree.Broken):
        tree.sign_head()


@pytest.mark.django_db
def test_an_action_that_fails_leaves_no_entry_and_no_gap() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.record("tests.thing.done", by=None)
        1 / 0  # noqa: B018
    with transaction.atomic():
        assert actions.record("tests.thing.done", by=None).seq == 0


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_written_only_inside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        actions.record("tests.thing.done", by=None)


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_no_gap() -> None:
    def write() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    actions.record("tests.thing.done", by=None)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(80))
    assert tree.recompute() == tree.root()


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_to_change_or_delete_entries() -> None:
    with transaction.atomic():
        actions.record("tests.thing.done", by=None)
    protection.install()
    try:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.update(action="tests.thing.undone")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_entry")
    finally:
        protection.remove()
    assert Entry.objects.get().action == "tests.thing.done"
