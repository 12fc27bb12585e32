"""Check the header of the message: required fields, list fields, line lengths, one domain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr
from itertools import takewhile

from digest.checks.built_mail import BuiltMail
from digest.checks.context import CheckContext, Violation
from digest.checks.feed_reader import parse_rfc822

_LONGEST_LINE = 998
_REQUIRED = ("From", "Date", "Message-ID", "To")
_AT_MOST_ONCE = (
    *("From", "Date", "Subject", "Message-ID", "To", "MIME-Version"),
    *("List-Id", "Reply-To", "Sender"),
)
_LIST_FIELDS = (
    *("List-Unsubscribe", "List-Archive", "List-Help", "List-Subscribe"),
    *("List-Owner", "List-Post"),
)
# A web or mail address or a placeholder, in angle brackets, and a comment (RFC 2369, section 2).
_LIST_ADDRESS = (
    r"<\s*(?:https?://[^\s<>]+\.[^\s<>]+|mailto:[^\s<>@]+@[^\s<>]+|[\[{*][^<>]*)\s*>(?:\s*\([^()]*\))?"
)
_LIST_ADDRESSES = re.compile(rf"{_LIST_ADDRESS}(?:\s*,\s*{_LIST_ADDRESS})*")
_LIST_ID = re.compile(r'(?:"[^"<>]*" |[\w .\'-]* ?)?<[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+>')
_FIELD_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")
# Second-level labels that registries sell names below, as in example.co.uk. The public suffix list has all.
_REGISTRY_LABELS = ("co", "com", "org", "net", "gob", "gov", "ac", "edu")


def fields(context: CheckContext) -> Iterator[Violation]:
    """Find missing, repeated and invalid fields, and Bcc (RFC 5322, section 3.6)."""
    for mail in context.mails:
        header = _parse_header(mail)
        for problem in (
            *_missing_fields(header),
            *_repeated_fields(mail),
            *_date_problems(header),
        ):
            yield Violation(mail.message_path, problem)


def _missing_fields(header: Message) -> Iterator[str]:
    for name in _REQUIRED:
        if not header.get(name):
            yield f"has no {name} field, which every message needs; build the issue again"


def _repeated_fields(mail: BuiltMail) -> Iterator[str]:
    counts = _count_fields(mail)
    for name in _AT_MOST_ONCE:
        if counts[name.lower()] > 1:
            yield f"has the field {name} more than once, so servers reject it; keep one"
    if counts["bcc"]:
        yield "has a Bcc field, so servers may send the message to these addresses or show them to all; remove it"


def _date_problems(header: Message) -> Iterator[str]:
    date = str(header.get("Date", ""))
    if date and parse_rfc822(date) is None:
        yield f"has the date {date[:60]!r}, which is invalid; write it as RFC 5322 requires"


def lists(context: CheckContext) -> Iterator[Violation]:
    """Find list fields that mail readers cannot use (RFC 2369, RFC 2919, RFC 8058)."""
    for mail in context.mails:
        header = _parse_header(mail)
        list_id = _unfold(header, "List-Id")
        if not _LIST_ID.fullmatch(list_id):
            problem = f"has the invalid List-Id {list_id[:80]!r}" if list_id else "has no List-Id"
            yield Violation(
                mail.message_path,
                f'{problem}, so readers cannot filter by it; write it as "Name" <news.example.org> (list_id under [mail])',
            )
        for name in _LIST_FIELDS:
            field = _unfold(header, name)
            is_valid = _LIST_ADDRESSES.fullmatch(field) or (name, field) == ("List-Post", "NO")
            if field and not is_valid:
                yield Violation(
                    mail.message_path,
                    f"has {name}: {field[:80]!r}, which is not a list of addresses in <…>; write <https://…> or <mailto:…>",
                )
        if header.get("List-Unsubscribe-Post"):
            yield Violation(
                mail.message_path,
                "has List-Unsubscribe-Post in one message for all readers, where a click cannot tell who unsubscribes; keep it for messages to one reader",
            )


def lines(context: CheckContext) -> Iterator[Violation]:
    """Find lines that servers cut or reject (RFC 5322, section 2.1.1)."""
    for mail in context.mails:
        for number, line in enumerate(mail.message.split(b"\r\n"), 1):
            if len(line) > _LONGEST_LINE:
                yield Violation(
                    mail.message_path,
                    f"has a line of {len(line)} bytes, but servers cut or reject lines over {_LONGEST_LINE}; build the issue again",
                    number,
                )
            elif b"\n" in line or b"\r" in line:
                yield Violation(
                    mail.message_path,
                    "has a line that does not end with CR and LF, so some servers reject it; build the issue again",
                    number,
                )


def ascii_only(context: CheckContext) -> Iterator[Violation]:
    """Find bytes in the header that old servers damage (RFC 5322, section 2.2)."""
    for mail in context.mails:
        for number, line in enumerate(mail.header.split(b"\r\n"), 1):
            if not line.isascii():
                name = line.partition(b":")[0].decode("ascii", "replace")
                yield Violation(
                    mail.message_path,
                    f"has letters beyond ASCII in its {name[:40]} field; encode them as RFC 2047 requires",
                    number,
                )


def aligned(context: CheckContext) -> Iterator[Violation]:
    """Find messages with From and List-Id in two domains."""
    for mail in context.mails:
        header = _parse_header(mail)
        sender = parseaddr(str(header.get("From", "")))[1].rpartition("@")[2].lower().rstrip(">")
        match = re.search(r"<([^<>]+)>\s*$", str(header.get("List-Id", "")))
        list_id = match[1].lower() if match else ""
        if sender and "." in list_id and _registered_domain(sender) != _registered_domain(list_id):
            yield Violation(
                mail.message_path,
                f"is from {sender!r}, but its List-Id is {list_id!r}, and spam filters distrust two domains; use one domain for from and list_id under [mail]",
            )


def _parse_header(mail: BuiltMail) -> Message:
    # compat32 gives the fields as they stand; the modern policies repair them.
    return message_from_bytes(mail.header + b"\r\n\r\n", policy=policy.compat32)


def _count_fields(mail: BuiltMail) -> Counter[str]:
    """Count the fields of the header by lower-case name, as a lenient server does."""
    # The parser ends the header at the first invalid line; such a server reads on.
    matches = map(_FIELD_NAME.match, takewhile(bool, mail.message.splitlines()))
    return Counter(match[1].decode("ascii").lower() for match in matches if match)


def _unfold(header: Message, name: str) -> str:
    return " ".join(str(header.get(name, "")).split())


def _registered_domain(domain: str) -> str:
    """Return the part of a domain that is registered, as far as its form shows."""
    labels = domain.split(".")
    is_deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRY_LABELS
    return ".".join(labels[-3:] if is_deep else labels[-2:])
