"""Which gateways there are, and the configuration of those that run on this machine.

A local gateway has a folder of its own under `HOME/janus/`: its configuration, links to the only plugin and transport it may load, and the
Unix socket that is the only way to command it. Its secrets are derived from one key of the installation, so the gateway and the
controller need not exchange them.
"""

import hashlib
import hmac
import ipaddress
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from sharedcourt.core import keys
from sharedcourt.core.environment import SettingInvalid
from sharedcourt.rooms.backends import video_constraints

LIBRARIES = tuple(Path(folder) for folder in ("/usr/lib", "/usr/local/lib", "/opt/janus/lib"))
LOCAL = re.compile(r"local(-\d{1,3})?")
RECLAIM_S = 30
FIRST_PORT, LAST_PORT = 1024, 65535
LEAST_BITRATE = 2_000_000


@dataclass(frozen=True)
class Place:
    """One gateway: how to reach it, with which secrets, how many cores it may use."""

    name: str
    address: str
    secret: str
    admin_key: str
    cores: int
    is_local: bool


def derived(*words: str) -> str:
    """A secret for one purpose, the same in every process of this installation."""
    return hmac.new(keys.media_key(), ":".join(words).encode(), hashlib.sha256).hexdigest()[:40]


def folder() -> Path:
    """`HOME/janus`, readable by its owner only."""
    path = Path(settings.HOME) / "janus"
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def controller_socket() -> Path:
    return folder() / "controller.sock"


def recordings_folder(room_id: str) -> Path:
    """Where the gateway writes what it records of a room."""
    return folder() / "recordings" / room_id


