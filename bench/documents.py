"""An agreement rendered, signed by five and sealed; verified; and the same text through docx and LibreOffice.

The rival is the usual way: a .docx filled from the same data (here written directly, which costs next to nothing) and turned
into PDF/A by LibreOffice. It is measured in the same run, interleaved.
"""

import io
import shutil
import statistics
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from bench._stopwatch import summary, timed

DOCUMENTS = 20
SIGNINGS = 8
RIVALS = 4
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STROKES = [[[40 + i * 12, 60 + (i * i) % 70] for i in range(60)], [[60, 40], [62, 150]]]


def _texts(content: dict[str, Any]) -> Iterator[str]:
    yield f"{content['organisation']} 调解协议书 {content['number']}"
    for party in content["parties"]:
        yield f"{party['role']}：{party['name']}，" + "；".join("：".join(pair) for pair in party["details"])
    yield content["opening"]
    yield from content["facts"]
    for clause in content["clauses"]:
        yield f"{clause['heading']}。{clause['text']}"
        yield from (item["text"] for item in clause.get("items", ()))
    yield from content["statements"]


def _docx(content: dict[str, Any]) -> bytes:
    def paragraph(text: str) -> str:
        return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'

    columns = ("no", "due", "amount", "principal", "interest", "balance")
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(str(row[name]))}</w:tc>" for name in columns) + "</w:tr>"
        for row in content["schedule"]["rows"]
    )
    body = "".join(paragraph(text) for text in _texts(content)) + f"<w:tbl><w:tblPr/>{rows}</w:tbl>" + paragraph("")
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()


def _through_libreoffice(soffice: str, content: dict[str, Any], folder: Path) -> None:
    (folder / "agreement.docx").write_bytes(_docx(content))
    target = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", target, "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "agreement.docx")], check=True, capture_output=True)
    if not (folder / "agreement.pdf").exists():
        raise RuntimeError("LibreOffice made no PDF.")


def run() -> list[dict[str, Any]]:
    from sharedcourt.documents.engine import handwriting, pki, rendering, signing, timestamps, verifying
    from sharedcourt.documents.engine.drawing import round_seal
    from sharedcourt.documents.engine.hashes import fingerprint
    from sharedcourt.documents.tests import samples

    template = rendering.PACKAGE / "mediation" / "typst" / "agreement.typ"
    handwritten = handwriting.read(STROKES)
    soffice = shutil.which("soffice")

    def content(number: int) -> dict[str, Any]:
        return dict(
            samples.agreement(number=f"温银保调〔2022〕{number}号", opening=f"第{number}份。" + "各方到庭。" * 20)
        )

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        keys = folder / "pki"
        signer = signing.LocalCASigner(keys)
        local = timestamps.LocalTimestampAuthority(pki.local_authority(keys))
        stamping = timestamps.Stamping(local, local)

        def render(number: int) -> rendering.Rendered:
            return rendering.render_for_signing(template, content(number), timestamp=datetime.now(UTC))

        def whole(number: int) -> bytes:
            """Rendered, prepared, signed by five, sealed: what happens between the last word and the sealed file."""
            made = render(number)
            pdf = signing.prepare(made.pdf, made.boxes)
            names = {box["field"]: box["name"] for box in samples.agreement()["signers"]}
            for field, name in names.items():
                person = signer.person(name=name, reference=field, identity="identity level 4")
                pdf = signing.sign(
                    pdf,
                    field=field,
                    signer=person,
                    stamping=stamping,
                    draw=lambda width, height: handwritten.drawing(width, height, "2022-01-06 14:20"),
                    name=name,
                ).pdf
            pdf = signing.add_validation_info(pdf, signer.validation_material())
            organisation = samples.agreement()["organisation"]
            return signing.seal(
                pdf,
                field="seal",
                signer=signer.organisation(name=organisation, code="52330399MJT000029L"),
                stamping=stamping,
                draw=lambda width, height: round_seal(organisation, "52330399MJT000029L", min(width, height)),
                name=organisation,
            ).pdf

        cold = timed(render, [0])
        sealed = whole(1)
        if soffice:
            _through_libreoffice(soffice, content(1), folder)  # makes its profile
        rendered: list[float] = []
        signed: list[float] = []
        rival: list[float] = []
        for round_number in range(max(SIGNINGS, RIVALS)):
            rendered += timed(render, range(100 + round_number * DOCUMENTS, 100 + (round_number + 1) * DOCUMENTS))
            signed += timed(whole, [2 + round_number])
            if soffice and round_number < RIVALS:
                started = time.perf_counter()
                _through_libreoffice(soffice, content(2 + round_number), folder)
                rival.append(time.perf_counter() - started)
        material = signer.validation_material()
        trust = verifying.Trust(tuple(signer.trust_roots()), material.certificates, material.revocation_lists)
        archived = fingerprint(sealed).sha256
        verified = timed(lambda _: verifying.verify(sealed, trust=trust, archived_sha256=archived), range(5))
        if verifying.verify(sealed, trust=trust, archived_sha256=archived).outcome != "authentic":
            raise RuntimeError("The sealed file does not verify.")
    usual = "the same text through docx and LibreOffice, unsigned"
    if not rival:
        raise RuntimeError("soffice is not on the path: nothing to measure against.")
    other = (usual, statistics.median(rival))
    return [
        summary("agreement rendered, first in a process", cold, other),
        summary("agreement rendered, warm", rendered, other),
        summary("rendered, signed by five and sealed", signed, other),
        summary(usual, rival),
        summary("verified: hash, 6 signatures, differences", verified),
        {"name": "size of the sealed file", "value": len(sealed), "unit": "bytes"},
    ]
