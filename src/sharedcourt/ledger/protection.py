"""The database itself refuses to change or delete what the ledger holds."""

from django.db import connection

TABLES = ("ledger_entry", "ledger_node", "ledger_treehead")


def statements(vendor: str) -> tuple[list[str], list[str]]:
    """SQL that installs, and SQL that removes, the triggers for a database vendor."""
    if vendor == "sqlite":
        install = [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            for table in TABLES
            for verb in ("update", "delete")
        ]
        remove = [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in TABLES for verb in ("update", "delete")]
        return install, remove
    install = [
        (
            "CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
        )
    ]
    for table in TABLES:
        install.append(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        install.append(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        )
    return install, [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in TABLES]


def install() -> None:
    _run(statements(connection.vendor)[0])


def remove() -> None:
    _run(statements(connection.vendor)[1])


def _run(sql: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in sql:
            cursor.execute(statement)
