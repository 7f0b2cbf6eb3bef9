"""Sealed clips belong to somebody: sweeping leaves them alone."""

from sharedcourt.hearings.in_turn.models import TurnClip, TurnClipPiece
from sharedcourt.rooms.recording import sweeping


def _knows(path: str) -> bool:
    return TurnClip.objects.filter(path=path).exists() or TurnClipPiece.objects.filter(path=path).exists()


def register() -> None:
    """Called once, when the app is ready."""
    sweeping.register_owner(_knows)
