"""What people and programs see of documents."""

import io
import json
import uuid
from base64 import b64encode

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents import actions, queries, storing
from sharedcourt.documents.actions.uploads import LIMITS_KEPT, WrongOffset
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.tests.conftest import NAME
from sharedcourt.documents.tests.test_signing import flipped, white_box
from sharedcourt.people import cast

PNG = b"\x89PNG\r\n\x1a\n" + bytes(3000)


class TestReadingAndSigning:
    def test_the_borrower_reads_signs_and_takes_a_copy(self, agreement, browser_of):
        browser = browser_of(cast.BORROWER)
        page = browser.get(reverse("documents:view", args=[agreement.pk]))
        assert page.status_code == 200 and 'data-island="signature-pad"' in page.content.decode()
        picture = browser.get(reverse("documents:page", args=[agreement.pk, 1]))
        assert picture.content.startswith(b"\x89PNG")
        kept = cache.get(f"documents:page:{agreement.pk}:1")
        assert kept and b64encode(picture.content).decode()[:60] not in kept, "the cache may be shared: encrypted there"
        assert browser.get(reverse("documents:page", args=[agreement.pk, 1])).content == picture.content
        assert browser.get(reverse("documents:page", args=[agreement.pk, 99])).status_code == 404
        answer = browser.post(
            reverse("documents:sign", args=[agreement.pk]), {"strokes": json.dumps(NAME), "intends": "on"}
        )
        assert answer.status_code == 302
        slot = agreement.slots.get(user__username="borrower")
        assert slot.opened_at and slot.signed_at
        copy = browser.get(reverse("documents:download", args=[agreement.pk]))
        agreement.refresh_from_db()
        assert copy.content == storing.read(agreement.current_file)

    def test_an_empty_pad_is_explained_beside_the_pad(self, agreement, browser_of):
        answer = browser_of(cast.BORROWER).post(
            reverse("documents:sign", args=[agreement.pk]), {"strokes": "[]", "intends": "on"}
        )
        assert answer.status_code == 422 and "govuk-error-message" in answer.content.decode()

    @pytest.mark.parametrize("name", ["view", "download", "certificate"])
    def test_a_stranger_gets_404(self, agreement, browser_of, name):
        url = reverse(f"documents:{name}", args=[agreement.pk])
        assert browser_of(cast.STRANGER).get(url).status_code == 404
        assert Client().get(url).status_code == 302

    def test_the_certificate_opens(self, sealed, browser_of):
        answer = browser_of(cast.WIFE).get(reverse("documents:certificate", args=[sealed.pk]))
        assert answer.content.startswith(b"%PDF")


class TestVerifyPage:
    def test_the_qr_code_opens_state_hash_and_proof_with_names_masked(self, sealed):
        page = Client().get(reverse("documents:verify-token", args=[sealed.token])).content.decode()
        assert sealed.current_file.sha256 in page and sealed.current_file.sm3 in page
        assert "林**" in page and "林建川" not in page
        original = Client().get(reverse("documents:verify-original", args=[sealed.token]))
        assert original.content == storing.read(sealed.current_file)

    def test_a_guessed_code_shows_nothing(self, sealed):
        assert Client().get(reverse("documents:verify-token", args=["A" * 24])).status_code == 404

    def test_an_unfinished_document_is_not_handed_out_by_its_code(self, agreement):
        assert Client().get(reverse("documents:verify-original", args=[agreement.token])).status_code == 404

    @pytest.mark.parametrize(
        ("change", "tone"), [(lambda pdf: pdf, "success"), (flipped, "danger"), (white_box, "danger")]
    )
    def test_a_file_sent_in_is_judged(self, sealed, change, tone):
        file = SimpleUploadedFile("a.pdf", change(storing.read(sealed.current_file)), "application/pdf")
        page = Client().post(reverse("documents:verify"), {"file": file})
        assert page.status_code == 200 and f"sc-verdict--{tone}" in page.content.decode()
        offered = reverse("documents:verify-original", args=[sealed.token]) in page.content.decode()
        assert offered is (tone == "success")  # a forged file does not open the original for a stranger

    def test_a_party_is_offered_the_original_of_a_forged_file(self, sealed, browser_of):
        file = SimpleUploadedFile("a.pdf", flipped(storing.read(sealed.current_file)), "application/pdf")
        page = browser_of(cast.WIFE).post(reverse("documents:verify"), {"file": file}).content.decode()
        assert reverse("documents:verify-original", args=[sealed.token]) in page

    def test_nothing_chosen_is_an_error_beside_the_field(self, db):
        assert Client().post(reverse("documents:verify"), {}).status_code == 422

    def test_too_many_files_from_one_address_are_refused(self, db, monkeypatch):
        monkeypatch.setattr("sharedcourt.documents.views.CHECKS_PER_MINUTE", 0)
        file = SimpleUploadedFile("a.pdf", b"%PDF-", "application/pdf")
        assert Client().post(reverse("documents:verify"), {"file": file}).status_code == 429


