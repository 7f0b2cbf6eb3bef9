"""A published judgment, and what addresses of reading and figures name."""

from typing import Any

from sharedcourt.filing.cases.models import Case
from sharedcourt.judgments.figures import opendata
from sharedcourt.judgments.tests.making import published


def ids_of(sued: Case, mediated: Any) -> dict[str, Any]:
    """What the addresses name; the case, and the dispute that is `mediated` (its id), are those of whoever's house it is."""
    made = published()
    opendata.make()
    pages = ("read", "read-json", "read-xml", "read-text", "similar")
    operations = ("judgments_read", "judgments_versions", "judgments_similar")
    return {
        **{f"judgments:{page} key": made.judgment.key for page in pages},
        **{f"{operation} key": made.judgment.key for operation in operations},
        "judgments:similar-dispute pk": mediated,
        "judgments:similar-case pk": sued.pk,
        "judgments:data-file name": opendata.WITHDRAWN,
        "judgments:figures-list by": "courts",
    }
