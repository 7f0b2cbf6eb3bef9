"""Addresses of reading, below judgments/; a judgment's own is its key."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def read(request: HttpRequest, key: str) -> HttpResponse:
    """In the place of the page that the room of reading has."""
    return HttpResponse(key)


urlpatterns = [path("<slug:key>/", read, name="read")]
