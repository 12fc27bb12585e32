"""Merge fields are found, filled and left out as the editor expects."""

import pytest

from digest.merge_fields import MergeField, column, substitute, use_fallbacks


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Hello {name},", "Ana", "Hello Ana,"),
        ("Hello {name},", "", "Hello,"),
        ("Hello {name|reader},", "", "Hello reader,"),
        ("Hello { name },", "Ana", "Hello { name },"),
        ("{Name|you}", "  Ana\nMaría ", "Ana María"),
        ("{name|a|b}", "Ana", "{name|a|b}"),
        ("{1st}", "Ana", "{1st}"),
    ],
)
def test_a_field_is_filled_or_falls_back_or_takes_its_space_along(text, value, expected):
    assert substitute(text, lambda field: field.fill({"name": value})) == expected


def test_readers_without_values_see_the_fallbacks():
    assert use_fallbacks("Dear {name|reader} in {city},") == "Dear reader in,"


def test_headings_and_fields_name_the_same_column():
    assert column("First_Name") == column("first name") == "first name"
    found = []
    substitute("{Ciudad Año|X }", lambda field: found.append(field) or "")
    assert found == [MergeField(column="ciudad ano", fallback="X", space="")]
