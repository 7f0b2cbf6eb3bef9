"""The permanent address of a judgment: twelve characters of a-z and 2-7, for good."""

from django.conf import settings
from django.urls import register_converter, reverse


class KeyConverter:
    """`<judgment_key:key>` in an address; no other word below /judgments/ has this form."""

    regex = "[a-z2-7]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


# Here, because pages and the API both name it, whichever is read first.
register_converter(KeyConverter, "judgment_key")


def address_of(key: str) -> str:
    """With the site's name before it, as it is cited and stands in files."""
    return f"{settings.PUBLIC_URL}{reverse('judgments:read', args=[key])}"
