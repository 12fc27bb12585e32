"""Boilerplate that newsletters share: links to unsubscribe, and to the web version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_UNSUBSCRIBE = re.compile(
    r"unsubscrib|opt[ -]out|manage (?:your )?(?:preferences|subscription)"
    r"|(?:dar(?:se|te|me)?|darnos) de baja|cancelar (?:\w+ )?(?:suscripci|inscri|subscri|assinatura)"
    r"|désabonn|desabonn|désinscri|abmelden|abbestell|austragen"
    r"|annulla(?:re)? (?:l['’])?iscrizione|disiscri|cancella(?:re)? (?:l['’])?iscrizione|afmelden|uitschrijven",
    re.IGNORECASE,
)
_WEB_VERSION = re.compile(
    r"(?:view|read|open|see) (?:\w+ ){0,3}(?:in|on) (?:\w+ ){0,2}browser|(?:view|read)(?: \w+)? online"
    r"|\b(?:web|online)[ -]?version|ver (?:\w+ ){0,3}(?:en|no) (?:\w+ )?navegador|versi[óo]n (?:web|en línea)"
    r"|versão (?:web|online)|(?:voir|lire|afficher) (?:\w+ ){0,3}dans (?:\w+ )?navigateur|version (?:web|en ligne)"
    r"|im browser (?:ansehen|anzeigen|öffnen|lesen)"
    r"|(?:visualizza|apri|vedi|leggi) (?:[\w-]+ ){0,3}(?:nel|sul) (?:\w+ )?browser|versione (?:web|online)",
    re.IGNORECASE,
)
MAX_BOILERPLATE = 600  # characters
MAX_FOOTER_BLOCKS = 5
# Web versions on these hosts name the recipient in the parameter `e`.
_MAILCHIMP_HOSTS = ("mailchi.mp", "campaign-archive.com")
_RECIPIENT_PARAMETER = "e"


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The text or the HTML of a message without boilerplate, and the address of its web version or ""."""

    content: str = ""
    web_version: str = ""


class TextBlock(NamedTuple):
    """The text of a paragraph on one line; `has_link`: it contains a link."""

    text: str
    has_link: bool


def mentions_web_version(text: str) -> bool:
    """Return True for a short text like "View in your browser"."""
    return len(text) <= MAX_BOILERPLATE and _WEB_VERSION.search(text) is not None


def footer_start(blocks: Sequence[TextBlock]) -> int:
    """Return the index of the block that begins the footer, or the number of blocks without one.

    The footer begins with a short block that has a link to unsubscribe. It is among the last
    blocks and never the first.
    """
    for index in range(max(1, len(blocks) - MAX_FOOTER_BLOCKS), len(blocks)):
        block = blocks[index]
        if block.has_link and len(block.text) < MAX_BOILERPLATE and _UNSUBSCRIBE.search(block.text):
            return index
    return len(blocks)


def without_recipient(address: str) -> str:
    """Return the address of a web version without the parameter that identifies the recipient."""
    try:
        parts = urlsplit(address)
        if not (parts.hostname or "").endswith(_MAILCHIMP_HOSTS):
            return address
        query = [(name, value) for name, value in parse_qsl(parts.query) if name != _RECIPIENT_PARAMETER]
    except ValueError:
        return ""
    return urlunsplit(parts._replace(query=urlencode(query)))
