"""What is written down agrees with the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READ = re.compile(r'\b(?:text|flag|number|words)\(\s*"([A-Z_]+)"')
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def variables() -> set[str]:
    return {name for file in (ROOT / "src").rglob("*.py") for name in READ.findall(file.read_text())}


def test_every_setting_is_told_to_operators() -> None:
    told = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "operators.md").read_text()))

    assert variables() <= told
    assert {name for name in told if name.startswith("SHAREDCOURT_")} <= variables()


def test_the_sample_sets_nothing_that_does_not_exist() -> None:
    sample = (ROOT / "deploy" / "environment.sample").read_text()

    assert set(re.findall(r"^#?([A-Z_]+)=", sample, re.MULTILINE)) <= variables()


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert dead == []
