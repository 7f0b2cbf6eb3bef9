"""Judgments taken in: from bytes of .docx, .pdf, .html and .txt to paragraphs, one by one or from a zip or JSON Lines of a back catalogue.

`reading` is pure. Files from outside are read in a process of its own: `apart.read_apart`.
"""

from sharedcourt.judgments.taking_in.reading import Taken, kind_of, read
from sharedcourt.judgments.taking_in.refusing import Unreadable

__all__ = ["Taken", "Unreadable", "kind_of", "read"]
