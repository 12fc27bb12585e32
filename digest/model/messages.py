"""Messages and the people they are for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A reader: an addr-spec, checked, and what is known of them.

    `language` is one of the publication's. `topics` are slugs; none is all of them. `fields` are the
    further columns of the list, by their headings as `merge_fields.column` writes them.
    """

    email: str
    language: str
    name: str = ""
    topics: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidLine:
    """A line of a list of subscribers that is passed over, and why."""

    source: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message for one recipient, to be made when it is handed over.

    `recipient` is an addr-spec (RFC 5322, section 3.4.1), already validated. `edition` is a language,
    and topics where it is narrowed to some: "en", "es/health+water". The same issue, amendment and
    recipient give the same `message_id`, with its angle brackets. `content` makes the whole message
    with CRLF line ends, the same bytes each time.
    """

    recipient: str
    edition: str
    message_id: str
    content: Callable[[], bytes]
