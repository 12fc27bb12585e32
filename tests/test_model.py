"""The shared values."""

import pytest

from digest.model import Edition


@pytest.mark.parametrize(
    ("edition", "text"),
    [
        (Edition("en"), "en"),
        (Edition("pt-BR", frozenset({"water"})), "pt-BR/water"),
        (Edition("es", frozenset({"water", "health"})), "es/health+water"),
    ],
)
def test_an_edition_is_written_and_read_back(edition, text):
    assert str(edition) == text
    assert Edition.parse(text) == edition
