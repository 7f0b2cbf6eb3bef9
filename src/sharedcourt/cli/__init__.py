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
        choices=["web", "media", "worker", "composer", "reader", "follower", "scheduled"],
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

    gateways = commands.add_parser("gateways", help="媒体网关 · list the media gateways, empty one, open it again")
    gateways.add_argument("--language", choices=["zh", "en"], help="default: by LANG, else Chinese")
    acts = gateways.add_subparsers(dest="act", metavar="act")
    acts.add_parser("list", help="各网关状况 · how they are and what they carry (the default)")
    drain = acts.add_parser("drain", help="停止接收新房间 · no new rooms; those that run stay until they end")
    drain.add_argument("--move", action="store_true", help="move the rooms that run to other gateways now")
    for act in (drain, acts.add_parser("open", help="恢复接收 · take rooms again")):
        act.add_argument("name", metavar="NAME", help="as `sharedcourt gateways` shows it")

    judgments = commands.add_parser("judgments", help="裁判文书索引 · the index of published judgments")
    judgments.add_argument("--language", choices=["zh", "en"], help="default: by LANG, else Chinese")
    acts = judgments.add_subparsers(dest="act", metavar="act")
    acts.add_parser("status", help="索引进度 · how far it has come (the default)")
    acts.add_parser("rebuild", help="重建索引 · make it anew from the database")

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
    if chosen.command == "gateways":
        from sharedcourt.cli import check, gateways

        return gateways.main(
            act=chosen.act or "list",
            name=getattr(chosen, "name", ""),
            move=getattr(chosen, "move", False),
            language=check.chosen_language(chosen.language),
        )
    if chosen.command == "judgments":
        from sharedcourt.cli import check, judgments

        return judgments.main(act=chosen.act or "status", language=check.chosen_language(chosen.language))
    from sharedcourt.cli import up

    if chosen.command == "demo":
        return up.demo(host=chosen.host, port=chosen.port, fresh=chosen.fresh)
    return up.up(host=chosen.host, port=chosen.port or PORT, only=chosen.only)
