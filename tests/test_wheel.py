"""An installed copy needs no Node, no fonts and no gettext: the wheel carries what they make."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl"))).namelist()


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "part",
    [
        "sharedcourt/web/static/web/manifest.json",
        "sharedcourt/documents/fonts/NotoSerifSC_400Regular.ttf",
        "sharedcourt/documents/fonts/OFL.txt",
        "sharedcourt/cli/locale/zh_Hans/LC_MESSAGES/django.mo",
        "sharedcourt/law/tables/",
        ".typ",
        "templates/web/base.html",
        "dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_carries(wheel: list[str], part: str) -> None:
    assert any(part in name for name in wheel)


@pytest.mark.sqlite_only
def test_the_wheel_carries_no_tests_and_no_sources_of_translations(wheel: list[str]) -> None:
    assert [name for name in wheel if "/tests/" in name or name.endswith((".po", "conftest.py"))] == []
