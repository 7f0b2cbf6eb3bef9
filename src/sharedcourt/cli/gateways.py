"""`sharedcourt gateways`: how the media gateways are, and emptying one before its machine is served."""

import asyncio
import sys
from typing import Any

import django
from django.utils.translation import gettext as _
from django.utils.translation import override

Gateway = dict[str, Any]


def ask(op: str, **content: Any) -> dict[str, Any]:
    """One question to the controller. Raises `ControllerGone` or `ControllerRefused`."""
    from sharedcourt.rooms.janus import configuration
    from sharedcourt.rooms.janus.line import ask_once

    return asyncio.run(ask_once(configuration.controller_socket(), op, **content))


def state(gateway: Gateway) -> str:
    """One word for how it is."""
    if not gateway["up"]:
        return _("does not answer")
    return _("no new rooms") if gateway["draining"] else _("takes rooms")


def table(gateways: list[Gateway]) -> str:
    """What each one carries, in words."""
    lines = []
    for each in gateways:
        facts = {
            "name": each["name"],
            "state": state(each),
            "rooms": each["rooms"],
            "people": each["people"],
            "load": each["load"],
            "budget": each["budget"],
            "deaths": each["deaths"],
        }
        lines.append(
            _(
                "%(name)s: %(state)s; rooms %(rooms)d, people %(people)d, forwarded pictures %(load)d of %(budget)d, "
                "starts %(deaths)d"
            )
            % facts
        )
    return "\n".join(lines)


def _drained(name: str, answer: dict[str, Any], *, is_open: bool) -> str:
    if is_open:
        return _("%(name)s takes rooms again.") % {"name": name}
    words = _("%(name)s takes no new rooms. Rooms moved: %(moved)d; still there: %(stayed)d.")
    return words % {"name": name, "moved": answer["moved"], "stayed": answer["stayed"]}


def main(*, act: str, name: str, move: bool, language: str) -> int:
    """`list`, `drain` or `open`. Returns the exit code."""
    django.setup()
    from sharedcourt.rooms.janus.line import ControllerGone, ControllerRefused

    with override(language):
        try:
            if act == "list":
                print(table(ask("health")["gateways"]))
            else:
                answer = ask("drain", gateway=name, on=act == "drain", move=move)
                print(_drained(name, answer, is_open=act == "open"))
        except ControllerGone:
            print("✗ " + _("The controller is not running: `sharedcourt up` runs it."), file=sys.stderr)
            return 1
        except ControllerRefused:
            print(
                "✗ " + _("There is no gateway %(name)s; `sharedcourt gateways` lists them.") % {"name": name},
                file=sys.stderr,
            )
            return 1
    return 0
