"""Check the links of a mail: their addresses, and the servers' replies to `digest check --links`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import SplitResult

from digest.checks.built_mail import BuiltMail, split_address, tag_name
from digest.checks.content import TEMPLATE_CODE
from digest.checks.context import CheckContext, Violation
from digest.model import LinkReply

_PRIVATE_DOMAINS = (".local", ".localhost", ".internal", ".lan", ".home", ".corp", ".test", ".invalid")
_INVALID_CHARACTER = re.compile(r"[\s\x00-\x1f<>\"\\^`{|}]")
_MAIL_ADDRESS = re.compile(r"mailto:[^@\s]+@[^\s?]+\.[^\s?.]+(?:\?|$)")
_HOST_LABEL = re.compile(r"\w(?:[\w-]{0,61}\w)?")
_DATA_URL = re.compile(r"url\(\s*[\"']?\s*data:", re.IGNORECASE)
_SHORTENERS = frozenset(
    (
        *("bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "v.gd", "buff.ly"),
        *("rebrand.ly", "cutt.ly", "lnkd.in", "t.ly", "tiny.cc", "shorturl.at", "rb.gy"),
        *("s.id", "bl.ink", "trib.al", "dlvr.it", "fb.me"),
    )
)


def addresses_to_check(context: CheckContext) -> list[str]:
    """Return the web addresses of the mails' links, without repeats, in the order of the mails.

    The unsubscribe address is left out: on some servers any request to it unsubscribes the reader.
    """
    addresses = []
    for mail in context.mails:
        unsubscribe = context.unsubscribe_address(mail)
        addresses += [
            link.address.partition("#")[0]
            for link in mail.links
            if link.address != unsubscribe
            and split_address(link.address).scheme in ("http", "https")
            and not _problem(link.address, mail)
        ]
    return list(dict.fromkeys(addresses))


def invalid_address(context: CheckContext) -> Iterator[Violation]:
    """Find links with an invalid or private address."""
    for mail in context.mails:
        unsubscribe = context.unsubscribe_address(mail)
        for link in mail.links:
            problem = "" if link.address == unsubscribe else _problem(link.address, mail)
            if problem:
                yield Violation(
                    mail.path,
                    f"links {link.text[:60]!r} to {link.address[:120]!r}, which {problem}; correct the address",
                    link.line,
                )


def _problem(address: str, mail: BuiltMail) -> str:
    """Return the problem of a link's address, such as "has no host name", or "" for a good address."""
    if not address.strip():
        return "is empty"
    if address.lower().startswith("data:") or TEMPLATE_CODE.search(address):
        return ""  # the checks data-address and foreign-template report it
    if _INVALID_CHARACTER.search(address):
        return "holds a space or another character that is invalid in addresses (RFC 3986)"
    if address.startswith("#"):
        return "" if _has_anchor(mail, address[1:]) else "is an anchor that is not in the mail"
    parts = split_address(address)
    match parts.scheme.lower():
        case "http" | "https":
            return _host_problem(parts)
        case "mailto":
            return "" if _MAIL_ADDRESS.match(address) else "has no mail address"
        case "tel" | "sms":
            return ""
        case "":
            return "has no scheme such as https"
    return f"has the scheme {parts.scheme[:20]!r}, which mail readers do not open"


def _has_anchor(mail: BuiltMail, name: str) -> bool:
    return any(name in (element.get("id"), element.get("name")) for element in mail.elements)


def _host_problem(parts: SplitResult) -> str:
    try:
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port  # raises ValueError for a port out of range
    except ValueError:
        return "has an invalid port"
    if not host:
        return "has no host name"
    with suppress(ValueError):
        return "" if ipaddress.ip_address(host).is_global else "is inside a private network"
    if host == "localhost" or host.endswith(_PRIVATE_DOMAINS):
        return "is in a network that readers cannot reach"
    if "." not in host:
        return "has a host name without a dot, which works only inside a private network"
    is_valid = all(_HOST_LABEL.fullmatch(label) for label in host.split("."))
    return "" if is_valid else "has an invalid host name"


def missing_page(context: CheckContext) -> Iterator[Violation]:
    """Find links to pages that do not exist, by the replies of their servers."""
    yield from _failed(context, gone=True, remedy="correct the link or remove it")


def unreachable_page(context: CheckContext) -> Iterator[Violation]:
    """Find links to pages that could not be fetched this time."""
    yield from _failed(context, gone=False, remedy="open it in a browser to see if it works")


def _failed(context: CheckContext, *, gone: bool, remedy: str) -> Iterator[Violation]:
    """Yield each address once per mail if its server's reply has a problem of this kind."""
    for mail in context.mails:
        reported = set()
        for link in mail.links:
            address = link.address.partition("#")[0]
            reply = context.replies.get(address, LinkReply())
            if reply.problem and reply.gone == gone and address not in reported:
                reported.add(address)
                yield Violation(
                    mail.path,
                    f"links {link.text[:60]!r} to {address[:120]!r}: the link {reply.problem}; {remedy}",
                    link.line,
                )


def shortener(context: CheckContext) -> Iterator[Violation]:
    """Find links that go through a URL shortener."""
    for mail in context.mails:
        for link in mail.links:
            host = split_address(link.address).netloc.rpartition("@")[2].partition(":")[0]
            host = host.lower().removeprefix("www.")
            if host in _SHORTENERS:
                yield Violation(
                    mail.path,
                    f"links {link.text[:60]!r} through the shortener {host}, which spam filters distrust; link to the page itself",
                    link.line,
                )


def data_address(context: CheckContext) -> Iterator[Violation]:
    """Find files embedded in a `data:` address."""
    for mail in context.mails:
        for element in mail.elements:
            values = (element.get(name, "") for name in ("href", "src", "background", "poster"))
            if _DATA_URL.search(element.get("style", "")) or any(
                value.strip().lower().startswith("data:") for value in values
            ):
                yield Violation(
                    mail.path,
                    f"has a data: address in <{tag_name(element)}>, which mail readers do not show and spam filters distrust; put the file on the site and link to it",
                    element.sourceline,
                )
