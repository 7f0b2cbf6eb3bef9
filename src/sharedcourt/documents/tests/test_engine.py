"""The engine alone: no database, no settings."""

import datetime as dt
import random
from pathlib import Path

import pytest

from sharedcourt.documents.engine import handwriting, hashes, pki, rendering, signing, sniffing, timestamps, verifying
from sharedcourt.documents.engine.drawing import round_seal
from sharedcourt.documents.tests import samples

AGREEMENT = rendering.PACKAGE / "mediation" / "typst" / "agreement.typ"
RECORD = rendering.PACKAGE / "mediation" / "typst" / "record.typ"
NOON = dt.datetime(2022, 1, 6, 4, 0, tzinfo=dt.UTC)
DRAWN = handwriting.read([[[i * 5, (i * i) % 40] for i in range(40)]])


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "pki"


@pytest.fixture(scope="module")
def signer(keys: Path) -> signing.LocalCASigner:
    return signing.LocalCASigner(keys)


def local(keys: Path) -> timestamps.Stamping:
    authority = timestamps.LocalTimestampAuthority(pki.local_authority(keys))
    return timestamps.Stamping(authority, authority)


class TestRendering:
    def test_the_same_data_and_time_give_the_same_bytes(self):
        first = rendering.render(AGREEMENT, samples.agreement(), timestamp=NOON)
        assert rendering.render(AGREEMENT, samples.agreement(), timestamp=NOON) == first
        assert rendering.render(AGREEMENT, samples.agreement(), timestamp=NOON + dt.timedelta(seconds=1)) != first

    def test_it_is_tagged_pdf_a_with_a_box_for_everyone_who_signs(self):
        made = rendering.render_for_signing(AGREEMENT, samples.agreement(), timestamp=NOON)
        assert b"<pdfaid:part>2</pdfaid:part>" in made.pdf and b"<pdfaid:conformance>A<" in made.pdf
        assert b"/MarkInfo" in made.pdf
        assert [box.field for box in made.boxes] == [f"signature-{n}" for n in range(1, 6)] + ["seal"]
        assert [box.seal for box in made.boxes] == [False] * 5 + [True]
        assert len({box.page for box in made.boxes}) == 1 and made.pages == made.boxes[0].page + 1

    def test_a_name_no_font_can_print_is_an_error_that_names_it(self):
        with pytest.raises(rendering.RenderingFailed, match="e123"):
            rendering.render(AGREEMENT, samples.agreement(opening="\ue123"), timestamp=NOON)

    def test_a_rare_name_is_printed(self):
        rendering.render(AGREEMENT, samples.agreement(opening="当事人喆堃、龑、㵗到庭。"), timestamp=NOON)

    def test_typst_code_in_what_people_write_is_printed_not_run(self):
        content = samples.agreement(opening='#panic("run") $x$ *a* @ref #include "x.typ"')
        rendering.render(AGREEMENT, content, timestamp=NOON)

    def test_a_font_that_is_not_there_says_what_to_do(self, tmp_path, monkeypatch):
        monkeypatch.setattr(rendering, "FONTS", tmp_path)
        monkeypatch.setattr(rendering, "_font_books", [])
        monkeypatch.setattr(rendering, "_presses", {})
        with pytest.raises(rendering.RenderingFailed, match="make setup"):
            rendering.render(AGREEMENT, samples.agreement(), timestamp=NOON)

    def test_a_template_with_an_unknown_font_fails_instead_of_using_another(self, tmp_path):
        template = tmp_path / "odd.typ"
        template.write_text('#set text(font: "No Such Font")\nhello')
        with pytest.raises(rendering.RenderingFailed, match="no such font"):
            rendering.render(template, {}, timestamp=NOON)

    def test_the_record_is_rendered(self):
        made = rendering.render_for_signing(RECORD, samples.record(), timestamp=NOON)
        assert len(made.boxes) == 4


class TestHandwriting:
    @pytest.mark.parametrize(
        ("strokes", "code"),
        [
            ([], "empty"),
            ([[]], "empty"),
            ([[[5, 5]]], "too_small"),
            ([[[5, 5], [7, 6]]], "too_small"),
            (None, "unreadable"),
            ("abc", "unreadable"),
            ([[["a", 1]]], "unreadable"),
            ([[[float("nan"), 1], [50, 50]]], "unreadable"),
            ([[{"x": 1}]], "unreadable"),
            ([[[i, i] for i in range(30_000)]], "too_long"),
        ],
    )
    def test_what_is_no_signature_is_refused(self, strokes, code):
        with pytest.raises(handwriting.HandwritingRefused) as refused:
            handwriting.read(strokes)
        assert refused.value.code == code

    def test_a_signature_stays_inside_its_box(self):
        drawing = DRAWN.drawing(210, 57, "2022-01-06 14:20")
        for shape in drawing.shapes:
            for _, numbers in shape.segments:
                assert all(-2 <= x <= 212 for x in numbers[::2]) and all(-2 <= y <= 59 for y in numbers[1::2])

    def test_a_seal_with_a_character_no_font_has_is_refused(self):
        with pytest.raises(rendering.RenderingFailed, match="U\\+E123"):
            round_seal("示范\ue123调委会")


