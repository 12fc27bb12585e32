"""The header of the message: complete, in the form that the RFCs ask for, of one domain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr
from itertools import takewhile

from digest.checks.context import CheckContext, Letter, Violation
from digest.checks.feed_reader import moment_822

_LONGEST = 998
_ONCE = ("From", "Date", "Subject", "Message-ID", "To", "MIME-Version", "List-Id", "Reply-To", "Sender")
_NEEDED = ("From", "Date", "Message-ID", "To")
_LIST = ("List-Unsubscribe", "List-Archive", "List-Help", "List-Subscribe", "List-Owner", "List-Post")
_URI = re.compile(
    r"<\s*(?:https?://[^\s<>]+\.[^\s<>]+|mailto:[^\s<>@]+@[^\s<>]+|[\[{*][^<>]*)\s*>(?:\s*\([^()]*\))?"
)


def _head(letter: Letter) -> Message:
    # compat32 gives the fields as they stand, the modern policies repair them.
    return message_from_bytes(letter.message.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=policy.compat32)


def _names(letter: Letter) -> Counter[str]:
    """Return how often each field stands in the header, as a lenient server counts them, in small letters."""
    # The parser ends the header at the first line that is no field; servers read on.
    found = (re.match(rb"([!-9;-~]+)[ \t]*:", text) for text in takewhile(bool, letter.message.splitlines()))
    return Counter(one[1].decode("ascii").lower() for one in found if one)


def complete(matter: CheckContext) -> Iterator[Violation]:
    """Find messages that lack a field, have one twice, or name hidden readers (RFC 5322, section 3.6)."""
    for one in matter.letters:
        head = _head(one)
        for name in _NEEDED:
            if not head.get(name):
                yield Violation(
                    one.message_path, f"has no {name} field, which every message needs; build the issue again"
                )
        counts = _names(one)
        for name in _ONCE:
            if counts[name.lower()] > 1:
                yield Violation(
                    one.message_path, f"has the field {name} more than once, and servers refuse it; keep one"
                )
        if counts["bcc"]:
            yield Violation(
                one.message_path,
                "has a Bcc field, and servers would send the message to whom it names, or show them to all; take it out",
            )
        if head.get("Date") and moment_822(str(head["Date"])) is None:
            yield Violation(
                one.message_path,
                f"has the date {str(head['Date'])[:60]!r}, which is none; write it as RFC 5322 has it",
            )


def lists(matter: CheckContext) -> Iterator[Violation]:
    """Find fields of lists that no mail reader can use (RFC 2369, RFC 2919, RFC 8058)."""
    for one in matter.letters:
        head = _head(one)
        said = " ".join(str(head.get("List-Id", "")).split())
        if not re.fullmatch(r'(?:"[^"<>]*" |[\w .\'-]* ?)?<[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+>', said):
            found = f"has the List-Id {said[:80]!r}" if said else "has no List-Id"
            yield Violation(
                one.message_path,
                f'{found}, by which readers filter; write it as "Name" <news.example.org> (list_id under [mail])',
            )
        for name in _LIST:
            field = " ".join(str(head.get(name, "")).split())
            if (
                field
                and not (name == "List-Post" and field == "NO")
                and not re.fullmatch(rf"{_URI.pattern}(?:\s*,\s*{_URI.pattern})*", field)
            ):
                yield Violation(
                    one.message_path,
                    f"has {name}: {field[:80]!r}, which is no list of addresses in <…>; write <https://…> or <mailto:…>",
                )
        if head.get("List-Unsubscribe-Post"):
            yield Violation(
                one.message_path,
                "has List-Unsubscribe-Post in a message that many get, where a click cannot tell whom to take off; only a message to one reader may have it",
            )


def lines(matter: CheckContext) -> Iterator[Violation]:
    """Find lines that servers cut or refuse (RFC 5322, section 2.1.1)."""
    for one in matter.letters:
        for number, text in enumerate(one.message.split(b"\r\n"), 1):
            if len(text) > _LONGEST:
                yield Violation(
                    one.message_path,
                    f"has a line of {len(text)} bytes, and servers cut or refuse those over {_LONGEST}; build the issue again",
                    number,
                )
            elif b"\n" in text or b"\r" in text:
                yield Violation(
                    one.message_path,
                    "has a line that does not end with CR and LF, which some servers refuse; keep the file as it was built",
                    number,
                )


def ascii_only(matter: CheckContext) -> Iterator[Violation]:
    """Find bytes in the header that old servers spoil (RFC 5322, section 2.2)."""
    for one in matter.letters:
        for number, text in enumerate(one.message.partition(b"\r\n\r\n")[0].split(b"\r\n"), 1):
            if not text.isascii():
                name = text.partition(b":")[0].decode("ascii", "replace")
                yield Violation(
                    one.message_path,
                    f"has letters beyond ASCII in its {name[:40]} field; encode them as RFC 2047 has it",
                    number,
                )


def aligned(matter: CheckContext) -> Iterator[Violation]:
    """Find messages whose sender and list are of two domains."""
    for one in matter.letters:
        head = _head(one)
        sender = parseaddr(str(head.get("From", "")))[1].rpartition("@")[2].lower().rstrip(">")
        found = re.search(r"<([^<>]+)>\s*$", str(head.get("List-Id", "")))
        name = found[1].lower() if found else ""
        if sender and "." in name and _organisation(sender) != _organisation(name):
            yield Violation(
                one.message_path,
                f"is from {sender!r} and of the list {name!r}, two domains, which filters distrust; write from and list_id under [mail] with one domain",
            )


def _organisation(domain: str) -> str:
    """Return the part of a domain that one body has registered, as far as its form tells."""
    labels = domain.split(".")
    # As in example.co.uk and example.com.br; the public suffix list would know all of them.
    deep = (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in ("co", "com", "org", "net", "gob", "gov", "ac", "edu")
    )
    return ".".join(labels[-3:] if deep else labels[-2:])
