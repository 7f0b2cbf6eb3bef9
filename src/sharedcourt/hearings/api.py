"""Hearings over the API: the same actions, policies and refusals as the pages."""

from ninja import Router

router = Router(tags=["hearings"])
