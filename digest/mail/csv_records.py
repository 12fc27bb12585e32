"""The records of a CSV file (RFC 4180) as they come; one that is broken costs its own line only."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable
from typing import BinaryIO

_LONGEST_LINE = 65536
# How far the second of two quotes may be: beyond that the first one is a slip, and no line but its own is lost.
_LINES_IN_A_RECORD = 100


class Lines:
    """The lines of a file, one after another, and some of them once more."""

    def __init__(self, stream: BinaryIO) -> None:
        self.number = 0
        self._stream = stream
        self._again: deque[str | ValueError] = deque()

    def next(self) -> str | None:
        """Return the next line without the marks at its end, None after the last; ValueError for one that is no text."""
        found = self._again.popleft() if self._again else self._read()
        self.number += found is not None
        if isinstance(found, ValueError):
            raise found
        return found

    def again(self, lines: Iterable[str | ValueError]) -> None:
        """Go back to before `lines`, which were the last."""
        before = list(lines)
        self._again.extendleft(reversed(before))
        self.number -= len(before)

    def _read(self) -> str | ValueError | None:
        content = self._stream.readline(_LONGEST_LINE)
        if not content:
            return None
        if len(content) >= _LONGEST_LINE and not content.endswith(b"\n"):
            while content and not content.endswith(b"\n"):
                content = self._stream.readline(_LONGEST_LINE)
            return ValueError(f"has more than {_LONGEST_LINE} bytes; expected a line of some fields")
        if not self.number:
            content = content.removeprefix(b"\xef\xbb\xbf")
            if content.startswith((b"\xff\xfe", b"\xfe\xff")):
                return ValueError("is UTF-16; expected the file saved as CSV UTF-8")
        try:
            text = content.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            return ValueError("is not UTF-8; expected the file saved as CSV UTF-8")
        return ValueError("holds a null character; expected text") if "\0" in text else text


def record(lines: Lines, delimiter: str) -> list[str] | None:
    """Return the fields of the next line, or of the lines that quotes hold together; None after the last.

    Raises ValueError for a line whose quotes do not pair; the next one begins anew then.
    """
    text = lines.next()
    if text is None or '"' not in text:
        return None if text is None else text.split(delimiter)
    whole = [text]
    while len(whole) <= _LINES_IN_A_RECORD and sum(map(len, whole)) <= _LONGEST_LINE:
        if '"' in whole[-1]:
            try:
                (fields,) = csv.reader(["\n".join(whole)], delimiter=delimiter, strict=True)
            except csv.Error as error:
                if "unexpected end" not in str(error):
                    break
            else:
                return list(fields)
        try:
            following = lines.next()
        except ValueError as why:
            lines.again([why])
            break
        if following is None:
            break
        whole.append(following)
    lines.again(whole[1:])
    raise ValueError(
        f"{text[:80]!r}: its quotes do not pair; expected two around a field, and two for one inside"
    )
