"""Where the links of a mail lead: whether they can be links at all, and what servers say of them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from digest.checks.context import FOREIGN, CheckContext, Letter, Violation, split
from digest.model import LinkReply

_INSIDE = (".local", ".localhost", ".internal", ".lan", ".home", ".corp", ".test", ".invalid")
_SCHEMES = ("http", "https", "mailto", "tel", "sms")


def addresses(matter: CheckContext) -> list[str]:
    """Return the web addresses that the mails link to and that can be asked, each once, in their order.

    Where readers unsubscribe is not asked: some servers take any request for a wish.
    """
    found = []
    for letter in matter.letters:
        ours = matter.mail.in_language(letter.language).unsubscribe
        found += [
            link.address.partition("#")[0]
            for link in letter.links
            if link.address != ours
            and split(link.address).scheme in ("http", "https")
            and not _wrong(link.address, letter)
        ]
    return list(dict.fromkeys(found))


def form(matter: CheckContext) -> Iterator[Violation]:
    """Find links that lead nowhere whatever the web may say."""
    for one in matter.letters:
        ours = matter.mail.in_language(one.language).unsubscribe
        for link in one.links:
            wrong = "" if link.address == ours else _wrong(link.address, one)
            if wrong:
                yield Violation(
                    one.path,
                    f"links {link.text[:60]!r} to {link.address[:120]!r}, which {wrong}; correct the address",
                    link.line,
                )


def _wrong(address: str, letter: Letter) -> str:
    """Return what is wrong with the address of a link, as the end of a sentence; nothing where all is well."""
    if not address.strip():
        return "is empty"
    if address.lower().startswith("data:") or FOREIGN.search(address):
        return ""  # which have checks of their own
    if re.search(r"[\s\x00-\x1f<>\"\\^`{|}]", address):
        return "holds a space or a sign that no address can hold (RFC 3986)"
    if address.startswith("#"):
        there = any(
            element.get("id") == address[1:] or element.get("name") == address[1:] for element in letter.all
        )
        return "" if there else "is a place that the mail does not have"
    parts = split(address)
    if parts.scheme.lower() not in _SCHEMES:
        return (
            "has no scheme such as https"
            if not parts.scheme
            else f"has the scheme {parts.scheme[:20]!r}, which a mail cannot open"
        )
    if parts.scheme == "mailto":
        return (
            "" if re.match(r"mailto:[^@\s]+@[^\s?]+\.[^\s?.]+(?:\?|$)", address) else "names no mail address"
        )
    return "" if parts.scheme in ("tel", "sms") else _wrong_host(address)


def _wrong_host(address: str) -> str:
    try:
        host = (split(address).hostname or "").rstrip(".")
        _ = split(address).port
    except ValueError:
        return "names a port that is none"
    if not host:
        return "names no host"
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return "" if number.is_global else "is an address inside a private network"
    if host == "localhost" or host.endswith(_INSIDE):
        return "leads into a network that readers are not in"
    if "." not in host:
        return "names a host without a dot, which nobody outside can find"
    labels = host.split(".")
    if any(not re.fullmatch(r"\w(?:[\w-]{0,61}\w)?", label) for label in labels):
        return "names a host that cannot be one"
    return ""


def gone(matter: CheckContext) -> Iterator[Violation]:
    """Find links to what is not there, as servers say it."""
    yield from _replied(matter, gone=True)


def doubtful(matter: CheckContext) -> Iterator[Violation]:
    """Find links to what could not be had when it was asked for."""
    yield from _replied(matter, gone=False)


def _replied(matter: CheckContext, *, gone: bool) -> Iterator[Violation]:
    todo = "correct it, or take it out" if gone else "open it in a browser, and see whether readers can"
    for one in matter.letters:
        told = set()
        for link in one.links:
            address = link.address.partition("#")[0]
            reply = matter.replies.get(address, LinkReply())
            if reply.trouble and reply.gone == gone and address not in told:
                told.add(address)
                yield Violation(
                    one.path,
                    f"links {link.text[:60]!r} to {address[:120]!r}: the link {reply.trouble}; {todo}",
                    link.line,
                )
