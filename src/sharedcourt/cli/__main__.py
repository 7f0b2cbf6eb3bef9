import sys

from sharedcourt.cli import main

sys.exit(main())
