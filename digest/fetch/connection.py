"""One connection to numbers that were checked, and reading from it against the clock."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse

from digest.fetch.ssrf import Place

Connect = Callable[[tuple[str, int], float], socket.socket]


class Clock:
    """The time one exchange may take: `seconds` in all, `each` for one operation."""

    def __init__(self, seconds: float, each: float) -> None:
        self._start = time.monotonic()
        self._seconds = seconds
        self._each = each

    def spent(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._start

    def left(self) -> float:
        """Return how long the next operation may take; TimeoutError when there is no time left."""
        left = self._seconds - self.spent()
        if left <= 0:
            raise TimeoutError
        return min(left, self._each)


class Connection(HTTPConnection):
    """A connection to the first of `numbers` that answers, by TLS with a context; the host keeps its name."""

    def __init__(
        self,
        place: Place,
        numbers: list[str],
        clock: Clock,
        *,
        connect: Connect,
        context: ssl.SSLContext | None,
    ) -> None:
        super().__init__(place.host, place.port)
        self.default_port = 443 if place.scheme == "https" else 80  # which the Host field leaves out
        self._place = place
        self._numbers = numbers
        self._clock = clock
        self._connect = connect
        self._context = context

    def connect(self) -> None:
        """Connect to a number that was checked; the name is not resolved again."""
        line = self._line()
        try:
            line.settimeout(self._clock.left())
            if self._context is not None:
                line = self._context.wrap_socket(line, server_hostname=self._place.host)
                line.settimeout(self._clock.left())
        except BaseException:
            line.close()
            raise
        self.sock = line

    def _line(self) -> socket.socket:
        trouble: OSError = OSError("its name has no address")
        for number in self._numbers:
            try:
                return self._connect((number, self._place.port), self._clock.left())
            except OSError as error:
                trouble = error
        raise trouble


class Response(HTTPResponse):
    """An HTTP response every part of which is read against the clock, its header lines too."""

    def __init__(self, line: socket.socket, clock: Clock, method: str = "GET") -> None:
        super().__init__(line, method=method)
        self.fp.close()
        self.fp = io.BufferedReader(_Patient(line, clock))


class _Patient(io.RawIOBase):
    def __init__(self, line: socket.socket, clock: Clock) -> None:
        self._line = line
        self._clock = clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._line.settimeout(self._clock.left())
        return self._line.recv_into(buffer)
