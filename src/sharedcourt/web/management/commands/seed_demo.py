"""Fill an empty installation with the cast, two shared courts, two cases before a court, and one dispute that waits for mediation."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from sharedcourt.core import clock
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Capacity, Dispute
from sharedcourt.law.workdays import add_months, add_years
from sharedcourt.people import cast
from sharedcourt.people.models import User
from sharedcourt.sites.models import Site, Terminal
from sharedcourt.web import demo_cases, demo_judgments

# As in the worked case: 47 days overdue, interest unpaid for the last three months.
DAYS_OVERDUE = 47


def loan_elements() -> dict[str, Any]:
    """The worked case's loan, moved so that it is 47 days overdue today."""
    today = clock.today()
    matures_on = today - timedelta(days=DAYS_OVERDUE)
    released_on = add_years(matures_on, -1)
    return {
        "contract_name": "个人经营性借款合同",
        "contract_number": f"示范{released_on.year}第0001号",
        "signed_on": (released_on - timedelta(days=10)).isoformat(),
        "purpose": "个人经营",
        "principal": "300000.00",
        "released_on": released_on.isoformat(),
        "matures_on": matures_on.isoformat(),
        "annual_rate": "0.065",
        "penalty_uplift": "0.5",
        "day_base": 360,
        "compound": True,
        "repayment_method": "interest_monthly",
        "interest_day": matures_on.day,
        "payments": [{"on": add_months(matures_on, -4).isoformat(), "principal": "20000.00", "interest": "0"}],
        "interest_paid_to": add_months(matures_on, -3).isoformat(),
        "as_of": today.isoformat(),
        "costs": "0",
        "claims": ["principal", "interest", "penalty", "compound"],
        "until_paid": True,
        "payee_holder": cast.BRANCH,
        "payee_bank": "瓯越示范银行鹿城支行",
        "payee_number": "6217000000000000012",
    }


def seed_sites() -> None:
    """The bank's own shared court in Lucheng and one in Haishu, each with a screen that waits to be paired."""
    director = cast.person(cast.DIRECTOR)
    for name, host, court, division, address in (
        ("温州鹿城金融共享法庭", cast.BRANCH, cast.COURT, "330302", "示范市鹿城区示范路1号一楼"),
        ("宁波海曙示范街道共享法庭", cast.HOST, cast.OTHER_COURT, "330203", "示范市海曙区示范街8号一楼"),
    ):
        site, _new = Site.objects.get_or_create(
            name=name,
            defaults={
                "kind": Site.Kind.SPECIAL if host == cast.BRANCH else Site.Kind.TOWN,
                "host": cast.organisation(host),
                "court": cast.organisation(court),
                "director": director,
                "division": division,
                "address": address,
                "phone": "0577-00000000",
                "opens_at": "00:00",
                "closes_at": "23:59",
            },
        )
        Terminal.objects.get_or_create(site=site, label="大厅")


class Command(BaseCommand):
    help = "Seed the demonstration: cast, shared courts, a dispute. Only in demonstration mode; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-dispute",
            action="store_true",
            help="only people, organisations and sites, no dispute and no case",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demonstration is seeded: set SHAREDCOURT_DEMO=1.")
        for member in (*cast.CAST, *cast.DEMONSTRATION):
            if member.roles:
                cast.person(member)
        for party in (cast.BORROWER, cast.WIFE):
            # Nothing is known of a party but the phone, until they prove the rest themselves.
            if not User.objects.filter(username=party.key).exists():
                User.objects.create_user(party.key, name=party.name, phone=party.phone)
        for row in cast.ORGANISATIONS:
            cast.organisation(row["name"])
        seed_sites()
        if not options["without_dispute"] and not Dispute.objects.exists():
            demo_cases.seed(loan_elements())
            demo_judgments.seed()
            self._open_dispute()
        self.stdout.write("The demonstration is ready.")

    def _open_dispute(self) -> None:
        officer = cast.person(cast.OFFICER)
        dispute = disputes.open_draft(by=officer, applicant=cast.organisation(cast.BRANCH))
        disputes.choose_where(
            by=officer,
            dispute=dispute,
            mediation_organisation=cast.organisation(cast.MEDIATION),
            site=Site.objects.get(host=cast.organisation(cast.BRANCH)),
        )
        disputes.set_authority(by=officer, dispute=dispute, authority="special", representative="金行长")
        disputes.add_party(
            by=officer,
            dispute=dispute,
            capacity=Capacity.BORROWER,
            name=cast.BORROWER.name,
            phone=cast.BORROWER.phone,
            resident_id=cast.BORROWER.resident_id,
            address="示范市鹿城区示范路2号",
        )
        disputes.save_elements(by=officer, dispute=dispute, elements=loan_elements())
        disputes.submit(by=officer, dispute=dispute, declared=True)
