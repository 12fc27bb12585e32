"""Bytes to text, for the formats that do not say their encoding."""

from __future__ import annotations

import re


def decode(content: bytes) -> str:
    """Return `content` as text: by its byte order mark, else UTF-8, else Windows-1252.

    Windows-1252 is what pages that are not UTF-8 turn out to be (WHATWG Encoding, section 4.2);
    the five bytes it leaves open become U+FFFD.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def head(content: bytes, size: int = 65536) -> str:
    """Return about the first `size` bytes as `decode` gives them, whole lines where there are lines."""
    if len(content) <= size:
        return decode(content)
    return decode(content[: content.rfind(b"\n", 0, size) + 1 or size])


def decode_xml(content: bytes) -> str:
    """Return an XML document's bytes as text: by its mark, the encoding it declares, else as `decode` does."""
    declared = re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z][\w.-]*)", content[:200])
    if declared and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode(declared[1].decode())
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(content)
