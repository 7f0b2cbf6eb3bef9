"""Who at a court sees which case: whom it was given to, who takes in, who distributes; and nobody else there."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases import actions, queries
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.fees import queries as fees
from sharedcourt.filing.folder import queries as folders
from sharedcourt.filing.serving import policy as serving
from sharedcourt.filing.tests.cases import accepted_case, court, submitted_case
from sharedcourt.ledger.models import Entry
from sharedcourt.notices.models import Message
from sharedcourt.people import actions as people
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Membership, Role, User

pytestmark = pytest.mark.django_db

COLLEAGUE = Member("colleague_judge", "邻法官", "19900000071", "", ((Role.JUDGE, cast.COURT),))
OTHER_RECORDER = Member("colleague_clerk", "邻书记", "19900000072", "", ((Role.COURT_CLERK, cast.COURT),))
HERE = (
    cast.FILING_CLERK,
    cast.COURT_ADMINISTRATOR,
    cast.JUDGE,
    cast.COURT_CLERK,
    COLLEAGUE,
    OTHER_RECORDER,
    cast.LIAISON_JUDGE,
)


def everybody_works_here() -> None:
    for member in HERE:
        cast.person(member)


def given(case: Case) -> Case:
    """The case is the cast's judge's and the cast's court clerk's, whoever was next by rule."""
    Case.objects.filter(pk=case.pk).update(judge=cast.person(cast.JUDGE), clerk=cast.person(cast.COURT_CLERK))
    return Case.objects.select_related("dispute", "court", "judge", "clerk").get(pk=case.pk)


def who(rows: Any) -> set[str]:
    """Which of the people at the court find something in what is asked for each."""
    return {member.key for member in HERE if rows(cast.person(member)).exists()}


def test_a_case_on_trial_is_open_to_its_judge_and_its_clerk_and_not_to_their_colleagues(browser_of: Any) -> None:
    everybody_works_here()
    case = given(accepted_case())
    knows = {"filing_clerk", "court_administrator", "judge", "court_clerk"}
    assert who(queries.visible_to) == knows
    assert who(folders.visible_to) == knows - {"filing_clerk"}, "who takes cases in has done so"
    assert who(fees.visible_to) == knows, "the fee is asked by the filing desk"
    assert {member.key for member in HERE if serving.serves(cast.person(member), case)} == knows
    for member in HERE:
        page = browser_of(member).get(f"/filing/cases/{case.pk}/")
        assert page.status_code == (200 if member.key in knows else 404), member.key
        folder = browser_of(member).get(f"/filing/folder/{case.pk}/")
        assert folder.status_code == (200 if member.key in knows - {"filing_clerk"} else 404), member.key
        answer = browser_of(member).get(f"/api/v1/filing/cases/{case.pk}")
        assert answer.status_code == page.status_code, member.key


def test_until_a_judge_has_it_a_case_is_the_filing_desks() -> None:
    everybody_works_here()
    submitted_case()
    assert who(queries.visible_to) == who(folders.visible_to) == {"filing_clerk", "court_administrator"}


def test_another_judge_finds_nothing_by_list_by_number_or_by_the_neighbours_address(browser_of: Any) -> None:
    """What a curious colleague tries: the desk, the search, the related cases, the addresses of actions."""
    everybody_works_here()
    case = given(accepted_case())
    judge, colleague = browser_of(cast.JUDGE), browser_of(COLLEAGUE)
    number = case.number
    assert number is not None
    for asked in ({"tab": "on_trial"}, {"q": number.text}, {"q": str(number.serial)}, {"q": case.dispute.code}):
        assert number.text in judge.get("/filing/cases/desk/", asked).content.decode()
        shown = colleague.get("/filing/cases/desk/", asked)
        assert shown.status_code == 200 and not shown.context["rows"], asked
        assert "林建川" not in shown.content.decode()
    for verb in ("close", "ask-mediation", "take-back", "reassign", "assign-clerk", "accept"):
        assert (
            colleague.post(reverse("filing:case_act", args=[case.pk, verb]), {"outcome": "judgment"}).status_code == 404
        )
    assert colleague.get("/api/v1/filing/cases").json()["count"] == 0
    assert colleague.get("/filing/fees/").context["page"].paginator.count == 0
    assert Case.objects.get(pk=case.pk).state == CaseState.ACCEPTED


def test_who_is_judge_elsewhere_or_no_longer_loses_the_case(browser_of: Any) -> None:
    everybody_works_here()
    case = given(accepted_case())
    office = Membership.objects.get(user=cast.person(cast.JUDGE), organisation=court())
    people.dismiss(by=cast.person(cast.COURT_ADMINISTRATOR), membership=office)
    assert browser_of(cast.JUDGE).get(f"/filing/cases/{case.pk}/").status_code == 404
    assert browser_of(cast.JUDGE).get(f"/filing/folder/{case.pk}/").status_code == 404


def test_the_administrator_gives_the_case_to_another_judge_and_says_why(browser_of: Any) -> None:
    everybody_works_here()
    case = given(accepted_case())
    administrator, colleague = browser_of(cast.COURT_ADMINISTRATOR), cast.person(COLLEAGUE)
    act = reverse("filing:case_act", args=[case.pk, "reassign"])
    refused = administrator.post(act, {"judge": str(colleague.pk), "reason": ""})
    assert refused.status_code == 422 and Case.objects.get(pk=case.pk).judge == cast.person(cast.JUDGE)
    assert administrator.post(act, {"judge": str(colleague.pk), "reason": "原承办法官调离"}).status_code == 302
    assert browser_of(COLLEAGUE).get(f"/filing/folder/{case.pk}/").status_code == 200
    former = browser_of(cast.JUDGE)
    for page in (f"/filing/cases/{case.pk}/", f"/filing/folder/{case.pk}/"):
        assert former.get(page).status_code == 404
    told = Message.objects.get(user=cast.person(cast.JUDGE), kind="filing.case_taken_over", channel="in_app")
    assert former.get(told.link).status_code == 200, "what they are told does not lead to a closed door"
    entry = Entry.objects.get(action="filing.case.reassigned")
    assert "原承办法官调离" not in str(entry.payload.facts), "the reason is there as a salted hash"


def test_the_record_of_a_case_goes_to_another_clerk_only_by_the_administrator_with_a_reason(browser_of: Any) -> None:
    everybody_works_here()
    case = given(accepted_case())
    other = cast.person(OTHER_RECORDER)
    administrator = cast.person(cast.COURT_ADMINISTRATOR)
    for member in (cast.JUDGE, cast.FILING_CLERK, cast.COURT_CLERK, OTHER_RECORDER, cast.OFFICER):
        with pytest.raises(NotAllowed):
            actions.assign_clerk(by=cast.person(member), case=case, clerk_id=other.pk, reason="x")
    for chosen in (None, uuid4(), cast.person(cast.JUDGE).pk, cast.person(cast.OFFICER).pk):
        with pytest.raises(Invalid) as refused:
            actions.assign_clerk(by=administrator, case=case, clerk_id=chosen, reason="产假")
        assert refused.value.field == "clerk"
    page = browser_of(cast.COURT_ADMINISTRATOR)
    act = reverse("filing:case_act", args=[case.pk, "assign-clerk"])
    without = page.post(act, {"clerk": str(other.pk), "reason": " "})
    assert without.status_code == 422 and 'id="why-clerk"' in without.content.decode()
    for _click in range(2):
        assert page.post(act, {"clerk": str(other.pk), "reason": "产假"}).status_code == 302
    assert Entry.objects.filter(action="filing.case.clerk_assigned").count() == 1
    assert browser_of(OTHER_RECORDER).get(f"/filing/folder/{case.pk}/").status_code == 200
    assert browser_of(cast.COURT_CLERK).get(f"/filing/folder/{case.pk}/").status_code == 404
    actions.close(by=cast.person(cast.JUDGE), case=case, outcome="judgment")
    with pytest.raises(Conflict):
        actions.assign_clerk(by=administrator, case=case, clerk_id=cast.person(cast.COURT_CLERK).pk, reason="返岗")


def test_a_clerk_who_is_a_party_does_not_keep_the_record_of_the_own_case() -> None:
    everybody_works_here()
    case = submitted_case()
    Party.objects.filter(dispute=case.dispute, side="respondent").update(user=cast.person(cast.COURT_CLERK))
    case = actions.accept(by=cast.person(cast.FILING_CLERK), case=case)
    assert case.clerk == cast.person(OTHER_RECORDER)
    with pytest.raises(Invalid):
        actions.assign_clerk(
            by=cast.person(cast.COURT_ADMINISTRATOR), case=case, clerk_id=cast.person(cast.COURT_CLERK).pk, reason="x"
        )


def test_the_next_case_goes_to_the_clerk_with_the_fewest() -> None:
    everybody_works_here()
    first, second = accepted_case(), accepted_case()
    assert {first.clerk, second.clerk} == {cast.person(cast.COURT_CLERK), cast.person(OTHER_RECORDER)}


def test_the_judge_who_signs_a_refusal_reads_what_was_handed_in_and_the_colleague_does_not(browser_of: Any) -> None:
    everybody_works_here()
    case = submitted_case()
    case = actions.refuse(by=cast.person(cast.FILING_CLERK), case=case, ground="122-4a", reasons="不属于受理范围。")
    assert case.ruling is not None
    judges = {cast.person(member) for member in (cast.JUDGE, COLLEAGUE)}
    signer = case.ruling.slots.get(user__in=judges).user
    (other,) = judges - {signer}

    def may(user: User) -> tuple[bool, bool]:
        return queries.visible_to(user).exists(), folders.visible_to(user).exists()

    assert may(signer) == (True, True) and may(other) == (False, False)
    member = cast.JUDGE if signer == cast.person(cast.JUDGE) else COLLEAGUE
    assert browser_of(member).get("/filing/cases/desk/", {"tab": "refusing"}).context["rows"]
    actions.take_refusal_back(by=signer, case=case)
    assert may(signer) == (False, False), "nothing is to be signed any more"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("tab", ["on_trial", "mediating", "ended"])
@pytest.mark.parametrize("member", [cast.JUDGE, cast.COURT_CLERK], ids=lambda member: member.key)
def test_ones_own_list_is_read_by_an_index_in_its_order_and_no_list_of_the_court_is_walked(
    tab: str, member: Member
) -> None:
    everybody_works_here()
    rows = queries.in_tab(court(), tab, cast.person(member))[:20]
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    column = "judge" if member is cast.JUDGE else "clerk"
    index = f"filing_case_{column}_ended" if tab == "ended" else f"filing_case_of_{column}"
    assert index in plan and "TEMP B-TREE" not in plan, plan


@pytest.mark.sqlite_only
@pytest.mark.parametrize("tab", list(queries.TABS))
def test_the_lists_of_the_desk_are_read_as_before(tab: str) -> None:
    everybody_works_here()
    sql, values = queries.in_tab(court(), tab, cast.person(cast.FILING_CLERK))[:20].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    wanted = {
        "ended": "filing_case_ended",
        "passed_on": "filing_case_received",
        "on_trial": "filing_case_trials",
        "mediating": "filing_case_trials",
        "copies": "filing_case_copies",
    }
    assert wanted.get(tab, "filing_case_queue") in plan and "TEMP B-TREE" not in plan, plan


def test_a_page_of_the_desk_asks_as_often_for_one_case_as_for_three(
    browser_of: Any, django_assert_max_num_queries: Any
) -> None:
    everybody_works_here()
    given(accepted_case())
    judge = browser_of(cast.JUDGE)
    judge.get("/filing/cases/desk/", {"tab": "on_trial"})
    with django_assert_max_num_queries(100) as once:
        judge.get("/filing/cases/desk/", {"tab": "on_trial"})
    for _more in range(2):
        given(accepted_case())
    with django_assert_max_num_queries(len(once)):
        assert len(judge.get("/filing/cases/desk/", {"tab": "on_trial"}).context["rows"]) == 3
