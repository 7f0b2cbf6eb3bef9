"""Pairing a screen with a site: a code on the screen, a tap in the director's console, a credential on the device."""

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, codes, transaction
from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import User
from sharedcourt.sites.models import Pairing, Site, Terminal
from sharedcourt.sites.policy import may_run

PAIRING_MINUTES = 15
SEEN_EVERY = timedelta(minutes=1)


def _key(secret: str) -> str:
    return secret.encode().hex()


@transaction.atomic
def begin() -> tuple[Pairing, str]:
    """A code for an unpaired screen to show, and the secret by which that screen alone collects its credential."""
    secret = secrets.token_urlsafe(32)
    pairing = Pairing.objects.create(
        code=codes.generate(),
        secret_hash=cipher.keyed_hash("pairing", _key(secret)),
        expires_at=clock.now() + timedelta(minutes=PAIRING_MINUTES),
    )
    return pairing, secret


def is_waiting(secret: str) -> bool:
    """Whether the screen's code can still be confirmed, or has been and its credential waits to be collected."""
    waiting = Pairing.objects.filter(used_at=None, expires_at__gt=clock.now())
    return bool(secret) and waiting.filter(secret_hash=cipher.keyed_hash("pairing", _key(secret))).exists()


def purge(*, now: datetime) -> int:
    """Delete codes that can no longer be confirmed or collected; how many there were."""
    return Pairing.objects.filter(expires_at__lte=now).delete()[0]


@transaction.atomic
def confirm(*, by: User, code: str, site: Site, label: str) -> Terminal:
    """The site's director says: this screen is ours. Raises `Invalid` for a wrong, used or expired code."""
    if not may_run(by, site):
        raise NotAllowed
    try:
        normal = codes.normalise(code)
    except codes.CodeInvalid:
        raise Invalid(_("Enter the nine characters that the screen shows."), field="code") from None
    pairing = (
        Pairing.objects.select_for_update(no_key=True)
        .filter(code=normal, terminal=None, used_at=None, expires_at__gt=clock.now())
        .first()
    )
    if pairing is None:
        raise Invalid(_("No screen shows this code now. Codes change every 15 minutes: look again."), field="code")
    if not label.strip():
        raise Invalid(_("Give the terminal a name, such as “Hall, ground floor”."), field="label")
    name = label.strip()[:60]
    # A terminal that is planned, and perhaps booked, gets its screen; otherwise the screen is a new terminal.
    planned = Terminal.objects.select_for_update(no_key=True).filter(
        site=site, label=name, paired_at=None, credential_hash=None, withdrawn_at=None
    )
    terminal = planned.first() or Terminal(site=site, label=name)
    terminal.paired_at, terminal.paired_by = clock.now(), by
    terminal.save()
    pairing.terminal = terminal
    pairing.save(update_fields=["terminal"])
    record("sites.terminal.paired", by=by, subject=terminal, site=site.pk)
    return terminal


@transaction.atomic
def collect(secret: str) -> str | None:
    """The credential for the screen that shows a confirmed code, given once; None while nobody has confirmed it."""
    pairing = (
        Pairing.objects.select_for_update(no_key=True)
        .filter(secret_hash=cipher.keyed_hash("pairing", _key(secret)), used_at=None, expires_at__gt=clock.now())
        .exclude(terminal=None)
        .first()
    )
    if pairing is None or pairing.terminal_id is None:
        return None
    credential = secrets.token_urlsafe(32)
    Terminal.objects.filter(pk=pairing.terminal_id).update(
        credential_hash=cipher.keyed_hash("terminal", _key(credential)), last_seen_at=clock.now()
    )
    Pairing.objects.filter(pk=pairing.pk).update(used_at=clock.now())
    return credential


@transaction.atomic
def withdraw(*, by: User, terminal: Terminal) -> None:
    """End a terminal's credential at once (stolen, moved, replaced); twice changes nothing."""
    if not may_run(by, terminal.site):
        raise NotAllowed
    if Terminal.objects.filter(pk=terminal.pk, withdrawn_at=None).update(
        withdrawn_at=clock.now(), credential_hash=None
    ):
        record("sites.terminal.withdrawn", by=by, subject=terminal, site=terminal.site_id)


def terminal_of(credential: str) -> Terminal | None:
    """The terminal with this credential, with its site; notes that it was seen at most once a minute."""
    terminal = (
        Terminal.objects.select_related("site")
        .filter(credential_hash=cipher.keyed_hash("terminal", _key(credential)), withdrawn_at=None)
        .first()
    )
    if terminal is not None and (terminal.last_seen_at is None or clock.now() - terminal.last_seen_at > SEEN_EVERY):
        Terminal.objects.filter(pk=terminal.pk).update(last_seen_at=clock.now())
    return terminal
