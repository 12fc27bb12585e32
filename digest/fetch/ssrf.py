"""Where a request may go: http and https only, and to public addresses unless a source says otherwise."""

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
    """A host's name that nobody knows."""


_PORTS = {"http": 80, "https": 443}
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One address, taken apart: `host` in ASCII, `target` as the request line has it."""

    address: str
    scheme: str
    host: str
    port: int
    target: str


def place(address: str) -> Place:
    """Return `address` taken apart, its fragment dropped and its letters beyond ASCII encoded (RFC 3987, 3.1).

    Raises FetchError for other schemes than http and https, and for a user and a password in it.
    """
    try:
        parts = urlsplit(address)
        host = ascii_domain(parts.hostname or "")
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        host, port = "", 0
    if not re.fullmatch(r"[\w.:%-]+", host, re.ASCII):
        raise FetchError(f"{shown(address)!r} is no http or https address")
    if "@" in parts.netloc:
        raise FetchError(f"{shown(address)!r} holds a user and a password, which are never sent")
    path = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*[]")
    query = quote(parts.query, safe="/%:=&~+!$,;'@()*[]?")
    return Place(
        address=urlunsplit((parts.scheme, parts.netloc, path, query, "")),
        scheme=parts.scheme,
        host=host,
        port=port,
        target=f"{path}?{query}" if query else path,
    )


def shown(address: str) -> str:
    """Return `address` as reports may show it: without a user and a password."""
    scheme, slashes, rest = address.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{authority.rpartition('@')[2]}{slash}{path}"


def numbers(place: Place, *, allow_private: bool, resolve: Resolve) -> list[str]:
    """Return the IP addresses of a place's host, in the order to try them.

    One that is not public refuses them all with a FetchError. Whoever connects must connect to
    these very numbers: a name may resolve to others the next time.
    """
    try:
        found = resolve(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        # A resolver that cannot be reached knows nothing of the name.
        again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        kind = FetchError if again else UnknownHostError
        raise kind(f"{place.host!r} is no name that can be resolved") from error
    result = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private:
        for number in result:
            if not is_public(number):
                raise FetchError(
                    f"{place.host!r} is not a public address ({number});"
                    " `allow_private = true` in its [[sources]] lets it be one"
                )
    return result


def is_public(number: str) -> bool:
    """Return whether an IP address is one of the public internet, whatever IPv6 may wrap it in.

    What carries an IPv4 address (mapped, NAT64 of RFC 6052, 6to4) is as public as that address is.
    """
    found = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped or found in _NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        elif found.sixtofour:
            found = found.sixtofour
        else:
            return found in _GLOBAL_UNICAST and found.is_global
    return found.is_global and not (found.is_multicast or found.is_reserved)
