"""What people do with searches they keep: keep one, change it, end it; and telling them what is new. The only writers."""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.core.language import language
from sharedcourt.judgments.finding import telling
from sharedcourt.judgments.finding.engine import guarded
from sharedcourt.judgments.finding.models import SavedSearch
from sharedcourt.judgments.finding.results import current_only
from sharedcourt.judgments.finding.wanted import reopened
from sharedcourt.judgments.searching.engine import Engine, Found, Order
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person

MOST = 50  # searches that one person may keep
LONGEST_ADDRESS = 2_000
A_DAY = timedelta(days=1)
NAMED = 5  # judgments named in a message
TRIES = 5


def visible_to(user: Any) -> QuerySet[SavedSearch]:
    """A person's own searches, nobody else's, as long as they are kept. A program, which acts for an organisation, has none."""
    if not is_person(user) or acting_for(user) is not None:
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(user=user, ended_at=None)


@transaction.atomic
def save(*, by: User, name: str, address: str, how: str, often: str) -> SavedSearch:
    """Keep a search; what is published from now on is told. Raises Invalid, Conflict when there are fifty."""
    if not is_person(by) or acting_for(by) is not None:
        raise NotAllowed(_("A program keeps no searches."))
    wanted = reopened(address)
    asked, problems = wanted.asked()
    if wanted.is_empty or (asked is not None and asked.node is None):
        refused = [problem.text(language()) for problem in problems if problem.refused]
        raise Invalid(refused[0] if refused else _("Enter something to look for."), field="address")
    if len(wanted.address()) > LONGEST_ADDRESS:
        raise Invalid(_("This search is too long to be kept."), field="address")
    kept = needed(name, "name", _("Give the search a name."))
    _require_choices(how, often)
    hold_ledger()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one of a person's at a time, so that fifty stay fifty
    if visible_to(by).count() >= MOST:
        raise Conflict(_("You keep %(count)d searches already. End one first.") % {"count": MOST}, field="name")
    with guarded() as engine:
        told = engine.applied()
    row = SavedSearch.objects.create(user=by, name=kept, address=wanted.address(), how=how, often=often, told=told)
    record("judgments.search.saved", by=by, subject=row, how=how, often=often)
    return row


@transaction.atomic
def change(*, by: User, search: SavedSearch, name: str, how: str, often: str) -> None:
    """Another name, another way or pace of telling."""
    row = _locked(search.pk, by)
    row.name = needed(name, "name", _("Give the search a name."))
    _require_choices(how, often)
    row.how, row.often = how, often
    row.save(update_fields=["name", "how", "often"])
    record("judgments.search.changed", by=by, subject=row, how=how, often=often)


@transaction.atomic
def end(*, by: User, search: SavedSearch) -> None:
    """The person wants to hear no more of it."""
    _end(_locked(search.pk, by), by)


def _locked(pk: UUID, by: User) -> SavedSearch:
    hold_ledger()
    row = visible_to(by).select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise Conflict(_("This search is not kept any more."))
    return row


def _end(row: SavedSearch, by: User | None) -> None:
    # What was looked for is nobody's business any more.
    row.name = row.address = ""
    row.ended_at = clock.now()
    row.save(update_fields=["name", "address", "ended_at"])
    record("judgments.search.ended", by=by, subject=row)


def _require_choices(how: str, often: str) -> None:
    for field, value, choices in (("how", how, SavedSearch.How), ("often", often, SavedSearch.Often)):
        if value not in choices:
            raise Invalid(_("Choose from the list."), field=field)


# ---------- ending it from a message, without signing in


def mark_of(pk: UUID) -> str:
    """The word in a message's link by which whoever has the message may end the search."""
    return cipher.keyed_hash("judgments.saved", str(pk))[:32]


def holding(pk: UUID, mark: str) -> SavedSearch:
    """The search whose message has this word in its link, also one that has ended. Raises Http404."""
    row = SavedSearch.objects.filter(pk=pk).first()
    if row is None or not compare_digest(mark_of(pk), mark):
        raise Http404
    return row


@transaction.atomic
def stop(*, search: SavedSearch) -> None:
    """End it for whoever holds the link; a second time changes nothing."""
    hold_ledger()
    row = SavedSearch.objects.select_for_update(no_key=True).get(pk=search.pk)
    if row.ended_at is None:
        _end(row, None)


# ---------- telling


def due(applied: int, now: datetime, most: int) -> QuerySet[SavedSearch]:
    """Searches that may have something new, those that have waited longest first."""
    rested = Q(often=SavedSearch.Often.AT_ONCE) | Q(told_at=None) | Q(told_at__lte=now - A_DAY)
    rows = SavedSearch.objects.filter(rested, ended_at=None, told__lt=applied, user__is_active=True)
    return rows.select_related("user").order_by("told", "id")[:most]


def tell_news(*, search: SavedSearch, now: datetime) -> int:
    """Tell the person of judgments that were released or corrected since the last time; how many (0: nothing was told).

    Nothing new, which is the rule, is found out without holding anything.
    """
    with guarded() as engine:
        applied, found = _news(engine, search)
    hits = current_only(found.hits)
    if not hits:
        SavedSearch.objects.filter(pk=search.pk, told=search.told, ended_at=None).update(told=applied)
        return 0
    return _tell(
        search=search, applied=applied, count=max(found.count, len(hits)), titles=[hit.title for hit in hits], now=now
    )


@transaction.atomic
def _tell(*, search: SavedSearch, applied: int, count: int, titles: list[str], now: datetime) -> int:
    hold_ledger()
    rows = SavedSearch.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    row = rows.filter(pk=search.pk, told=search.told, ended_at=None).first()
    if row is None:  # ended, or told by another round
        return 0
    row.told, row.told_at = applied, now
    row.save(update_fields=["told", "told_at"])
    stop_at = reverse("judgments:saved-stop", args=[row.pk, mark_of(row.pk)])
    telling.news(row, count=count, titles=titles[:NAMED], stop_at=stop_at)
    return count


def _news(engine: Engine, row: SavedSearch) -> tuple[int, Found]:
    """Up to which change the index has come, and what is new up to exactly there."""
    wanted = reopened(row.address)
    asked, _problems = wanted.asked()
    search = wanted.ordered(Order.NEWEST).search(asked, size=2 * NAMED, facets=(), passages=0, since=row.told)
    for _try in range(TRIES):
        applied = engine.applied()
        found = engine.search(search)
        if engine.applied() == applied:
            break
    return applied, found
