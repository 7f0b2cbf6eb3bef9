"""What is shown about the signed agreement: by a PDF tool that knows nothing of us, and by our own page."""

import hashlib
import io
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def pdfsig(pdf: Path, url: str) -> str:
    """What poppler's pdfsig says, with the installation's published root as trusted."""
    store = pdf.parent / "nss"
    root = pdf.parent / "root.pem"
    if not store.exists():
        store.mkdir()
        with urllib.request.urlopen(f"{url}/verify/authority/root.pem") as answer:
            root.write_bytes(answer.read())
        subprocess.run(["certutil", "-N", "-d", f"sql:{store}", "--empty-password"], check=True)
        subprocess.run(
            ["certutil", "-A", "-d", f"sql:{store}", "-n", "root", "-t", "CT,C,C", "-i", str(root)], check=True
        )
    done = subprocess.run(
        ["pdfsig", "-nssdir", f"sql:{store}", str(pdf)], capture_output=True, text=True, check=False, timeout=120
    )
    return done.stdout


def one_byte_changed(pdf: bytes) -> bytes:
    """A single bit of the signed text is another."""
    at = 60_000
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def white_box(pdf: bytes) -> bytes:
    """A clause painted over by an incremental update, which leaves every signed byte as it was."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    box = generic.StreamObject(stream_data=b"q 1 1 1 rg 70 600 450 60 re f Q")
    writer.add_stream_to_page(1, writer.add_object(box))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def our_verdict(page: Page, url: str, pdf: Path, picture: Path) -> str:
    """Upload a file to the public page as a stranger would; returns the kind of verdict and its words."""
    page.goto(f"{url}/verify/")
    page.locator('input[type="file"]').set_input_files(pdf)
    with page.expect_navigation(timeout=150_000):
        page.locator("main form .govuk-button").first.click()
    page.screenshot(path=picture, full_page=True)
    return page.locator("main h1").first.inner_text()


# The verdict's heading, in the language of whichever page the story reads.
GENUINE = {"This is the genuine document", "这是真实的文书"}
ALTERED = {"This file was changed after signing", "该文件在签署后被改动过"}


def qr_of(pdf: Path) -> str:
    """What the QR code printed in the agreement says."""
    import zxingcpp
    from PIL import Image

    stem = pdf.parent / "page"
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(pdf), str(stem)], check=True)
    for picture in sorted(pdf.parent.glob("page-*.png")):
        found = zxingcpp.read_barcodes(Image.open(picture))
        if found:
            return str(found[0].text)
    raise AssertionError("no QR code can be read in the agreement")


def examine(page: Page, url: str, pdf: Path) -> dict[str, Any]:
    """Everything that is shown about the sealed file; raises AssertionError when something does not hold."""
    folder, content = pdf.parent, pdf.read_bytes()
    shutil.rmtree(folder / "nss", ignore_errors=True)
    said = pdfsig(pdf, url)
    (folder / "pdfsig.txt").write_text(said)
    signatures = said.count("Signature Validation:")
    assert signatures >= 5, said
    assert said.count("Signature is Valid") == signatures, said
    assert "Total document signed" in said.rsplit("Signature #", 1)[-1], said
    changed, covered = folder / "one-byte-changed.pdf", folder / "white-box.pdf"
    changed.write_bytes(one_byte_changed(content))
    covered.write_bytes(white_box(content))
    assert "Digest Mismatch" in pdfsig(changed, url)
    scanned = qr_of(pdf)
    page.goto(scanned)
    page.screenshot(path=folder / "verify-by-qr.png", full_page=True)
    sha256 = hashlib.sha256(content).hexdigest()
    assert sha256 in page.content(), "the page behind the QR code shows another file"
    verdicts = {
        name: our_verdict(page, url, file, folder / f"verdict-{name}.png")
        for name, file in (("original", pdf), ("one-byte-changed", changed), ("white-box", covered))
    }
    assert verdicts["original"] in GENUINE, verdicts
    assert verdicts["one-byte-changed"] in ALTERED, verdicts
    assert verdicts["white-box"] in ALTERED, f"the white box was not caught: {verdicts}"
    return {
        "sha256": sha256,
        "bytes": len(content),
        "signatures_valid": signatures,
        "seal": "Total document signed",
        "qr": scanned,
        "our_page_says": verdicts,
    }
