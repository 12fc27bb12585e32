"""A connection to IP addresses that were checked, read under a deadline."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse

from digest.fetch.ssrf import Url

Connect = Callable[[tuple[str, int], float], socket.socket]


class Deadline:
    """The time limit of one exchange, in seconds: `timeout` in all, `operation_timeout` for each operation."""

    def __init__(self, timeout: float, operation_timeout: float) -> None:
        self._start = time.monotonic()
        self._timeout = timeout
        self._operation_timeout = operation_timeout

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._start

    def remaining(self) -> float:
        """Return the seconds that the next operation may take; raise TimeoutError when none are left."""
        remaining = self._timeout - self.elapsed()
        if remaining <= 0:
            raise TimeoutError
        return min(remaining, self._operation_timeout)


class Connection(HTTPConnection):
    """A connection to the first IP address that answers. The Host field and TLS keep the name of the URL."""

    def __init__(
        self,
        url: Url,
        addresses: list[str],
        deadline: Deadline,
        *,
        connect: Connect,
        tls: ssl.SSLContext | None,
    ) -> None:
        super().__init__(url.host, url.port)
        self.default_port = 443 if url.scheme == "https" else 80  # not written in the Host field
        self._url = url
        self._addresses = addresses
        self._deadline = deadline
        self._connect = connect
        self._tls = tls

    def connect(self) -> None:
        """Connect to one of the checked addresses; the name is not resolved again."""
        sock = self._open()
        try:
            sock.settimeout(self._deadline.remaining())
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_hostname=self._url.host)
                sock.settimeout(self._deadline.remaining())
        except BaseException:
            sock.close()
            raise
        self.sock = sock

    def _open(self) -> socket.socket:
        last_error: OSError = OSError("its name has no address")
        for address in self._addresses:
            try:
                return self._connect((address, self._url.port), self._deadline.remaining())
            except OSError as error:
                last_error = error
        raise last_error


class Response(HTTPResponse):
    """An HTTP response of which every part, header lines too, is read under the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline, method: str = "GET") -> None:
        super().__init__(sock, method=method)
        self.fp.close()
        self.fp = io.BufferedReader(_DeadlineReader(sock, deadline))


class _DeadlineReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any buffer is fine
        self._sock.settimeout(self._deadline.remaining())
        return self._sock.recv_into(buffer)
