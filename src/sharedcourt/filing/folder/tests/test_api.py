"""The exchange of evidence by a bank's own system, and what it may not do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sharedcourt.filing.folder.models import FolderAccess
from sharedcourt.filing.folder.tests.conftest import Folder
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


def test_evidence_opinions_messages_and_applications_over_the_api(folder: Folder, browser_of: BrowserOf) -> None:
    bank, borrower, judge = browser_of(cast.OFFICER), browser_of(cast.BORROWER), browser_of(cast.JUDGE)
    base = f"/api/v1/filing/folders/{folder.case.pk}"

    def send(client: Client, path: str, body: Any = None, method: str = "post") -> Any:
        return getattr(client, method)(f"{base}{path}", body or {}, content_type="application/json")

    def items(client: Client, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.get(f"{base}{path}").json()["items"]
        return found

    file = folder.file(folder.officer)
    made = send(bank, "/evidence", {"files": [str(file.pk)], "title": "借条", "proves": "借款", "original": "held"})
    assert made.status_code == 201 and made.json()["number"] is None
    item = made.json()["id"]
    assert items(borrower, "/evidence") == [] and items(judge, "/evidence") == []
    stolen = send(borrower, "/evidence", {"files": [str(file.pk)], "title": "x", "proves": "x", "original": "held"})
    assert stolen.status_code == 422 and stolen.json()["field"] == "file"
    assert send(borrower, f"/evidence/{item}", made.json(), "put").status_code == 404
    refused = send(bank, "/evidence/submit")
    assert refused.status_code == 409 and refused.json()["field"] == "identity"
    folder.shows_again(folder.officer)
    assert send(bank, "/evidence/submit").json() == {"count": 1}
    assert send(bank, "/evidence/submit").json() == {"count": 0}
    paper = items(borrower, "/evidence")[0]["papers"][0]
    assert borrower.get(f"{base}/papers/{paper}/file").content.startswith(b"%PDF")
    assert FolderAccess.objects.get().how == "downloaded"
    assert [row["how"] for row in items(bank, "/accesses")] == ["downloaded"]

    said = {"authenticity": True, "legality": True, "relevance": False, "reason": "与本案无关"}
    assert send(borrower, f"/evidence/{item}/opinion", said, "put").status_code == 200
    assert items(bank, "/evidence")[0]["opinions"] == []
    assert send(borrower, "/opinions/submit").status_code == 409
    assert send(borrower, "/identity/code").status_code == 202
    assert send(borrower, "/identity", {"code": "x"}).status_code == 422
    body = Message.objects.get(kind="people.code_again").body
    code = "".join(character for character in body if character.isdigit())[:6]
    assert send(borrower, "/identity", {"code": code}).json()["until"].startswith("2022-01-10T02:00")
    assert send(borrower, "/opinions/submit").json() == {"count": 1}
    assert items(bank, "/evidence")[0]["opinions"][0]["reason"] == "与本案无关"

    assert send(borrower, "/messages", {"text": "请问开庭时间"}).status_code == 201
    assert items(bank, "/messages") == [] and items(judge, "/messages")[0]["text"] == "请问开庭时间"
    applied = send(
        bank, "/applications", {"kind": "preserve", "reason": "转移", "fields": {"property": "房", "amount": "1000"}}
    ).json()
    assert applied["fields"]["amount"] == "1000.00" and items(borrower, "/applications") == []
    decide = f"/applications/{applied['id']}/decide"
    assert send(borrower, decide, {"granted": False, "decision": "x"}).status_code == 404
    assert send(bank, decide, {"granted": True, "decision": "x"}).status_code == 403
    assert send(judge, decide, {"granted": True, "decision": "准许", "show": True}).json()["state"] == "granted"
    assert items(borrower, "/applications")[0]["decision"] == "准许"
    due = {"kind": "evidence", "due": "2022-01-31", "party": str(folder.party(folder.borrower).pk)}
    assert send(borrower, "/tasks", due).status_code == 403
    assert send(judge, "/tasks", due).status_code == 201 and items(borrower, "/tasks")[0]["overdue"] is False
    assert bank.get(base).json()["papers"] == {"evidence": 1}
