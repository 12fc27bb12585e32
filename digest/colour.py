"""Readable colours: contrast by WCAG 2.2 (1.4.3), and the dark mode that mail readers force."""

from __future__ import annotations

import functools

MIN_CONTRAST = 4.5
_DARK_GROUND = 0.18  # the luminance below which text on a ground should be light
_STEPS = 20
_D65_WHITE = (0.95047, 1.0, 1.08883)  # IEC 61966-2-1
_RGB_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_XYZ_TO_RGB = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
_DARKEST = 21.25  # the lightness of #333333


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, 1 to 21."""
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@functools.cache
def readable(colour: str, ground: str) -> str:
    """Return `colour`, moved towards black or white until text in it is readable on `ground`.

    On a light ground, the result is readable too when a mail reader forces its dark mode on both.
    """
    target = 255 if _luminance(ground) < _DARK_GROUND else 0
    channels = _channels(colour)
    for step in range(_STEPS + 1):
        moved = [round(channel + (target - channel) * step / _STEPS) for channel in channels]
        result = "#{:02x}{:02x}{:02x}".format(*moved)
        in_dark_mode = contrast(darkened(result), darkened(ground)) if target == 0 else MIN_CONTRAST
        if min(contrast(result, ground), in_dark_mode) >= MIN_CONTRAST:
            return result
    return result


@functools.cache
def darkened(colour: str) -> str:
    """Return the `#rrggbb` colour that a mail reader's forced dark mode makes of `colour`.

    Its lightness in CIELAB is inverted, white becoming #333333 as in Outlook on the web. Its hue stays.
    """
    linear = _linear(colour)
    x, y, z = (
        _lab_f(sum(factor * channel for factor, channel in zip(row, linear, strict=True)) / white)
        for row, white in zip(_RGB_TO_XYZ, _D65_WHITE, strict=True)
    )
    lightness = 116 * y - 16
    inverted = ((100 - lightness) * (100 - _DARKEST) / 100 + _DARKEST + 16) / 116
    xyz = [
        _lab_f_inverse(value) * white
        for value, white in zip((inverted + x - y, inverted, inverted + z - y), _D65_WHITE, strict=True)
    ]
    return "#" + "".join(
        f"{_encoded(sum(factor * value for factor, value in zip(row, xyz, strict=True))):02x}"
        for row in _XYZ_TO_RGB
    )


def _lab_f(t: float) -> float:
    """Return f(t) of CIELAB (CIE 15)."""
    return t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116


def _lab_f_inverse(t: float) -> float:
    return t**3 if t**3 > 216 / 24389 else (116 * t - 16) * 27 / 24389


def _encoded(linear: float) -> int:
    """Return a linear channel as an sRGB byte."""
    channel = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * min(1.0, max(0.0, channel)))


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _linear(colour: str) -> list[float]:
    """Return the channels of an sRGB colour as linear light, 0 to 1."""
    encoded = (channel / 255 for channel in _channels(colour))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in encoded]


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
