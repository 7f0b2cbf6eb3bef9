"""`sharedcourt check`: what this installation is made of, what is missing, in plain words.

Each check looks at one thing and answers with one line. The exit code is 1 when something is broken.
"""

import os
import shutil
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

TRY_SECONDS = 3
LEAST_MEDIA_PORTS = 100


class State(Enum):
    """How a thing stands; the value is the mark in front of the line."""

    GOOD = "✓"
    EMBEDDED = "·"
    MISSING = "!"
    BROKEN = "✗"


WORDS = {
    State.GOOD: gettext_lazy("in order"),
    State.EMBEDDED: gettext_lazy("built in"),
    State.MISSING: gettext_lazy("not there"),
    State.BROKEN: gettext_lazy("broken"),
}


@dataclass(frozen=True)
class Finding:
    """One line of the answer."""

    name: str
    state: State
    words: str


def database() -> Finding:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    name = _("Database")
    embedded = connection.vendor == "sqlite"
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as problem:
        return Finding(name, State.BROKEN, _("cannot be reached: %(problem)s") % {"problem": problem})
    if waiting:
        words = _("its tables are not up to date; `sharedcourt up` or `sharedcourt manage migrate` does that")
        return Finding(name, State.MISSING, words)
    if embedded:
        return Finding(name, State.EMBEDDED, _("SQLite, on this machine; DATABASE_URL moves it to PostgreSQL"))
    return Finding(name, State.GOOD, "PostgreSQL")


def operator() -> Finding:
    from django.conf import settings
    from django.db import DatabaseError

    from sharedcourt.people.models import Membership, Role

    name = _("Operator")
    try:
        there = Membership.objects.filter(role=Role.OPERATOR, is_active=True, user__is_active=True).count()
    except DatabaseError:
        there = 0
    if there:
        return Finding(name, State.GOOD, _("%(count)d in office") % {"count": there})
    if settings.DEMO:
        return Finding(name, State.EMBEDDED, _("one of the invented people"))
    words = _("nobody can sign in yet; `sharedcourt operator NAME` makes the first operator, who appoints the others")
    return Finding(name, State.MISSING, words)


def redis() -> Finding:
    from django.conf import settings

    if not settings.REDIS_URL:
        words = _("messages between browsers stay in one web process; REDIS_URL allows several")
        return Finding("Redis", State.EMBEDDED, words)
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        Redis.from_url(settings.REDIS_URL, socket_timeout=TRY_SECONDS, socket_connect_timeout=TRY_SECONDS).ping()
    except (RedisError, ValueError) as problem:
        return Finding("Redis", State.BROKEN, _("cannot be reached: %(problem)s") % {"problem": problem})
    return Finding("Redis", State.GOOD, _("answers"))


def storage() -> Finding:
    from django.conf import settings

    from sharedcourt.core import disk

    name, home = _("Files"), Path(settings.HOME)
    if not os.access(home, os.W_OK):
        return Finding(name, State.BROKEN, _("%(folder)s cannot be written") % {"folder": home})
    free = disk.free_bytes()
    facts = {"folder": home, "free": f"{free / 1024**3:.1f}"}
    if free < disk.LOW_DISK_BYTES:
        return Finding(name, State.BROKEN, _("only %(free)s GB are left for %(folder)s") % facts)
    backend = str(settings.STORAGES["default"]["BACKEND"])  # type: ignore[index]
    if backend.endswith("FileSystemStorage"):
        return Finding(name, State.EMBEDDED, _("in %(folder)s, %(free)s GB free") % facts)
    return Finding(name, State.GOOD, backend)


def secret_keys() -> Finding:
    from django.conf import settings

    name, folder = _("Secret keys"), Path(settings.SHAREDCOURT_KEYS_DIR)
    files = [file for file in folder.rglob("*") if file.is_file()]
    if not any(file.name == "ledger.pem" for file in files):
        return Finding(name, State.MISSING, _("`sharedcourt up` makes them in %(folder)s") % {"folder": folder})
    private = [file for file in files if file.suffix not in {".crt", ".crl", ".cer"} and "certificate" not in file.name]
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        open_to_others = [file for file in private if file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)]
        if open_to_others:
            return Finding(name, State.BROKEN, _("others may read %(file)s") % {"file": open_to_others[0]})
    words = _("in %(folder)s; keep a copy apart from the database's: without them nothing can be read") % {
        "folder": folder
    }
    return Finding(name, State.GOOD, words)


