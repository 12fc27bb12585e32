"""Pictures of a feed's entry: no emoji, no avatar, no counting pixel, and the largest of a usual size."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from digest.parsers import html, pictures

_IMG = re.compile(r"<img\b(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]*)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++))")
_PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:lazy\w*|placeholder|blank|spacer|transparent|loading|grey|1x1)[\w-]*\.", re.IGNORECASE
)
_EMOJI = re.compile(r"emoji|smil(?:ey|ies)|twemoji|emoticon", re.IGNORECASE)
_NO_PICTURE = re.compile(
    r"avatar|gravatar\.com/|feedburner\.com/~|pixel\.wp\.com/|/b\.gif\?|/pixel\.gif|doubleclick\.net/|/share-buttons?/",
    re.IGNORECASE,
)
_SIZE_IN_NAME = re.compile(r"[-_/](\d{2,4})x(\d{2,4})(?:[/.]|$)")
_WIDTH_IN_STYLE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d{1,4})px")
_FIGURES = re.compile(r"\d{1,5}")
_COUNTING_PIXEL = 2
_USUAL = 600  # the width of a picture that states none
_LONGEST_SMILEY = 12


def settle(markup: str) -> str:
    """Return markup with emoji as letters, and with the addresses that scripts load pictures from."""
    if "<IMG" in markup:
        markup = markup.replace("<IMG", "<img")
    return _IMG.sub(_settle_picture, markup) if "<img" in markup else markup


def _settle_picture(found: re.Match[str]) -> str:
    values = _attributes(found[0])
    alt = html.unescape(values.get("alt", ""))
    if alt and len(alt) <= _LONGEST_SMILEY and _is_emoji(values):
        return escape(alt, quote=False)
    source, address = values.get("src", ""), pictures.address(values.get)
    is_loaded_late = (
        any(name.startswith("data-") for name in values) or not source or source.startswith("data:")
    )
    if not address or not (is_loaded_late or _PLACEHOLDER.search(source)):
        return found[0]
    kept = "".join(
        f' {name}="{values[name]}"' for name in ("alt", "width", "height", "class") if name in values
    )
    return f'<img src="{address}"{kept}>'


def _attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag by their names in lower case, as they are written."""
    found = _ATTRIBUTE.finditer(tag)
    return {
        match[1].lower(): (match[2] or match[3] or match[4] or "").replace('"', "&quot;") for match in found
    }


def _is_emoji(values: dict[str, str]) -> bool:
    return _EMOJI.search(f"{values.get('class', '')} {values.get('src', '')}") is not None


def inside(markup: str, base: str | None) -> Iterator[tuple[str, str, str, str]]:
    """Yield the address, alt text, width and height of each picture in settled markup, furniture left out."""
    for found in _IMG.finditer(markup):
        values = _attributes(found[0])
        source, css_class = html.unescape(pictures.address(values.get)), values.get("class", "")
        sizes = (values.get("width", ""), values.get("height", ""))
        style = _WIDTH_IN_STYLE.search(values.get("style", ""))
        is_small_by_style = style is not None and int(style[1]) < pictures.MIN_PIXELS
        if is_small_by_style or _is_emoji(values) or is_furniture(f"{source} {css_class}", *sizes):
            continue
        if source and (address := html.web_address(source, base)):
            yield address, values.get("alt", ""), *sizes


def is_furniture(address: str, width: str, height: str) -> bool:
    """Return True for an emoji, an avatar, a counting pixel and any picture under 100 pixels each way."""
    stated = [size for size in (width, height) if _FIGURES.fullmatch(size)]
    in_name = None if stated else _SIZE_IN_NAME.search(address)
    sizes = [int(size) for size in stated or (in_name.groups() if in_name else ())]
    is_small = bool(sizes) and (max(sizes) < pictures.MIN_PIXELS or min(sizes) <= _COUNTING_PIXEL)
    return is_small or _EMOJI.search(address) is not None or _NO_PICTURE.search(address) is not None


def suitability(width: str) -> int:
    """Return a sort key for pictures of one entry: the largest width up to 1,200 pixels comes first."""
    pixels = int(width) if _FIGURES.fullmatch(width) else _USUAL
    return -pixels if pixels <= pictures.MAX_PIXELS else pixels - pictures.MAX_PIXELS


def ending(address: str) -> str:
    """Return the ending of an address's file in lower case, its query set aside."""
    try:
        return posixpath.splitext(urlsplit(address).path)[1].lower()
    except ValueError:
        return ""
