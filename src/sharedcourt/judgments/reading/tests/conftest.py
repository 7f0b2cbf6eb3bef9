"""An index in which similar cases can be found, and judgments that cite one another."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from sharedcourt.judgments.finding import engine
from sharedcourt.judgments.likeness.finding import of_card
from sharedcourt.judgments.models import Cited, Publication
from sharedcourt.judgments.searching.embedded import Embedded


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def alike_index(tmp_path: Path) -> Iterator[Embedded]:
    """An empty index with what likeness is measured by; `following.catch_up(alike_index)` takes in what was released."""
    made = Embedded(tmp_path / "judgments", memory=20_000_000, likeness=of_card)
    engine.use(made)
    yield made
    engine.forget()


@pytest.fixture
def cites() -> Callable[..., None]:
    """`cites(publication, article="民法典第675条")` or `number=…`: what a release writes beside the judgment."""

    def cite(publication: Publication, article: str = "", number: str = "") -> None:
        law = article.partition("第")[0]
        Cited.objects.create(publication=publication, law=law, article=article, number=number)

    return cite
