"""What was served of rulings of refusal goes to the one table of service; the table it had of its own goes."""

from typing import Any

from django.db import migrations
from django.db.models import F


def forwards(apps: Any, schema_editor: Any) -> None:
    old, new = apps.get_model("filing", "RulingService"), apps.get_model("filing", "Service")
    party_model, agent_model = apps.get_model("disputes", "Party"), apps.get_model("disputes", "Agent")
    for row in old.objects.select_related("case").order_by("pk"):
        suing = party_model.objects.filter(dispute=row.case.dispute_id, side="applicant").order_by(
            "removed_at", "created_at"
        )
        agents = agent_model.objects.filter(party__in=suing, user=row.user_id)
        party = (
            suing.filter(user=row.user_id).first()
            or suing.filter(pk__in=agents.values("party")).first()
            or suing.filter(removed_at=None).first()
            or suing.first()
        )
        if party is None:
            continue
        new.objects.get_or_create(
            file_id=row.file_id,
            user_id=row.user_id,
            means="electronic",
            channel="platform",
            defaults={
                "id": row.pk,
                "created_at": row.created_at,
                "case_id": row.case_id,
                "party_id": party.pk,
                "basis": "confirmed" if row.address_confirmed else "unconfirmed",
                "reached_at": row.reached_at,
                "opened_at": row.opened_at,
            },
        )


def backwards(apps: Any, schema_editor: Any) -> None:
    old, new = apps.get_model("filing", "RulingService"), apps.get_model("filing", "Service")
    of_refusals = new.objects.filter(case__state="refused", file=F("case__ruling"), user__isnull=False)
    for row in of_refusals:
        old.objects.create(
            id=row.pk,
            created_at=row.created_at,
            case_id=row.case_id,
            file_id=row.file_id,
            user_id=row.user_id,
            address_confirmed=row.basis == "confirmed",
            reached_at=row.reached_at,
            opened_at=row.opened_at,
        )
        row.delete()


class Migration(migrations.Migration):
    dependencies = [("filing", "0008_enforcing")]

    operations = [
        migrations.RunPython(forwards, backwards, elidable=True),
        migrations.DeleteModel(name="RulingService"),
    ]
