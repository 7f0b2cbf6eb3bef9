"""Documents of the worked case, in every stage of their signing."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from sharedcourt.documents import actions
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.tests import samples
from sharedcourt.people import cast
from sharedcourt.people.models import User

AGREEMENT = "mediation/typst/agreement.typ"
NAME = [[{"x": 40 + i * 12, "y": 60 + (i * i) % 70, "t": i * 16} for i in range(30)], [[60, 40], [62, 150]]]


def payload(**changes: Any) -> dict[str, Any]:
    """The agreement's data as the mediation room gives it: without boxes, seal and address."""
    content: dict[str, Any] = dict(samples.agreement(**changes))
    for key in ("signers", "seal", "verify"):
        content.pop(key)
    return content


def opened(people: list[User] | None = None, **changes: Any) -> SigningFile:
    """The agreement, opened for the officer, the borrower, his wife and the mediator."""
    officer, borrower, wife, mediator = people or [
        cast.person(member) for member in (cast.OFFICER, cast.BORROWER, cast.WIFE, cast.MEDIATOR)
    ]
    settings: dict[str, Any] = {
        "by": mediator,
        "kind": "agreement",
        "scope": uuid.uuid4(),
        "template": AGREEMENT,
        "payload": payload(),
        "signers": [
            actions.SignerSpec(officer, "申请人委托代理人", "applicant"),
            actions.SignerSpec(borrower, "被申请人（借款人）", "respondent"),
            actions.SignerSpec(wife, "被申请人（共同还款人）", "respondent"),
            actions.SignerSpec(mediator, "调解员"),
        ],
        "sealer": cast.organisation(cast.MEDIATION),
        "title": "调解协议书",
    }
    return actions.open_for_signing(**{**settings, **changes})


@pytest.fixture
def agreement(db: None) -> SigningFile:
    """Opened, nobody has signed."""
    return opened()


@pytest.fixture
def sign() -> Callable[..., Any]:
    """`sign(document, cast.BORROWER)`."""

    def put(document: SigningFile, member: cast.Member) -> Any:
        return actions.sign(
            by=cast.person(member), signing_file=document, strokes=NAME, intends=True, device="test phone"
        )

    return put


@pytest.fixture
def sealed(agreement: SigningFile, sign: Callable[..., Any]) -> SigningFile:
    """Signed by all four and sealed."""
    for member in (cast.OFFICER, cast.BORROWER, cast.WIFE, cast.MEDIATOR):
        sign(agreement, member)
    return actions.seal(by=None, signing_file=agreement)
