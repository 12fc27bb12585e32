"""Read the body of a response: up to a limit, decompressed, and complete."""

from __future__ import annotations

import zlib

from digest.errors import FetchError
from digest.fetch.connection import Response

LARGEST = 10 * 1024 * 1024  # bytes, decompressed
_CHUNK = 65536


def read(response: Response) -> bytes:
    """Return the body, decompressed when it is gzip (RFC 9110, section 8.4.1.3).

    Raises:
        FetchError: for a body over LARGEST bytes, an incomplete one, and an encoding that was not asked for.
            A Content-Length over the limit is refused before anything is read.
    """
    body = _decoder(response)
    remaining = response.length  # None for a chunked body, and one that ends with the connection
    if remaining is not None and remaining > LARGEST:
        raise _too_large()
    while remaining != 0:
        chunk = response.read1(_CHUNK if remaining is None else min(remaining, _CHUNK))
        if not chunk:
            break
        body.add(chunk)
        remaining = None if remaining is None else remaining - len(chunk)
    if remaining or not body.is_complete:
        raise FetchError("the answer ends before it is complete")
    return bytes(body.content)


def _decoder(response: Response) -> _Plain:
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding == "identity":
        return _Plain()
    if encoding in ("gzip", "x-gzip"):
        return _Gzip()
    raise FetchError(f"answers in the encoding {encoding[:40]!r}, which was not asked for")


class _Plain:
    is_complete = True

    def __init__(self) -> None:
        self.content = bytearray()

    def add(self, chunk: bytes) -> None:
        self.content += chunk
        if len(self.content) > LARGEST:
            raise _too_large()


class _Gzip(_Plain):
    """Decompresses at most LARGEST bytes and one, however small the compressed body is."""

    def __init__(self) -> None:
        super().__init__()
        self._member = zlib.decompressobj(wbits=31)

    def add(self, chunk: bytes) -> None:
        self.is_complete = False
        try:
            while chunk:
                super().add(self._member.decompress(chunk, LARGEST + 1 - len(self.content)))
                chunk = self._next_member() if self._member.eof else self._member.unconsumed_tail
        except zlib.error as error:
            raise FetchError("claims that its answer is gzip, and it is not") from error

    def _next_member(self) -> bytes:
        """Begin the next member of the gzip and return its first bytes (RFC 1952, section 2.2)."""
        following = self._member.unused_data.lstrip(b"\0")
        self.is_complete = not following
        if following:
            self._member = zlib.decompressobj(wbits=31)
        return following


def _too_large() -> FetchError:
    return FetchError(f"is larger than {LARGEST:,} bytes")
