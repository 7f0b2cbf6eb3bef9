"""One network address may ask what costs much only so often; then it is told when to come again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sharedcourt.people.limits import too_often

SECONDS = 60


def is_too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count one request; whether there were more than `most` within a minute."""
    return too_often(f"judgments.{what}", str(request.META.get("REMOTE_ADDR", "")), most=most, seconds=SECONDS)


def come_again(request: HttpRequest) -> HttpResponse:
    """429 with Retry-After."""
    return told_when(render(request, "judgments/reading/too_often.html", {"nav": "judgments"}, status=429))


def told_when(response: HttpResponse) -> HttpResponse:
    """The same answer with the seconds to wait."""
    response.headers["Retry-After"] = str(SECONDS)
    return response
