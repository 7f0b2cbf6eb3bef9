"""The measured engines answer alike, so that their times can be compared."""

import pytest

pytest.importorskip("tantivy")


def test_both_embedded_engines_find_the_same_judgments(tmp_path):
    from bench import judgments
    from bench._fts5 import Fts5
    from sharedcourt.judgments.searching.embedded import Embedded

    ours, other = Embedded(tmp_path / "a", memory=20_000_000), Fts5(tmp_path / "b")
    made = list(judgments.changes(150))
    ours.apply(made)
    other.apply(made)
    asked = judgments.searches([change.card for change in made[::10]])
    assert len(asked) == 12
    for name, searches in asked.items():
        for search in searches:
            found, compared = ours.search(search), other.search(search)
            assert found.count == compared.count, (name, search.asked)
            assert {field: dict(values) for field, values in found.facets.items()} == {
                field: dict(values) for field, values in compared.facets.items()
            }, (name, search.asked)
