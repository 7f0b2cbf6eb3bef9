"""Shared by this room's tests."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory

from sharedcourt.notices.models import Message


@pytest.fixture(autouse=True)
def _forget_limits() -> None:
    cache.clear()


@pytest.fixture
def a_request(db: None) -> Callable[[], Any]:
    """A visitor's request with a session of its own."""

    def make() -> Any:
        request = RequestFactory().get("/")
        request.session, request.user = Client().session, AnonymousUser()
        return request

    return make


@pytest.fixture
def code_sent_to(db: None) -> Callable[[str], str]:
    """The code in the newest SMS to a phone."""

    def find(phone: str) -> str:
        for message in Message.objects.filter(kind="people.code"):
            if message.address == phone:
                return "".join(character for character in message.body if character.isdigit())[:6]
        raise AssertionError("no code was sent")

    return find
