"""How often one network address may ask over the API: so many at once, so many a minute afterwards. Who asks more is told when to come again.

A token bucket that is one number in the cache: the moment at which the bucket would be full again.
"""

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from sharedcourt.core import cipher


def wait_for(address: str, *, now: float | None = None) -> int:
    """Take one token for the address; seconds to wait when there is none (then nothing is taken), else 0."""
    moment = time.time() if now is None else now
    each = 60 / max(settings.SHAREDCOURT_JUDGMENT_API_PER_MINUTE, 1)  # seconds for one token
    room = each * max(settings.SHAREDCOURT_JUDGMENT_API_BURST, 1)
    key = f"judgments:bucket:{cipher.keyed_hash('network-address', address)}"
    full_at = max(float(cache.get(key, 0.0)), moment) + each
    if full_at - moment > room + 1e-9:
        return max(math.ceil(full_at - moment - room), 1)
    cache.set(key, full_at, timeout=math.ceil(full_at - moment) + 1)
    return 0


def polite(operation: Callable[..., Any]) -> Callable[..., Any]:
    """An operation of the API that one address may ask only so often: 429 with Retry-After."""

    @wraps(operation)
    def asked(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        seconds = wait_for(str(request.META.get("REMOTE_ADDR", "")))
        return too_many(seconds) if seconds else operation(request, *arguments, **named)

    return asked


def too_many(seconds: int) -> HttpResponse:
    """Come again in so many seconds."""
    message = _("Too many questions from your network address. Ask again in %(seconds)d seconds.")
    content = {"code": "too_many", "field": None, "message": message % {"seconds": seconds}}
    answer = JsonResponse(content, status=429, json_dumps_params={"ensure_ascii": False})
    answer.headers["Retry-After"] = str(seconds)
    return answer
