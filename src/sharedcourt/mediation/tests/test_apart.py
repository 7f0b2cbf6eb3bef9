"""What is said and reckoned in a separate talk stays on that side until the side lets everyone know."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.actions import agreements, apart, plans, sessions
from sharedcourt.mediation.models import Case, CaucusNote, Plan, SidePlan
from sharedcourt.mediation.states import CaseState
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import cast
from sharedcourt.people.models import User
from sharedcourt.rooms import circles
from sharedcourt.rooms.models import Room, Seat

pytestmark = pytest.mark.django_db
EVERYONE = (cast.OFFICER, cast.BORROWER, cast.WIFE, cast.MEDIATOR)


@pytest.fixture
def stage(person: Callable[[Any], User], settings: Any) -> Iterator[Stage]:
    settings.DEMO = True  # staff need no second factor
    with time_machine.travel(at("2022-01-06T13:50")):
        yield Stage(person).begun().meet_now().informed().planned()


def room_of(stage: Stage) -> Room:
    return Room.objects.get(pk=stage.meeting.room_id)


def talk_with(stage: Stage, side: str) -> None:
    circles.begin(by=stage.mediator, room=room_of(stage), side=side)


def together(stage: Stage) -> None:
    circles.end(by=stage.mediator, room=room_of(stage))


def change(stage: Stage, revision: int, **entered: str) -> Any:
    return plans.change_plan(by=stage.mediator, case=stage.case, entered=entered, revision=revision)


def sees(browser: Client, stage: Stage) -> str:
    """All that a person's panel holds, whole and by parts."""
    found = browser.get(reverse("mediation:panel", args=[stage.meeting.pk])).content.decode()
    for name in ("apart", "plan", "proposals", "people"):
        found += browser.get(reverse("mediation:panel-part", args=[stage.meeting.pk, name])).content.decode()
    return found


def instalments(count: int) -> str:
    return f"分{count}期"


def test_seats_know_their_side(stage: Stage) -> None:
    sides = dict(Seat.objects.filter(room=room_of(stage)).values_list("user__username", "side"))
    assert sides == {"mediator": "neutral", "officer": "applicant", "borrower": "respondent", "wife": "respondent"}


def test_a_note_is_read_by_the_mediator_and_that_side_until_it_is_released(
    stage: Stage, browser_of: Callable[[Any], Client]
) -> None:
    talk_with(stage, "respondent")
    act = reverse("mediation:panel-act", args=[stage.meeting.pk, "note"])
    answer = browser_of(cast.MEDIATOR).post(act, {"text": "每月最多还六千", "amount": "6000", "talk": "1"})
    assert answer.status_code == 302
    note = CaucusNote.objects.get()
    assert (note.side, str(note.amount), note.author) == ("respondent", "6000.00", stage.mediator)
    for moment in ("during", "after"):
        for member in EVERYONE:
            assert ("每月最多还六千" in sees(browser_of(member), stage)) is (member is not cast.OFFICER), (
                moment,
                member.key,
            )
        together(stage)

    with pytest.raises(NotAllowed):
        apart.release(by=stage.mediator, case=stage.case, kept=note.pk)
    with pytest.raises(NotAllowed):
        apart.release(by=stage.officer, case=stage.case, kept=note.pk)
    apart.ask_release(by=stage.mediator, case=stage.case, kept=note.pk)
    apart.release(by=stage.borrower, case=stage.case, kept=note.pk)
    apart.release(by=stage.wife, case=stage.case, kept=note.pk)
    assert "每月最多还六千" in sees(browser_of(cast.OFFICER), stage)
    actions = Entry.objects.filter(scope=stage.dispute.pk, action__startswith="mediation.caucus_note.")
    assert [entry.action.rpartition(".")[2] for entry in actions.order_by("seq")] == [
        "written",
        "release_asked",
        "released",
    ]
    assert "六千" not in "".join(str(entry.payload.facts) for entry in actions)


def test_what_one_person_said_alone_is_not_for_their_own_side(
    stage: Stage, browser_of: Callable[[Any], Client]
) -> None:
    seat = Seat.objects.get(room=room_of(stage), user=stage.wife)
    circles.begin(by=stage.mediator, room=room_of(stage), seat=seat)
    apart.write_note(by=stage.mediator, case=stage.case, text="她另有积蓄")
    for member in EVERYONE:
        knows = member in (cast.WIFE, cast.MEDIATOR)
        assert ("她另有积蓄" in sees(browser_of(member), stage)) is knows, member.key


