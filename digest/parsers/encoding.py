"""Bytes to text, for the formats that do not say their encoding."""

from __future__ import annotations

import codecs
import re

_CHARSET = re.compile(r"utf|iso|cp\d|windows|koi8|gb|big5|shift|euc|mac-|ascii|hz|tis|johab|kz")


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
            if name := charset_name(declared[1].decode()):
                return content.decode(name)
        except UnicodeDecodeError:
            pass
    return decode(content)


def charset_name(charset: str) -> str | None:
    """Return Python's name for a charset of documents, None for what is none.

    Python's own codecs (punycode, unicode_escape, undefined) are none; some cost their square, some raise.
    """
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    return name if _CHARSET.match(name) else None


def decode_as(content: bytes, charset: str | None) -> str:
    """Return `content` as text in the charset that is stated, or as `decode` does where that is wrong.

    Latin-1 stands for Windows-1252 (WHATWG Encoding, section 4.2). Where only a few bytes of what
    calls itself UTF-8 are none, they become U+FFFD.
    """
    name = charset_name(charset or "utf-8")
    if name is None:
        return decode(content)
    try:
        return content.decode("windows-1252" if name in ("iso8859-1", "ascii") and charset else name)
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
        broken = text.count("\ufffd")
        whole = sum(1 for char in text if char > "\x7f") - broken
        return text if whole > broken else decode(content)
