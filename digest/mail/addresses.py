"""Addresses of mail, checked before anything is made of them, and as a header names them."""

from __future__ import annotations

import base64
import re

from digest.model import MailSettings
from digest.text import ascii_domain

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+(?=[^@.]*[A-Za-z]){_LABEL}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SPECIAL = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]")
_IN_A_HEADER = re.compile(r"[^\s<>@,]+@[^\s<>@,]+(?=>?$)")
_LONGEST = 254
_LONGEST_LOCAL = 64
_LONGEST_LABEL = 63


def checked(address: str) -> str:
    """Return `address` as an addr-spec in ASCII, its domain as the DNS has it (IDNA).

    One dot-atom and a domain of two labels at least (RFC 5322, section 3.4.1, without quoted names,
    literals and comments), at most 254 characters (RFC 5321, section 4.5.3.1). Raises ValueError, as
    a sentence, for all else.
    """
    if not address:
        raise ValueError("has no address; expected one such as ana@example.org")
    said = repr(address[:80])
    if _CONTROL.search(address):
        what = "a line break" if "\n" in address or "\r" in address else "a control character"
        raise ValueError(f"{said}: the address holds {what}; expected one such as ana@example.org")
    if address[0] in "=+-@|/":
        # A spreadsheet takes it for a formula, a mailer for an option, a program or a file.
        raise ValueError(
            f"{said}: the address begins with {address[0]!r}; expected one such as ana@example.org"
        )
    local, at, domain = address.rpartition("@")
    if not domain.isascii() and at:
        if max(map(len, domain.split("."))) > _LONGEST_LABEL:
            raise ValueError(f"{said}: the domain is none; expected one such as example.org")
        try:
            domain = ascii_domain(domain)
        except ValueError as error:
            raise ValueError(f"{said}: the domain is none; expected one such as example.org") from error
        address = f"{local}@{domain}"
    if len(address) > _LONGEST or len(local) > _LONGEST_LOCAL or not _ADDRESS.fullmatch(address):
        raise ValueError(f"{said}: is no address of mail; expected one such as ana@example.org")
    return address


def bare(mailbox: str) -> str:
    """Return the address at the end of "Name <address>" or alone, empty when there is none."""
    found = _IN_A_HEADER.search(mailbox)
    return found[0] if found else ""


def envelope_sender(mail: MailSettings) -> str:
    """Return the address to which undeliverable mail returns (RFC 5321, section 4.1.1.2)."""
    return bare(mail.bounces or mail.sender)


def header(name: str, address: str) -> str:
    """Return a name and an address as To has them, folded (RFC 5322, section 3.4; RFC 2047, section 5)."""
    if not name:
        return address
    if name.isascii() and "=?" not in name and name.isprintable():
        if _SPECIAL.search(name):
            name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        name = "\r\n ".join(_encoded(name))
    fold = "\r\n " if len(name) + len(address) > 68 else " "
    return f"{name}{fold}<{address}>"


def _encoded(text: str) -> list[str]:
    """Return `text` as encoded words of at most 75 characters each, none of which ends inside a letter."""
    # They end after a space where they can: some readers put one between two.
    if len(text.encode()) <= 42:
        return [_word(text)]
    words, part = [], ""
    for char in text:
        if len((part + char).encode()) > 42:
            cut = part.rfind(" ") + 1 or len(part)
            words.append(part[:cut])
            part = part[cut:]
        part += char
    return [_word(one) for one in (*words, part)]


def _word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="
