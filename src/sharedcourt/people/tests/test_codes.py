"""A borrower without a password signs in by a code on his phone."""

from datetime import timedelta

import pytest
import time_machine

from sharedcourt.core import cipher, clock
from sharedcourt.core.errors import Invalid
from sharedcourt.ledger.models import Entry
from sharedcourt.notices.models import Message
from sharedcourt.people import actions, cast, phones
from sharedcourt.people.models import IdentityLevel, OneTimeCode, User, Verification

pytestmark = pytest.mark.django_db


def test_the_borrower_signs_in_with_the_code_from_his_phone(person, a_request, code_sent_to):
    borrower = person(cast.BORROWER)
    actions.request_code(phone="199 0000 0001", purpose="sign_in")
    request = a_request()

    user = actions.confirm_code(phone="+8619900000001", code=code_sent_to(cast.BORROWER.phone), request=request)

    assert user == borrower
    assert request.user == borrower
    borrower.refresh_from_db()
    assert borrower.identity_level == IdentityLevel.PHONE
    assert Verification.objects.get(user=borrower).method == "one_time_code"
    assert Entry.objects.filter(action="people.user.signed_in", actor=borrower.pk).count() == 1


def test_an_unknown_number_gets_the_same_answer_and_no_message(db, a_request, code_sent_to):
    actions.request_code(phone="19912345678", purpose="sign_in")

    assert not Message.objects.exists()
    assert OneTimeCode.objects.count() == 1


def test_a_number_that_a_dispute_names_makes_its_account_when_the_code_is_confirmed(
    db, monkeypatch, a_request, code_sent_to
):
    monkeypatch.setattr(phones, "_owners", [lambda phone: phone == "19912345678"])
    actions.request_code(phone="19912345678", purpose="join")
    assert not User.objects.exists()

    user = actions.confirm_code(phone="19912345678", code=code_sent_to("19912345678"), request=a_request())

    assert user.phone == "19912345678"
    assert not user.has_usable_password()


def test_a_code_works_once(person, a_request, code_sent_to):
    person(cast.BORROWER)
    actions.request_code(phone=cast.BORROWER.phone, purpose="sign_in")
    code = code_sent_to(cast.BORROWER.phone)
    actions.confirm_code(phone=cast.BORROWER.phone, code=code, request=a_request())

    with pytest.raises(Invalid):
        actions.confirm_code(phone=cast.BORROWER.phone, code=code, request=a_request())


def test_after_five_wrong_attempts_even_the_right_code_is_refused(person, a_request, code_sent_to):
    person(cast.BORROWER)
    actions.request_code(phone=cast.BORROWER.phone, purpose="sign_in")
    code = code_sent_to(cast.BORROWER.phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _attempt in range(5):
        with pytest.raises(Invalid):
            actions.confirm_code(phone=cast.BORROWER.phone, code=wrong, request=a_request())

    with pytest.raises(Invalid):
        actions.confirm_code(phone=cast.BORROWER.phone, code=code, request=a_request())


def test_a_code_runs_out_after_ten_minutes(person, a_request, code_sent_to):
    person(cast.BORROWER)
    start = clock.now()
    with time_machine.travel(start, tick=False):
        actions.request_code(phone=cast.BORROWER.phone, purpose="sign_in")
    with time_machine.travel(start + timedelta(minutes=10), tick=False), pytest.raises(Invalid):
        actions.confirm_code(phone=cast.BORROWER.phone, code=code_sent_to(cast.BORROWER.phone), request=a_request())


def test_only_the_newest_code_counts(person, a_request, code_sent_to):
    person(cast.BORROWER)
    start = clock.now()
    with time_machine.travel(start, tick=False):
        actions.request_code(phone=cast.BORROWER.phone, purpose="sign_in")
    first = code_sent_to(cast.BORROWER.phone)
    with time_machine.travel(start + timedelta(minutes=1), tick=False):
        actions.request_code(phone=cast.BORROWER.phone, purpose="sign_in")
        second = code_sent_to(cast.BORROWER.phone)
        if first != second:
            with pytest.raises(Invalid):
                actions.confirm_code(phone=cast.BORROWER.phone, code=first, request=a_request())
        assert actions.confirm_code(phone=cast.BORROWER.phone, code=second, request=a_request()).is_active


def test_codes_cannot_be_asked_for_without_end(person, a_request, code_sent_to):
    person(cast.BORROWER)
    start = clock.now()
    for minute in range(5):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            actions.request_code(phone=cast.BORROWER.phone, purpose="sign_in")
    with time_machine.travel(start + timedelta(minutes=6), tick=False), pytest.raises(Invalid) as refusal:
        actions.request_code(phone=cast.BORROWER.phone, purpose="sign_in")
    assert refusal.value.field == "phone"


def test_a_mediator_cannot_get_round_the_second_factor_by_phone(person, a_request, code_sent_to):
    person(cast.MEDIATOR)
    actions.request_code(phone=cast.MEDIATOR.phone, purpose="sign_in")

    assert [message.kind for message in Message.objects.all()] == ["people.staff_sign_in"]


def test_codes_are_kept_only_as_keyed_hashes_and_deleted_after_a_day(person, a_request, code_sent_to):
    person(cast.BORROWER)
    actions.request_code(phone=cast.BORROWER.phone, purpose="sign_in")
    code = code_sent_to(cast.BORROWER.phone)
    row = OneTimeCode.objects.get()
    assert code not in row.code_hash
    assert row.phone_hash == cipher.keyed_hash("phone", cast.BORROWER.phone)

    assert actions.purge_codes(now=clock.now() + timedelta(days=2)) == 1


def test_a_malformed_number_is_answered_next_to_its_field(db, a_request, code_sent_to):
    with pytest.raises(Invalid) as refusal:
        actions.request_code(phone="12345", purpose="sign_in")
    assert refusal.value.field == "phone"
