"""What people are in a mediation: one key each, its words in the reader's language, and what documents print.

The keys are those of the video room, so that the same stands under a picture, on a page and beside a signature.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

MEDIATOR = "mediator"
WORDS: dict[str, Any] = {
    MEDIATOR: _("Mediator"),
    "applicant": _("Applicant (lender)"),
    "applicant_agent": _("Applicant's agent"),
    "borrower": _("Respondent (borrower)"),
    "respondent_agent": _("Respondent's agent"),
    "co_obligor": _("Co-obligor"),
    "guarantor": _("Guarantor"),
}
# Documents are Chinese, whoever has them made.
PRINTED = {
    MEDIATOR: "调解员",
    "applicant": "申请人（出借人）",
    "applicant_agent": "申请人委托代理人",
    "borrower": "被申请人（借款人）",
    "respondent_agent": "被申请人委托代理人",
    "co_obligor": "共同债务人",
    "guarantor": "保证人",
}


def role_of(party: Any, *, is_agent: bool = False) -> str:
    """The key of a party, or of whoever acts for it."""
    if is_agent:
        return f"{party.side}_agent"
    return "applicant" if party.side == "applicant" else str(party.capacity)


def words(role: str, place: str = "") -> str:
    """In the running language; `place` is the branch an agent comes from, a name and therefore not translated."""
    return f"{WORDS[role]} · {place}" if place else str(WORDS[role])


def printed(role: str, place: str = "") -> str:
    """As documents print it."""
    return f"{PRINTED[role]} · {place}" if place else PRINTED[role]


def branch(party: Any) -> str:
    """The short name of the organisation that a party is."""
    if party.organisation is None:
        return ""
    return str(party.organisation.short_name or party.organisation.name)