class TestApi:
    def test_anyone_may_verify(self, sealed):
        file = io.BytesIO(storing.read(sealed.current_file))
        file.name = "a.pdf"
        answer = Client().post("/api/v1/documents/verify", {"file": file})
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert body["outcome"] == "authentic" and len(body["signatures"]) == 5 and body["ledger_entry"] is not None
        public = Client().get(f"/api/v1/documents/verify/{sealed.token}").json()
        assert public["sha256"] == sealed.current_file.sha256 and "林建川" not in json.dumps(public, ensure_ascii=False)

    def test_a_party_reads_signs_and_proves(self, agreement, browser_of):
        browser = browser_of(cast.BORROWER)
        address = f"/api/v1/documents/{agreement.pk}"
        written = [[{"x": 10.0 * i, "y": float(i * i % 50)} for i in range(20)]]
        body = json.dumps({"strokes": written, "intends": True})
        signed = browser.post(f"{address}/sign", body, content_type="application/json")
        assert signed.status_code == 200, signed.content
        assert browser.get(f"{address}/proof").json()["seq"] == signed.json()["ledger_entry"]
        assert browser.get(f"{address}/content").content.startswith(b"%PDF")
        assert browser.get("/api/v1/documents/").json()["items"][0]["id"] == str(agreement.pk)

    def test_a_stranger_gets_404(self, agreement, browser_of):
        for tail in ("", "/content", "/certificate", "/proof"):
            assert browser_of(cast.STRANGER).get(f"/api/v1/documents/{agreement.pk}{tail}").status_code == 404


