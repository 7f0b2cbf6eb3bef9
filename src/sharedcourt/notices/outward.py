"""Calling addresses that somebody else named: only what is public, and the very address that was looked at."""

import ipaddress
import socket
from urllib.parse import urlsplit

import httpx
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.errors import Invalid

TIMEOUT_SECONDS = 10.0


class AddressForbidden(Exception):
    """The address leads into a private network, or nowhere."""


def check_url(url: str, *, private: bool, field: str = "url") -> str:
    """The URL, when it may be called: HTTPS to a public address. `private` lets plain HTTP and private addresses through too."""
    try:
        parts, port = urlsplit(url), _port(url)
        httpx.URL(url)  # what will call it must understand it too
    except (ValueError, httpx.InvalidURL) as error:
        raise Invalid(_("Enter an address that begins with https://."), field=field) from error
    if parts.scheme not in ({"https", "http"} if private else {"https"}) or not parts.hostname:
        raise Invalid(_("Enter an address that begins with https://."), field=field)
    if parts.username or parts.password:
        raise Invalid(_("Leave user name and password out of the address."), field=field)
    try:
        public_address(parts.hostname, port, private=private)
    except (AddressForbidden, ValueError) as error:
        raise Invalid(
            _("This address cannot be reached from here, or lies in a private network."), field=field
        ) from error
    return url


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def public_address(host: str, port: int, *, private: bool) -> str:
    """The IP address to call for a host; every address it resolves to must be public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressForbidden("unresolved") from error
    addresses = [ipaddress.ip_address(str(item[4][0]).split("%")[0]) for item in found]
    if not private:
        for address in addresses:
            mapped = getattr(address, "ipv4_mapped", None) or address
            if not mapped.is_global or mapped.is_multicast:
                raise AddressForbidden("private")
    return str(addresses[0])


def post(url: str, *, content: bytes, headers: dict[str, str], private: bool) -> httpx.Response:
    """POST to the address that was checked, not to whatever the name means a moment later; redirects are not followed.

    Of the answer only the head is read: what else somebody's server says, and how long, is not our concern.

    Raises AddressForbidden, or httpx.HTTPError when nobody answers.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = public_address(host, _port(url), private=private)
    target = httpx.URL(url).copy_with(host=address)
    with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
        request = client.build_request(
            "POST",
            target,
            content=content,
            headers={**headers, "Host": parts.netloc},
            extensions={"sni_hostname": host},
        )
        response = client.send(request, stream=True)
        response.close()
        return response
