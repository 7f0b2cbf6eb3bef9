"""How many devices watched: told apart by a keyed hash with a salt that is destroyed after the day. Nobody is recognised by it.

A page says once, when the picture begins, that it is played; playing again, on the same day and device, changes nothing, and of
the devices behind one line only a few are counted. So the number can be too low, and is not pushed up by loading the page.
"""

import hashlib
import hmac
import secrets
from datetime import date
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction

from sharedcourt.broadcasts.models import DailySalt, Viewer
from sharedcourt.people.limits import too_often

# So many beacons from one line in a minute are looked at.
MOST_A_MINUTE = 20


def _salt(day: date) -> str:
    kept = cache.get(f"broadcasts:salt:{day}")
    if kept is None:
        try:
            with transaction.atomic():
                row, _made = DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(32)})
        except IntegrityError:
            row = DailySalt.objects.get(day=day)
        kept = row.salt
        cache.set(f"broadcasts:salt:{day}", kept, timeout=600)
    return str(kept)


def _hash(salt: str, *words: str) -> str:
    return hmac.new(bytes.fromhex(salt), "\0".join(words).encode(), hashlib.sha256).hexdigest()


def count(*, broadcast_id: UUID, address: str, device: str, day: date) -> bool:
    """Count a device once a day; False when it had been counted, too many are behind its line, or it asks too often."""
    salt = _salt(day)
    line = _hash(salt, "line", address)
    if too_often("broadcasts-beacon", line, most=MOST_A_MINUTE, seconds=60):
        return False
    token = _hash(salt, "device", address, device)
    behind = Viewer.objects.filter(broadcast=broadcast_id, day=day, line=line)
    if behind.count() >= settings.SHAREDCOURT_BROADCAST_VIEWERS_OF_LINE:
        return False
    try:
        with transaction.atomic():
            Viewer.objects.create(broadcast_id=broadcast_id, day=day, token=token, line=line)
    except IntegrityError:
        return False
    return True


def forget(today: date) -> int:
    """Destroy the salts of days that are over, and the lines they were counted behind; how many salts."""
    Viewer.objects.filter(day__lt=today).exclude(line="").update(line="")
    return DailySalt.objects.filter(day__lt=today).delete()[0]
