"""Split an mbox file into its messages (mboxrd and mboxo; RFC 4155, appendix A).

Some programs write a separator of `From ` alone; it counts if a header field is in the line below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SEPARATOR = re.compile(
    rb"^From (?:\S{1,320} +)?[A-Z][a-z]{2},? +[A-Z][a-z]{2} +\d{1,2} +\d\d:\d\d[^\n]*(?:\n|\Z)"
    rb"|(?:\A|(?<=\n\n))From[ -]{0,3}\n(?=[!-9;-~]{1,80}:[ \t])",
    re.MULTILINE,
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mbox(content: bytes) -> bool:
    """Return True for content that begins with an mbox separator line."""
    return _SEPARATOR.match(content) is not None


def split_messages(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each message with the number of its first line.

    Content without a separator is one message. A separator with nothing behind it is an empty
    mailbox and yields nothing.
    """
    if not is_mbox(content):
        yield 1, content
        return
    line, counted = 1, 0
    separators = [match.span() for match in _SEPARATOR.finditer(content)]
    ends = [start for start, _ in separators[1:]] + [len(content)]
    for (_, start), end in zip(separators, ends, strict=True):
        line += content.count(b"\n", counted, start)
        counted = start
        message = content[start:end]
        if message.strip():
            yield line, _QUOTED_FROM.sub(rb"\1", message) if b"\n>" in message else message
