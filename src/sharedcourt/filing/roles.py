"""What signs beside the parties, as documents print it and in the reader's words."""

from django.utils.translation import gettext_lazy as _

JUDGE = "filing.judge"
PRINTED_JUDGE = "审判员"
WORDS = {JUDGE: _("judge")}
