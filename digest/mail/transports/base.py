"""The interface of a transport, and the reply to a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from digest.errors import TransportError
from digest.model import DeliveryStatus

_MAX_REPLY = 300
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class UnreachableError(TransportError):
    """No server answers now; another attempt may succeed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to one message: a code of RFC 5321, section 4.2, and its text on one line.

    Programs and mailboxes reply with the same codes. Code 0 means that no reply came: the message may
    have been accepted or not.
    """

    code: int
    text: str

    @property
    def status(self) -> DeliveryStatus:
        """The status of the message after this reply."""
        if self.code == 0:
            return DeliveryStatus.UNKNOWN
        if 200 <= self.code < 300:
            return DeliveryStatus.SENT
        return DeliveryStatus.DEFERRED if 400 <= self.code < 500 else DeliveryStatus.REJECTED


class Connection(Protocol):
    """A connection to a server, or its equivalent. One thread at a time uses it."""

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Send one message and return the reply.

        Args:
            sender: The address of the envelope, to which undeliverable mail returns.
            recipient: The address of the envelope that receives the message.
            content: The whole message with CRLF line ends.

        Raises:
            UnreachableError: No server answers now.
            TransportError: No message can be sent over this transport.
        """

    def close(self) -> None:
        """End the connection. `send` opens a new one."""


@dataclass(frozen=True, slots=True)
class Transport:
    """A way to send messages. At most `connections` may be open at once."""

    connect: Callable[[], Connection]
    connections: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Settings of a transport besides its address.

    The password is in `environment` or in the file `login`. `connections` is the most that are open
    at once.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    login: Path | None = None
    connections: int = 1


def one_line(text: bytes | str) -> str:
    """Return the text of a server or a program on one line, shortened, without control characters."""
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(_CONTROLS.sub(" ", decoded).split())[:_MAX_REPLY]
