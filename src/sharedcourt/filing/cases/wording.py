"""What the actions on cases are called on timelines."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "filing.case.begun": _("began a case"),
    "filing.case.court_changed": _("chose another court for the case"),
    "filing.case.plaint_chosen": _("put the plaint into the case"),
    "filing.case.submitted": _("handed the case in to the court"),
    "filing.case.passed_on": _("passed the case on to the competent court"),
    "filing.case.returned": _("returned the case for correction"),
    "filing.case.accepted": _("accepted the case"),
    "filing.case.refusal_drawn_up": _("drew up a ruling not to accept the case"),
    "filing.case.refusal_taken_back": _("took the unsigned ruling back"),
    "filing.case.refused": _("the court did not accept the case"),
    "filing.case.withdrawn": _("the case was taken back"),
    "filing.case.reassigned": _("gave the case to another judge"),
    "filing.case.clerk_assigned": _("gave the record of the case to another court clerk"),
    "filing.case.sent_to_mediation": _("every party agreed: the case went to mediation"),
    "filing.case.back_from_mediation": _("took the case back from mediation"),
    "filing.case.ordinary_drawn_up": _("drew up a ruling for ordinary procedure"),
    "filing.case.ordinary_taken_back": _("took the unsigned ruling for ordinary procedure back"),
    "filing.case.went_ordinary": _("the case went to ordinary procedure"),
    "filing.case.went_summary": _("moved the case from small claims to summary procedure"),
    "filing.case.closed": _("closed the case"),
    "filing.entrustment.asked": _("asked the parties about mediation"),
    "filing.entrustment.answered": _("answered about mediation"),
    "filing.ruling.reached": _("the ruling reached the account of a party"),
    "filing.ruling.opened": _("opened the ruling"),
}
# Of no concern to the other side, which learns of the case when the court has accepted it.
QUIET = {
    "filing.case.begun",
    "filing.case.court_changed",
    "filing.case.plaint_chosen",
    "filing.case.submitted",
    "filing.case.passed_on",
    "filing.case.returned",
    "filing.case.refusal_drawn_up",
    "filing.case.refusal_taken_back",
    "filing.case.refused",
    "filing.case.ordinary_drawn_up",
    "filing.case.ordinary_taken_back",
    "filing.case.withdrawn",
    "filing.ruling.reached",
    "filing.ruling.opened",
}
