"""Functions from text to text: normalise, fold, shorten, wrap."""

from __future__ import annotations

import base64
import codecs
import functools
import hashlib
import re
import unicodedata

# Characters that XML 1.0 (section 2.2) forbids, and invisible marks that change the direction of text.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\u00ad]"
)
# No text means these control characters: its Windows-1252 was called Latin-1 (WHATWG HTML, section 13.2.5.80).
_C1 = re.compile("[\x80-\x9f]")
# Stream-safe text (UAX 15, section 13) has at most thirty combining marks on one letter. Normalising more
# takes time that grows with their square.
_PILE = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_MOST_MARKS = 30
# All combining marks are beyond these characters, so this cheap test is enough for most texts.
_MAY_BE_PILE = re.compile("[^\x00-\u02ff]{31}")
_PILE_IN_SAMPLE = re.compile("[^\x00-\u02ff]{3}")  # in every tenth character of a text with 31 in a row
# Combining marks of Latin script are removed in one go, those of other scripts one by one.
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u20d0-\u20f0\u2c00-\ud7ff\uf900-\ufffd\U00010000-\U0010ffff]")
# RFC 1035, section 2.3.4.
_MAX_DOMAIN, _MAX_LABEL = 253, 63
# The codecs of documents. Python's others (punycode, unicode_escape, undefined) are slow or raise errors.
_CHARSET = re.compile(r"utf|iso|cp\d|windows|koi8|gb|big5|shift|euc|mac-|ascii|hz|tis|johab|kz")
_WORDS = "".join(char if char.isalnum() or char == "_" else " " for char in map(chr, range(128)))
_SENTENCE_END = re.compile(r"""[.!?…]["”’»)\]]*(?=\s|$)""")
# Abbreviations: a full stop after them ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-ZÀ-Þ]|Mr|Mrs|Ms|Dr|Dra|Sr|Sra|St|Sta|No|Núm|vs|etc|approx|Prof|Gen|Gov|Hon|Lic|Ing)|\.[A-Za-z])\.$"
)


def ascii_domain(domain: str) -> str:
    """Return the ASCII form of a domain (IDNA 2008 with the mapping of UTS 46).

    Python's own codec "idna" follows IDNA 2003, which makes another domain of straße.example.

    Raises:
        ValueError: The domain is not valid.
    """
    if domain.isascii():
        if all(0 < len(label) <= _MAX_LABEL for label in domain.removesuffix(".").split(".")):
            return domain
        raise ValueError(f"{domain[:80]!r} has an empty label or one of more than {_MAX_LABEL} characters")
    if len(domain) > _MAX_DOMAIN:
        raise ValueError(f"{domain[:80]!r} has more than {_MAX_DOMAIN} characters")
    import idna  # slow to load, and most domains are ASCII

    return idna.encode(domain, uts46=True).decode("ascii")


def codec_name(charset: str) -> str | None:
    """Return Python's name for the charset of a document, None if it is unknown."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    return name if _CHARSET.match(name) else None


def clean(text: str) -> str:
    """Return text in NFC, without control characters, with line feeds as line ends."""
    if text.isascii() and text.isprintable():
        return text  # true of most lines
    if not _is_printable(text):
        text = (
            text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
        )
        text = printable(text)
    return text if text.isascii() else unicodedata.normalize("NFC", _stream_safe(text))


def printable(text: str) -> str:
    """Return text without control characters and invisible marks that change its direction.

    The characters from U+0080 to U+009F are those that the same bytes are in Windows-1252.
    """
    return text if _is_printable(text) else _C1.sub(_in_windows_1252, _FORBIDDEN.sub("", text))


def _in_windows_1252(found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("windows-1252", errors="ignore")


def _is_printable(text: str) -> bool:
    """Return True for most texts without a forbidden character: a quick test."""
    return text.replace("\n", " ").replace("\t", " ").replace("\xa0", " ").isprintable()


def _stream_safe(text: str) -> str:
    """Return text with at most thirty combining marks on one letter (UAX 15, section 13)."""
    may_be_pile = _PILE_IN_SAMPLE.search(text[::10]) and _MAY_BE_PILE.search(text)
    return _PILE.sub(_without_pile, text) if may_be_pile else text


def _without_pile(found: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def line(text: str) -> str:
    """Return text on one line, with white space folded."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of text, each on one line; blank lines separate them."""
    return [folded for part in re.split(r"\n\s*\n", clean(text)) if (folded := " ".join(part.split()))]


