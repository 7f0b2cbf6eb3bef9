"""Threads that wait for the embedded database do not wait for each other's rubbish."""

import gc
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

pytestmark = [pytest.mark.sqlite_only, pytest.mark.django_db(transaction=True)]


def test_an_error_of_somebody_who_waits_again_is_freed_by_whoever_has_the_lock() -> None:
    refused: list[OperationalError] = []
    waits_again, failed = threading.Event(), threading.Event()
    done: list[bool] = []

    def second() -> None:
        try:
            connection.ensure_connection()
            connection.connection.execute("PRAGMA busy_timeout = 50")
            try:
                with transaction.atomic():
                    pass
            except OperationalError as error:
                refused.append(error)
            failed.set()
            connection.connection.execute("PRAGMA busy_timeout = 20000")
            waits_again.set()
            with transaction.atomic():
                done.append(True)
        finally:
            connection.close()

    with transaction.atomic():
        thread = threading.Thread(target=second)
        thread.start()
        assert failed.wait(5) and waits_again.wait(5)
        time.sleep(0.3)  # the other one is in its wait by now
        assert refused
        begun = time.monotonic()
        refused.clear()
        gc.collect()
        took = time.monotonic() - begun
    thread.join(20)
    assert done and took < 2, took
