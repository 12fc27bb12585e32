"""The body of a response: no longer than a limit, decompressed as it comes, and whole."""

from __future__ import annotations

import zlib

from digest.errors import FetchError
from digest.fetch.connection import Response

LARGEST = 10 * 1024 * 1024


def read(response: Response) -> bytes:
    """Return the body, decompressed where it came as gzip (RFC 9110, 8.4.1.3).

    Raises FetchError when it has more than LARGEST bytes, before reading where its length is
    said, when it ends before it is complete, and in an encoding that was not asked for.
    """
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise FetchError(f"answers in the encoding {encoding[:40]!r}, which was not asked for")
    left = response.length  # None where the body ends with the connection or comes in chunks
    if left is not None and left > LARGEST:
        raise _too_large()
    body = _Plain() if encoding == "identity" else _Gzip()
    while left is None or left:
        chunk = response.read1(65536 if left is None else min(left, 65536))
        if not chunk:
            break
        body.take(chunk)
        left = None if left is None else left - len(chunk)
    if left or not body.whole:
        raise FetchError("the answer ends before it is complete")
    return bytes(body.content)


class _Plain:
    whole = True

    def __init__(self) -> None:
        self.content = bytearray()

    def take(self, chunk: bytes) -> None:
        self.content += chunk
        if len(self.content) > LARGEST:
            raise _too_large()


class _Gzip(_Plain):
    """Never holds more than LARGEST bytes and one, however small the gzip that makes them."""

    def __init__(self) -> None:
        super().__init__()
        self._member = zlib.decompressobj(wbits=31)

    def take(self, chunk: bytes) -> None:
        self.whole = False
        try:
            while chunk:
                super().take(self._member.decompress(chunk, LARGEST + 1 - len(self.content)))
                if self._member.eof:
                    self.whole = True
                    chunk = self._member.unused_data.lstrip(b"\0")
                    if chunk:
                        self.whole = False
                        self._member = zlib.decompressobj(wbits=31)
                else:
                    chunk = self._member.unconsumed_tail
        except zlib.error as error:
            raise FetchError("says its answer is gzip, which it is not") from error


def _too_large() -> FetchError:
    return FetchError(f"is larger than {LARGEST:,} bytes")
