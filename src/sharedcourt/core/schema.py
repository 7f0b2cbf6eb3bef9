"""The tables of an empty database, made at once from the models instead of by every migration there ever was.

The result is what the migrations make (`tests/test_migrations.py` compares the two), in seconds instead of minutes.
"""

from django.apps import apps
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

OURS = "sharedcourt."


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database has no table yet, save perhaps an empty list of applied migrations."""
    executor = MigrationExecutor(connection)
    tables = set(connection.introspection.table_names())
    return not executor.recorder.applied_migrations() and tables <= {executor.recorder.Migration._meta.db_table}


def build(connection: BaseDatabaseWrapper) -> None:
    """Make every table of an empty database and note every migration as applied: all of it or nothing.

    What migrations do beside tables (the ledger's triggers) is done as they say; what they do to rows is marked
    `elidable` there and left out, for there are no rows.
    """
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)]
    now = ProjectState.from_apps(apps)
    with connection.schema_editor(atomic=True) as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection) and model._meta.app_label in executor.loader.migrated_apps:
                editor.create_model(model)
        for migration in plan:
            for operation in migration.operations:
                if type(migration).__module__.startswith(OURS) and _is_beside_tables(operation):
                    operation.database_forwards(migration.app_label, editor, now, now)
            executor.recorder.record_applied(migration.app_label, migration.name)


def _is_beside_tables(operation: Operation) -> bool:
    return isinstance(operation, migrations.RunPython | migrations.RunSQL) and not operation.elidable
