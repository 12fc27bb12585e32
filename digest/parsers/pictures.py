"""Choose the address of a picture in HTML; emoji, avatars and icons are none."""

from __future__ import annotations

import re
from collections.abc import Callable

from digest.files import SAVED_PAGE_FOLDERS

MIN_PIXELS = 100
_THINNEST = 20  # rules and dividers are thinner
MAX_PIXELS = 1200  # wider pictures only make a mail heavy
_MAX_SRCSET = 20_000
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy")
_SRCSETS = ("srcset", "data-srcset", "data-lazy-srcset")
_CANDIDATE = re.compile(r"(?P<url>[^\s,]\S*[^\s,])\s+(?P<width>\d{1,5})w\s*(?:,|$)")
_SAVED = re.compile(rf"(?:\./)?[^/:]+(?:{'|'.join(SAVED_PAGE_FOLDERS)})/")
_PIXELS = re.compile(r"[0-9]{1,9}")
_ORNAMENT = re.compile(
    r"\.svg(?:$|\?)|gravatar\.com/|"
    r"(?:^|[/_. -])(?:icons?|logos?|avatars?|sprite|emojis?|smil(?:ey|ie)s?|pixel|spacer|badge|blank|placeholder)(?:[/_. -]|$)",
    re.IGNORECASE,
)


def address(attribute: Callable[[str], str | None]) -> str:
    """Return the address of the picture that an `<img>` shows, or "" if it is an ornament.

    The widest in its `srcset` up to 1,200 pixels precedes the one that is loaded later, and that `src`.

    Args:
        attribute: Returns the value of an attribute, such as `element.get`.
    """
    sides = [int(side) for name in ("width", "height") if _PIXELS.fullmatch(side := attribute(name) or "")]
    if sides and (max(sides) < MIN_PIXELS or min(sides) < _THINNEST):
        return ""
    if _ORNAMENT.search(attribute("class") or ""):
        return ""
    if _SAVED.match(attribute("src") or ""):
        return _no_ornament(attribute("src") or "")
    sets = (_widest(attribute(name) or "") for name in _SRCSETS)
    found = (*sets, *(attribute(name) or "" for name in (*_LAZY, "src")))
    return next(filter(None, map(_no_ornament, found)), "")


def _no_ornament(url: str) -> str:
    return "" if url.startswith("data:") or _ORNAMENT.search(url) else url


def _widest(srcset: str) -> str:
    """Return the address of the widest picture up to 1,200 pixels, else of the narrowest, or ""."""
    matches = _CANDIDATE.finditer(srcset[:_MAX_SRCSET])
    candidates = [(int(match["width"]), match["url"]) for match in matches]
    large = [candidate for candidate in candidates if candidate[0] >= MIN_PIXELS]
    return max(
        [candidate for candidate in large if candidate[0] <= MAX_PIXELS] or [min(large, default=(0, ""))]
    )[1]
