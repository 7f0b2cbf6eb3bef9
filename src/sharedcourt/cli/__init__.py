"""The `sharedcourt` command: start everything, try it out, see what is configured."""

import argparse
import os
import sys
from collections.abc import Sequence

from sharedcourt import __version__

PORT = 8000


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sharedcourt", description="共享法庭 · online dispute resolution")
    parser.add_argument("--version", action="version", version=f"sharedcourt {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    up = commands.add_parser("up", help="启动 · start web, worker and scheduled work")
    demo = commands.add_parser("demo", help="演示 · try it with an invented case; its data is kept apart")
    for command in (up, demo):
        command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        command.add_argument("--port", type=int, help=f"port to listen on (default: {PORT})")
    up.add_argument(
        "--only",
        action="append",
        choices=["web", "worker", "scheduled"],
        help="start only this part (may be repeated); for several machines with one PostgreSQL and Redis",
    )
    demo.add_argument("--fresh", action="store_true", help="throw away what an earlier demonstration left")

    check = commands.add_parser("check", help="检查配置 · say what is configured and what is missing")
    check.add_argument("--language", choices=["zh", "en"], help="default: by LANG, else Chinese")

    operator = commands.add_parser(
        "operator", help="设立运营人员 · make the first operator, who brings in organisations and their people"
    )
    operator.add_argument("name", metavar="NAME", help="the person's name as on the ID card")
    operator.add_argument("--organisation", default="", help="who runs the platform (used the first time)")
    operator.add_argument(
        "--username", default="", help="type a password here and now, instead of getting a one-time link"
    )
    operator.add_argument("--language", choices=["zh", "en"], help="default: by LANG, else Chinese")

    manage = commands.add_parser("manage", help="Django 管理命令 · Django's own commands", add_help=False)
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    if words[:1] == ["manage"]:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["sharedcourt manage", *words[1:]])
        return 0
    chosen = _parser().parse_args(words)
    if chosen.command == "check":
        from sharedcourt.cli import check

        return check.main(chosen.language)
    if chosen.command == "operator":
        from sharedcourt.cli import check, operator

        language = check.chosen_language(chosen.language)
        return operator.main(
            name=chosen.name, organisation=chosen.organisation, username=chosen.username, language=language
        )
    from sharedcourt.cli import up

    if chosen.command == "demo":
        return up.demo(host=chosen.host, port=chosen.port, fresh=chosen.fresh)
    return up.up(host=chosen.host, port=chosen.port or PORT, only=chosen.only)
