"""The pages of bringing a case in a real browser, in both languages: nothing for axe to find, nothing wider than its screen."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.actions.named import Named
from sharedcourt.filing.cases.tests.test_suing import FRIEND, LUCHENG_ROAD, lender, own_suit
from sharedcourt.filing.tests import cases as made
from sharedcourt.filing.tests.looking import MARKS, SHOTS, chromium, faults
from sharedcourt.people import cast
from sharedcourt.sites import pairing
from sharedcourt.sites.models import Site
from sharedcourt.terminal.middleware import COOKIE
from sharedcourt.web.tests.test_browser import AXE, RULES

pytestmark = [*MARKS, pytest.mark.long]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_the_pages_of_suing(live_server, person, language):
    made.court()
    her, friend = lender(), person(FRIEND)
    dispute = own_suit(her)
    entered = Named("person", FRIEND.name, FRIEND.phone, FRIEND.resident_id, LUCHENG_ROAD)
    disputes.add_plaintiff(by=her, dispute=dispute, entered=entered)
    own_suit(her, cause="civil")
    officer = person(cast.OFFICER)
    hub = f"/filing/sue/{dispute.pk}/"
    pages = {
        "start": (officer, "/filing/sue/"),
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
    assert faults(live_server.url, named, language=language) == []


def test_the_screen_of_a_site_has_large_targets(live_server, person):
    site = Site.objects.create(
        name="海曙示范共享法庭",
        kind=Site.Kind.SPECIAL,
        host=cast.organisation(cast.HOST),
        court=cast.organisation(cast.OTHER_COURT),
        director=person(cast.DIRECTOR),
        division="330203",
        address="示范街8号",
    )
    new, secret = pairing.begin()
    pairing.confirm(by=person(cast.DIRECTOR), code=new.code, site=site, label="大厅")
    credential = pairing.collect(secret) or ""
    client = Client()
    client.force_login(lender(), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN", bypass_csp=True)
        page = context.new_page()
        context.add_cookies([{"name": COOKIE, "value": credential, "url": live_server.url}])
        found = []
        for name, address in (
            ("idle", "/terminal/"),
            ("start", "/filing/sue/"),
            ("who", "/filing/sue/civil/myself/new/"),
        ):
            if name != "idle":
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
                context.add_cookies([cookie])
            assert page.goto(f"{live_server.url}{address}").status == 200
            page.evaluate(AXE.read_text(encoding="utf-8"))
            seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
            found += [f"{name}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen]
            buttons = page.eval_on_selector_all(".govuk-button", "all => all.map(one => one.offsetHeight)")
            assert min(height for height in buttons if height) >= 48, (name, buttons)
            if SHOTS:
                page.screenshot(path=str(Path(SHOTS) / f"terminal-{name}.png"), full_page=True)
        assert found == []
