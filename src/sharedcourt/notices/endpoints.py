"""What people do with webhooks: add, test, send again, switch off."""

import secrets

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger import words
from sharedcourt.ledger.actions import record
from sharedcourt.notices import tasks, webhooks
from sharedcourt.notices.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import has_role
from sharedcourt.people.tokens import MAKERS

MOST_ENDPOINTS = 20


def _must_keep(by: User, organisation: Organisation) -> None:
    if not has_role(by, *MAKERS, at=organisation):
        raise NotAllowed(_("Only officers and managers of the organisation keep its webhooks."))


def add_endpoint(
    *, by: User, organisation: Organisation, url: str, events: list[str] | None = None
) -> tuple[WebhookEndpoint, str]:
    """A new webhook and its secret, which is shown this once. Raises `Invalid` for an address that may not be called."""
    _must_keep(by, organisation)
    checked = webhooks.check_url(url.strip())  # asks the name server, so outside the transaction
    wanted = [event.strip() for event in events or [] if event.strip()]
    known = words.registered()
    for event in wanted:
        if event not in known and not any(name.startswith(f"{event}.") for name in known):
            raise Invalid(_("There is no such event. Take names from the API's description."), field="events")
    secret = "whs_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        if WebhookEndpoint.objects.filter(organisation=organisation, is_active=True).count() >= MOST_ENDPOINTS:
            raise Conflict(_("The organisation has as many webhooks as it may have. Switch one off first."))
        endpoint = WebhookEndpoint.objects.create(
            organisation=organisation, url=checked, secret=secret, events=wanted, created_by=by
        )
        record("notices.webhook.created", by=by, subject=endpoint, organisation=organisation.pk)
    return endpoint, secret


@transaction.atomic
def switch_off(*, by: User, endpoint: WebhookEndpoint) -> None:
    """Send nothing there any more; doing it twice changes nothing."""
    _must_keep(by, endpoint.organisation)
    if WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(is_active=False):
        record("notices.webhook.removed", by=by, subject=endpoint, organisation=endpoint.organisation_id)


@transaction.atomic
def test_endpoint(*, by: User, endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Send an event that means nothing."""
    _must_keep(by, endpoint.organisation)
    if not endpoint.is_active:
        raise Conflict(_("This webhook is switched off."))
    return webhooks.send_test(endpoint)


@transaction.atomic
def send_again(*, by: User, delivery: WebhookDelivery) -> WebhookDelivery:
    """Try a delivery once more, whatever became of it; the receiver knows it by the same identifier."""
    _must_keep(by, delivery.endpoint.organisation)
    row = WebhookDelivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    if not delivery.endpoint.is_active:
        raise Conflict(_("This webhook is switched off."))
    if row.state == DeliveryState.QUEUED and row.attempts == 0:
        return row
    row.state, row.attempts, row.claimed_at, row.next_attempt_at = DeliveryState.QUEUED, 0, None, clock.now()
    row.save(update_fields=["state", "attempts", "claimed_at", "next_attempt_at"])
    transaction.on_commit(lambda: tasks.start_webhook(str(row.pk)))
    return row
