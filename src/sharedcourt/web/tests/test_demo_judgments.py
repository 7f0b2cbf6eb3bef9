"""The demonstration has published judgments to find, with nobody's secret in them, and some on the desk."""

import pytest

from sharedcourt.judgments.models import Judgment, Publication
from sharedcourt.web import demo_judgments

pytestmark = pytest.mark.django_db


def test_all_but_two_are_published_without_a_secret() -> None:
    expected = len(demo_judgments.TOLD) - demo_judgments.LEFT_ON_DESK
    assert demo_judgments.seed() == expected
    assert Publication.objects.count() == expected
    assert Judgment.objects.count() == len(demo_judgments.TOLD)
    for published, told in zip(Publication.objects.order_by("released_at"), demo_judgments.TOLD, strict=False):
        assert told.resident not in published.card and "示范新村" not in published.card
