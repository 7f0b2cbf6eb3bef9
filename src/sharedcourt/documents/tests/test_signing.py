"""From the opened agreement to the sealed one, with everything that may go wrong on the way."""

import io
import itertools
import shutil
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents import actions, authorities, certificates, checking, queries, storing
from sharedcourt.documents.engine import verifying
from sharedcourt.documents.engine.pki import local_authority
from sharedcourt.documents.engine.verifying import Outcome, Reason
from sharedcourt.documents.models import SigningFile, StoredFile
from sharedcourt.documents.states import SigningState
from sharedcourt.documents.tests.conftest import NAME, opened, payload
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast

pdf_tools = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs poppler-utils and libnss3-tools")


def white_box(pdf: bytes) -> bytes:
    """The agreement with a clause painted over, by an incremental update that leaves every signed byte as it was."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    box = generic.StreamObject(stream_data=b"q 1 1 1 rg 70 600 450 60 re f Q")
    writer.add_stream_to_page(1, writer.add_object(box))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(pdf: bytes, at: int = 60_000) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says, with our root as trusted."""
    (folder / "file.pdf").write_bytes(pdf)
    (folder / "root.pem").write_bytes(local_authority(authorities.keys_folder()).root_pem())
    store = f"sql:{folder / 'nss'}"
    if not (folder / "nss").exists():
        (folder / "nss").mkdir()
        subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
        root = str(folder / "root.pem")
        subprocess.run(["certutil", "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-i", root], check=True)
    command = ["pdfsig", "-nssdir", store, str(folder / "file.pdf")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def own_storage(settings, tmp_path):
    """A store of its own: a sweep three days ahead of the clock would take other tests' files for leftovers."""
    place = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": place}


class TestTheStory:
    def test_four_people_sign_the_organisation_seals_and_the_ledger_has_it(self, agreement, sign):
        assert agreement.state == SigningState.OPEN and agreement.version == 1
        for member in (cast.WIFE, cast.OFFICER, cast.MEDIATOR, cast.BORROWER):  # in any order
            assert sign(agreement, member).sha256_after == agreement.current_file.sha256
        assert agreement.state == SigningState.ALL_SIGNED
        actions.seal(by=cast.person(cast.MANAGER), signing_file=agreement)
        assert agreement.state == SigningState.SEALED
        names = list(Entry.objects.filter(subject=agreement.pk).order_by("seq").values_list("action", flat=True))
        steps = ["opened_for_signing", *["signature_added"] * 4, "all_signed", "sealed"]
        assert names == [f"documents.file.{step}" for step in steps]
        last = Entry.objects.get(subject=agreement.pk, action="documents.file.sealed")
        assert last.payload.facts["sha256"] == agreement.current_file.sha256
        assert last.payload.facts["sm3"] == agreement.current_file.sm3
        assert queries.revisions(agreement).count() == 6

    def test_no_name_is_in_the_ledger(self, sealed):
        for entry in Entry.objects.filter(scope=sealed.scope).select_related("payload"):
            assert not any(name in str(entry.payload.facts) for name in ("林建川", "陈舒宁", "周启明"))

    @pdf_tools
    def test_any_pdf_tool_finds_every_signature_valid_and_the_seal_over_the_whole(self, sealed, tmp_path):
        said = pdfsig(storing.read(sealed.current_file), tmp_path)
        assert said.count("Signature is Valid") == 5 and said.count("Certificate is Trusted") == 5
        seal = said.split("Signature #5")[1]
        assert "Total document signed" in seal and "Not total document signed" not in seal

    def test_each_revision_only_adds_to_the_one_before(self, sealed):
        contents = [storing.read(file) for file in queries.revisions(sealed)]
        assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(contents))

    def test_the_certificate_of_signing_is_made(self, sealed):
        pdf = certificates.certificate(sealed)
        assert pdf.startswith(b"%PDF-")

    def test_a_changed_word_is_a_new_version_that_everyone_signs_again(self, agreement, sign):
        sign(agreement, cast.BORROWER)
        actions.supersede(by=cast.person(cast.MEDIATOR), signing_file=agreement, reason="金额有误")
        with pytest.raises(Conflict):
            sign(agreement, cast.WIFE)
        second = opened(scope=agreement.scope, payload=payload(opening="改过的文字。"))
        assert second.version == 2 and not second.slots.filter(signed_at__isnull=False).exists()


