"""Uploads from a phone: lost answers, damaged pieces, a person who gives up."""

import hashlib
from base64 import b64encode

import pytest

from sharedcourt.documents import actions, storing
from sharedcourt.documents.models import StoredFile, Upload, UploadPart
from sharedcourt.documents.tests.test_pages import PNG
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


def digest(piece: bytes) -> str:
    return f"sha-256=:{b64encode(hashlib.sha256(piece).digest()).decode()}:"


class Sender:
    """The island in the page: announces, sends, finishes."""

    def __init__(self, client, key="k1"):
        self.client, self.key, self.url = client, key, ""

    def announce(self, content=PNG, **more):
        body = {"filename": "借条.png", "size": len(content), "purpose": "evidence", "key": self.key, **more}
        answer = self.client.post("/uploads/", body)
        self.url = answer.json().get("url", self.url)
        return answer

    def send(self, offset, piece, header=None):
        headers = {"Upload-Offset": str(offset), "Content-Digest": header or digest(piece)}
        return self.client.patch(self.url, piece, content_type="application/octet-stream", headers=headers)

    def finish(self, sha256=""):
        return self.client.post(f"{self.url}finish/", {"sha256": sha256})


def test_announced_twice_because_the_answer_was_lost_it_is_one_upload(browser_of):
    sender = Sender(browser_of(cast.BORROWER))
    first = sender.announce().json()
    sender.send(0, PNG[:1000])
    again = sender.announce().json()
    assert again["id"] == first["id"] and again["offset"] == 1000
    assert Upload.objects.count() == 1
    assert sender.announce(size=7).status_code == 409
    other = Sender(browser_of(cast.WIFE))
    assert other.announce().json()["id"] != first["id"]


def test_an_announcement_repeated_does_not_count_twice_against_what_a_person_may_keep(browser_of, settings):
    settings.SHAREDCOURT_UPLOAD_LIMIT = len(PNG)
    sender = Sender(browser_of(cast.BORROWER))
    for number in range(9):
        Sender(sender.client, f"other{number}").announce()
    assert sender.announce().status_code == 201 and sender.announce().status_code == 201
    assert Sender(sender.client, "one more").announce().status_code == 409


def test_a_damaged_piece_is_not_taken_and_is_asked_for_again(browser_of):
    sender = Sender(browser_of(cast.BORROWER))
    sender.announce()
    damaged = sender.send(0, b"\0" + PNG[1:1000], digest(PNG[:1000]))
    assert damaged.status_code == 409 and damaged.json()["offset"] == 0
    assert not UploadPart.objects.exists()
    assert sender.send(0, PNG[:1000], "sha-256=nonsense").status_code == 422
    assert sender.send(0, PNG[:1000]).json()["offset"] == 1000


def test_the_whole_is_compared_with_what_the_sender_has(browser_of):
    sender = Sender(browser_of(cast.BORROWER))
    sender.announce()
    sender.send(0, PNG)
    right = hashlib.sha256(PNG).hexdigest()
    done = sender.finish(right.upper())
    assert done.status_code == 201 and StoredFile.objects.get().sha256 == right
    assert sender.finish(right).json()["file"] == done.json()["file"]
    # After a reload the page asks how far it is, and learns that it was all there.
    assert sender.announce().json()["file"] == done.json()["file"]
    wrong = Sender(sender.client, "k2")
    wrong.announce()
    wrong.send(0, PNG)
    assert wrong.finish("0" * 64).status_code == 422 and StoredFile.objects.count() == 1


def test_an_upload_given_up_leaves_nothing_and_takes_nothing_more(browser_of, django_capture_on_commit_callbacks):
    sender = Sender(browser_of(cast.BORROWER))
    sender.announce()
    sender.send(0, PNG[:1000])
    path = UploadPart.objects.get().path
    assert browser_of(cast.STRANGER).delete(sender.url).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.client.delete(sender.url).json()["state"] == "refused"
    assert sender.client.delete(sender.url).status_code == 200
    assert not UploadPart.objects.exists() and not storing.default_storage.exists(path)
    assert sender.send(1000, PNG[1000:]).status_code == 409
    finished = Sender(sender.client, "k2")
    finished.announce()
    finished.send(0, PNG)
    finished.finish()
    assert sender.client.delete(finished.url).status_code == 409


def test_a_program_gives_the_hash_too(browser_of, person):
    client = browser_of(cast.BORROWER)
    body = {"name": "a.png", "size": len(PNG), "purpose": "evidence", "key": "mine"}
    base = "/api/v1/documents/resumable"
    made = client.post(base, body, content_type="application/json").json()
    assert client.post(base, body, content_type="application/json").json()["id"] == made["id"]
    headers = {"Upload-Offset": "0", "Content-Digest": digest(b"other")}
    kind = "application/octet-stream"
    assert client.patch(f"{base}/{made['id']}", PNG, content_type=kind, headers=headers).status_code == 409
    headers["Content-Digest"] = digest(PNG)
    assert client.patch(f"{base}/{made['id']}", PNG, content_type=kind, headers=headers).json()["offset"] == len(PNG)
    right = {"sha256": hashlib.sha256(PNG).hexdigest()}
    assert client.post(f"{base}/{made['id']}/finish", right, content_type="application/json").status_code == 201
    open_one = actions.start_upload(by=person(cast.BORROWER), purpose="evidence", name="a", size=1)
    assert client.delete(f"{base}/{open_one.pk}").json()["state"] == "refused"
