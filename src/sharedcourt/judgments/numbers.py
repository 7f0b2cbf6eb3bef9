"""The one way in which case numbers are written here: full-width brackets, no blanks, no leading zeros."""

import re

from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.exact import case_number

_SUFFIX = re.compile(r"之[一二三四五六七八九十]+$")


def spelled(text: str) -> str:
    """A case number in that spelling, of today's form or that until 2015; empty for anything else."""
    found = case_number(words.normal(text))
    return found.replace("(", "（").replace(")", "）") if found is not None else ""


def of_the_case(number: str) -> str:
    """The number without the suffix of a later paper (之一): what all papers of a case share."""
    return _SUFFIX.sub("", number)
