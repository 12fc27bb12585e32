"""Check the pictures of a mail: address, alternative text, width, format, weight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from digest.checks.built_mail import split_address
from digest.checks.context import CheckContext, Violation
from digest.checks.mail_readers import reader_names, support_tables
from digest.text import fold

_MB = 1024 * 1024
_LARGEST_TOTAL = _MB
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|heic)$", re.IGNORECASE)
_CAMERA_NAME = re.compile(r"(?:img|dsc|dscn|pxl|image|photo|screenshot)[-_ ]?\d[\w-]*", re.IGNORECASE)
# Folded words that describe no picture, in the languages that mails have.
_NO_DESCRIPTION = frozenset(
    [
        "image",
        "picture",
        "photo",
        "img",
        "logo",
        "banner",
        "graphic",
        "untitled",
        "imagen",
        "foto",
        "figura",
        "fotografia",
        "photographie",
        "imagem",
        "صورة",
    ]
)


def address(context: CheckContext) -> Iterator[Violation]:
    """Find pictures without an absolute https address."""
    for mail in context.mails:
        for picture in mail.pictures:
            parts = split_address(picture.get("src") or "")
            if parts.scheme != "data" and (parts.scheme != "https" or not parts.netloc):
                yield Violation(
                    mail.path,
                    f"shows the picture {_source(picture)}, which mail readers cannot fetch; give it an address that begins with https://",
                    picture.sourceline,
                )


def alt(context: CheckContext) -> Iterator[Violation]:
    """Find pictures without an `alt` attribute; an empty one is valid."""
    for mail in context.mails:
        for picture in mail.pictures:
            if picture.get("alt") is None:
                yield Violation(
                    mail.path,
                    f'has no alternative text for the picture {_source(picture)}; describe the picture, or write alt="" if it is only decoration',
                    picture.sourceline,
                )


def alt_text(context: CheckContext) -> Iterator[Violation]:
    """Find alternative texts that are a file name or a word for any picture."""
    for mail in context.mails:
        for picture in mail.pictures:
            text = picture.get("alt", "")
            if text and not _is_description(text, picture):
                yield Violation(
                    mail.path,
                    f"has the alternative text {text[:80]!r}, which does not describe the picture; describe it, or leave the text empty",
                    picture.sourceline,
                )


def _is_description(text: str, picture: etree._Element) -> bool:
    folded = fold(text)
    if _FILE_NAME.search(text.strip()) or _CAMERA_NAME.fullmatch(text.strip()) or folded in _NO_DESCRIPTION:
        return False
    name = PurePosixPath(split_address(picture.get("src") or "").path).stem
    return folded != fold(name) or re.search(r"[-_\d]", text) is None


def width(context: CheckContext) -> Iterator[Violation]:
    """Find pictures without a size; classic Outlook shows them at the size of their file."""
    for mail in context.mails:
        for picture in mail.pictures:
            if not any((picture.get(name) or "").isdigit() for name in ("width", "height")):
                yield Violation(
                    mail.path,
                    f"gives no width for the picture {_source(picture)}, so classic Outlook shows it as large as its file; add a width in pixels",
                    picture.sourceline,
                )


def file_format(context: CheckContext) -> Iterator[Violation]:
    """Find pictures in a format that a mail reader cannot show."""
    formats = support_tables()["pictures"]
    for mail in context.mails:
        for picture in mail.pictures:
            suffix = split_address(picture.get("src") or "").path.rpartition(".")[2].lower()
            if suffix in formats:
                readers = reader_names(formats[suffix].split())
                yield Violation(
                    mail.path,
                    f"shows the picture {_source(picture)}, but {readers} cannot show {suffix.upper()}; convert it to JPEG or PNG",
                    picture.sourceline,
                )


def weight(context: CheckContext) -> Iterator[Violation]:
    """Find mails with more than 1 MB of pictures from the site."""
    for mail in context.mails:
        addresses = {picture.get("src") or "" for picture in mail.pictures}
        total = sum(context.pictures.get(address, 0) for address in addresses)
        if total > _LARGEST_TOTAL:
            yield Violation(
                mail.path,
                f"shows pictures of {total / _MB:.1f} MB in total, which are slow to load and cost phone data; reduce them to 1 MB in total",
            )


def _source(picture: etree._Element) -> str:
    return repr((picture.get("src") or "")[:120])
