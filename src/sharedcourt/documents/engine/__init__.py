"""The document engine: pure functions on bytes. It knows no model, no request and no setting."""

import logging

# pyHanko tells of every hostile file and every locked field at length; the verdict says the same in one word.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