def _installed(name: str, path: Path, good: str) -> Finding:
    if path.exists():
        return Finding(name, State.GOOD, good)
    return Finding(name, State.BROKEN, _("missing; in a checkout `make setup` puts it there"))


def fonts() -> Finding:
    from django.conf import settings

    path = settings.PACKAGE / "documents" / "fonts" / "NotoSerifSC_400Regular.ttf"
    return _installed(_("Fonts of documents"), path, "Noto Serif SC, Noto Sans SC")


def front_end() -> Finding:
    from django.conf import settings

    path = settings.PACKAGE / "web" / "static" / "web" / "manifest.json"
    return _installed(_("Front end"), path, _("built"))


def translations() -> Finding:
    from django.conf import settings

    sources = list(settings.PACKAGE.glob("*/locale/zh_Hans/LC_MESSAGES/*.po"))
    lost = [source for source in sources if not source.with_suffix(".mo").exists()]
    compiled = next(settings.PACKAGE.glob("*/locale/zh_Hans/LC_MESSAGES/*.mo"), None)
    path = lost[0].with_suffix(".mo") if lost else compiled or settings.PACKAGE / "missing.mo"
    return _installed(_("Chinese texts"), path, _("compiled"))


def _outside(name: str, path: str, embedded: str, words: str, *, needs: dict[str, str]) -> Finding:
    """An outside system chosen by dotted path: built in, configured, or not to be loaded; `needs` are its settings."""
    from django.utils.module_loading import import_string

    try:
        import_string(path)
    except ImportError as problem:
        return Finding(name, State.BROKEN, str(problem))
    if path == embedded:
        return Finding(name, State.EMBEDDED, words)
    empty = [setting for setting, value in needs.items() if not value]
    if empty:
        return Finding(name, State.BROKEN, _("%(setting)s is not set") % {"setting": ", ".join(empty)})
    return Finding(name, State.GOOD, path)


def sms() -> Finding:
    from django.conf import settings

    return _outside(
        _("Text messages (SMS)"),
        settings.SHAREDCOURT_SMS_GATEWAY,
        "sharedcourt.notices.gateways.LocalOutbox",
        _("nobody gets one: they stay on the page /notices/outbox/"),
        needs={"SHAREDCOURT_SMS_URL": settings.SHAREDCOURT_SMS_URL},
    )


def payment() -> Finding:
    from django.conf import settings

    return _outside(
        _("Court fees"),
        settings.SHAREDCOURT_PAYMENT_PROVIDER,
        "sharedcourt.filing.fees.local.LocalProvider",
        _("nobody pays: the payment page only pretends, and no money moves"),
        needs={
            "SHAREDCOURT_PAYMENT_URL": settings.SHAREDCOURT_PAYMENT_URL,
            "SHAREDCOURT_PAYMENT_SECRET": settings.SHAREDCOURT_PAYMENT_SECRET,
        },
    )


def email() -> Finding:
    import smtplib

    from django.conf import settings

    name = _("E-mail")
    if not settings.EMAIL_HOST:
        return Finding(name, State.EMBEDDED, _("nobody gets one: they stay on the page /notices/outbox/"))
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=TRY_SECONDS):
            return Finding(name, State.GOOD, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}")
    except OSError as problem:
        return Finding(name, State.BROKEN, _("cannot be reached: %(problem)s") % {"problem": problem})


def signer() -> Finding:
    from django.conf import settings

    return _outside(
        _("Signatures"),
        settings.SHAREDCOURT_SIGNER,
        "sharedcourt.documents.engine.signing.LocalCASigner",
        _("certificates of this installation's own authority; a licensed authority's are stronger evidence"),
        needs={},
    )


def timestamps() -> Finding:
    from django.conf import settings

    name = _("Timestamps")
    if not settings.SHAREDCOURT_TSA_URL:
        words = _("this installation's own authority: proves that nothing changed, not the time")
        return Finding(name, State.EMBEDDED, words)
    return Finding(name, State.GOOD, settings.SHAREDCOURT_TSA_URL)


def identity() -> Finding:
    from django.conf import settings

    return _outside(
        _("Identity check"),
        settings.SHAREDCOURT_IDENTITY_CHECK,
        "sharedcourt.people.identity.NoRegistry",
        _("no register is asked: the mediator or the site's director compares the identity card"),
        needs={"SHAREDCOURT_IDENTITY_URL": settings.SHAREDCOURT_IDENTITY_URL},
    )


