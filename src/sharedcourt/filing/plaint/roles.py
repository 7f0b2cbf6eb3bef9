"""Who signs a pleading, in the reader's words."""

from django.utils.translation import gettext_lazy as _

PLAINTIFF, ANSWERING = "filing.plaintiff", "filing.answering"
WORDS = {PLAINTIFF: _("plaintiff"), ANSWERING: _("defendant")}