class TestKeys:
    def test_only_the_owner_can_read_them_and_they_outlive_the_process(self, keys, signer):
        assert keys.stat().st_mode & 0o777 == 0o700
        assert all(path.stat().st_mode & 0o777 == 0o600 for path in keys.iterdir())
        again = pki.LocalAuthority(keys)
        assert again.root.dump() == pki.local_authority(keys).root.dump()
        assert "not a licensed CA" in again.root.subject.human_friendly

    def test_a_seal_keeps_its_certificate_and_a_person_gets_a_new_one_each_time(self, signer):
        seals = {signer.organisation(name="示范调委会", code="1").signing_cert.serial_number for _ in range(2)}
        people = {signer.person(name="林建川", reference="1", identity="").signing_cert.serial_number for _ in range(2)}
        assert len(seals) == 1 and len(people) == 2


class Silent:
    """An authority that does not answer."""

    label = "silent.example"
    local = False

    def stamper(self):
        return timestamps._HttpStamper("http://127.0.0.1:9/", 0.5, None)


def signed(signer, stamping):
    made = rendering.render_for_signing(AGREEMENT, samples.agreement(), timestamp=NOON)
    pdf = signing.prepare(made.pdf, made.boxes)
    person = signer.person(name="周启明", reference="1", identity="")
    return signing.sign(
        pdf,
        field="signature-1",
        signer=person,
        stamping=stamping,
        draw=lambda w, h: DRAWN.drawing(w, h, "x"),
        name="周启明",
    )


class TestSigning:
    def test_a_silent_timestamp_authority_is_replaced_and_the_downgrade_recorded(self, keys, signer):
        fallback = local(keys).fallback
        result = signed(signer, timestamps.Stamping(Silent(), fallback))
        assert result.timestamp_local and result.downgraded
        assert result.timestamp_authority == timestamps.LOCAL_LABEL
        assert not signed(signer, local(keys)).downgraded

    def test_a_field_takes_one_signature_and_the_seal_comes_last(self, keys, signer):
        once = signed(signer, local(keys))
        seal = signer.organisation(name="示范调委会", code="1")
        with pytest.raises(signing.SigningFailed, match="signed already"):
            signing.sign(
                once.pdf,
                field="signature-1",
                signer=seal,
                stamping=local(keys),
                draw=DRAWN.drawing,
                name="x",
            )
        with pytest.raises(signing.SigningFailed, match="not everyone has signed"):
            signing.seal(
                once.pdf,
                field="seal",
                signer=seal,
                stamping=local(keys),
                draw=lambda w, h: round_seal("示范"),
                name="x",
            )


class TestHostileFiles:
    def test_nothing_sent_in_brings_the_verifier_down(self, keys, signer):
        material = signer.validation_material()
        trust = verifying.Trust(tuple(signer.trust_roots()), material.certificates, material.revocation_lists)
        good = signed(signer, local(keys)).pdf
        chance = random.Random(1)
        cases = [b"", b"%PDF-1.7", b"%PDF-1.7\nstartxref\n0\n%%EOF", chance.randbytes(5000), b"(" * 200_000]
        cases += [good[: chance.randrange(len(good))] for _ in range(6)]
        for _ in range(8):
            broken = bytearray(good)
            for _ in range(20):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            cases.append(bytes(broken))
        for case in cases:
            verdict = verifying.verify(case, trust=trust)
            assert verdict.outcome in {verifying.Outcome.NOT_OURS, verifying.Outcome.ALTERED}

    def test_a_file_that_is_too_large_is_not_even_opened(self, keys, signer):
        trust = verifying.Trust(tuple(signer.trust_roots()))
        verdict = verifying.verify_isolated(bytes(verifying.MAX_BYTES + 1), trust=trust)
        assert verdict.reasons == (verifying.Reason.TOO_LARGE,)

    def test_a_deeply_nested_file_dies_alone(self, keys, signer):
        trust = verifying.Trust(tuple(signer.trust_roots()))
        bomb = (
            b"%PDF-1.7\n1 0 obj\n"
            + b"[" * 400_000
            + b"\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer<</Root 1 0 R/Size 2>>\nstartxref\n400040\n%%EOF"
        )
        outcome = verifying.verify_isolated(bomb, trust=trust).outcome
        assert outcome in {verifying.Outcome.NOT_OURS, verifying.Outcome.UNCHECKED}


class TestHashes:
    def test_both_fingerprints_of_the_standards_example(self):
        mark = hashes.fingerprint(b"abc")
        assert mark.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        assert mark.sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        assert mark.size == 3


class TestSniffing:
    @pytest.mark.parametrize(
        ("content", "extension"),
        [
            (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(100), "jpg"),
            (b"\xff\xd8\xff\xe1\x00\x10Exif\x00" + bytes(100), "jpg"),
            (b"\x89PNG\r\n\x1a\n" + bytes(100), "png"),
            (b"\x00\x00\x00\x18ftypheic" + bytes(100), "heic"),
            (b"\x00\x00\x00\x18ftypisom" + bytes(100), "mp4"),
            (b"ID3\x04\x00" + bytes(100), "mp3"),
            (b"\xff\xfb\x90\x00" + bytes(100), "mp3"),
            (b"%PDF-1.7\n" + bytes(100), "pdf"),
        ],
    )
    def test_a_file_is_what_its_bytes_say(self, content, extension):
        assert sniffing.sniff(content).extension == extension

    @pytest.mark.parametrize(
        "content", [b"MZ" + bytes(200), b"<html><script>", b"PK\x03\x04" + bytes(50), b"GIF89a" + bytes(20)]
    )
    def test_what_is_not_on_the_list_is_refused(self, content):
        with pytest.raises(sniffing.NotAccepted) as refused:
            sniffing.sniff(content)
        assert refused.value.code == "unknown_type"
