"""Public codes: short, without characters that are mistaken for each other, with a check character."""

import secrets
import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

# No 0/O, 1/I/L, U/V: a code is read aloud, typed on a terminal and copied from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9


class CodeInvalid(ValueError):
    """The text is not a well-formed public code."""


def generate() -> str:
    """A new code: eight random characters (39 bits) and an ISO 7064 check character, e.g. `K7MQ2XHPD`."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + str(mod_37_36.calc_check_digit(body, alphabet=ALPHABET))


def display(code: str) -> str:
    """The code in three groups, as people read it: `K7M-Q2X-HPD`."""
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))


def normalise(entered: str) -> str:
    """What a person typed, as a code; raises `CodeInvalid` when a character is missing, foreign or mistyped."""
    code = "".join(
        character for character in unicodedata.normalize("NFKC", entered).upper() if character not in " -—–_·."
    )
    if len(code) != LENGTH:
        raise CodeInvalid("length")
    try:
        mod_37_36.validate(code, alphabet=ALPHABET)
    except (ValidationError, ValueError) as error:
        raise CodeInvalid("check") from error
    return code