class TestWhoMay:
    def test_a_stranger_can_neither_read_nor_sign(self, agreement, person):
        stranger = person(cast.STRANGER)
        assert not queries.visible_to(stranger).exists()
        with pytest.raises(NotAllowed):
            actions.sign(by=stranger, signing_file=agreement, strokes=NAME, intends=True)

    def test_only_the_sealing_organisation_seals_and_only_when_all_have_signed(self, agreement, person):
        with pytest.raises(NotAllowed):
            actions.seal(by=person(cast.OTHER_MANAGER), signing_file=agreement)
        with pytest.raises(Conflict):
            actions.seal(by=person(cast.MANAGER), signing_file=agreement)

    def test_a_dot_is_not_a_signature(self, agreement, person):
        with pytest.raises(Invalid) as refused:
            actions.sign(by=person(cast.BORROWER), signing_file=agreement, strokes=[[[1, 1]]], intends=True)
        assert refused.value.field == "strokes"
        assert agreement.slots.filter(signed_at__isnull=False).count() == 0

    def test_a_name_that_cannot_be_printed_is_refused_before_anything_is_kept(self, person):
        borrower = person(cast.BORROWER)
        borrower.name = "林\ue123川"
        borrower.save()
        with pytest.raises(Invalid):
            opened()
        assert not SigningFile.objects.exists() and not StoredFile.objects.exists()


class TestTwice:
    def test_a_double_click_signs_once(self, agreement, sign):
        first = sign(agreement, cast.BORROWER)
        again = sign(agreement, cast.BORROWER)
        assert again.sha256_after == first.sha256_after
        assert Entry.objects.filter(subject=agreement.pk, action="documents.file.signature_added").count() == 1

    def test_sealing_twice_changes_nothing(self, sealed):
        before = sealed.current_file.sha256
        assert actions.seal(by=None, signing_file=sealed).current_file.sha256 == before

    def test_reading_is_noted_the_first_time(self, agreement, person):
        borrower = person(cast.BORROWER)
        first = actions.record_opened(by=borrower, signing_file=agreement)
        again = actions.record_opened(by=borrower, signing_file=agreement)
        assert first is not None and again is not None and first.opened_at == again.opened_at
        assert actions.record_opened(by=person(cast.STRANGER), signing_file=agreement) is None


@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    def test_all_four_sign_at_once_and_one_clicks_twice(self):
        agreement = opened()
        members = (cast.OFFICER, cast.BORROWER, cast.WIFE, cast.MEDIATOR, cast.BORROWER)
        start, failures = threading.Barrier(len(members)), []

        def go(member):
            try:
                mine = SigningFile.objects.get(pk=agreement.pk)
                by = cast.person(member)
                start.wait()
                actions.sign(by=by, signing_file=mine, strokes=NAME, intends=True)
            except Exception as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=go, args=(member,)) for member in members]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        agreement.refresh_from_db()
        assert agreement.state == SigningState.ALL_SIGNED
        assert Entry.objects.filter(subject=agreement.pk, action="documents.file.signature_added").count() == 4
        assert Entry.objects.filter(subject=agreement.pk, action="documents.file.all_signed").count() == 1
        actions.seal(by=None, signing_file=agreement)
        checked = checking.check(storing.read(agreement.current_file))
        assert checked.verdict.outcome == Outcome.AUTHENTIC and len(checked.verdict.signatures) == 5


