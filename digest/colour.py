"""Colours that can be read: contrast as WCAG 2.2 reckons it (1.4.3)."""

from __future__ import annotations

import functools

ENOUGH = 4.5
_WHITE = (0.95047, 1.0, 1.08883)  # of D65, as sRGB has it (IEC 61966-2-1)
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_TO_RGB = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
_DARKEST = 21.25  # the lightness of #333333


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@functools.cache
def readable(colour: str, ground: str) -> str:
    """Return `colour`, moved towards black or white until text in it can be read on `ground`.

    On a light ground it can be read too where a mail reader forces its dark mode on both.
    """
    goal = 255 if _luminance(ground) < 0.18 else 0
    parts = _parts(colour)
    for step in range(21):
        moved = [round(part + (goal - part) * step / 20) for part in parts]
        result = "#{:02x}{:02x}{:02x}".format(*moved)
        dark = contrast(darkened(result), darkened(ground)) if goal == 0 else ENOUGH
        if min(contrast(result, ground), dark) >= ENOUGH:
            return result
    return result


@functools.cache
def darkened(colour: str) -> str:
    """Return what a mail reader that forces its dark mode makes of a `#rrggbb` colour.

    Its lightness in CIELAB is turned around, white becoming #333333 as in Outlook on the web, and
    its hue is kept.
    """
    x, y, z = (
        _f(sum(k * part for k, part in zip(row, _linear(colour), strict=True)) / white)
        for row, white in zip(_TO_XYZ, _WHITE, strict=True)
    )
    lightness = 116 * y - 16
    turned = ((100 - lightness) * (100 - _DARKEST) / 100 + _DARKEST + 16) / 116
    place = [
        _f_back(part) * white
        for part, white in zip((turned + x - y, turned, turned + z - y), _WHITE, strict=True)
    ]
    return "#" + "".join(
        f"{_coded(sum(k * part for k, part in zip(row, place, strict=True))):02x}" for row in _TO_RGB
    )


def _f(t: float) -> float:
    return t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116


def _f_back(t: float) -> float:
    return t**3 if t**3 > 216 / 24389 else (116 * t - 16) * 27 / 24389


def _coded(linear: float) -> int:
    part = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * min(1.0, max(0.0, part)))


def _parts(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _linear(colour: str) -> list[float]:
    return [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _parts(colour))
    ]


def _luminance(colour: str) -> float:
    linear = _linear(colour)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
