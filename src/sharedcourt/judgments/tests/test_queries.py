"""What the other rooms read of published judgments: what is current, what was withdrawn, the steps, the history of a case."""

import re

import pytest
from django.db import IntegrityError, transaction

from sharedcourt.judgments import numbers, queries
from sharedcourt.judgments.models import KEY_LENGTH, Cited, Publication, new_key
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests import making

pytestmark = pytest.mark.django_db


def test_a_key_is_twelve_letters_and_says_nothing() -> None:
    assert re.fullmatch(f"[a-z2-7]{{{KEY_LENGTH}}}", new_key())
    assert len({new_key() for _number in range(100)}) == 100


def test_the_index_follows_release_correction_and_withdrawal() -> None:
    first = making.published()
    other = making.published(number="（2022）浙0302民初2号")
    key = first.judgment.key
    changes = queries.steps_after(0, 10)
    assert [(change.seq, change.key) for change in changes] == [(1, key), (2, other.judgment.key)]
    shown = changes[0].card
    assert shown == making.card(key)

    corrected = making.published(first.judgment, title="更正后的标题")
    steps = queries.steps_after(0, 10)
    assert steps[0].card is None  # replayed from the beginning, nobody finds what was corrected
    assert steps[2].card is not None
    assert steps[2].card.title == "更正后的标题"
    assert queries.steps_after(2, 10)[0].seq == 3
    assert queries.steps_after(0, 1)[0].seq == 1
    assert queries.current(key) == corrected

    making.withdrawn(corrected)
    assert queries.last_step() == 4
    assert [change.card for change in queries.steps_after(0, 10) if change.key == key] == [None, None, None]
    assert queries.current(key) is None
    found = queries.was_withdrawn(key)
    assert found is not None
    assert queries.was_withdrawn(other.judgment.key) is None

    making.published(first.judgment)
    assert queries.was_withdrawn(key) is None


def test_a_notice_is_current_and_never_in_the_index() -> None:
    row = making.notice()
    assert queries.current(row.judgment.key) == row
    assert queries.steps_after(0, 10)[0].card is None


def test_paragraphs_keep_the_order_of_the_paper() -> None:
    row = making.published()
    row.layout = [["head", 1], ["facts", 1], ["reasons", 1], ["facts", 1], ["order", 1], ["head", 1]]
    assert [section for section, _text in queries.paragraphs_of(row)] == [
        Section.HEAD, Section.FACTS, Section.REASONS, Section.FACTS, Section.ORDER, Section.HEAD,
    ]  # fmt: skip
    assert queries.paragraphs_of(row)[3] == (Section.FACTS, "经审理查明，借款属实。")


def test_one_version_is_current() -> None:
    row = making.published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(version=0)
    making.published(row.judgment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(is_current=True, card="x")


def test_the_history_of_a_case_through_its_instances() -> None:
    first = making.published(number="（2021）浙0302民初7号")
    ruling = making.published(number="（2021）浙0302民初7号之一")
    second = making.published(number="（2022）浙03民终9号")
    stranger = making.published(number="（2021）浙0302民初77号")
    Cited.objects.create(publication=second, number="（2021）浙0302民初7号")
    for number in ("(2021)浙0302民初7号", "（2021）浙0302民初7号之一", "（2022）浙03民终9号"):
        found = list(queries.of_number(number))
        assert first in found
        assert second in found
        assert stranger not in found
    assert ruling in queries.of_number("（2021）浙0302民初7号")
    assert list(queries.of_number("no number")) == []
    assert list(queries.citing_case("（2021）浙0302民初7号")) == [second]


def test_who_cites_an_article() -> None:
    row = making.published()
    Cited.objects.create(publication=row, law="民法典", article="民法典第675条", applied=True)
    assert list(queries.citing_article("民法典第675条")) == [row]
    making.withdrawn(row)
    assert list(queries.citing_article("民法典第675条")) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(2020)浙0302民初2881号", "（2020）浙0302民初2881号"),
        ("〔2020〕浙0302民初 02881 号之一", "（2020）浙0302民初2881号之一"),
        ("（２０１２）温鹿商初字第00123号", "（2012）温鹿商初字第123号"),
        ("林建川", ""),
    ],
)
def test_one_spelling_of_a_number(typed: str, kept: str) -> None:
    assert numbers.spelled(typed) == kept
    assert numbers.spelled(kept) == kept
