"""The header by which a sender says what a piece must hash to (RFC 9530): `Content-Digest: sha-256=:<base64>:`."""

import re
from base64 import b64decode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sharedcourt.core.errors import Invalid

SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)")


def sent_sha256(request: HttpRequest) -> bytes | None:
    """The 32 bytes of the header; None without one. Raises Invalid when it names no SHA-256."""
    header = request.headers.get("Content-Digest", "")
    if not header:
        return None
    found = SHA256.search(header)
    if found is None:
        raise Invalid(_("The request does not fit its description."), field="digest")
    return b64decode(found.group(1))
