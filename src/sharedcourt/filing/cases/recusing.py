"""Who pauses work in a case: whom a party wants recused, until the court has decided, and afterwards if it agreed (CPL 48).

The folder, where such applications are made, registers who that is.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.filing.cases.models import Case

Asked = Callable[[Any, Case], bool]
_askers: list[Asked] = []


def register(asked: Asked) -> Asked:
    """Call it in `AppConfig.ready`: whether an application against this person in this case is undecided or was granted."""
    if asked not in _askers:
        _askers.append(asked)
    return asked


def pauses(user: Any, case: Case) -> bool:
    """Whether the person takes no part in the work of the court on this case now, urgent measures apart."""
    return any(asked(user, case) for asked in _askers)


def require_working(user: Any, case: Case) -> None:
    """Raises Conflict for whoever pauses work in the case."""
    if pauses(user, case):
        raise Conflict(
            _(
                "A party has asked that you be recused. Until the court has decided you take no part in this case (CPL 48)."
            )
        )