class TestKilled:
    def test_between_writing_the_file_and_the_commit_nothing_is_half_done(self, agreement, sign, monkeypatch):
        before = agreement.current_file.sha256

        def dies(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("sharedcourt.documents.actions.signing.record", dies)
        with pytest.raises(KeyboardInterrupt):
            sign(agreement, cast.BORROWER)
        monkeypatch.undo()
        agreement.refresh_from_db()
        assert agreement.current_file.sha256 == before and queries.revisions(agreement).count() == 1
        assert agreement.slots.filter(signed_at__isnull=False).count() == 0
        assert sign(agreement, cast.BORROWER).sha256_after == agreement.current_file.sha256  # after the restart

    def test_what_a_crash_left_behind_is_swept_and_nothing_else(self, own_storage, agreement):
        orphan = storing.put(b"left behind")
        assert actions.sweep() == 0
        with time_machine.travel(clock.now() + timedelta(days=3)):
            assert actions.sweep() >= 1
        assert not default_storage.exists(orphan) and storing.read(agreement.current_file)

    def test_a_file_changed_on_the_disk_is_noticed(self, agreement, sign):
        path = Path(default_storage.path(agreement.current_file.path))
        path.write_bytes(flipped(path.read_bytes()))
        with pytest.raises(storing.Damaged):
            sign(agreement, cast.BORROWER)


class TestVerification:
    def test_the_archived_file_is_authentic(self, sealed):
        checked = checking.check(storing.read(sealed.current_file))
        assert checked.verdict.outcome == Outcome.AUTHENTIC and checked.is_latest
        assert checked.verdict.seal_covers_file and checked.signing_file == sealed
        assert all(s.holds and s.trusted for s in checked.verdict.signatures)

    @pdf_tools
    def test_one_changed_byte_is_seen_by_poppler_and_by_us(self, sealed, tmp_path):
        forged = flipped(storing.read(sealed.current_file))
        assert "Signature is Valid" not in pdfsig(forged, tmp_path)
        checked = checking.check(forged)
        assert checked.verdict.outcome == Outcome.ALTERED and Reason.BROKEN_SIGNATURE in checked.verdict.reasons
        assert checked.signing_file == sealed

    @pdf_tools
    def test_a_white_box_over_a_clause_fools_poppler_but_not_us(self, sealed, tmp_path):
        forged = white_box(storing.read(sealed.current_file))
        assert pdfsig(forged, tmp_path).count("Signature is Valid") == 5
        checked = checking.check(forged)
        assert checked.verdict.outcome == Outcome.ALTERED
        assert Reason.CHANGED_AFTER_SIGNING in checked.verdict.reasons

    def test_a_later_signature_on_a_sealed_file_is_refused(self, sealed):
        content = storing.read(sealed.current_file)
        checked = checking.check(content + b"\n% appended")
        assert checked.verdict.outcome == Outcome.DIFFERS and Reason.ADDED_AFTER_SEAL in checked.verdict.reasons

    def test_an_earlier_revision_is_genuine_but_not_the_last(self, sealed):
        earlier = list(queries.revisions(sealed))[2]
        checked = checking.check(storing.read(earlier))
        assert checked.verdict.outcome == Outcome.AUTHENTIC and not checked.is_latest
        assert Reason.NOT_SEALED_YET in checked.verdict.reasons

    def test_a_copy_with_the_signatures_stripped_is_altered_and_a_foreign_file_is_not_ours(self, sealed):
        stripped = storing.read(sealed.base_file)[:-40]
        assert checking.check(stripped).verdict.outcome == Outcome.ALTERED
        assert checking.check(b"%PDF-1.4 something else").verdict.outcome == Outcome.NOT_OURS

    def test_someone_elses_authority_is_not_ours(self, sealed, tmp_path):
        foreign = verifying.Trust(roots=(local_authority(tmp_path / "pki").root,))
        verdict = verifying.verify(storing.read(sealed.current_file), trust=foreign)
        assert verdict.outcome == Outcome.NOT_OURS
