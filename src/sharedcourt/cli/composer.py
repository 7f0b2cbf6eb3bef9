"""The worker that puts recordings together: beside the other, so that no message waits behind an hour of video.

python -m sharedcourt.cli.composer
"""

from sharedcourt.cli.worker import main

if __name__ == "__main__":
    main("recordings")
