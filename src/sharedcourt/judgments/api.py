"""Judgments over HTTP: one router, to which the modules `api_*` and the folders' `api` add."""

from ninja import Router

router = Router(tags=["judgments"])
