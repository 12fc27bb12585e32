"""XML is recognised by its root, before any parsing."""

import pytest

from digest.parsers import xml


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (
            b'\xef\xbb\xbf<?xml version="1.0"?><!-- c --><!DOCTYPE rss [<!ELEMENT a ANY>]><rss version="2.0">',
            "rss",
        ),
        ("<feed>".encode("utf-16"), "feed"),
        (b"<atom:feed xmlns:atom='x'>", "feed"),
        (b"plain text", ""),
    ],
)
def test_the_root_element_is_found_without_parsing(head, name):
    assert xml.root_name(head) == name
