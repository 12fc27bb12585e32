"""Messages and their recipients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from digest.text import place


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A reader of the newsletter.

    Attributes:
        email: A valid addr-spec (RFC 5322, section 3.4.1).
        language: One of the publication's languages.
        topics: Slugs; no topics are all of them.
        fields: The further columns of the list, by the names that `merge_fields.column` gives them.
    """

    email: str
    language: str
    name: str = ""
    topics: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidLine:
    """A line of a list of subscribers that is skipped, with the problem."""

    source: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{place(self.source, self.line)}: {self.text}"


@dataclass(frozen=True, slots=True)
class Edition:
    """The issue in one language, narrowed to some topics. No topics are all of them."""

    language: str
    topics: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Edition:
        """Parse the form that `str` gives, such as "en" or "es/health+water"."""
        language, _, topics = text.partition("/")
        return cls(language, frozenset(topics.split("+")) if topics else frozenset())

    def __str__(self) -> str:
        return f"{self.language}/{'+'.join(sorted(self.topics))}" if self.topics else self.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message for one recipient. Its content is made when it is sent.

    `sender` is the address of the envelope, to which undeliverable mail returns (RFC 5321, section
    4.1.1.2, MAIL FROM). `recipient` is an addr-spec (RFC 5322, section 3.4.1), already validated.
    `message_id` holds its angle brackets; it is the same for the same issue, amendment and recipient.
    `content` returns the whole message with CRLF line ends, the same bytes each time.
    """

    sender: str
    recipient: str
    edition: Edition
    message_id: str
    content: Callable[[], bytes]
