"""[theme] and [checks]."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from digest.config.settings_file import SettingsFile
from digest.model import Theme

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# Characters that end a declaration, a rule or the style sheet.
_NOT_A_FONT_NAME = re.compile(r"[;{}<>\\]")


class ThemeTable(msgspec.Struct, forbid_unknown_fields=True):
    """[theme] as it is written."""

    accent: str = Theme().accent
    logo: str = ""
    serif: str = Theme().serif
    sans: str = Theme().sans


class ChecksTable(msgspec.Struct, forbid_unknown_fields=True):
    """[checks] as it is written."""

    waive: dict[str, str] = msgspec.field(default_factory=dict)


def theme(file: SettingsFile, data: Any) -> Theme:
    """Return the theme of [theme]; raise ConfigError for a value that cannot be used."""
    table = file.section("theme", data, ThemeTable)
    if not COLOUR.fullmatch(table.accent):
        raise file.error("theme", "accent", "expected a colour such as #0b5cad", value=table.accent)
    for key, fonts in (("serif", table.serif), ("sans", table.sans)):
        if _NOT_A_FONT_NAME.search(fonts):
            raise file.error("theme", key, "expected a list of font names")
    if table.logo and not table.logo.startswith("https://"):
        raise file.error("theme", "logo", "expected an address that starts with https://", value=table.logo)
    return Theme(accent=table.accent.lower(), logo=table.logo, serif=table.serif, sans=table.sans)
