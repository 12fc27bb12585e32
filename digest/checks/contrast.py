"""Check the contrast of texts in light mode, dark mode and forced dark mode (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from digest import colour
from digest.checks.built_mail import BuiltMail
from digest.checks.context import CheckContext, Violation
from digest.checks.text_colours import ColouredText, has_dark_mode, text_colours

_ENOUGH_FOR_LARGE_TEXT = 3.0


def light(context: CheckContext) -> Iterator[Violation]:
    """Find texts with too little contrast."""
    for mail in context.mails:
        yield from _low_contrast(mail, text_colours(mail, dark=False))


def dark(context: CheckContext) -> Iterator[Violation]:
    """Find texts with too little contrast in the mail's own dark mode."""
    for mail in context.mails:
        if has_dark_mode(mail):
            yield from _low_contrast(mail, text_colours(mail, dark=True), mode=" in dark mode")


def forced_dark(context: CheckContext) -> Iterator[Violation]:
    """Find texts that lose their contrast when a mail reader forces dark mode."""
    for mail in context.mails:
        readable = (text for text in text_colours(mail, dark=False) if _contrast(text) >= _required(text))
        mode = " when a mail reader forces dark mode"
        yield from _low_contrast(mail, readable, mode=mode, convert=colour.darkened)


def _low_contrast(
    mail: BuiltMail,
    texts: Iterable[ColouredText],
    *,
    mode: str = "",
    convert: Callable[[str], str] | None = None,
) -> Iterator[Violation]:
    """Yield one violation for each pair of colours with too little contrast.

    Args:
        mail: The mail of the texts.
        texts: The texts with their colours.
        mode: The mode for the message, with a space before it.
        convert: The change a mail reader makes to each colour.
    """
    seen = set()
    for text in texts:
        pair = (text.colour, text.background, text.is_large)
        if pair in seen:
            continue
        seen.add(pair)
        ratio, required = _contrast(text, convert), _required(text)
        if ratio < required:
            yield Violation(
                mail.path,
                f"sets {text.text[:60]!r} in {text.colour} on {text.background}, a contrast of {ratio:.1f}{mode}; use colours with a contrast of {required:g} or more",
                text.line,
            )


def _contrast(text: ColouredText, convert: Callable[[str], str] | None = None) -> float:
    if convert:
        return colour.contrast(convert(text.colour), convert(text.background))
    return colour.contrast(text.colour, text.background)


def _required(text: ColouredText) -> float:
    return _ENOUGH_FOR_LARGE_TEXT if text.is_large else colour.MIN_CONTRAST
