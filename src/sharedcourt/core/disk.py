"""How much room is left where the installation keeps its files."""

import shutil

from django.conf import settings

LOW_DISK_BYTES = 2 * 1024**3


def free_bytes() -> int:
    return shutil.disk_usage(settings.HOME).free


def is_nearly_full() -> bool:
    """Whether what is large should no longer be taken."""
    return free_bytes() < LOW_DISK_BYTES
