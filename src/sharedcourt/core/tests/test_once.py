"""A form sent twice acts once, whatever became of the first answer."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from sharedcourt.core import clock, once
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.core.models import Answered, new_id
from sharedcourt.core.scheduled import run
from sharedcourt.people import cast
from sharedcourt.people.models import Organisation

WORD = "a" * 22


class Page:
    """A page that founds an organisation with each form, if it has a name; what it read of the files is kept."""

    def __init__(self) -> None:
        self.files: list[bytes] = []
        self.loses = 0
        self.view = once.acts_once(self._view)

    def _view(self, request: HttpRequest) -> HttpResponse:
        self.files += [file.read() for file in request.FILES.values()]
        if not request.POST["name"]:
            return HttpResponse("give a name", status=422)
        made = Organisation.objects.create(name=f"{request.POST['name']} {new_id()}", short_name="x")
        if self.loses:
            self.loses -= 1
            raise _lost()
        if request.POST["name"] == "refused":
            raise Invalid("no")
        return HttpResponseRedirect(f"/made/{made.pk}/")

    def send(self, user: Any, name: str, word: str = WORD, path: str = "/x/", **extra: Any) -> HttpResponse:
        headers = extra.pop("headers", {})
        request = RequestFactory().post(path, {"name": name, "once": word, **extra}, headers=headers)
        request.user = user
        return self.view(request)


def _lost() -> OperationalError:
    class Lost(Exception):
        sqlstate = "40P01"

    error = OperationalError("deadlock detected")
    error.__cause__ = Lost()
    return error


def made() -> int:
    return Organisation.objects.filter(short_name="x").count()


@pytest.mark.django_db
def test_sent_again_after_a_lost_answer_it_leads_to_the_same_place_and_nothing_is_made_twice(person):
    page, borrower = Page(), person(cast.BORROWER)
    first, again = page.send(borrower, "一"), page.send(borrower, "一")
    assert first.url == again.url and made() == 1
    assert page.send(borrower, "一", word="b" * 22).url != first.url and made() == 2


@pytest.mark.django_db
def test_a_script_is_told_the_address_because_it_cannot_read_a_redirect(person):
    page, script = Page(), {once.BY_SCRIPT: "1"}
    first = json.loads(page.send(person(cast.BORROWER), "一", headers=script).content)
    again = json.loads(page.send(person(cast.BORROWER), "一", headers=script).content)
    assert first == again and first["location"].startswith("/made/") and made() == 1


@pytest.mark.django_db
def test_other_content_with_the_same_word_is_refused_and_said(person):
    page, borrower = Page(), person(cast.BORROWER)
    page.send(borrower, "一", file=SimpleUploadedFile("a.txt", b"one"))
    with pytest.raises(Conflict):
        page.send(borrower, "二", file=SimpleUploadedFile("a.txt", b"one"))
    with pytest.raises(Conflict):
        page.send(borrower, "一", file=SimpleUploadedFile("a.txt", b"two"))
    assert made() == 1


@pytest.mark.django_db
def test_what_was_not_accepted_may_be_sent_again_corrected(person):
    page, borrower = Page(), person(cast.BORROWER)
    assert page.send(borrower, "").status_code == 422
    with pytest.raises(Invalid):
        page.send(borrower, "refused")
    assert made() == 0 and not Answered.objects.exists()
    assert page.send(borrower, "一").status_code == 302 and made() == 1


@pytest.mark.django_db
def test_the_word_is_worth_nothing_to_somebody_else_elsewhere_or_misshapen(person):
    page = Page()
    first = page.send(person(cast.BORROWER), "一")
    assert page.send(person(cast.WIFE), "一").url != first.url
    assert page.send(person(cast.BORROWER), "一", path="/y/").url != first.url
    with pytest.raises(Invalid):
        page.send(person(cast.BORROWER), "一", word="short")
    page.send(AnonymousUser(), "一")
    page.send(person(cast.BORROWER), "一", word="")
    assert made() == 5 and Answered.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_are_one(person):
    page, borrower, answers = Page(), person(cast.BORROWER), []
    barrier = threading.Barrier(2)

    def send() -> None:
        barrier.wait()
        try:
            answers.append(page.send(borrower, "一").url)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2 and len(set(answers)) == 1 and made() == 1


@pytest.mark.django_db(transaction=True)
def test_after_a_lost_deadlock_the_whole_form_is_done_once_more_with_its_files(person):
    page = Page()
    page.loses = 1
    page.send(person(cast.BORROWER), "一", file=SimpleUploadedFile("a.txt", b"one"))
    assert made() == 1 and page.files == [b"one", b"one"]


@pytest.mark.django_db
def test_after_thirty_days_it_is_forgotten(person):
    Page().send(person(cast.BORROWER), "一")
    run(clock.now())
    assert Answered.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert once.forget() == 1
