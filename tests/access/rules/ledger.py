"""Doors of the public ledger."""

DOORS: dict[str, str] = {
    "GET ledger_heads": "public",
    "GET ledger_inclusion": "public",
    "GET ledger_consistency": "public",
}
