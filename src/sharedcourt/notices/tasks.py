"""Work done after the commit, by the worker: each message and each webhook is sent once, with retries."""

import logging
from uuid import UUID

from django_tasks import task

log = logging.getLogger(__name__)


@task()
def send_message(message_id: str) -> str:
    """Send one message; doing it twice sends it once."""
    from sharedcourt.notices.delivery import deliver

    return deliver(UUID(message_id))


@task()
def send_webhook(delivery_id: str) -> str:
    """Send one event to one endpoint; doing it twice sends it once."""
    from sharedcourt.notices.webhooks import deliver

    return deliver(UUID(delivery_id))


def start_message(message_id: str) -> None:
    """Queue the sending. If the queue cannot be written the sweep finds the message later."""
    try:
        send_message.enqueue(message_id)
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("A message could not be queued; the sweep will send it.")


def start_webhook(delivery_id: str) -> None:
    """Queue the sending of an event, as `start_message`."""
    try:
        send_webhook.enqueue(delivery_id)
    except Exception:
        log.exception("A webhook could not be queued; the sweep will send it.")
