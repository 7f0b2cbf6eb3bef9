"""Participants without a browser for tests: those of the lab."""

from lab.participant import Participant

__all__ = ["Participant"]
