"""`sharedcourt judgments`: how far the index of published judgments has come, and making it anew."""

import sys
import time

import django
from django.utils.translation import gettext as _
from django.utils.translation import override

WAITED_SECONDS = 3600
LOOK_SECONDS = 0.5


def status() -> str:
    """Index and database side by side, in words."""
    from sharedcourt.judgments.finding import engine, following

    with engine.guarded() as opened:
        found = following.standing(opened)
    facts = {"applied": found.applied, "last": found.last, "held": found.held, "published": found.published}
    words = _("Changes in the index: %(applied)d of %(last)d. Judgments in it: %(held)d of %(published)d.") % facts
    return f"{words} {_('They agree.') if found.agrees else _('They do not agree.')}"


def rebuild() -> None:
    """Make the index anew: here, or by the follower that has it. Raises TimeoutError when that does not take it up."""
    from sharedcourt.judgments.finding import engine, following

    with following.only_one() as alone:
        if alone:
            opened = engine.writer()
            following.rebuild(opened)
            opened.close()
            return
    following.asked().touch()
    until = time.monotonic() + WAITED_SECONDS
    while following.asked().exists():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(LOOK_SECONDS)


def main(*, act: str, language: str) -> int:
    """`status` or `rebuild`. Returns the exit code."""
    django.setup()
    from django.core.exceptions import ImproperlyConfigured

    from sharedcourt.core.errors import Unavailable

    with override(language):
        try:
            if act == "rebuild":
                rebuild()
            print(status())
        except TimeoutError:
            print("✗ " + _("The running process did not make the index anew within an hour."), file=sys.stderr)
            return 1
        except (Unavailable, ImproperlyConfigured) as problem:
            print(f"✗ {problem}", file=sys.stderr)
            return 1
    return 0
