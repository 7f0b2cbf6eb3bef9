"""What a person does with their phone: be told on it, no more; and have their days in its calendar."""

import hashlib
import secrets

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.notices import outward, webpush
from sharedcourt.notices.models import CalendarFeed, PushSubscription
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person

MOST_DEVICES = 10
LONGEST_ENDPOINT = 2000


def _in_person(by: User) -> None:
    if not is_person(by) or acting_for(by) is not None:
        raise NotAllowed(_("A program has no phone."))


def _hash(endpoint: str) -> str:
    return cipher.keyed_hash("push", hashlib.sha256(endpoint.encode()).hexdigest())


def subscribe(*, by: User, endpoint: str, p256dh: str, auth: str, device: str = "") -> PushSubscription:
    """Tell this browser from now on. The same browser again is the same; another account's on it ends.

    Raises Invalid for an address that may not be called or keys that are none, Conflict for too many devices.
    """
    _in_person(by)
    if len(endpoint) > LONGEST_ENDPOINT:
        raise Invalid(_("The request does not fit its description."), field="endpoint")
    outward.check_url(endpoint, private=settings.SHAREDCOURT_PUSH_PRIVATE, field="endpoint")  # asks the name server
    try:
        webpush.recipient(p256dh, auth)
    except webpush.KeyInvalid as error:
        raise Invalid(_("The request does not fit its description."), field="keys") from error
    try:
        return _subscribed(by, endpoint, p256dh, auth, device)
    except IntegrityError:  # the same browser, a moment earlier
        return _subscribed(by, endpoint, p256dh, auth, device)


@transaction.atomic
def _subscribed(by: User, endpoint: str, p256dh: str, auth: str, device: str) -> PushSubscription:
    live = PushSubscription.objects.select_for_update(no_key=True).filter(ended_at=None)
    earlier = live.filter(endpoint_hash=_hash(endpoint)).first()
    if earlier is not None:
        if (earlier.user_id, earlier.p256dh, earlier.auth) == (by.pk, p256dh, auth):
            return earlier
        if earlier.user_id != by.pk and earlier.auth != auth:
            # Whoever has seen an address but not the browser's secret moves nobody's messages away.
            raise Conflict(_("This browser belongs to another account. Switch the notifications off there first."))
        _end(earlier, PushSubscription.Ended.MOVED, by=by)
    if live.filter(user=by).count() >= MOST_DEVICES:
        raise Conflict(_("As many devices as possible are told already. Take one away first."))
    made = PushSubscription.objects.create(
        user=by,
        endpoint=endpoint,
        endpoint_hash=_hash(endpoint),
        p256dh=p256dh,
        auth=auth,
        device="".join(character for character in device if character.isprintable())[:60],
    )
    record("notices.push.subscribed", by=by, subject=made)
    return made


@transaction.atomic
def end_device(*, by: User, subscription: PushSubscription) -> None:
    """Tell this browser no more; doing it twice changes nothing."""
    _in_person(by)
    row = PushSubscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
    if row.user_id != by.pk:
        raise NotAllowed(_("This is not your device."))
    if row.ended_at is None:
        _end(row, PushSubscription.Ended.BY_PERSON, by=by)


@transaction.atomic
def end_by_service(*, subscription: PushSubscription, because: str) -> None:
    """The push service says that there is nobody behind the address any more, or takes nothing from us."""
    row = PushSubscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
    if row.ended_at is None:
        _end(row, because, by=None)


def _end(row: PushSubscription, because: str, *, by: User | None) -> None:
    row.ended_at, row.ended_because = clock.now(), because
    # What is of no use any more is not kept.
    row.endpoint = row.p256dh = row.auth = ""
    row.save(update_fields=["ended_at", "ended_because", "endpoint", "p256dh", "auth"])
    record("notices.push.ended", by=by, subject=row, because=because)


@transaction.atomic
def open_calendar(*, by: User) -> str:
    """A new secret word for the address of the person's calendar; the one before is worthless from now on."""
    _in_person(by)
    _close(by)
    word = secrets.token_hex(20)
    feed = CalendarFeed.objects.create(user=by, token_hash=cipher.keyed_hash("calendar", word))
    record("notices.calendar.opened", by=by, subject=feed)
    return word


@transaction.atomic
def close_calendar(*, by: User) -> None:
    """The address gives nothing any more; doing it twice changes nothing."""
    _in_person(by)
    _close(by)


def _close(by: User) -> None:
    # The account is locked, so that two new addresses of one moment are one after the other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    for feed in CalendarFeed.objects.filter(user=by, ended_at=None):
        feed.ended_at = clock.now()
        feed.save(update_fields=["ended_at"])
        record("notices.calendar.closed", by=by, subject=feed)
