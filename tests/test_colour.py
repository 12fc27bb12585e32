"""Contrast, and the colours of forced dark mode."""

import pytest

from digest.colour import MIN_CONTRAST, contrast, darkened, readable


def test_forced_dark_mode_inverts_lightness_and_keeps_the_order():
    greys = [darkened(f"#{n:02x}{n:02x}{n:02x}") for n in range(0, 256, 15)]
    assert (greys[0], greys[-1]) == ("#ffffff", "#333333")
    assert greys == sorted(greys, reverse=True)


@pytest.mark.parametrize("colour", ["#96690a", "#1a7f5a", "#ffcc00", "#767676", "#0b5f76"])
def test_a_readable_colour_on_white_is_readable_in_forced_dark_mode_too(colour):
    found = readable(colour, "#ffffff")
    assert contrast(found, "#ffffff") >= MIN_CONTRAST
    assert contrast(darkened(found), darkened("#ffffff")) >= MIN_CONTRAST
