"""Bytes to text: byte order marks, declared encodings, UTF-8, and otherwise Windows-1252."""

from __future__ import annotations

import re
from dataclasses import replace

from digest.model import Document, Notice
from digest.parsers.encoding_guess import UTF_8, WINDOWS_1252, guess_encoding
from digest.text import codec_name

_UTF_8_MARK = b"\xef\xbb\xbf"
_MARKS = ((_UTF_8_MARK, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_IN_XML = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z][\w.-]*)")
_IN_HTML = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z][\w:.-]{1,40})", re.IGNORECASE)
_XML_HEAD = 200
_HTML_HEAD = 4096
_HOW_TO_CORRECT = 'set encoding = "…" under [[sources]] in digest.toml'


def decode(content: bytes) -> str:
    """Return bytes as text: by their byte order mark, else as UTF-8, else as Windows-1252.

    The five bytes that Windows-1252 leaves undefined become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(WINDOWS_1252, errors="replace")


def head(content: bytes, size: int = 65536) -> str:
    """Return about the first `size` bytes as text, up to the end of a line if possible."""
    if len(content) <= size:
        return decode(content)
    return decode(content[: content.rfind(b"\n", 0, size) + 1 or size])


def decode_xml(content: bytes) -> str:
    """Return an XML document as text, by its mark or its declaration if that is right."""
    declared = _IN_XML.match(content[:_XML_HEAD])
    codec = codec_name(declared[1].decode()) if declared and not _has_mark(content) else None
    if codec:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            pass
    return decode(content)


def decode_as(content: bytes, charset: str | None) -> str:
    """Return bytes as text in the charset that a mail states, or as `decode` does if it is wrong.

    Latin-1 means Windows-1252 (WHATWG Encoding, section 4.2). In text that calls itself UTF-8 a few
    broken bytes become U+FFFD.
    """
    codec = codec_name(charset or "utf-8")
    if codec is None:
        return decode(content)
    try:
        return content.decode(_as_browsers(codec) if charset else codec)
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
        broken = text.count("\ufffd")
        valid = sum(1 for char in text if char > "\x7f") - broken
        return text if valid > broken else decode(content)


def declared_codec(content: bytes) -> str | None:
    """Return the codec of the charset that a web page or an XML document declares, or None."""
    declared = _IN_XML.match(content[:_XML_HEAD]) or _IN_HTML.search(content[:_HTML_HEAD])
    codec = codec_name(declared[1].decode()) if declared else None
    return _as_browsers(codec) if codec else None


def as_utf8(document: Document) -> tuple[Document, tuple[Notice, ...]]:
    """Return a document in UTF-8, if it is in another encoding that it does not declare itself.

    The encoding is the one that its source states in digest.toml, else the one that the server
    states (RFC 7303, section 3), or it is guessed. A document in Windows-1252 is returned unchanged,
    because every parser reads that.

    Args:
        document: Any document but a mail, whose parts have encodings of their own.

    Returns:
        The document, with a byte order mark if it was recoded, and notices about a guess.
    """
    content, stated = document.content, document.source.encoding
    if _has_mark(content):
        return document, ()
    if _is_utf8(content, stated or document.charset):
        return _with_right_declaration(document), ()
    problems: list[str] = []
    if stated and _decode_strictly(content, stated) is None:
        problems.append(f"is not in the encoding that digest.toml states, {stated!r}")
    document, problem = _in_utf8(document)
    problems += [problem] if problem else []
    return document, tuple(Notice(source=document.source.name, text=problem) for problem in problems)


def _in_utf8(document: Document) -> tuple[Document, str]:
    """Return a document in UTF-8, and the problem to report, "" for none."""
    content = document.content
    for charset in (document.source.encoding, document.charset):
        if charset and (text := _decode_strictly(content, charset)) is not None:
            return _recoded(document, text), ""
    declared = declared_codec(content) if content.lstrip()[:1] == b"<" else None
    if declared is None or _decode_strictly(content, declared) is None:
        return _in_guessed_encoding(document, is_declared=declared is not None)
    return document, ""


def _with_right_declaration(document: Document) -> Document:
    """Return UTF-8 with a byte order mark if it declares an encoding that it cannot be in.

    Text that is valid UTF-8 and not ASCII is no Latin-1, and UTF-16 does not begin with `<?`.
    """
    declared = declared_codec(document.content) if document.content.lstrip()[:1] == b"<" else None
    wide = declared is not None and declared.startswith(("utf-16", "utf-32"))
    if wide or (declared == WINDOWS_1252 and not document.content.isascii()):
        return replace(document, content=_UTF_8_MARK + document.content)
    return document


def _in_guessed_encoding(document: Document, *, is_declared: bool) -> tuple[Document, str]:
    """Return a document in UTF-8, and the problem to report, "" for none."""
    guess = guess_encoding(document.content)
    if guess == WINDOWS_1252 or (guess is None and is_declared):
        return document, ""
    if guess is None:
        return document, f"has an unknown encoding, so its letters may be wrong; {_HOW_TO_CORRECT}"
    recoded = _recoded(document, document.content.decode(guess, errors="replace"))
    if guess == UTF_8:
        return recoded, "has bytes that are not UTF-8; they became \ufffd"
    return recoded, f"was read as {guess}, which is a guess; if its letters are wrong, {_HOW_TO_CORRECT}"


def _has_mark(content: bytes) -> bool:
    return any(content.startswith(mark) for mark, _ in _MARKS)


def _is_utf8(content: bytes, stated: str | None) -> bool:
    """Return True for valid UTF-8; ASCII may be the other encoding that is stated (ISO-2022-JP)."""
    if content.isascii():
        return not stated
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_strictly(content: bytes, charset: str) -> str | None:
    """Return the text, or None if the bytes are not in this charset."""
    codec = codec_name(charset)
    try:
        return content.decode(_as_browsers(codec)) if codec else None
    except UnicodeError:
        return None


def _as_browsers(codec: str) -> str:
    """Return Windows-1252 for Latin-1 and ASCII, which it contains (WHATWG Encoding, section 4.2)."""
    return WINDOWS_1252 if codec in ("iso8859-1", "ascii") else codec


def _recoded(document: Document, text: str) -> Document:
    # The mark outranks any encoding that the document declares.
    content = _UTF_8_MARK + text.removeprefix("\ufeff").encode("utf-8", errors="replace")
    return replace(document, content=content)
