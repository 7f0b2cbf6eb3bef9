"""The timeline of a dispute in words: who did what and when, names resolved in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sharedcourt.disputes import policy
from sharedcourt.disputes.models import Capacity, Dispute, Stage
from sharedcourt.law.identity import mask_phone
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger import words
from sharedcourt.notices.models import Channel, Message
from sharedcourt.notices.queries import for_scope
from sharedcourt.people.models import User

SEALS = ("documents.file.sealed", "documents.file.signature_added", "disputes.dispute.took_effect")


_private: set[str] = set()


def keep_private(kinds: Iterable[str]) -> None:
    """A room above names kinds of messages that concern their receivers alone; call it in `AppConfig.ready`."""
    _private.update(kinds)


def messages_about(dispute: Dispute, user: User) -> QuerySet[Message]:
    """Who keeps the dispute going sees what became of every message that is not private; everybody else of their own."""
    sent = for_scope(dispute.pk)
    mine = Q(user=user)
    return sent.filter(mine | ~Q(kind__in=_private) if policy.may_invite(user, dispute) else mine)


@dataclass(frozen=True)
class Line:
    """One entry of the ledger for people. `seq` leads to its proof."""

    seq: int
    at: datetime
    who: str
    what: str
    detail: str
    mark: str


def with_deliveries(dispute: Dispute, reader: User) -> list[Line]:
    """The whole timeline for files and programs: also what became of each message that the reader may know of."""
    sent = {message.pk: message for message in messages_about(dispute, reader)}
    told = [
        Line(
            seq=entry.seq,
            at=entry.at,
            who=_receiver(sent[entry.subject]),
            what=str(words.of(entry.action)),
            detail=f"{sent[entry.subject].get_channel_display()} · {sent[entry.subject].subject or entry.payload.facts['kind']}",
            mark="done",
        )
        for entry in ledger.deliveries(dispute.pk)
        if entry.subject in sent
    ]
    return sorted([*lines(dispute), *told], key=lambda line: line.seq)


def _receiver(message: Message) -> str:
    if message.user is not None and message.user.name:
        return str(message.user.name)
    return str(mask_phone(message.address)) if message.channel == Channel.SMS else _("somebody")


def lines(dispute: Dispute) -> list[Line]:
    """Oldest first, without the messages, which the page shows by themselves; two queries."""
    entries = list(ledger.timeline(dispute.pk))
    actors = User.objects.in_bulk({entry.actor for entry in entries if entry.actor is not None})
    return [
        Line(
            seq=entry.seq,
            at=entry.at,
            who=_name(actors, entry.actor),
            what=str(words.of(entry.action)),
            detail=_detail(entry.payload.facts),
            mark="seal" if entry.action in SEALS else "done",
        )
        for entry in entries
    ]


def _name(actors: dict[UUID, User], actor: UUID | None) -> str:
    if actor is None:
        return _("the platform")
    user = actors.get(actor)
    return user.name if user is not None and user.name else _("somebody")


def _detail(facts: dict[str, Any]) -> str:
    """What a fact adds for people: which stage, in what capacity. Nothing personal is in them."""
    found = []
    if facts.get("stage") in Stage.values:
        found.append(str(Stage(facts["stage"]).label))
    if facts.get("capacity") in Capacity.values:
        found.append(str(Capacity(facts["capacity"]).label))
    if isinstance(facts.get("disputed"), list):
        found.append(
            _("everything admitted")
            if not facts["disputed"]
            else _("%(count)d items disputed") % {"count": len(facts["disputed"])}
        )
    return " · ".join(found)
