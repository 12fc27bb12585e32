"""Guard against server-side request forgery: http and https only, and public addresses only."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from digest.errors import FetchError
from digest.text import ascii_domain

Resolve = Callable[..., list[Any]]


class UnknownHostError(FetchError):
    """The name of a host does not exist."""


_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[\w.:%-]+", re.ASCII)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """An address in its parts. `host` is ASCII, `target` is the request target (RFC 9112, section 3.2)."""

    address: str
    scheme: str
    host: str
    port: int
    target: str


def parse(address: str) -> Url:
    """Parse an address: drop its fragment, and percent-encode letters beyond ASCII (RFC 3987, section 3.1).

    Raises:
        FetchError: for another scheme than http and https, and for an address with a user or a password.
    """
    try:
        parts = urlsplit(address)
        host = ascii_domain(parts.hostname or "")
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        host, port = "", 0
    if not _HOST.fullmatch(host):
        raise FetchError(f"{without_credentials(address)!r} is no http or https address")
    if "@" in parts.netloc:
        problem = f"{without_credentials(address)!r} holds a user and a password, which are never sent"
        raise FetchError(problem)
    path = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*[]")
    query = quote(parts.query, safe="/%:=&~+!$,;'@()*[]?")
    return Url(
        address=urlunsplit((parts.scheme, parts.netloc, path, query, "")),
        scheme=parts.scheme,
        host=host,
        port=port,
        target=f"{path}?{query}" if query else path,
    )


def without_credentials(address: str) -> str:
    """Return an address for messages: without user and password."""
    scheme, slashes, rest = address.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{authority.rpartition('@')[2]}{slash}{path}"


def resolved(url: Url, *, allow_private: bool, resolve: Resolve) -> list[str]:
    """Return the IP addresses of a URL's host, in the order to try them.

    Connect to these addresses and do not resolve the name again: it may resolve to others next time.

    Args:
        url: The URL.
        allow_private: Allow addresses that are not public.
        resolve: Resolves a name, as `socket.getaddrinfo` does.

    Raises:
        UnknownHostError: for a name that does not exist.
        FetchError: for a name that cannot be resolved now, or with an address that is not public.
    """
    try:
        entries = resolve(url.host, url.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        # A resolver that fails otherwise, or cannot be asked, does not know if the name exists.
        is_unknown = isinstance(error, UnicodeError) or error.errno in _NO_SUCH_NAME
        kind = UnknownHostError if is_unknown else FetchError
        raise kind(f"the name {url.host!r} cannot be resolved") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    private = [] if allow_private else [address for address in addresses if not is_public(address)]
    if private:
        problem = f"{url.host!r} is not a public address ({private[0]}); `allow_private = true` in its [[sources]] allows it"
        raise FetchError(problem)
    return addresses


def is_public(address: str) -> bool:
    """Return True if an IP address belongs to the public internet.

    An IPv6 address that carries an IPv4 address (mapped, NAT64 of RFC 6052, 6to4) is as public as that one.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped or parsed in _NAT64:
            parsed = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        elif parsed.sixtofour:
            parsed = parsed.sixtofour
        else:
            return parsed in _GLOBAL_UNICAST and parsed.is_global
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved)
