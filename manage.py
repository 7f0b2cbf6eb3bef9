#!/usr/bin/env python3
"""Django's commands for a checkout; an installed copy has `sharedcourt manage`."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
