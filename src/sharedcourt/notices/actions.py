"""Telling people: messages are written inside the action's transaction and delivered after it."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext

from sharedcourt.core import clock, transaction
from sharedcourt.ledger.actions import record
from sharedcourt.notices import tasks, texts
from sharedcourt.notices.models import Channel, Message, MessageState, PushSubscription
from sharedcourt.people.models import User
from sharedcourt.people.policy import is_person, memberships


def _usual_channels(user: User | None, phone: str, email: str) -> list[str]:
    """Everybody reads on the site; parties also get an SMS, staff an e-mail."""
    channels: list[str] = [Channel.IN_APP] if user is not None else []
    if user is not None and memberships(user):
        return [*channels, Channel.EMAIL] if email else channels
    if phone:
        return [*channels, Channel.SMS]
    return [*channels, Channel.EMAIL] if email else channels


def _to_devices(user: User, common: dict[str, Any]) -> list[Message]:
    """One more for each browser that wants it. It says that there is something, and not what: others see a phone's screen."""
    with translation.override(common["language"]):
        words = gettext("There is something new in your matter.")
    live = PushSubscription.objects.filter(user=user, ended_at=None).values_list("pk", flat=True)
    return [Message(**common, channel=Channel.PUSH, address=str(pk), subject=words) for pk in live]


def tell_each(
    users: Iterable[User],
    *,
    kind: str,
    context: dict[str, Any],
    scope: UUID | None,
    link: str = "",
    by: User | None = None,
) -> None:
    """Tell each person once, as `tell`; the one who acted is left out."""
    told = {by.pk} if by is not None else set()
    for user in users:
        if user.pk not in told:
            told.add(user.pk)
            tell(user=user, kind=kind, context=context, scope=scope, link=link, by=by)


@transaction.atomic
def tell(
    *,
    user: User | None,
    kind: str,
    context: dict[str, Any],
    scope: UUID | None,
    phone: str | None = None,
    link: str = "",
    channels: Sequence[str] | None = None,
    by: User | None = None,
) -> list[Message]:
    """Write the message, one row per channel; delivery starts when the surrounding transaction has committed.

    `user` None tells a phone that has no account yet. A channel without an address is left out. With no channels named, the
    person's subscribed browsers hear too that there is something (never of a secret kind). `link` is a path of this
    installation. Raises `ImproperlyConfigured` for a kind nobody registered.
    """
    number = phone or (user.phone if user is not None else "")
    email = user.email if user is not None else ""
    language = user.language if user is not None else "zh-hans"
    subject, body = texts.render(kind, context, language=language)
    addresses = {Channel.IN_APP: str(user.pk) if user is not None else "", Channel.SMS: number, Channel.EMAIL: email}
    now = clock.now()
    rows = []
    for channel in channels if channels is not None else _usual_channels(user, number, email):
        way = Channel(channel)
        if not addresses[way]:
            continue
        here = way is Channel.IN_APP
        rows.append(
            Message(
                user=user,
                channel=way,
                kind=kind,
                address="" if here else addresses[way],
                subject=subject,
                body=body,
                link=link,
                language=language,
                scope=scope,
                state=MessageState.DELIVERED if here else MessageState.QUEUED,
                sent_at=now if here else None,
                delivered_at=now if here else None,
            )
        )
    if channels is None and user is not None and not texts.is_secret(kind):
        common = {"user": user, "kind": kind, "link": link, "language": language, "scope": scope}
        rows += _to_devices(user, common)
    Message.objects.bulk_create(rows)
    for message in rows:
        if message.state == MessageState.QUEUED:
            transaction.on_commit(partial(tasks.start_message, str(message.pk)))
        else:
            facts = {"kind": kind, "channel": message.channel}
            record("notices.message.delivered", by=None, subject=message, scope=scope, **facts)
    return rows


@transaction.atomic
def mark_read(*, by: User, message: UUID | None = None) -> int:
    """The person has read a message on the site, or all of them; how many were unread."""
    if not is_person(by):
        return 0
    unread = Message.objects.filter(user=by, channel=Channel.IN_APP, read_at=None)
    if message is not None:
        unread = unread.filter(pk=message)
    read = list(unread.select_for_update(no_key=True))
    for each in read:
        each.read_at = clock.now()
        each.save(update_fields=["read_at"])
        record("notices.message.read", by=by, subject=each, scope=each.scope, kind=each.kind, channel=each.channel)
    return len(read)
