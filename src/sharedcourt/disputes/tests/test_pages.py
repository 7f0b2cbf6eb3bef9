"""The pages, as people walk through them."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sharedcourt.disputes import actions, queries
from sharedcourt.disputes.models import Consent, Dispute, Evidence, Party, ServiceAddress
from sharedcourt.disputes.tests import worked
from sharedcourt.people import cast
from sharedcourt.people.models import IdentityLevel

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _in_time():
    with time_machine.travel("2022-01-06T02:00:00Z", tick=True):
        yield


def parts(name, iso):
    return dict(zip([f"{name}_{index}" for index in range(3)], iso.split("-"), strict=True))


def test_an_officer_applies_page_by_page_leaves_and_comes_back(browser_of):
    browser = browser_of(cast.OFFICER)
    organisation = cast.organisation(cast.MEDIATION)
    assert browser.get(reverse("disputes:new")).status_code == 200
    started = browser.post(reverse("disputes:new"), {"key": "k1"})
    assert browser.post(reverse("disputes:new"), {"key": "k1"}).url == started.url
    dispute = Dispute.objects.get()

    def send(step, data, **kwargs):
        url = reverse("disputes:edit", kwargs={"pk": dispute.pk, "step": step})
        assert browser.get(url).status_code == 200, step
        answer = browser.post(url, data, **kwargs)
        assert answer.status_code == 302, (step, answer.context and answer.context["form"].errors)
        return answer.url.rstrip("/").rsplit("/", 1)[-1]

    assert send("where", {"mediation_organisation": organisation.pk, "site": ""}) == "borrower"
    wrong = browser.post(
        reverse("disputes:edit", kwargs={"pk": dispute.pk, "step": "borrower"}),
        {"name": "林建川", "resident_id": "330399198506150017", "phone": cast.BORROWER.phone},
    )
    assert wrong.status_code == 422 and "resident_id" in wrong.context["form"].errors
    assert "林建川" in wrong.content.decode()
    borrower = {"name": "林建川", "resident_id": cast.BORROWER.resident_id, "phone": cast.BORROWER.phone, "address": ""}
    assert send("borrower", borrower) == "others"
    assert send("borrower", {**borrower, "address": "示范巷3号", "leave": "1"}) == "disputes"
    assert send("others", {}) == "contract"
    contract = {"contract_name": "个人经营性借款合同", "contract_number": "OY-1", **parts("signed_on", "2020-11-10")}
    assert send("contract", contract) == "loan"
    loan = {"principal": "300,000.00", **parts("released_on", "2020-11-20"), **parts("matures_on", "2021-11-20")}
    assert send("loan", loan) == "rate"
    rate = {"annual_rate": "6.5", "penalty_uplift": "60", "day_base": "360", "compound": "yes"}
    doubtful = browser.post(reverse("disputes:edit", kwargs={"pk": dispute.pk, "step": "rate"}), rate)
    assert doubtful.status_code == 422 and "uplift_checked" in doubtful.content.decode()
    assert send("rate", {**rate, "uplift_checked": "on"}) == "repayment"
    assert send("rate", {**rate, "penalty_uplift": "50"}) == "repayment"
    assert send("repayment", {"repayment_method": "interest_monthly", "interest_day": "20"}) == "repaid"
    assert send("repaid", {**parts("on", "2021-07-20"), "amount": "20000"}) == "dates"
    dates = {**parts("interest_paid_to", "2021-08-20"), **parts("as_of", "2022-01-06")}
    assert send("dates", dates) == "debt"
    debt = browser.get(reverse("disputes:edit", kwargs={"pk": dispute.pk, "step": "debt"})).content.decode()
    assert "288,300.24" in debt and "4,651.11" not in debt and "1,567.22" in debt
    assert send("claims", {"claims": ["principal", "interest", "penalty", "compound"], "until_paid": "on"}) == "payee"
    payee = {"payee_holder": "瓯越示范银行", "payee_bank": "鹿城支行", "payee_number": "6217000000000000012"}
    assert send("payee", payee) == "evidence"
    file = SimpleUploadedFile("合同.pdf", PDF, content_type="application/pdf")
    assert send("evidence", {"file": file}) == "acting"
    assert send("acting", {"authority": "special", "representative": "王行长"}) == "check"
    check = reverse("disputes:edit", kwargs={"pk": dispute.pk, "step": "check"})
    page = browser.get(check).content.decode()
    assert "288,300.24" in page and "330***********0016" in page and cast.BORROWER.resident_id not in page
    assert browser.post(check, {}).status_code == 422
    assert browser.post(check, {"declared": "on"}).url == reverse("disputes:submitted", kwargs={"pk": dispute.pk})
    assert browser.get(reverse("disputes:submitted", kwargs={"pk": dispute.pk})).status_code == 200
    dispute.refresh_from_db()
    assert dispute.submitted_at and Evidence.objects.filter(dispute=dispute).count() == 1
    assert Consent.objects.filter(party__dispute=dispute, given=True).count() == 2
    for name in ("detail", "code", "timeline"):
        assert browser.get(reverse(f"disputes:{name}", kwargs={"pk": dispute.pk})).status_code == 200
    assert browser.get(check).status_code == 302


def test_the_borrower_scans_joins_answers_agrees_and_names_his_wife(browser_of, person):
    dispute = worked.submitted()
    anonymous = Client()
    page = anonymous.get(f"/d/{dispute.code}/")
    shown = page.content.decode()
    assert page.status_code == 200 and "金融借款" not in shown and "银行股份" not in shown
    for secret in (cast.BORROWER.name, cast.BORROWER.phone, "288", "鹿城支行"):
        assert secret not in shown
    join = f"/d/{dispute.code}/join/"
    assert anonymous.get(join).status_code == 302

    browser = browser_of(cast.BORROWER)
    assert browser.get(join).status_code == 200
    wrong = browser.post(join, {"name": "林建山", "resident_id": cast.BORROWER.resident_id})
    assert wrong.status_code == 422
    joined = browser.post(join, {"name": cast.BORROWER.name, "resident_id": cast.BORROWER.resident_id})
    assert joined.url == reverse("disputes:answer", kwargs={"pk": dispute.pk})
    page = browser.get(joined.url).content.decode()
    assert "288,300.24" in page
    answered = browser.post(joined.url, {"admit_all": "1"})
    assert answered.url == reverse("disputes:consent", kwargs={"pk": dispute.pk})
    page = browser.get(answered.url).content.decode()
    assert " checked" not in page
    box = {"receiver": "林建川", "phone": cast.BORROWER.phone, "address": "示范巷3号"}
    assert browser.post(answered.url, box).status_code == 422
    assert not Consent.objects.filter(party__capacity="borrower").exists()
    agreed = browser.post(answered.url, {**box, "online_mediation": "on", "sham_warning": "on", "e_service": "on"})
    assert agreed.url == reverse("disputes:co-obligor", kwargs={"pk": dispute.pk})
    assert ServiceAddress.objects.get(party__capacity="borrower").e_service
    assert browser.get(agreed.url).status_code == 200
    named = browser.post(agreed.url, {"name": cast.WIFE.name, "phone": cast.WIFE.phone, "relation": "spouse"})
    assert named.url == reverse("disputes:thanks", kwargs={"pk": dispute.pk})
    assert browser.get(named.url).status_code == 200
    assert Party.objects.get(capacity="co_obligor").relation == "林建川的配偶"
    assert browser.get("/disputes/mine/").url == reverse("disputes:detail", kwargs={"pk": dispute.pk})
    detail = browser.get(reverse("disputes:detail", kwargs={"pk": dispute.pk})).content.decode()
    assert cast.WIFE.phone not in detail and "199****0002" in detail

    wife = browser_of(cast.WIFE)
    person(cast.WIFE)
    joined = wife.post(join, {"name": cast.WIFE.name, "resident_id": cast.WIFE.resident_id})
    assert joined.status_code == 302
    assert "obligation" in wife.get(joined.url + "?each=1").content.decode()
    found = queries.party_of(person(cast.WIFE), dispute)
    assert found is not None and found.capacity == "co_obligor"
    assert person(cast.WIFE).identity_level >= IdentityLevel.DECLARED


def test_answering_item_by_item_keeps_what_was_typed(browser_of):
    dispute, party = worked.joined()
    browser = browser_of(cast.BORROWER)
    url = reverse("disputes:answer", kwargs={"pk": dispute.pk})
    data = dict.fromkeys(("contract", "loan", "rate", "repaid", "principal", "interest", "compound"), "yes")
    unsaid = browser.post(url + "?each=1", {**data, "penalty": "no", "note": "每月能还一万"})
    assert unsaid.status_code == 422 and "每月能还一万" in unsaid.content.decode()
    said = browser.post(url + "?each=1", {**data, "penalty": "no", "penalty_reason": "太高", "note": "每月能还一万"})
    assert said.status_code == 302
    party.refresh_from_db()
    assert party.answer.answers["penalty"] == {"admitted": False, "reason": "太高"}
    officer = browser_of(cast.OFFICER).get(reverse("disputes:detail", kwargs={"pk": dispute.pk})).content.decode()
    assert "太高" in officer and "每月能还一万" in officer


def test_refusing_is_possible_and_leads_back(browser_of):
    dispute, party = worked.joined()
    browser = browser_of(cast.BORROWER)
    url = reverse("disputes:refuse", kwargs={"pk": dispute.pk})
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": ""}).status_code == 302
    consent = queries.consent_of(party)
    assert consent is not None and consent.given is False
    assert browser.get(reverse("disputes:detail", kwargs={"pk": dispute.pk})).status_code == 200


def every_address(dispute):
    party = Party.objects.filter(dispute=dispute, capacity="borrower").get()
    one = {"pk": dispute.pk}
    for name in (
        "detail",
        "submitted",
        "code",
        "timeline",
        "withdraw",
        "evidence",
        "answer",
        "consent",
        "refuse",
        "co-obligor",
        "thanks",
    ):
        yield reverse(f"disputes:{name}", kwargs=one)
    for step in ("where", "borrower", "debt", "check", "evidence"):
        yield reverse("disputes:edit", kwargs={**one, "step": step})
    yield reverse("disputes:remove", kwargs={**one, "what": "party", "which": str(party.pk)})
    yield reverse("disputes:invite", kwargs={**one, "party_pk": party.pk})


@pytest.mark.parametrize(
    "member",
    [
        cast.STRANGER,
        cast.RIVAL_OFFICER,
        cast.OTHER_MANAGER,
        cast.MEDIATOR,
        cast.REGULATOR_OFFICER,
        cast.PLATFORM_OPERATOR,
    ],
)
def test_strangers_find_nothing_anywhere(browser_of, member):
    dispute, _party = worked.joined()
    browser = browser_of(member)
    for url in every_address(dispute):
        assert browser.get(url).status_code in {404, 405}, url
        assert browser.post(url, {}).status_code in {404, 405}, url
    assert dispute.code not in browser.get("/disputes/").content.decode()
    assert browser.get(f"/d/{dispute.code}/join/").status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in():
    dispute = worked.submitted()
    for url in every_address(dispute):
        assert Client().get(url).status_code in {302, 405}, url


def test_the_borrower_may_not_do_the_officers_work(browser_of):
    dispute, _party = worked.joined()
    browser = browser_of(cast.BORROWER)
    for url in every_address(dispute):
        if "/edit/" in url or url.endswith(("/withdraw/", "/submitted/")):
            assert browser.post(url, {}).status_code in {404, 405}, url


def test_guessing_codes_is_stopped_but_parties_still_come_in(browser_of, person):
    from django.core.cache import cache

    from sharedcourt.core import codes

    cache.clear()
    dispute = worked.submitted()
    guesser = Client()
    for _guess in range(20):
        assert guesser.get(f"/d/{codes.generate()}/").status_code == 404
    assert guesser.get(f"/d/{codes.generate()}/").status_code == 429
    assert guesser.get(f"/d/{dispute.code}/").status_code == 429
    assert browser_of(cast.BORROWER).get(f"/d/{dispute.code}/join/").status_code == 200
    cache.clear()
    assert guesser.get(f"/d/{dispute.code}/").status_code == 200


def test_a_drafts_code_leads_nowhere():
    from django.core.cache import cache

    cache.clear()
    dispute = worked.draft()
    assert Client().get(f"/d/{dispute.code}/").status_code == 404


def test_the_list_finds_by_code_phone_number_and_contract(browser_of, django_assert_max_num_queries):
    dispute = worked.submitted()
    worked_two = actions.open_draft(by=cast.person(cast.OFFICER))
    browser = browser_of(cast.OFFICER)
    assert browser.get("/disputes/").status_code == 200
    with django_assert_max_num_queries(8):
        page = browser.get("/disputes/")
    assert page.context["page"].paginator.count == 2
    for text in (dispute.code.lower(), cast.BORROWER.phone, cast.BORROWER.resident_id, "OY-2020-1110-0316"):
        asked = browser.post("/disputes/", {"q": text, "order": "changed"}, follow=True)
        assert [each.pk for each in asked.context["page"].object_list] == [dispute.pk], text
        # What is searched for is somebody's number: it stands in no address, and cannot be read where sessions are kept.
        assert asked.redirect_chain and text not in asked.redirect_chain[0][0] + asked.content.decode().replace(
            f'value="{text}"', ""
        )
        assert text not in str(dict(browser.session))
        export = f"/disputes/export.csv?{asked.request['QUERY_STRING']}"
        assert len(b"".join(browser.get(export).streaming_content).decode().splitlines()) == 2
    assert not browser.post("/disputes/", {"q": "nothing"}, follow=True).context["page"].object_list
    assert browser.get("/disputes/", {"sought": "forgotten"}).context["page"].paginator.count == 2
    drafts = browser.get("/disputes/", {"state": "draft"}).context["page"].object_list
    assert [each.pk for each in drafts] == [worked_two.pk]
    exported = b"".join(browser.get("/disputes/export.csv").streaming_content).decode()
    assert cast.BORROWER.name in exported and "288300.24" in exported


def test_pages_need_no_more_queries_with_more_in_them(browser_of, django_assert_max_num_queries):
    dispute, _party = worked.joined()
    browser = browser_of(cast.OFFICER)
    url = reverse("disputes:detail", kwargs={"pk": dispute.pk})
    browser.get(url)
    with django_assert_max_num_queries(26):
        browser.get(url)
