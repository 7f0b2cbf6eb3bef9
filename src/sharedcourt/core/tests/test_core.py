"""Codes that cannot be mistyped unnoticed, and personal data that cannot be read or moved in the database."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.core import cipher, codes
from sharedcourt.people import cast
from sharedcourt.people.models import User


def test_a_code_is_read_however_it_is_typed() -> None:
    code = codes.generate()
    assert codes.normalise(codes.display(code).lower()) == code
    assert codes.normalise(f" {code[:3]} {code[3:6]}　{code[6:]} ") == code


@given(st.data())
def test_every_single_mistyped_character_is_noticed(draw: st.DataObject) -> None:
    code = codes.generate()
    place = draw.draw(st.integers(0, codes.LENGTH - 1))
    other = draw.draw(st.sampled_from([c for c in codes.ALPHABET if c != code[place]]))
    with pytest.raises(codes.CodeInvalid):
        codes.normalise(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("entered", ["", "ABC", "0OIL1UVWX", "中文字中文字中文字", "A" * 400])
def test_anything_else_is_refused(entered: str) -> None:
    with pytest.raises(codes.CodeInvalid):
        codes.normalise(entered)


@given(st.text())
def test_what_is_encrypted_comes_back(plain: str) -> None:
    plain = plain.encode("utf-8", "ignore").decode()
    stored = cipher.encrypt(plain, context="tests.a")
    assert cipher.decrypt(stored, context="tests.a") == plain
    with pytest.raises(cipher.Unreadable):
        cipher.decrypt(stored, context="tests.b")


@pytest.mark.django_db
def test_a_persons_data_is_not_readable_in_the_database_and_is_found_by_phone() -> None:
    user = cast.person(cast.BORROWER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, resident_id FROM people_user")
        row = str(cursor.fetchone())
    assert cast.BORROWER.name not in row and cast.BORROWER.phone not in row and cast.BORROWER.resident_id not in row
    assert User.objects.with_phone(cast.BORROWER.phone) == user
    assert User.objects.get(pk=user.pk).name == cast.BORROWER.name
    with pytest.raises(TypeError):
        User.objects.filter(name=cast.BORROWER.name).exists()