def test_the_common_plan_stands_still_during_a_talk(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    common = Plan.objects.get(case=stage.case)
    assert instalments(24) in sees(browser_of(cast.OFFICER), stage)
    talk_with(stage, "respondent")
    draft = change(stage, common.revision, count="36", waive_interest="12.34")
    assert isinstance(draft, SidePlan)
    assert change(stage, draft.revision, count="48").revision == draft.revision + 1
    draft.refresh_from_db()

    assert Plan.objects.get(case=stage.case).inputs == common.inputs
    for member in (cast.BORROWER, cast.WIFE, cast.MEDIATOR):
        assert instalments(48) in sees(browser_of(member), stage), member.key
    officer = sees(browser_of(cast.OFFICER), stage)
    assert "此处内容将在单独谈话结束后更新" in officer
    assert instalments(48) not in officer
    # Nor by the API.
    assert (
        browser_of(cast.OFFICER).get(f"/api/v1/mediation/cases/{stage.case.pk}/plan").json()["inputs"]["count"] == "24"
    )

    # The other side's talk begins from the common plan again.
    talk_with(stage, "applicant")
    assert instalments(48) not in sees(browser_of(cast.OFFICER), stage)
    other = change(stage, common.revision, count="18")
    assert isinstance(other, SidePlan) and other.pk != draft.pk
    assert instalments(18) in sees(browser_of(cast.OFFICER), stage)

    # Released when both have finished it: then it is the common plan.
    together(stage)
    with pytest.raises(Conflict):
        apart.release(by=stage.borrower, case=stage.case, kept=draft.pk, revision=draft.revision)
    apart.ask_release(by=stage.mediator, case=stage.case, kept=draft.pk)
    apart.release(by=stage.borrower, case=stage.case, kept=draft.pk, revision=draft.revision)
    now = Plan.objects.get(case=stage.case)
    assert (now.inputs["count"], now.before) == ("48", common.inputs)
    assert instalments(48) in sees(browser_of(cast.OFFICER), stage)
    assert isinstance(change(stage, now.revision, count="30"), Plan)


def drafted(stage: Stage, count: str = "48") -> SidePlan:
    """A plan worked out with the respondent's side, who has been asked whether all may see it."""
    talk_with(stage, "respondent")
    draft: SidePlan = change(stage, Plan.objects.get(case=stage.case).revision, count=count)
    apart.ask_release(by=stage.mediator, case=stage.case, kept=draft.pk)
    draft.refresh_from_db()
    return draft


def common_count(stage: Stage) -> str:
    return str(Plan.objects.get(case=stage.case).inputs["count"])


def test_only_the_side_that_is_asked_is_told_to_look(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafted(stage)
    change(stage, draft.revision, count="60")
    together(stage)
    told: list[Any] = []
    monkeypatch.setattr("sharedcourt.rooms.live.push", lambda *_, seats=None, **__: told.append(seats))
    apart.ask_release(by=stage.mediator, case=stage.case, kept=draft.pk)
    assert len(told) == 1
    people = Seat.objects.filter(pk__in=told[0]).values_list("user__username", flat=True)
    assert set(people) == {"mediator", "borrower", "wife"}


def test_a_side_releases_the_plan_it_was_shown_and_no_other(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    shown = drafted(stage)
    changed = change(stage, shown.revision, count="60")
    together(stage)
    changed.refresh_from_db()
    assert changed.asked_at is None
    apart.ask_release(by=stage.mediator, case=stage.case, kept=changed.pk)
    # The page that the borrower has before him still shows 48.
    address = reverse("mediation:panel-act", args=[stage.meeting.pk, "release"])
    kept = {"kept": str(shown.pk)}
    borrower = browser_of(cast.BORROWER)
    for stale in ({"revision": str(shown.revision)}, {}):
        assert borrower.post(address, {**kept, **stale}).status_code == 409
    over_api = f"/api/v1/mediation/meetings/{stage.meeting.pk}/apart/{shown.pk}/release"
    assert borrower.post(over_api, {}, content_type="application/json").status_code == 409
    assert common_count(stage) == "24"
    assert f'name="revision" value="{changed.revision}"' in sees(borrower, stage)
    answer = borrower.post(over_api, {"revision": changed.revision}, content_type="application/json")
    assert (answer.status_code, answer.json()["revision"]) == (200, changed.revision)
    assert common_count(stage) == "60"


def test_a_plan_agreed_meanwhile_is_not_overwritten_by_an_older_one(stage: Stage) -> None:
    draft = drafted(stage)
    together(stage)
    change(stage, Plan.objects.get(case=stage.case).revision, count="36")

    def release() -> None:
        apart.release(by=stage.borrower, case=stage.case, kept=draft.pk, revision=draft.revision)

    with pytest.raises(Conflict):
        release()
    assert common_count(stage) == "36"
    apart.ask_release(by=stage.mediator, case=stage.case, kept=draft.pk)
    release()
    assert common_count(stage) == "48"


def test_a_plan_is_not_released_into_a_case_that_is_over(stage: Stage) -> None:
    draft = drafted(stage)
    together(stage)
    Case.objects.filter(pk=stage.case.pk).update(state=CaseState.ENDED)
    with pytest.raises(Conflict):
        apart.release(by=stage.borrower, case=stage.case, kept=draft.pk, revision=draft.revision)
    assert common_count(stage) == "24"


def test_what_everyone_would_read_waits_until_the_talk_is_over(stage: Stage) -> None:
    common = Plan.objects.get(case=stage.case)
    version = agreements.make_version(by=stage.mediator, case=stage.case, revision=common.revision)
    talk_with(stage, "respondent")
    for public in (
        lambda: agreements.request_change(by=stage.borrower, version=version, text="x"),
        lambda: plans.put_proposal(by=stage.mediator, case=stage.case),
        lambda: plans.counter_proposal(by=stage.borrower, case=stage.case, text="x"),
        lambda: agreements.make_version(by=stage.mediator, case=stage.case, revision=common.revision),
        lambda: sessions.draft_facts(by=stage.mediator, case=stage.case, facts=["x"]),
        lambda: sessions.write_statement(by=stage.mediator, meeting=stage.meeting, text="x"),
        lambda: sessions.write_statement(by=stage.wife, meeting=stage.meeting, text="x"),
    ):
        with pytest.raises(Conflict, match="单独谈话"):
            public()
    plans.counter_proposal(by=stage.officer, case=stage.case, text="我方等候，另提一案")


def test_what_was_typed_in_one_talk_never_lands_in_another(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    common = Plan.objects.get(case=stage.case)
    mediator = browser_of(cast.MEDIATOR)
    plan, note = (reverse("mediation:panel-act", args=[stage.meeting.pk, verb]) for verb in ("plan", "note"))
    talk_with(stage, "respondent")
    assert 'name="talk" form="plan-editor" value="1"' in sees(mediator, stage)
    talk_with(stage, "applicant")
    assert mediator.post(note, {"text": "对方说的", "talk": "1"}).status_code == 409
    together(stage)
    late = mediator.post(plan, {"count": "60", "revision": str(common.revision), "talk": "1"})
    assert late.status_code == 409
    over_api, entered = f"/api/v1/mediation/cases/{stage.case.pk}/plan", {"values": {"count": "60"}}
    for talk, status in (({"talk": 1}, 409), ({}, 422), ({"talk": 0}, 200)):
        body = {"revision": common.revision, **entered, **talk}
        assert Plan.objects.get(case=stage.case).inputs == common.inputs
        assert mediator.post(over_api, body, content_type="application/json").status_code == status
    assert common_count(stage) == "60"
    assert not CaucusNote.objects.exists()


def test_a_note_needs_a_talk_words_and_a_sum_that_is_one(stage: Stage) -> None:
    with pytest.raises(Conflict):
        apart.write_note(by=stage.mediator, case=stage.case, text="x")
    talk_with(stage, "respondent")
    for text, amount in ((" ", ""), ("x", "many")):
        with pytest.raises(Invalid):
            apart.write_note(by=stage.mediator, case=stage.case, text=text, amount=amount)
    with pytest.raises(NotAllowed):
        apart.write_note(by=stage.borrower, case=stage.case, text="x")
