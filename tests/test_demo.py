"""The demonstration's cases come to life in an empty installation, its people can go on with them, and the clock's work runs on it."""

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from sharedcourt.disputes.models import Dispute
from sharedcourt.filing.cases.models import Case
from sharedcourt.people import cast
from sharedcourt.web import demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.DEMO = True
    call_command("seed_demo", verbosity=0)


def test_the_demonstration_is_seeded_once_and_its_limits_are_watched() -> None:
    seeded = Dispute.objects.count(), Case.objects.count()
    call_command("seed_demo", verbosity=0)

    call_command("run_scheduled", verbosity=0)
    call_command("run_scheduled", verbosity=0)

    assert seeded == (3, 2)
    assert (Dispute.objects.count(), Case.objects.count()) == seeded


def test_the_people_of_the_case_before_the_court_are_told_what_to_do_and_can(settings: Settings) -> None:
    play = demo.state_of_play()
    case = Case.objects.get(number__isnull=False)
    assert play.case_path == f"/filing/cases/{case.pk}/" and str(case.number) in str(play.case_words)
    assert play.path, "the dispute in mediation is still there"
    for member in (cast.PLAINTIFF, cast.DEFENDANT, cast.OTHER_CLERK, cast.JUDGE):
        does, path = play.next_steps[member.key]
        browser = Client()
        page = browser.get("/demo/").content.decode()
        assert str(does) in page and member.name in page
        entered = browser.post(f"/demo/step-in/{member.key}/", {"next": path})
        assert entered["Location"] == path and browser.get(path).status_code == 200, member.key


def test_the_case_goes_on_where_it_was_seeded() -> None:
    waiting = Case.objects.get(state="submitted")
    clerk, defendant = Client(), Client()
    clerk.post(f"/demo/step-in/{cast.OTHER_CLERK.key}/")
    clerk.post(f"/filing/cases/{waiting.pk}/do/pass-on/")
    assert demo.state_of_play().next_steps[cast.FILING_CLERK.key][1] == f"/filing/cases/{waiting.pk}/"

    case = Case.objects.get(number__isnull=False)
    defendant.post(f"/demo/step-in/{cast.DEFENDANT.key}/")
    assert "有1份文书尚未打开" in defendant.get(f"/filing/cases/{case.pk}/").content.decode(), "one paper is unread"
    assert defendant.get(f"/documents/{case.plaint_id}/").status_code == 200
    kinds = set(case.tasks.values_list("kind", flat=True))
    assert "answer" in kinds, "the fifteen days have begun"
