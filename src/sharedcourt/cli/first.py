"""What has to be done once before the parts start: tables, keys, and in a demonstration its people.

python -m sharedcourt.cli.first [--demo]
"""

import logging
import sys

import django
from django.core.management import CommandError, call_command


def main() -> int:
    django.setup()
    from django.conf import settings
    from django.db import DatabaseError

    from sharedcourt.core import keys
    from sharedcourt.documents.engine.pki import local_authority

    logging.getLogger().setLevel(logging.WARNING)
    try:
        keys.ensure()
        local_authority(settings.SHAREDCOURT_KEYS_DIR)
        call_command("migrate", interactive=False, verbosity=0)
        if "--demo" in sys.argv[1:]:
            call_command("seed_demo", verbosity=0)
        else:
            _say_without_operator()
    except (CommandError, DatabaseError, OSError) as problem:
        print(f"无法准备 · Cannot prepare: {problem}", file=sys.stderr)
        return 1
    return 0


def _say_without_operator() -> None:
    """A real installation in which nobody can sign in yet says how to begin."""
    from sharedcourt.people.models import Membership, Role

    if not Membership.objects.filter(role=Role.OPERATOR, is_active=True, user__is_active=True).exists():
        print(
            "还没有运营人员，谁也不能登录 · Nobody can sign in yet: there is no operator.\n  sharedcourt operator 姓名",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