def cores() -> int:
    return os.cpu_count() or 1


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def places() -> list[Place]:
    """The gateways of `SHAREDCOURT_JANUS_GATEWAYS`: `local`, `local-2` … run here; `wss://…` or `unix:/…` elsewhere.

    Raises `SettingInvalid`, also for `ws://` to another machine, over which the gateway's secret would travel in clear.
    """
    found = []
    # Gateways of one machine share its cores.
    share = max(1, cores() // max(1, sum(bool(LOCAL.fullmatch(word)) for word in settings.SHAREDCOURT_JANUS_GATEWAYS)))
    for word in settings.SHAREDCOURT_JANUS_GATEWAYS:
        if LOCAL.fullmatch(word):
            address = f"unix:{folder() / word / 'janus.sock'}"
            secret, admin_key = derived("api", word), derived("admin", word)
            found.append(Place(word, address, secret, admin_key, share, is_local=True))
        elif re.match(r"(wss?://|unix:/)", word):
            address, _, number = word.partition("#")
            parts = urlsplit(address)
            if parts.scheme == "ws" and not (settings.SHAREDCOURT_JANUS_PLAIN or _is_loopback(parts.hostname or "")):
                raise SettingInvalid(
                    f"SHAREDCOURT_JANUS_GATEWAYS: {address} would carry the secret in clear. "
                    "Use wss://, or set SHAREDCOURT_JANUS_PLAIN=1 when the network is yours alone."
                )
            found.append(
                Place(
                    name=address,
                    address=address,
                    secret=settings.SHAREDCOURT_JANUS_SECRET,
                    admin_key=settings.SHAREDCOURT_JANUS_ADMIN_KEY,
                    cores=int(number) if number.isdigit() else 1,
                    is_local=False,
                )
            )
        else:
            raise SettingInvalid(
                f"SHAREDCOURT_JANUS_GATEWAYS holds names like local, local-2, wss://host:8989#4, not {word!r}."
            )
    return found


def local_places() -> list[Place]:
    return [place for place in places() if place.is_local]


def library(kind: str, name: str) -> Path | None:
    """Where Janus's own `libjanus_NAME.so` of this kind (`plugins`, `transports`) is installed."""
    for root in LIBRARIES:
        for path in (*root.glob(f"*/janus/{kind}/libjanus_{name}.so"), root / f"janus/{kind}/libjanus_{name}.so"):
            if path.exists():
                return path
    return None


def program() -> str | None:
    return shutil.which("janus") or ("/opt/janus/bin/janus" if Path("/opt/janus/bin/janus").exists() else None)


def missing() -> list[str]:
    """What a local gateway needs and this machine does not have, as Debian's package names."""
    lacks = program() is None or not library("plugins", "videoroom") or not library("transports", "websockets")
    tools = shutil.which("janus-pp-rec") is None
    return [*(["janus"] if lacks else []), *(["janus-tools"] if tools else [])]


def ports(place: Place) -> tuple[int, int]:
    """The UDP ports of a local gateway: an even share of `SHAREDCOURT_JANUS_PORTS`."""
    match = re.fullmatch(r"(\d{4,5})-(\d{4,5})", settings.SHAREDCOURT_JANUS_PORTS)
    first, last = (int(part) for part in match.groups()) if match else (0, 0)
    if not FIRST_PORT <= first < last <= LAST_PORT:
        raise SettingInvalid(
            f"SHAREDCOURT_JANUS_PORTS must look like 41000-44999, not {settings.SHAREDCOURT_JANUS_PORTS!r}."
        )
    names = [other.name for other in local_places()]
    share = (last - first + 1) // len(names)
    begin = first + share * names.index(place.name)
    return begin, begin + share - 1


def picture_height() -> int:
    """How many rows a whole picture has."""
    return video_constraints(settings.SHAREDCOURT_VIDEO)["height"]


def room_bitrate() -> int:
    """The most that one person sends, in bit/s. The gateway tells it to each page once for the whole connection: it must hold all layers of
    the picture together, or a shared screen at three times the picture's rate, and the sound."""
    return max(LEAST_BITRATE, video_constraints(settings.SHAREDCOURT_VIDEO)["kbps"] * 1000 * 7 // 2)


def _block(name: str, **values: object) -> str:
    def words(value: object) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int) else f'"{value}"'

    lines = "\n".join(f"\t{key} = {words(value)}" for key, value in values.items())
    return f"{name}: {{\n{lines}\n}}\n"


def write(place: Place) -> Path:
    """Write the configuration of a local gateway; returns its folder. What was there before is replaced."""
    home = folder() / place.name
    home.mkdir(mode=0o700, exist_ok=True)
    parts = {name: home / name for name in ("etc", "plugins", "transports", "loggers", "events")}
    for part in parts.values():
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
    for kind, name in (("plugins", "videoroom"), ("transports", "websockets")):
        path = library(kind, name)
        if path is not None:
            (parts[kind] / path.name).symlink_to(path)
    first, last = ports(place)
    nat: dict[str, object] = {"full_trickle": False, "ice_ignore_list": "vmnet,docker,veth"}
    if settings.SHAREDCOURT_JANUS_PUBLIC_IP:
        nat |= {"nat_1_1_mapping": settings.SHAREDCOURT_JANUS_PUBLIC_IP, "keep_private_host": True}
    files = {
        "janus.jcfg": _block(
            "general",
            configs_folder=parts["etc"],
            plugins_folder=parts["plugins"],
            transports_folder=parts["transports"],
            loggers_folder=parts["loggers"],
            events_folder=parts["events"],
            debug_level=3,
            api_secret=place.secret,
            admin_secret=derived("monitor", place.name),
            session_timeout=30,
            reclaim_session_timeout=RECLAIM_S,
            candidates_timeout=15,
            recordings_tmp_ext="tmp",
            event_loops=place.cores,
            hide_dependencies=True,
        )
        + _block(
            "media",
            rtp_port_range=f"{first}-{last}",
            no_media_timer=2,
            slowlink_threshold=4,
            twcc_period=200,
            ipv6=False,
        )
        + _block("nat", **nat),
        "janus.transport.websockets.jcfg": _block(
            "general",
            json="compact",
            ws=True,
            ws_unix=place.address.removeprefix("unix:"),
            pingpong_trigger=10,
            pingpong_timeout=5,
        )
        + _block("admin", admin_ws=False),
        "janus.plugin.videoroom.jcfg": _block(
            "general", string_ids=True, admin_key=place.admin_key, lock_rtp_forward=True
        ),
    }
    for name, text in files.items():
        path = parts["etc"] / name
        path.touch(mode=0o600)
        path.write_text(text)
    return home
