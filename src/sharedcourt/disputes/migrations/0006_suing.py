import sharedcourt.core.fields
from django.db import migrations, models

STANDINGS = [
    ("head", "legal representative or person in charge"),
    ("staff", "staff of the party"),
    ("lawyer", "lawyer or basic legal service worker"),
    ("relative", "close relative"),
    ("recommended", "recommended by the community, the employer or a social organisation"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0005_before_court"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="opened_for_court",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="party",
            name="credit_code",
            field=sharedcourt.core.fields.EncryptedTextField(blank=True),
        ),
        migrations.AddField(
            model_name="party",
            name="credit_code_hash",
            field=sharedcourt.core.fields.KeyedHashField(blank=True, default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="agent",
            name="standing",
            field=models.CharField(choices=STANDINGS, default="staff", max_length=12),
        ),
        migrations.AlterField(
            model_name="nomination",
            name="standing",
            field=models.CharField(choices=STANDINGS, max_length=12),
        ),
        migrations.AlterField(
            model_name="party",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("lender", "Lender"),
                    ("borrower", "Borrower"),
                    ("co_obligor", "Co-obligor"),
                    ("guarantor", "Guarantor"),
                    ("plaintiff", "Plaintiff"),
                    ("defendant", "Defendant"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("credit_code_hash", ""), _negated=True),
                fields=["credit_code_hash"],
                name="disputes_party_credit_code",
            ),
        ),
    ]
