"""Triggers by which the database refuses to change or delete ledger rows."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sharedcourt.ledger import protection


def install(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in protection.statements(editor.connection.vendor)[0]:
        editor.execute(statement)


def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in protection.statements(editor.connection.vendor)[1]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
