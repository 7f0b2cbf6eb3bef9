"""The demonstration's case comes to life in an empty installation, and the clock's work runs on it."""

from django.core.management import call_command
from pytest_django import Settings

from sharedcourt.disputes.models import Dispute


def test_the_demonstration_is_seeded_once_and_its_limits_are_watched(db: None, settings: Settings) -> None:
    settings.DEMO = True
    call_command("seed_demo", verbosity=0)
    seeded = Dispute.objects.count()
    call_command("seed_demo", verbosity=0)

    call_command("run_scheduled", verbosity=0)
    call_command("run_scheduled", verbosity=0)

    assert seeded
    assert Dispute.objects.count() == seeded
