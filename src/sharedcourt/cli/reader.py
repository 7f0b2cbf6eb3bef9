"""The worker that reads papers: beside the others, so that no message waits behind the pages of a contract.

python -m sharedcourt.cli.reader
"""

from sharedcourt.cli.worker import main

if __name__ == "__main__":
    main("readings")
