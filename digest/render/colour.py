"""Colours that can be read: contrast as WCAG 2.2 reckons it (1.4.3)."""

from __future__ import annotations

import functools

ENOUGH = 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@functools.cache
def readable(colour: str, ground: str) -> str:
    """Return `colour`, moved towards black or white until text in it can be read on `ground`."""
    goal = 255 if _luminance(ground) < 0.18 else 0
    parts = _parts(colour)
    for step in range(21):
        moved = [round(part + (goal - part) * step / 20) for part in parts]
        result = "#{:02x}{:02x}{:02x}".format(*moved)
        if contrast(result, ground) >= ENOUGH:
            return result
    return result


def _parts(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
