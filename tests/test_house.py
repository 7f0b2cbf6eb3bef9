"""The rules of the house that a program can check."""

import subprocess
import sys
from pathlib import Path

from django.core.management import call_command

from scripts import check_messages

ROOT = Path(__file__).resolve().parents[1]


def test_imports_point_down_floor_by_floor() -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_string_has_its_chinese() -> None:
    assert check_messages.faults() == []


def test_the_migrations_say_what_the_models_say(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
