"""The invented judgments that measurements rest on: the same on every machine, nobody's numbers, every secret where it is said to be."""

import time
import tracemalloc
from collections import Counter

from stdnum import luhn

from bench._judgments import KINDS, case, judged, likeness, stream
from sharedcourt.judgments.text import plain
from sharedcourt.law.casenumbers import parse_case_number
from sharedcourt.law.identity import resident_id


def test_the_same_seed_makes_the_same_documents_and_another_makes_others():
    assert list(stream(1, 20)) == list(stream(1, 20))
    assert [document.text for document in stream(1, 20)] != [document.text for document in stream(2, 20)]
    assert list(stream(1, 5, start=10)) == [document for number in range(10, 15) for document in case(1, number)][:5]


def test_every_secret_stands_where_it_is_said_to_and_parts_cover_the_text():
    kinds: Counter[str] = Counter()
    for document in stream(4, 200, noise=True):
        for secret in document.secrets:
            assert document.text[secret.start : secret.end] == secret.value
            kinds[secret.kind] += 1
        assert "".join(document.text[part.start : part.end] for part in document.parts) == document.text
        assert not any("\ue000" <= letter <= "\uf8ff" for letter in document.text)
    assert set(kinds) == set(KINDS)


def test_numbers_are_valid_in_form_and_nobodys():
    for document in stream(4, 100):
        assert str(parse_case_number(document.number)) == document.number
        for secret in document.secrets:
            if secret.kind == "id":
                assert resident_id(plain(secret.value)).division == "330399"
            elif secret.kind == "card":
                assert luhn.is_valid(secret.value)
                assert "0000000" in secret.value
            elif secret.kind == "phone":
                assert "0000" in secret.value
            elif secret.kind == "email":
                assert "example" in secret.value


def test_both_instances_are_one_case():
    first, second = case(1, 7)
    assert second.cites == (first.number,)
    assert second.number != first.number
    assert set(second.fields["parties"]) == set(first.fields["parties"])
    assert second.fields["decided"] > first.fields["decided"]
    assert len(case(1, 6)) == 1


def test_judged_sets_have_all_grades_and_the_grade_is_that_of_the_elements():
    grades: Counter[int] = Counter()
    for found in judged(2, 4):
        for document, grade in found.candidates:
            assert grade == likeness(found.query.matter, document.matter)
            grades[grade] += 1
        assert len({document.number for document, _grade in found.candidates}) > 50
    assert set(grades) == {0, 1, 2, 3}


def test_facets_and_fields_are_those_of_the_search():
    document = case(1, 1)[0]
    assert set(document.facets) >= {
        "keywords",
        "cause",
        "level",
        "region",
        "court",
        "year",
        "procedure",
        "document_kind",
        "rank",
    }
    assert document.fields["number"] == document.number
    assert document.part("order")


def test_millions_are_streamed_in_constant_memory_and_fast_enough():
    for _document in stream(1, 50):
        pass
    tracemalloc.start()
    for _document in stream(1, 40):
        pass
    first = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    for _document in stream(1, 200):
        pass
    assert tracemalloc.get_traced_memory()[1] < first * 2 + 2**20
    tracemalloc.stop()
    begun = time.process_time()
    for _document in stream(1, 200):
        pass
    assert time.process_time() - begun < 3
