"""Guess the encoding of text that is not valid UTF-8 and states none.

Most such text is Windows-1252 (WHATWG Encoding, section 4.2), and charset-normalizer alone takes
French or Danish for Polish. So it is asked only if the text cannot be Windows-1252: symbols would
stand inside its words (Polish), or its words would be accented letters alone (Greek, Cyrillic).
Czech and Hungarian cannot be told apart that way, as their bytes are letters in Windows-1252 too.
"""

from __future__ import annotations

import codecs
import re

WINDOWS_1252 = "windows-1252"
UTF_8 = "utf-8"
_LATIN = ("windows-1250", "iso-8859-2")
_OTHER_SCRIPTS = (
    "windows-1251", "koi8-r", "koi8-u", "iso-8859-5", "windows-1253", "iso-8859-7", "windows-1255", "windows-1256",
)  # fmt: skip
_SAMPLE_SIZE = 16 * 1024  # bytes
_NON_ASCII_PART = re.compile(rb"[\x80-\xff][^\n]{0,400}")
_WORD_START = 40  # bytes before the first character outside ASCII, which may belong to its word
_NON_ASCII_BYTE = re.compile(rb"[\x80-\xff]")
_UTF_8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LETTER = r"(?=[^\W\d_])"
# Symbols inside or before a word, as Windows-1252 shows Polish letters. In Spanish "¡" and "¿" are usual.
_SYMBOL_IN_WORD = re.compile(
    rf"(?:(?<=[^\W\d_])[¢-©¬¯±-³¶¸¹¼-¾]|[£¦¬¯]){_LETTER}"
    r"|[^\W\d_]¿(?=[a-zß-ÿ])"
)
_ACCENTED_WORD = re.compile(r"[À-ÖØ-öø-ÿ]{4,}")
# Symbols before a letter and control characters, which a wrong candidate shows.
_FAULT = re.compile(rf"[¡-©¬-³µ¶¸¹¼-¿ˇ˘-˛˝]{_LETTER}|[\x80-\x9f\ufffd]")


def guess_encoding(content: bytes) -> str | None:
    """Return the encoding of a text, None if it is not Windows-1252 and no other is likely.

    The same bytes always get the same guess, from a sample of limited size. "utf-8" means that most
    of the text is UTF-8 and some bytes are broken.
    """
    sample = _sample(content)
    non_ascii = len(_NON_ASCII_BYTE.findall(sample))
    if 2 * sum(map(len, _UTF_8_CHARACTER.findall(sample))) > non_ascii:
        return UTF_8
    text = sample.decode(WINDOWS_1252, errors="replace")
    if text.count("\ufffd") > max(1, non_ascii // 20):
        return None  # too many bytes that Windows-1252 leaves undefined: Chinese or Japanese, for example
    in_accented_words = sum(map(len, _ACCENTED_WORD.findall(text)))
    if in_accented_words > max(8, non_ascii // 3):
        return _best_match(sample, _OTHER_SCRIPTS)
    if len(_SYMBOL_IN_WORD.findall(text)) > max(1, non_ascii // 20):
        return _best_match(sample, _LATIN)
    return WINDOWS_1252


def _sample(content: bytes) -> bytes:
    """Return the parts of a text that have characters outside ASCII, up to the sample's size."""
    parts: list[bytes] = []
    size = end = 0
    for part in _NON_ASCII_PART.finditer(content):
        start = max(end, part.start() - _WORD_START)
        end = part.end()
        parts.append(content[start:end].rpartition(b"\n")[2])
        size += end - start
        if size >= _SAMPLE_SIZE:
            break
    return b"\n".join(parts)


def _best_match(sample: bytes, encodings: tuple[str, ...]) -> str | None:
    """Return the encoding with the fewest faults in which the sample reads most like a language."""
    from charset_normalizer import from_bytes  # 80 ms, needed by few documents

    faults = {encoding: _faults(sample, encoding) for encoding in encodings}
    fewest = min(faults.values())
    candidates = [encoding for encoding in encodings if faults[encoding] == fewest]
    match = from_bytes(sample, cp_isolation=candidates, enable_fallback=False).best()
    if match is None:
        return None
    codec = codecs.lookup(match.encoding).name
    return next(encoding for encoding in candidates if codecs.lookup(encoding).name == codec)


def _faults(sample: bytes, encoding: str) -> int:
    return len(_FAULT.findall(sample.decode(encoding, errors="replace")))
