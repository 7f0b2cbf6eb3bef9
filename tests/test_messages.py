"""The check of translations finds what it is there to find."""

from pathlib import Path

import pytest

from scripts import check_messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
WORDS = _("Agree to mediate")
COUNT = ngettext("%(count)d day", "%(count)d days", 2)
SEAL = pgettext("noun", "Seal")
HIDDEN = _(f"{WORDS}")
"""
TEMPLATE = """
{% load i18n %}<p>{% translate "Sign here" %}</p>
{% blocktranslate trimmed with name=party.name %}
  {{ name }} has signed.
{% endblocktranslate %}
{# {% translate "Not shown" %} #}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    room = tmp_path / "package" / "room"
    (room / "templates" / "room").mkdir(parents=True)
    (room / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (room / "views.py").write_text(PYTHON)
    (room / "templates" / "room" / "page.html").write_text(TEMPLATE)
    return room.parent


def write(package: Path, catalogue: str) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (package / "room" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").write_text(head + catalogue)


def test_strings_of_python_and_of_templates_are_found(package: Path) -> None:
    found = {(message.context, message.text) for message in check_messages.wanted(package)}

    assert found == {
        (None, "Agree to mediate"),
        (None, "%(count)d day"),
        ("noun", "Seal"),
        (None, "Sign here"),
        (None, "%(name)s has signed."),
    }


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("", "no Chinese: 'Sign here'"),
        ('msgid "Sign here"\nmsgstr ""\n', "Chinese is empty: 'Sign here'"),
        ('#, fuzzy\nmsgid "Sign here"\nmsgstr "在此签名"\n', "marked doubtful (fuzzy): 'Sign here'"),
    ],
)
def test_a_string_without_good_chinese_is_named_with_its_place(package: Path, entry: str, fault: str) -> None:
    write(package, entry)

    assert any(fault in line and "page.html:2" in line for line in check_messages.faults(package))


def test_a_lost_placeholder_is_found(package: Path) -> None:
    write(package, 'msgid "%(name)s has signed."\nmsgstr "已签名。"\n')

    assert any("placeholders differ: %(name)s" in line for line in check_messages.faults(package))


def test_complete_chinese_has_no_fault(package: Path) -> None:
    write(
        package,
        'msgid "Agree to mediate"\nmsgstr "同意调解"\n\n'
        'msgid "%(count)d day"\nmsgid_plural "%(count)d days"\nmsgstr[0] "%(count)d 天"\n\n'
        'msgctxt "noun"\nmsgid "Seal"\nmsgstr "印章"\n\n'
        'msgid "Sign here"\nmsgstr "在此签名"\n\n'
        'msgid "%(name)s has signed."\nmsgstr "%(name)s已签名。"\n',
    )

    assert check_messages.faults(package) == []
