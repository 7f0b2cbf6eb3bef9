"""The pages of bringing a case in a real browser, in both languages: nothing for axe to find, nothing wider than its screen."""

import pytest

from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.actions.named import Named
from sharedcourt.filing.cases.tests.test_suing import FRIEND, LUCHENG_ROAD, lender, own_suit
from sharedcourt.filing.tests import cases as made
from sharedcourt.filing.tests.looking import MARKS, faults
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = MARKS


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_the_pages_of_suing(live_server, person, language):
    made.court()
    her, friend = lender(), person(FRIEND)
    dispute = own_suit(her)
    entered = Named("person", FRIEND.name, FRIEND.phone, FRIEND.resident_id, LUCHENG_ROAD)
    disputes.add_plaintiff(by=her, dispute=dispute, entered=entered)
    own_suit(her, cause="civil")
    User.objects.update(language=language)
    officer = person(cast.OFFICER)
    hub = f"/filing/sue/{dispute.pk}/"
    pages = {
        "start": (officer, "/filing/sue/"),
        "start-wrong": (her, "/filing/sue/?cause="),
        "new-myself": (her, "/filing/sue/private_lending/myself/new/"),
        "new-person": (her, "/filing/sue/civil/person/new/"),
        "new-organisation": (her, "/filing/sue/civil/organisation/new/"),
        "new-bank": (officer, f"/filing/sue/credit_card/{cast.organisation(cast.BRANCH).pk}/new/"),
        "hub": (her, hub),
        "defendant": (her, f"{hub}add/defendant/"),
        "company": (her, f"{hub}add/defendant-organisation/"),
        "plaintiff": (her, f"{hub}add/plaintiff/"),
        "party": (her, f"{hub}parties/{dispute.parties.get(side='respondent').pk}/"),
        "claim": (her, f"{hub}claim/"),
        "evidence": (her, f"{hub}evidence/"),
        "court": (her, f"/filing/cases/begin/{dispute.pk}/"),
        "together": (friend, f"/disputes/{dispute.pk}/together/"),
        "dispute": (her, f"/disputes/{dispute.pk}/"),
        "disputes": (her, "/disputes/mine/?all=1"),
        "cases": (her, "/filing/cases/"),
    }
    named = {f"{name}-{language}": page for name, page in pages.items()}
    assert faults(live_server.url, named) == []
