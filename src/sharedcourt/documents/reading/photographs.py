"""Photographs that not every program opens (HEIC of an iPhone) as JPEG.

The file that was sent is kept as it is, with its fingerprint; what people and machines look at is made from it, in a process of
its own: the decoder of a stranger's file is the part of it that can go wrong.
"""

from sharedcourt.documents.reading import isolated
from sharedcourt.documents.reading.pages import HEIC

JPEG = "image/jpeg"


class Unopened(Exception):
    """No picture can be made of it."""


def openable(content: bytes, mime: str) -> tuple[bytes, str]:
    """Content and type as every program opens them: of HEIC a JPEG of at most 2,000 pixels, all else as it is. Raises Unopened."""
    if mime != HEIC:
        return content, mime
    try:
        return isolated.picture(content, mime=mime, number=1), JPEG
    except isolated.Died as problem:
        raise Unopened from problem
