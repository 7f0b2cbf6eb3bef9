"""Who signs an application for enforcement, as printed and in the reader's words."""

from django.utils.translation import gettext_lazy as _

CREDITOR, PRINTED = "filing.enforcing_creditor", "申请执行人"
WORDS = {CREDITOR: _("creditor who applies for enforcement")}