def turn() -> Finding:
    from django.conf import settings

    name = _("Video relay (TURN)")
    if not settings.SHAREDCOURT_TURN_URLS:
        words = _("none: people behind strict networks, many mobile ones among them, will not see each other")
        return Finding(name, State.MISSING, words)
    if not settings.SHAREDCOURT_TURN_SECRET:
        return Finding(name, State.BROKEN, _("%(setting)s is not set") % {"setting": "SHAREDCOURT_TURN_SECRET"})
    return Finding(name, State.GOOD, ", ".join(settings.SHAREDCOURT_TURN_URLS))


def recordings() -> Finding:
    name = _("Recordings")
    if shutil.which("ffmpeg") is None:
        return Finding(name, State.MISSING, _("ffmpeg is not installed: what is recorded cannot be put together"))
    return Finding(name, State.GOOD, _("ffmpeg puts them together"))


def folders() -> Finding:
    name = _("Case folders")
    missing = [program for program in ("qpdf", "pdftoppm", "pdftotext") if shutil.which(program) is None]
    if missing:
        words = _("not installed: %(programs)s; pages cannot be shown, searched or bound")
        return Finding(name, State.MISSING, words % {"programs": ", ".join(missing)})
    return Finding(name, State.GOOD, _("poppler shows and reads their pages, qpdf binds them"))


def text_reader() -> Finding:
    """Who reads pictures of papers. Loaded only to see that it is there; its models are loaded when it works."""
    from importlib.util import find_spec

    from django.conf import settings

    from sharedcourt.documents.reading.readers import EMBEDDED

    name, path = _("Reading papers"), settings.SHAREDCOURT_TEXT_READER
    if path == EMBEDDED:
        lost = [each for each in ("rapidocr", "onnxruntime") if find_spec(each) is None]
        if lost:
            return Finding(name, State.BROKEN, _("not installed: %(what)s") % {"what": ", ".join(lost)})
        return Finding(name, State.GOOD, _("rapidocr on this machine; nothing leaves it"))
    return _outside(name, path, EMBEDDED, "", needs={})


def judgments() -> Finding:
    """Whether published judgments can be found, and how far their index has come."""
    from django.core.exceptions import ImproperlyConfigured

    from sharedcourt.core.errors import Unavailable
    from sharedcourt.judgments.finding import engine, following

    name = _("Search of judgments")
    try:
        embedded = engine.kind() == engine.EMBEDDED
        with engine.guarded() as opened:
            found = following.standing(opened)
    except (ImproperlyConfigured, Unavailable) as problem:
        return Finding(name, State.BROKEN, str(problem))
    facts = {"held": found.held, "waiting": abs(found.waiting)}
    if found.waiting or found.held != found.published:
        words = _("%(waiting)d changes are not in the index yet; `sharedcourt up` runs the part that follows")
        return Finding(name, State.MISSING, words % facts)
    if embedded:
        return Finding(name, State.EMBEDDED, _("an index on this machine, %(held)d judgments") % facts)
    return Finding(name, State.GOOD, _("in PostgreSQL, %(held)d judgments") % facts)


def media() -> Finding:
    """Who carries pictures and sound, and what is missing for it."""
    from django.conf import settings

    name = _("Video")
    if settings.SHAREDCOURT_MEDIA_BACKEND == "sharedcourt.rooms.backends.Mesh":
        return Finding(
            name, State.EMBEDDED, _("from browser to browser, six people at most, recorded by the host's browser")
        )
    if settings.SHAREDCOURT_MEDIA_BACKEND != "sharedcourt.rooms.janus.backend.Janus":
        return _outside(name, settings.SHAREDCOURT_MEDIA_BACKEND, "", "", needs={})
    from sharedcourt.core.environment import SettingInvalid
    from sharedcourt.rooms.janus import configuration

    try:
        places = configuration.places()
        ports = [configuration.ports(place) for place in places if place.is_local]
    except SettingInvalid as problem:
        return Finding(name, State.BROKEN, str(problem))
    local = [place for place in places if place.is_local]
    if local and configuration.missing():
        packages = " ".join(configuration.missing())
        words = _(
            "these Debian packages are missing: %(packages)s (then stop their own service: `systemctl disable --now janus`)"
        )
        return Finding(name, State.BROKEN, words % {"packages": packages})
    if len(local) < len(places) and not settings.SHAREDCOURT_JANUS_SECRET:
        return Finding(name, State.BROKEN, _("%(setting)s is not set") % {"setting": "SHAREDCOURT_JANUS_SECRET"})
    facts = {"gateways": ", ".join(place.name for place in places), "ports": settings.SHAREDCOURT_JANUS_PORTS}
    if any(last - first < LEAST_MEDIA_PORTS for first, last in ports):
        return Finding(
            name, State.BROKEN, _("SHAREDCOURT_JANUS_PORTS is too small a range: every person needs two ports")
        )
    return _running(name, facts)


