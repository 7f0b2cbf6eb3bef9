"""What signs beside the parties, as documents print it and in the reader's words."""

from django.utils.translation import gettext_lazy as _

JUDGE, CLERK = "filing.judge", "filing.clerk"
PRINTED_JUDGE, PRINTED_CLERK = "审判员", "书记员"
WORDS = {JUDGE: _("judge"), CLERK: _("clerk")}
