"""Some are in the courtroom itself: the clerk sees them there, and the hearing goes on with them as with those on the screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.attendance.tests import making as places
from sharedcourt.hearings.courtroom import queries
from sharedcourt.hearings.courtroom.actions import absence, discipline, opening
from sharedcourt.hearings.courtroom.actions import hall as acts
from sharedcourt.hearings.courtroom.models import InCourtroom
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.courtroom.tests.making import SECOND_JUDGE, Hall
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.transcript import papers
from sharedcourt.ledger.models import Entry
from sharedcourt.notices.models import Message
from sharedcourt.people import actions as people
from sharedcourt.people import cast
from sharedcourt.people.models import IdentityLevel, User

pytestmark = pytest.mark.django_db
T = Stage
BrowserOf = Callable[[Any], Client]


def to_court(scene: Hall, *users: User) -> None:
    """A mixed hearing, to which these come in person."""
    Hearing.objects.filter(pk=scene.hearing_pk).update(form="mixed")
    Participant.objects.filter(hearing=scene.hearing_pk, user__in=users).update(place="court")


def seen(
    scene: Hall, user: User, *, by: User | None = None, document: str = "resident_id", note: str = ""
) -> InCourtroom:
    return acts.come(by=by or scene.clerk, hearing=scene.hearing, who=scene.part(user), document=document, note=note)


def mixed(scene: Hall) -> Hall:
    """Opened: the court and the bank on the screen, the borrower in the courtroom."""
    to_court(scene, scene.borrower)
    scene.court_sits()
    scene.comes(scene.officer)
    seen(scene, scene.borrower)
    opening.open_session(by=scene.judge, hearing=scene.hearing)
    return scene


def test_who_is_in_the_courtroom_is_not_absent_and_no_decision_is_needed(hall: Hall) -> None:
    to_court(hall, hall.borrower)
    hall.court_sits()
    hall.comes(hall.officer)
    with pytest.raises(Conflict) as refused:
        opening.open_session(by=hall.judge, hearing=hall.hearing)
    assert refused.value.field == "absent"
    made = seen(hall, hall.borrower)
    assert seen(hall, hall.borrower) == made, "twice is once"
    assert queries.parties_missing(hall.hearing) == []
    assert opening.open_session(by=hall.judge, hearing=hall.hearing).state == "in_session"
    assert hall.part(hall.borrower).state == "in_hearing"
    assert hall.kinds().count("in_court") == 1
    assert Entry.objects.filter(action="hearings.participant.appeared").count() == 1
    level, way = people.identity_of(hall.borrower, hall.hearing.case.dispute_id)
    assert (level, way) == (IdentityLevel.COMPARED, "at_counter")
    with pytest.raises(Conflict):
        absence.decide(
            by=hall.judge, hearing=hall.hearing, who=hall.part(hall.borrower), decision="refused", reason="未到庭"
        )
    # The floor is theirs like anybody's.
    hall.led_to(T.INVESTIGATION, T.DEBATE)
    hall.floor(hall.borrower)
    stage = queries.stage_of(hall.hearing)
    assert stage is not None and stage.floor == hall.part(hall.borrower)
    opening.close(by=hall.judge, hearing=hall.hearing)
    assert InCourtroom.objects.get().left_at is not None


def test_only_the_court_says_it_and_only_with_the_document_in_hand(hall: Hall) -> None:
    to_court(hall, hall.borrower)
    with pytest.raises(Conflict):
        seen(hall, hall.borrower)  # no courtroom yet
    hall.prepared()
    for stranger in (hall.borrower, hall.officer, cast.person(cast.STRANGER), cast.person(cast.OTHER_CLERK)):
        with pytest.raises(NotAllowed):
            seen(hall, hall.borrower, by=stranger)
    for document, note, field in (("", "", "document"), ("x", "", "document"), ("other", " ", "note")):
        with pytest.raises(Invalid) as refused:
            seen(hall, hall.borrower, document=document, note=note)
        assert refused.value.field == field
    with pytest.raises(Conflict) as online:
        seen(hall, hall.officer)
    assert online.value.field == "participant"
    assert not InCourtroom.objects.exists()


def test_a_party_without_an_account_is_seen_all_the_same(hall: Hall) -> None:
    party = hall.part(hall.borrower).party
    hall.part(hall.borrower).delete()
    to_court(hall)
    one = Participant.objects.create(hearing=hall.hearing, party=party, capacity="defendant", place="court")
    hall.court_sits()
    hall.comes(hall.officer)
    acts.come(by=hall.clerk, hearing=hall.hearing, who=one, document="resident_id")
    assert opening.open_session(by=hall.judge, hearing=hall.hearing).state == "in_session"


def test_when_they_leave_the_hearing_stands_still_until_they_are_back(hall: Hall) -> None:
    mixed(hall)
    acts.go(by=hall.clerk, hearing=hall.hearing, who=hall.part(hall.borrower))
    acts.go(by=hall.clerk, hearing=hall.hearing, who=hall.part(hall.borrower))
    assert hall.hearing.state == "suspended" and hall.kinds().count("left_court") == 1
    assert not Message.objects.filter(kind="hearings.somebody_lost").exists(), "the clerk saw it"
    (task,) = hall.tasks()
    with pytest.raises(Conflict):
        absence.finish_task(by=hall.clerk, task=task)
    with pytest.raises(Conflict):
        opening.resume(by=hall.judge, hearing=hall.hearing)
    seen(hall, hall.borrower)
    assert hall.tasks() == []
    assert opening.resume(by=hall.judge, hearing=hall.hearing).state == "in_session"
    assert InCourtroom.objects.count() == 2, "each coming and going is kept"


def test_a_device_that_fails_in_the_courtroom_is_no_absence(hall: Hall) -> None:
    hall.opened()
    to_court(hall, hall.borrower)
    seen(hall, hall.borrower)
    hall.loses(hall.borrower)
    assert (hall.hearing.state, hall.part(hall.borrower).state) == ("in_session", "in_hearing")
    assert hall.tasks() == [] and "lost" in hall.kinds()


def test_who_disturbs_is_led_out_and_only_the_judge_lets_them_back(hall: Hall) -> None:
    mixed(hall)
    discipline.remove(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.borrower), reason="喧哗")
    assert hall.part(hall.borrower).state == "not_signed_in" and "removed" in hall.kinds()
    with pytest.raises(Conflict):
        seen(hall, hall.borrower)
    discipline.readmit(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.borrower))
    seen(hall, hall.borrower)
    assert hall.part(hall.borrower).state == "in_hearing"


def test_a_witness_waits_outside_the_courtroom_until_called_in(hall: Hall) -> None:
    to_court(hall, hall.witness)
    hall.court_sits()
    hall.comes(hall.officer)
    hall.comes(hall.borrower)
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    seen(hall, hall.witness)
    assert hall.part(hall.witness).state == "available"
    hall.led_to(T.INVESTIGATION, T.EVIDENCE)
    with pytest.raises(NotAllowed):
        discipline.call_in(by=hall.clerk, hearing=hall.hearing, who=hall.part(hall.witness))
    discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    stage = queries.stage_of(hall.hearing)
    assert hall.part(hall.witness).state == "in_hearing"
    assert stage is not None and stage.floor == hall.part(hall.witness)
    hall.led_to(T.DEBATE)
    assert hall.part(hall.witness).state == "available", "out by itself when the evidence is over"


def test_the_bench_in_the_courtroom_needs_one_screen_and_no_more() -> None:
    scene = Hall()
    with pytest.raises(Conflict):
        acts.sit(by=scene.clerk, hearing=scene.hearing, member=scene.clerk)
    scene.prepared()
    with pytest.raises(Conflict) as refused:
        acts.sit(by=scene.clerk, hearing=scene.hearing, member=scene.clerk)
    assert refused.value.field == "member", "wholly online: each in a picture of their own"
    to_court(scene)
    with pytest.raises(Invalid):
        acts.sit(by=scene.clerk, hearing=scene.hearing, member=cast.person(SECOND_JUDGE))
    for user in (scene.clerk, scene.judge):
        acts.sit(by=scene.clerk, hearing=scene.hearing, member=user)
        acts.sit(by=scene.clerk, hearing=scene.hearing, member=user)
    assert InCourtroom.objects.count() == 2
    with pytest.raises(Conflict) as dark:
        opening.open_session(by=scene.judge, hearing=scene.hearing)
    assert dark.value.field == "court", "nobody elsewhere would see the courtroom"
    scene.knocks(scene.judge)
    scene.comes(scene.officer)
    scene.comes(scene.borrower)
    opening.open_session(by=scene.judge, hearing=scene.hearing)
    scene.court_member_enters(scene.clerk)
    scene.loses(scene.clerk)
    assert scene.hearing.state == "in_session", "the judge's screen shows the courtroom still"
    scene.loses(scene.judge)
    assert scene.hearing.state == "suspended"


def test_the_clerk_does_it_on_the_page_and_nothing_typed_is_lost(hall: Hall, browser_of: BrowserOf) -> None:
    to_court(hall, hall.borrower)
    hall.court_sits()
    page, keep = f"/hearings/{hall.hearing_pk}/court/", f"/hearings/{hall.hearing_pk}/court/keep/"
    clerk = browser_of(cast.COURT_CLERK)
    assert 'id="court-in-court"' in clerk.get(page).content.decode()
    assert 'id="court-in-court"' not in browser_of(cast.OFFICER).get(page).content.decode()
    sent = {"act": "in-court", "participant": str(hall.part(hall.borrower).pk), "document": "", "note": "临时身份证明"}
    bad = clerk.post(keep, sent)
    assert bad.status_code == 422
    assert 'id="court-document-error"' in bad.content.decode() and "临时身份证明" in bad.content.decode()
    assert clerk.post(keep, {**sent, "document": "other"}).status_code == 302
    shown = clerk.get(page).content.decode()
    assert 'value="left-court"' in shown and 'id="court-in-court"' not in shown
    assert clerk.post(keep, {"act": "left-court", "participant": sent["participant"]}).status_code == 302
    assert not InCourtroom.objects.filter(left_at=None).exists()
    assert clerk.post(keep, {"act": "in-court", "member": str(hall.clerk.pk)}).status_code == 302
    assert InCourtroom.objects.filter(left_at=None, member=hall.clerk).exists()
    other = places.hearing(hall.hearing.starts_at, case=hall.hearing.case)  # type: ignore[arg-type]
    foreign = Participant.objects.create(hearing=other, name="某", capacity="witness", place="court")
    guessed = clerk.post(keep, {**sent, "participant": str(foreign.pk), "document": "passport"})
    assert guessed.status_code == 422


def test_the_record_says_who_was_in_the_courtroom_and_who_was_not(hall: Hall) -> None:
    to_court(hall, hall.borrower, hall.witness)
    hall.court_sits()
    hall.comes(hall.officer)
    seen(hall, hall.borrower)
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    listed = {name: facts for _as, name, facts in papers._attendance(hall.hearing)}
    assert listed[hall.borrower.name].startswith("到庭参加") and "当庭核验" in listed[hall.borrower.name]
    assert listed[hall.witness.name].startswith("未到庭")
    assert listed[hall.officer.name].startswith("通过本人设备在线参加")


def test_the_list_of_people_is_read_with_as_many_queries_whoever_is_there(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    mixed(hall)
    with django_assert_max_num_queries(14):
        found = queries.people(hall.hearing, None)
    assert [line.is_here for line in found if line.user == hall.borrower] == [True]
