"""Records of a CSV file (RFC 4180), one at a time. A broken record costs only its own line."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable
from typing import BinaryIO

_MAX_LINE = 65536  # bytes
# A record is at most this many lines long. If the second quote comes later, the first is a typing mistake.
_MAX_RECORD_LINES = 100
_MAX_SHOWN = 80


class Lines:
    """The lines of a file, in order. Lines can be put back and are then read again."""

    def __init__(self, stream: BinaryIO) -> None:
        self.number = 0
        self._stream = stream
        self._put_back: deque[str | ValueError] = deque()

    def next(self) -> str | None:
        """Return the next line without its line end, or None at the end of the file.

        Raises:
            ValueError: The line is too long or not UTF-8.
        """
        found = self._put_back.popleft() if self._put_back else self._read()
        self.number += found is not None
        if isinstance(found, ValueError):
            raise found
        return found

    def put_back(self, lines: Iterable[str | ValueError]) -> None:
        """Put back the last lines, so that `next` returns them again."""
        returned = list(lines)
        self._put_back.extendleft(reversed(returned))
        self.number -= len(returned)

    def _read(self) -> str | ValueError | None:
        content = self._stream.readline(_MAX_LINE)
        if not content:
            return None
        if len(content) >= _MAX_LINE and not content.endswith(b"\n"):
            while content and not content.endswith(b"\n"):
                content = self._stream.readline(_MAX_LINE)
            return ValueError(f"has more than {_MAX_LINE} bytes; expected a line of some fields")
        if not self.number:
            content = content.removeprefix(b"\xef\xbb\xbf")
            if content.startswith((b"\xff\xfe", b"\xfe\xff")):
                return ValueError("is UTF-16; expected the file saved as CSV UTF-8")
        try:
            text = content.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            return ValueError("is not UTF-8; expected the file saved as CSV UTF-8")
        return ValueError("holds a null character; expected text") if "\0" in text else text


def read_record(lines: Lines, delimiter: str) -> list[str] | None:
    """Return the fields of the next record, which may be several lines long; None at the end.

    Raises:
        ValueError: The quotes of the line do not pair. The next record then begins on the next line.
    """
    first = lines.next()
    if first is None or '"' not in first:
        return None if first is None else first.split(delimiter)
    read = [first]
    while len(read) <= _MAX_RECORD_LINES and sum(map(len, read)) <= _MAX_LINE:
        if '"' in read[-1]:
            try:
                (fields,) = csv.reader(["\n".join(read)], delimiter=delimiter, strict=True)
            except csv.Error as error:
                if "unexpected end" not in str(error):
                    break
            else:
                return list(fields)
        try:
            following = lines.next()
        except ValueError as error:
            lines.put_back([error])
            break
        if following is None:
            break
        read.append(following)
    lines.put_back(read[1:])
    raise ValueError(
        f"{first[:_MAX_SHOWN]!r}: its quotes do not pair; expected two around a field, and two for one inside"
    )
