"""Email addresses: validation, and their form in headers and envelopes."""

from __future__ import annotations

import base64
import re

from digest.errors import MessageError
from digest.model import MailSettings
from digest.text import ascii_domain

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+(?=[^@.]*[A-Za-z]){_LABEL}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# A spreadsheet reads these as a formula; a mail program as an option, a program or a file.
_UNSAFE_START = tuple("=+-@|/")
_SPECIAL = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]")
_IN_A_HEADER = re.compile(r"[^\s<>@,]+@[^\s<>@,]+(?=>?$)")
_MAX_ADDRESS, _MAX_LOCAL = 254, 64  # RFC 5321, section 4.5.3.1
_MAX_SHOWN = 80
_MAX_ENCODED = 42  # bytes of UTF-8 in one encoded word of at most 75 characters
_FOLD_FROM = 68  # characters of name and address on one line


def normalise(address: str) -> str:
    """Return an address with its domain in ASCII (IDNA 2008).

    An address is one dot-atom and a domain of at least two labels (RFC 5322, section 3.4.1), without
    quoted names, literals and comments. It has at most 254 characters.

    Raises:
        ValueError: The address is not valid; the message is a sentence for users.
    """
    if not address:
        raise ValueError("has no address; expected one such as ana@example.org")
    shown = repr(address[:_MAX_SHOWN])
    if _CONTROL.search(address):
        character = "a line break" if "\n" in address or "\r" in address else "a control character"
        raise ValueError(f"{shown}: the address holds {character}; expected one such as ana@example.org")
    if address.startswith(_UNSAFE_START):
        raise ValueError(
            f"{shown}: the address begins with {address[0]!r}; expected one such as ana@example.org"
        )
    local, at, domain = address.rpartition("@")
    if at and not domain.isascii():
        try:
            address = f"{local}@{ascii_domain(domain)}"
        except ValueError as error:
            raise ValueError(f"{shown}: the domain is not valid; expected one such as example.org") from error
    if len(address) > _MAX_ADDRESS or len(local) > _MAX_LOCAL or not _ADDRESS.fullmatch(address):
        raise ValueError(f"{shown}: is not an email address; expected one such as ana@example.org")
    return address


def address_of(mailbox: str) -> str:
    """Return the address of "Name <address>" or "address", its domain in ASCII; empty when there is none.

    Raises:
        MessageError: The domain is not valid.
    """
    found = _IN_A_HEADER.search(mailbox)
    return _with_ascii_domain(found[0]) if found else ""


def ascii_mailbox(mailbox: str) -> str:
    """Return "Name <address>" with the address's domain in ASCII; the name stays as it is.

    Raises:
        MessageError: The domain is not valid.
    """
    return _IN_A_HEADER.sub(lambda found: _with_ascii_domain(found[0]), mailbox)


def _with_ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{ascii_domain(domain)}"
    except ValueError as error:
        raise MessageError(
            "the domain is not valid; expected one such as example.org", option="address", value=address
        ) from error


def envelope_sender(mail: MailSettings) -> str:
    """Return the address to which undeliverable mail returns (RFC 5321, section 4.1.1.2)."""
    return address_of(mail.bounces or mail.sender)


def format_mailbox(name: str, address: str) -> str:
    """Return the value of a To header, folded (RFC 5322, section 3.4; RFC 2047, section 5)."""
    if not name:
        return address
    if name.isascii() and "=?" not in name and name.isprintable():
        if _SPECIAL.search(name):
            name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        name = "\r\n ".join(_encoded_words(name))
    fold = "\r\n " if len(name) + len(address) > _FOLD_FROM else " "
    return f"{name}{fold}<{address}>"


def _encoded_words(text: str) -> list[str]:
    """Return text as encoded words of at most 75 characters, none of which ends inside a letter."""
    if len(text.encode()) <= _MAX_ENCODED:
        return [_encoded_word(text)]
    parts, part = [], ""
    for char in text:
        if len((part + char).encode()) > _MAX_ENCODED:
            # Words end after a space if possible, because some mail readers show a space between two.
            cut = part.rfind(" ") + 1 or len(part)
            parts.append(part[:cut])
            part = part[cut:]
        part += char
    return [_encoded_word(part) for part in (*parts, part)]


def _encoded_word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="
