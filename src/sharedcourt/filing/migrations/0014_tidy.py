import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("filing", "0013_reach")]

    operations = [
        migrations.RemoveConstraint(model_name="bill", name="filing_bill_one_of_its_kind"),
        migrations.AlterField(
            model_name="bill",
            name="kind",
            field=models.CharField(
                choices=[
                    ("acceptance", "acceptance fee"),
                    ("increase", "in addition, for a higher claim"),
                    ("procedure", "in addition, for ordinary procedure"),
                    ("counterclaim", "fee of a counterclaim"),
                    ("appeal", "fee of an appeal"),
                    ("borne", "fee to be borne after the end"),
                    ("borne_appeal", "fee of an appeal to be borne after the end"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["counterclaim", "appeal", "borne", "borne_appeal"])),
                fields=("case", "payer", "kind"),
                name="filing_bill_one_of_its_kind",
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="ground",
            field=models.CharField(
                choices=[
                    ("mediated", "ended by mediation: half"),
                    ("withdrawn", "withdrawn: half"),
                    ("dismissed", "suit dismissed by ruling: all of it"),
                    ("crime", "handed over as a suspected crime: all of it"),
                    ("no_appeal", "appeal dismissed by ruling: all of it"),
                    ("remanded", "sent back for a new trial: all of it"),
                    ("decreased", "claim decreased before the inquiry was over"),
                    ("others", "borne by the other side"),
                    ("not_booked", "paid and not owed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterModelOptions(name="feesettlement", options={"ordering": ("created_at",)}),
        migrations.AlterField(
            model_name="feesettlement",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="fee_settlements", to="filing.case"
            ),
        ),
        migrations.AddField(
            model_name="feesettlement",
            name="bill",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="settlement", to="filing.bill"
            ),
        ),
        migrations.AddConstraint(
            model_name="feesettlement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("bill__isnull", True)),
                fields=("case",),
                name="filing_settlement_one_of_the_claim",
            ),
        ),
    ]
