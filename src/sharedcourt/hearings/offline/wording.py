"""What the ledger's entries of recordings without a network are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "hearings.offline.announced": _("declared a recording that was made without a network"),
    "hearings.offline.kept": _("a recording made without a network is kept; its hash was checked"),
}
