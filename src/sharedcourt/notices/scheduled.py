"""What this room does by the clock: retries, messages a lost worker left behind, erasing secrets."""

from datetime import datetime, timedelta

from sharedcourt.core import clock
from sharedcourt.notices import delivery, queries, tasks, texts, webhooks
from sharedcourt.notices.models import Message, WebhookDelivery

MOST = 200
# So that a slow queue is not filled with the same work every minute.
NOT_AGAIN_FOR = timedelta(minutes=2)
SECRET_FOR = timedelta(hours=1)
KEPT_FOR = timedelta(days=180)


def run(now: datetime | None = None) -> None:
    """One round; every minute."""
    moment = now or clock.now()
    for row in queries.due_messages(moment, moment - delivery.CLAIM)[:MOST]:
        Message.objects.filter(pk=row.pk).update(next_attempt_at=moment + NOT_AGAIN_FOR)
        tasks.start_message(str(row.pk))
    for item in queries.due_deliveries(moment, moment - webhooks.CLAIM)[:MOST]:
        WebhookDelivery.objects.filter(pk=item.pk).update(next_attempt_at=moment + NOT_AGAIN_FOR)
        tasks.start_webhook(str(item.pk))
    erase_secrets(moment)
    WebhookDelivery.objects.filter(created_at__lt=moment - KEPT_FOR).delete()


def erase_secrets(now: datetime) -> int:
    """Erase the text and link of codes that were sent long enough ago to be worthless; the fact of sending stays."""
    return Message.objects.filter(
        kind__in=texts.secret_kinds(), created_at__lt=now - SECRET_FOR, erased_at=None
    ).update(body="", link="", erased_at=now)
