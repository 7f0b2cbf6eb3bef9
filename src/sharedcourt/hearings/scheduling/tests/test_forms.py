"""Nobody is heard online against their will: answers, reasons, the court's decision, places, publicity; hearings at different times."""

from datetime import date
from typing import Any

import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.folder.models import EvidenceItem
from sharedcourt.hearings.models import Participant
from sharedcourt.hearings.scheduling import actions, forms_of_hearing
from sharedcourt.hearings.scheduling.models import FormDecision, InTurnRequest, OnlineAnswer
from sharedcourt.hearings.scheduling.tests.making import Trial, site
from sharedcourt.hearings.states import HearingState
from sharedcourt.mediation.tests.stage import at
from sharedcourt.sites.models import Booking

pytestmark = pytest.mark.django_db


def forms(trial: Trial) -> set[str]:
    return {form.value for form in forms_of_hearing.standing_of(trial.hearing).forms}


def place(trial: Trial, user: Any) -> str:
    return str(trial.hearing.participants.get(user=user).place)


def test_only_who_agrees_is_online(trial: Trial) -> None:
    trial.arranged()
    assert forms(trial) == {"on_site", "circuit"} and place(trial, trial.borrower) == "court"
    trial.answer(trial.officer, trial.plaintiff, True)
    assert forms(trial) == {"mixed", "on_site", "circuit"} and place(trial, trial.officer) == "own_device"
    trial.answer(trial.borrower, trial.defendant, False)
    assert forms(trial) == {"mixed", "on_site", "circuit"} and place(trial, trial.borrower) == "court"
    trial.answer(trial.borrower, trial.defendant, True)
    assert forms(trial) == {"online", "mixed", "on_site", "circuit"} and place(trial, trial.borrower) == "own_device"
    assert OnlineAnswer.objects.count() == 2


def test_a_good_reason_closes_the_online_hearing_for_all(trial: Trial) -> None:
    trial.arranged().answered(defendant=False, reason="需证人现场作证")
    with pytest.raises(NotAllowed):
        actions.weigh(by=trial.clerk, hearing=trial.hearing, party_id=trial.defendant.pk, good_reason=True)
    actions.weigh(by=trial.judge, hearing=trial.hearing, party_id=trial.defendant.pk, good_reason=True)
    assert forms(trial) == {"on_site", "circuit"}
    with pytest.raises(Invalid) as refused:
        actions.decide_form(by=trial.judge, hearing=trial.hearing, form="mixed")
    assert refused.value.field == "form" and "正当理由" in str(refused.value)
    assert not FormDecision.objects.exists(), "nothing is half done"
    actions.decide_form(by=trial.judge, hearing=trial.hearing, form="on_site")
    assert place(trial, trial.officer) == "court"
    with pytest.raises(Invalid):
        actions.weigh(by=trial.judge, hearing=trial.hearing, party_id=trial.plaintiff.pk, good_reason=True)


def test_the_court_finds_a_ground_against_it_and_gives_reasons(trial: Trial, monday: Any) -> None:
    trial.arranged().answered()
    with pytest.raises(Invalid) as silent:
        actions.decide_form(by=trial.judge, hearing=trial.hearing, form="on_site", grounds=["21-4"])
    assert silent.value.field == "reasons"
    for wrong in ("21-1", "21-9", "x"):
        with pytest.raises(Invalid) as refused:
            actions.decide_form(by=trial.judge, hearing=trial.hearing, form="on_site", grounds=[wrong], reasons="x")
        assert refused.value.field == "grounds"
    with pytest.raises(Invalid):
        actions.decide_form(by=trial.judge, hearing=trial.hearing, form="online", grounds=["21-4"], reasons="证据繁多")
    actions.decide_form(by=trial.judge, hearing=trial.hearing, form="on_site", grounds=["21-4"], reasons="证据繁多")
    assert forms(trial) == {"on_site", "circuit"}
    monday.shift(60)
    seat = trial.hearing.participants.get(user=trial.borrower)
    with pytest.raises(Conflict):
        actions.choose_place(by=trial.borrower, hearing=trial.hearing, participant_id=seat.pk, place="own_device")
    actions.decide_form(by=trial.judge, hearing=trial.hearing, form="online")
    assert place(trial, trial.borrower) == "own_device", "found otherwise later, it is switched back"


def test_a_place_at_a_shared_court_is_booked_with_the_time_and_left_with_the_consent(trial: Trial) -> None:
    first, second = site(), site("鹿城示范村共享法庭")
    trial.arranged()
    seat = trial.hearing.participants.get(user=trial.borrower)

    def choose(**more: Any) -> Participant:
        return actions.choose_place(by=trial.borrower, hearing=trial.hearing, participant_id=seat.pk, **more)

    with pytest.raises(Invalid) as unasked:
        choose(place="site", site_id=first.pk)
    assert unasked.value.field == "place", "first the consent"
    trial.answered()
    with pytest.raises(Invalid) as nowhere:
        choose(place="site", site_id=trial.case.pk)
    assert nowhere.value.field == "site"
    choose(place="site", site_id=first.pk)
    assert not Booking.objects.exists(), "there is no time yet"
    trial.scheduled()
    assert Booking.objects.get(cancelled_at=None).terminal.site == first
    choose(place="site", site_id=second.pk)
    choose(place="site", site_id=second.pk)
    assert Booking.objects.get(cancelled_at=None).terminal.site == second
    trial.answer(trial.borrower, trial.defendant, False)
    assert not Booking.objects.filter(cancelled_at=None).exists() and place(trial, trial.borrower) == "court"


