"""What comes back when a message is handed over, and what hands it over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from digest.errors import HandOffError

_LONGEST = 300


class UnreachableError(HandOffError):
    """Nobody answers there now; later somebody may."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said of one message: a reply code of RFC 5321, section 4.2, and its text on one line.

    Programs and files answer in the same codes. 0 stands for no answer: the message may have been
    taken or not.
    """

    code: int
    text: str

    @property
    def taken(self) -> bool:
        """Whether the message is out of our hands."""
        return 200 <= self.code < 300

    @property
    def later(self) -> bool:
        """Whether it may be taken another time."""
        return 400 <= self.code < 500

    @property
    def doubtful(self) -> bool:
        """Whether nobody knows."""
        return self.code == 0


class Connection(Protocol):
    """One connection, or what stands for one. It is used by one thread at a time."""

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Return the answer to one message, whole and with CRLF line ends.

        Raises UnreachableError when nobody is there to take it, HandOffError when no message could be taken.
        """

    def close(self) -> None:
        """End the connection; `send` begins another."""


def said(text: bytes | str) -> str:
    """Return what a server or a program said: one line, nothing a terminal would obey, not too long."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", words).split())[:_LONGEST]
