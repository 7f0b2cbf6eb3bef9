"""`sharedcourt operator NAME`: make the first operator of an installation, by a one-time link or a typed password."""

import getpass
import sys

import django
from django.core.management import CommandError, call_command

RULE = "─" * 72


def _typed_password() -> str:
    first = getpass.getpass("密码（至少 12 位）· Password (12 characters or more): ")
    if first != getpass.getpass("再输一遍 · Again: "):
        raise CommandError("两次输入不一致 · The two passwords are not the same.")
    return first


def main(*, name: str, organisation: str, username: str, language: str) -> int:
    """Prepare the database if need be, appoint, and say how to go on. Returns the exit code."""
    django.setup()
    from django.conf import settings
    from django.db import DatabaseError
    from django.utils.translation import override

    from sharedcourt.core import keys
    from sharedcourt.core.errors import ActionRefused
    from sharedcourt.people.actions import accept_appointment, appoint_first_operator
    from sharedcourt.people.models import Membership, Role

    with override(language):
        try:
            keys.ensure()
            call_command("migrate", interactive=False, verbosity=0)
            others = Membership.objects.filter(role=Role.OPERATOR, is_active=True).count()
            password = _typed_password() if username else ""
            _appointment, link = appoint_first_operator(
                name=name, organisation_name=organisation or settings.SITE_NAME or "平台运营中心"
            )
            if username:
                accept_appointment(token=link.split("/")[2], username=username, password=password)
        except (ActionRefused, CommandError, DatabaseError, OSError) as problem:
            print(f"✗ {problem}", file=sys.stderr)
            return 1
    print(RULE)
    if others:
        print(f"  已有 {others} 位运营人员；这是另一位 · There are {others} operators already; this is another one.")
    if username:
        print(f"  请登录 · Sign in:  {settings.PUBLIC_URL}/accounts/login/")
        print("  首次登录时设置第二重验证 · A second factor is set up at the first sign-in.")
    else:
        print("  请用浏览器打开此链接，选择用户名和密码，然后设置第二重验证")
        print("  Open this link, choose a user name and a password, then set up a second factor:")
        print(f"\n  {settings.PUBLIC_URL}{link}\n")
        print("  24 小时内有效，只能使用一次，只在此处显示 · Good for 24 hours and one use; shown only here.")
    print(RULE, flush=True)
    return 0