def test_closed_to_the_public_only_as_the_law_says(trial: Trial) -> None:
    trial.arranged().answered()

    def decide(publicity: str, **more: Any) -> Any:
        facts: dict[str, Any] = {"reasons": "涉及商业秘密", **more}
        return actions.decide_publicity(by=trial.judge, hearing=trial.hearing, publicity=publicity, **facts)

    with pytest.raises(Invalid) as unasked:
        decide("trade_secrets")
    assert unasked.value.field == "asked_by"
    with pytest.raises(Invalid) as silent:
        decide("privacy", reasons=" ")
    assert silent.value.field == "reasons"
    assert decide("trade_secrets", asked_by=trial.plaintiff.pk).publicity == "trade_secrets"
    with pytest.raises(Conflict):
        decide("secrets")
    actions.decide_form(by=trial.judge, hearing=trial.hearing, form="on_site")
    assert decide("secrets").publicity == "secrets"
    assert forms(trial) == {"on_site", "circuit"}


# ---------- at different times


def exchanged(trial: Trial) -> None:
    EvidenceItem.objects.create(
        case=trial.case, party=trial.plaintiff, number=1, title="借款合同", submitted_at=at("2022-01-10T09:00")
    )


@pytest.fixture
def simple(monday: Any, db: None) -> Trial:
    return Trial("summary").arranged()


def grant(trial: Trial, **more: Any) -> Any:
    facts: dict[str, Any] = {"first": date(2022, 1, 17), "last": date(2022, 1, 21), "undisputed": True, **more}
    return actions.grant_in_turn(by=trial.judge, hearing=trial.hearing, **facts)


def ask(trial: Trial) -> InTurnRequest:
    return actions.ask_in_turn(
        by=trial.borrower, hearing=trial.hearing, party_id=trial.defendant.pk, reason="本人出海作业，无法与原告同时上线"
    )


def test_each_by_itself_when_all_agree_and_nothing_is_disputed(simple: Trial) -> None:
    with pytest.raises(Conflict):
        grant(simple)
    made = ask(simple)
    assert ask(simple).pk == made.pk
    for missing in ("未经各方当事人同意", "证据交换"):
        with pytest.raises(Invalid) as refused:
            grant(simple)
        assert missing in str(refused.value)
    actions.answer_in_turn(by=simple.officer, hearing=simple.hearing, party_id=simple.plaintiff.pk, agrees=True)
    exchanged(simple)
    with pytest.raises(Invalid) as disputed:
        grant(simple, undisputed=False)
    assert disputed.value.field == "undisputed"
    for days in (
        {"first": date(2022, 1, 10)},
        {"last": date(2022, 1, 16)},
        {"last": date(2022, 5, 1)},
        {"first": None},
    ):
        with pytest.raises(Invalid):
            grant(simple, **days)
    row = grant(simple)
    assert (row.form, row.state, row.courtroom) == ("in_turn", HearingState.SCHEDULED, None)
    assert row.starts_at == at("2022-01-17T00:00") and not row.occupied.exists(), "nobody's hour is taken"
    with pytest.raises(Conflict):
        grant(simple)


def test_one_who_does_not_agree_is_enough(simple: Trial) -> None:
    ask(simple)
    exchanged(simple)
    actions.answer_in_turn(by=simple.officer, hearing=simple.hearing, party_id=simple.plaintiff.pk, agrees=False)
    with pytest.raises(Conflict):
        actions.answer_in_turn(by=simple.officer, hearing=simple.hearing, party_id=simple.plaintiff.pk, agrees=True)
    with pytest.raises(Invalid):
        grant(simple)
    with pytest.raises(Invalid):
        actions.refuse_in_turn(by=simple.judge, hearing=simple.hearing, reasons="")
    actions.refuse_in_turn(by=simple.judge, hearing=simple.hearing, reasons="原告不同意")
    assert simple.hearing.state == HearingState.PLANNED
    assert ask(simple).granted is None, "it may be asked again"


def test_in_ordinary_procedure_nobody_asks(trial: Trial) -> None:
    trial.arranged()
    with pytest.raises(Invalid) as refused:
        ask(trial)
    assert "简易程序" in str(refused.value)


def test_a_hearing_at_different_times_is_given_no_other_form_without_an_hour(simple: Trial) -> None:
    ask(simple)
    actions.answer_in_turn(by=simple.officer, hearing=simple.hearing, party_id=simple.plaintiff.pk, agrees=True)
    exchanged(simple)
    grant(simple)
    with pytest.raises(Conflict) as refused:
        actions.decide_form(by=simple.judge, hearing=simple.hearing, form="on_site")
    assert refused.value.field == "form"