def fold(text: str) -> str:
    """Return text for comparison: lower case, no accents, words separated by one space."""
    if text.isascii():
        return " ".join(text.lower().translate(_WORDS).split())
    # Decomposed before and after: letters such as the double-struck ones have a case only then.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", _stream_safe(text)).casefold())
    if _OTHER_SCRIPT.search(plain):
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    else:
        plain = _LATIN_MARKS.sub("", plain)
    if plain.isascii():
        return " ".join(plain.translate(_WORDS).split())
    return " ".join(re.findall(r"\w+", plain))


def slug(text: str) -> str:
    """Return text as part of an address: ASCII letters, digits and hyphens; never empty."""
    words = fold(text).encode("ascii", "ignore").decode().split()
    return "-".join(words)[:80].strip("-_") or "x"


@functools.lru_cache(maxsize=65536)
def short_hash(*parts: str) -> str:
    """Return eight letters and digits made from `parts`, the same on every machine.

    They are 40 bits in base32 (RFC 4648, section 6), in small letters. Among a million articles,
    one issue in a million has an article that shares them with another.
    """
    return base64.b32encode(hashlib.sha256("\n".join(parts).encode()).digest()[:5]).decode().lower()


def place(source: str, line: int | None) -> str:
    """Return a file and a line of it as messages name them: "feeds/a.txt:12"."""
    return source if line is None else f"{source}:{line}"


def excerpt(text: str, limit: int) -> str:
    """Return the beginning of text, ended at the end of a sentence.

    Without such an end in the second half, it is cut between two words and ends with an ellipsis.

    Args:
        text: The text; its white space is folded.
        limit: The largest number of characters.
    """
    whole = " ".join(text.split())
    if len(whole) <= limit:
        return whole
    ends = [m.end() for m in _SENTENCE_END.finditer(whole, 0, limit) if not _is_abbreviation(whole, m.end())]
    ends = [end for end in ends if end <= limit and whole[end : end + 1] in ("", " ")]
    if ends and ends[-1] >= limit // 2:
        return whole[: ends[-1]]
    head = whole[: max(limit - 1, 0)]
    head = head.rsplit(" ", 1)[0] if " " in head else head
    return head.rstrip(" ,;:–—-(") + "…"


def first_sentence(text: str, limit: int = 120) -> str:
    """Return the first sentence of text without its full stop, in at most `limit` characters."""
    whole = " ".join(text.split())
    for match in _SENTENCE_END.finditer(whole):
        if not _is_abbreviation(whole, match.end()):
            whole = whole[: match.end()]
            break
    cut = excerpt(whole, limit)
    return cut.removesuffix(".").rstrip()


def _is_abbreviation(text: str, end: int) -> bool:
    return _ABBREVIATION.search(text[max(0, end - 12) : end]) is not None


def wrap(text: str, width: int = 72, indent: str = "") -> str:
    """Return text in lines of at most `width` characters, each after `indent`; long words stay whole."""
    lines: list[str] = []
    line: list[str] = []
    room, used = width - len(indent), -1
    for word in text.split():
        if used + 1 + len(word) > room and line:
            lines.append(indent + " ".join(line))
            line, used = [], -1
        line.append(word)
        used += 1 + len(word)
    if line:
        lines.append(indent + " ".join(line))
    return "\n".join(lines)