class TestUploads:
    def test_nobody_fills_the_disk_with_files_that_belong_to_no_dispute(self, browser_of, settings):
        settings.SHAREDCOURT_UPLOAD_LIMIT = len(PNG)
        person = cast.person(cast.BORROWER)
        for _number in range(LIMITS_KEPT):
            actions.keep_upload(by=person, upload=SimpleUploadedFile("a.png", PNG, "image/png"), purpose="evidence")
        with pytest.raises(Conflict):
            actions.start_upload(by=person, purpose="evidence", name="a.png", size=1)
        actions.start_upload(by=cast.person(cast.WIFE), purpose="evidence", name="a.png", size=1)

    def test_a_photo_arrives_in_pieces_after_a_break(self, browser_of):
        browser = browser_of(cast.BORROWER)
        started = browser.post("/uploads/", {"filename": "借条.png", "size": len(PNG), "purpose": "evidence"}).json()
        url = started["url"]

        def send(offset, piece):
            return browser.patch(
                url, piece, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)}
            )

        assert send(0, PNG[:1000]).json()["offset"] == 1000
        again = send(0, PNG[:1000])  # the answer was lost, the browser sends the piece again
        assert again.status_code == 409 and again.json()["offset"] == 1000
        assert browser.get(url).json()["offset"] == 1000  # after the break
        early = browser.post(f"{url}finish/")
        assert early.status_code == 409
        assert send(1000, PNG[1000:]).json()["offset"] == len(PNG)
        done = browser.post(f"{url}finish/")
        assert done.status_code == 201 and done.json()["kind"] == "image/png" and done.json()["name"] == "借条.png"
        assert browser.post(f"{url}finish/").json()["file"] == done.json()["file"]
        shown = browser.get(reverse("documents:file", args=[done.json()["file"]]))
        assert shown.content == PNG and "sandbox" in shown["Content-Security-Policy"]
        other = browser_of(cast.STRANGER)
        assert other.get(reverse("documents:file", args=[done.json()["file"]])).status_code == 404
        assert other.get(url).status_code == 404

    def test_a_program_named_as_a_photo_is_refused(self, browser_of):
        browser = browser_of(cast.BORROWER)
        content = b"MZ" + bytes(500)
        url = browser.post("/uploads/", {"filename": "a.jpg", "size": len(content), "purpose": "evidence"}).json()[
            "url"
        ]
        browser.patch(url, content, content_type="application/octet-stream", headers={"Upload-Offset": "0"})
        answer = browser.post(f"{url}finish/")
        assert answer.status_code == 422 and answer.json()["field"] == "file"
        assert not StoredFile.objects.exists()

    def test_a_file_over_the_limit_is_refused_before_it_is_sent(self, browser_of, settings):
        settings.SHAREDCOURT_UPLOAD_LIMIT = 1000
        answer = browser_of(cast.BORROWER).post("/uploads/", {"filename": "a", "size": 1001, "purpose": "evidence"})
        assert answer.status_code == 422

    def test_a_locked_pdf_is_refused_with_advice(self, person):
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

        from sharedcourt.documents.engine import rendering
        from sharedcourt.documents.tests import samples
        from sharedcourt.documents.tests.test_engine import AGREEMENT, NOON

        plain = rendering.render(AGREEMENT, samples.agreement(), timestamp=NOON)
        writer: PdfFileWriter = copy_into_new_writer(PdfFileReader(io.BytesIO(plain)))
        writer.encrypt("secret", "secret")
        out = io.BytesIO()
        writer.write(out)
        upload = SimpleUploadedFile("a.pdf", out.getvalue())
        with pytest.raises(Invalid) as refused:
            actions.keep_upload(by=person(cast.BORROWER), upload=upload, purpose="evidence")
        assert refused.value.field == "file"

    def test_nobody_uploads_into_a_dispute_that_is_not_theirs(self, person):
        with pytest.raises(NotAllowed):
            actions.start_upload(by=person(cast.STRANGER), purpose="evidence", name="a", size=1, scope=uuid.uuid4())
        with pytest.raises(Invalid):
            actions.start_upload(by=person(cast.STRANGER), purpose="signing", name="a", size=1)

    def test_an_own_file_is_attached_once(self, person, monkeypatch):
        borrower, scope = person(cast.BORROWER), uuid.uuid4()
        file = actions.keep_upload(by=borrower, upload=SimpleUploadedFile("a.png", PNG), purpose="other")
        monkeypatch.setattr("sharedcourt.documents.policy._uploads", {"evidence": lambda user, where: where == scope})
        actions.attach(by=borrower, file=file, scope=scope, purpose="evidence")
        assert queries.readable_files(borrower).get().scope == scope
        with pytest.raises(Conflict):
            actions.attach(by=borrower, file=file, scope=uuid.uuid4(), purpose="evidence")

    def test_a_dispute_opens_its_files_to_whom_its_room_says(self, person, monkeypatch):
        borrower, wife, scope = person(cast.BORROWER), person(cast.WIFE), uuid.uuid4()
        monkeypatch.setattr("sharedcourt.documents.policy._uploads", {"evidence": lambda user, where: True})
        actions.keep_upload(by=borrower, upload=SimpleUploadedFile("a.png", PNG), purpose="evidence", scope=scope)
        assert not queries.readable_files(wife).exists()
        seen = {"evidence": [lambda user: [scope] if user == wife else []]}
        monkeypatch.setattr("sharedcourt.documents.queries._visibility", seen)
        assert queries.readable_files(wife).count() == 1 and queries.sees_scope(wife, "evidence", scope)
        assert not queries.readable_files(person(cast.STRANGER)).exists()

    def test_a_piece_in_the_wrong_place_says_where_to_go_on(self, person):
        borrower = person(cast.BORROWER)
        upload = actions.start_upload(by=borrower, purpose="evidence", name="a", size=10)
        with pytest.raises(WrongOffset) as refused:
            actions.receive(by=borrower, upload=upload, offset=5, content=b"12345")
        assert refused.value.offset == 0
