"""The append-only log of every action (存证): entries, the hash tree over them, and its signed heads.

An entry's `body` is public by nature: its number, the time, an action's name, and a salted hash over who did it, in which
dispute, about what, and the facts. Facts and salt stand in `Payload`, which may be erased without breaking the tree.
"""

from django.db import models

from sharedcourt.core import clock


class Entry(models.Model):
    """One action. `seq` counts from 0 without gaps; `body` is the canonical JSON whose hash is leaf `seq` of the tree."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor = models.UUIDField(null=True)
    scope = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    body = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["scope", "seq"], name="ledger_entry_scope"),
            models.Index(fields=["subject", "seq"], name="ledger_entry_subject"),
            models.Index(fields=["actor", "seq"], name="ledger_entry_actor"),
            models.Index(fields=["action", "seq"], name="ledger_entry_action"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class Payload(models.Model):
    """What an entry is about; the salted hash in the entry's body covers it."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=32)
    facts = models.JSONField()

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"


class Node(models.Model):
    """The hash of a complete subtree; `address` is level·2^48 + index."""

    address = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.address >> 48}/{self.address & (1 << 48) - 1}"


class TreeHead(models.Model):
    """A signed statement: at this time the first `size` entries had this root (RFC 9162 §4.10 in spirit)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"
