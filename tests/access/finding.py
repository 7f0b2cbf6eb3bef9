"""A search of judgments that a person keeps, and what addresses of the public search name."""

from typing import Any

from sharedcourt.judgments.finding import saving
from sharedcourt.judgments.finding.models import SavedSearch
from sharedcourt.people import cast
from sharedcourt.people.models import User


def ids_of(user: User) -> dict[str, Any]:
    """What the addresses name."""
    kept = SavedSearch.objects.create(user=user, name="违约金", address="q=违约金")
    doors = ("judgments:saved-found", "judgments:saved-change", "judgments:saved-end", "judgments:saved-stop")
    operations = ("judgments_change_saved", "judgments_end_saved")
    return {
        **{f"{door} pk": kept.pk for door in (*doors, *operations)},
        "judgments:saved-stop mark": saving.mark_of(kept.pk),
        "judgments:court-feed pk": cast.organisation(cast.COURT).pk,
        "judgments:sitemap number": 1,
    }
