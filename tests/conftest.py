"""Fixtures of the tests that cross rooms."""

from tests.access.house import house

__all__ = ["house"]