def _running(name: str, facts: dict[str, str]) -> Finding:
    from sharedcourt.cli import gateways
    from sharedcourt.rooms.janus.line import ControllerGone

    try:
        found = gateways.ask("health")["gateways"]
    except ControllerGone:
        words = _("Janus (%(gateways)s); it runs with `sharedcourt up`; the firewall must let UDP ports %(ports)s in")
        return Finding(name, State.GOOD, words % facts)
    away = [each["name"] for each in found if not each["up"]]
    if away:
        words = _("these gateways do not answer: %(gateways)s")
        state = State.BROKEN if len(away) == len(found) else State.MISSING
        return Finding(name, state, words % {"gateways": ", ".join(away)})
    closed = [each["name"] for each in found if each["draining"]]
    if closed:
        words = _("Janus; no new rooms on %(closed)s until `sharedcourt gateways open` says so")
        return Finding(name, State.MISSING, words % {"closed": ", ".join(closed)})
    return Finding(name, State.GOOD, _("Janus (%(gateways)s); the firewall must let UDP ports %(ports)s in") % facts)


def public_address() -> Finding:
    from django.conf import settings

    name, parts = _("Public address"), urlsplit(settings.PUBLIC_URL)
    if parts.hostname in {"127.0.0.1", "localhost", "::1"}:
        return Finding(name, State.EMBEDDED, _("%(url)s: this machine only") % {"url": settings.PUBLIC_URL})
    if parts.scheme != "https":
        words = _("%(url)s: browsers give camera and microphone only to https addresses")
        return Finding(name, State.BROKEN, words % {"url": settings.PUBLIC_URL})
    if parts.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        words = _("%(host)s is not among SHAREDCOURT_HOSTS, so its requests are refused")
        return Finding(name, State.BROKEN, words % {"host": parts.hostname})
    return Finding(name, State.GOOD, settings.PUBLIC_URL)


def mode() -> Finding:
    from django.conf import settings

    name = _("Mode")
    if settings.DEMO:
        return Finding(name, State.EMBEDDED, _("demonstration: anybody may step in as anybody"))
    if settings.DEBUG:
        return Finding(name, State.BROKEN, _("SHAREDCOURT_DEBUG is on: errors show what must stay inside"))
    return Finding(name, State.GOOD, _("normal"))


CHECKS: tuple[Callable[[], Finding], ...] = (
    mode, public_address, database, operator, redis, storage, secret_keys, fonts, front_end, translations,
    sms, email, payment, identity, signer, timestamps, turn, media, recordings, folders, text_reader, judgments,
)  # fmt: skip


def findings() -> Iterator[Finding]:
    """Every check's answer; a check that itself fails is an answer too."""
    for check in CHECKS:
        try:
            yield check()
        except Exception as problem:
            yield Finding(check.__name__, State.BROKEN, f"{type(problem).__name__}: {problem}")


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def table(rows: list[Finding]) -> str:
    """The answers as a table for a terminal."""
    names = max(_width(row.name) for row in rows)
    states = max(_width(str(words)) for words in WORDS.values())
    return "\n".join(
        f"{row.state.value} {_pad(row.name, names)}  {_pad(str(WORDS[row.state]), states)}  {row.words}" for row in rows
    )


def chosen_language(wished: str | None) -> str:
    """`zh` or `en` as Django names them; without a wish what LANG says, and Chinese when it says neither."""
    spoken = wished or next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if spoken.lower().startswith("en") else "zh-hans"


def main(language: str | None = None) -> int:
    """Print the table; returns 1 when something is broken."""
    from sharedcourt.core.environment import SettingInvalid

    try:
        django.setup()
    except (SettingInvalid, OSError) as problem:
        print(f"✗ 配置有误 · a setting is wrong: {problem}", file=sys.stderr)
        return 1
    with override(chosen_language(language)):
        rows = list(findings())
        print(table(rows))
        broken = sum(row.state is State.BROKEN for row in rows)
        print()
        print(_("Nothing is broken.") if not broken else _("To be put right: %(count)d") % {"count": broken})
    return 1 if broken else 0
