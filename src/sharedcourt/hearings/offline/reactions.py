"""Sealed files of recordings without a network belong to somebody: sweeping leaves them alone."""

from sharedcourt.hearings.offline.models import OfflinePiece, OfflineRecording
from sharedcourt.rooms.recording import sweeping


def _knows(path: str) -> bool:
    return OfflinePiece.objects.filter(path=path).exists() or OfflineRecording.objects.filter(path=path).exists()


def register() -> None:
    """Called once, when the app is ready."""
    sweeping.register_owner(_knows)
