"""Bytes to text, for the formats that do not say their encoding."""

from __future__ import annotations


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
