"""Every refusal has words in both languages."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

from sharedcourt import law
from sharedcourt.law.error_words import ERROR_WORDS
from sharedcourt.law.errors import LawError
from sharedcourt.law.identity import mobile
from sharedcourt.law.plans import custom_plan
from sharedcourt.law.tests import worked_case


def codes_raised() -> set[str]:
    """First arguments of LawError(...) in the room's source."""
    found = set()
    for path in Path(law.__path__[0]).rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "LawError":
                assert isinstance(node.args[0], ast.Constant)
                found.add(str(node.args[0].value))
    return found


def test_every_code_has_words_and_no_words_are_left_over():
    assert codes_raised() == set(ERROR_WORDS)
    assert all(zh and en and zh != en for zh, en in ERROR_WORDS.values())


def test_words_name_what_is_needed():
    schedule = worked_case.schedule()
    with pytest.raises(LawError) as caught:
        custom_plan(
            schedule.principal,
            schedule.annual_rate,
            [(schedule.lines[0].due, Decimal("1300.00")), (schedule.lines[1].due, None)],
            worked_case.down_payment().due,
        )
    assert caught.value.text("zh-hans") == "第1期金额不足以支付当期利息，至少应为1343.33元"
    assert caught.value.text("en").startswith("Instalment 1 must cover")


def test_a_wrong_mobile_number_is_told_in_the_readers_language():
    with pytest.raises(LawError) as caught:
        mobile("123")
    assert caught.value.text() == "请输入11位手机号码"
    assert caught.value.text("en") == "Enter a mobile number of 11 digits"
    assert LawError("new_code", "x").text() == "new_code"


def test_a_missing_param_leaves_a_gap_and_no_fault():
    assert LawError("waives_too_much", "x").text("en") == "No more than the — yuan owed can be waived"
