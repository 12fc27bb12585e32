"""Errors: the tree, their fields, and the sentence made of them."""

import inspect
import re

import pytest

from digest import errors
from digest.errors import DigestError, SourceError, UsageError

TREE = re.findall(r"^ {4}( *)(\w+Error)\b", errors.__doc__, re.MULTILINE)
CLASSES = {name: value for name, value in vars(errors).items() if inspect.isclass(value)}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "is empty"),
        ({"source": "feeds/a.xml"}, "feeds/a.xml: is empty"),
        ({"source": "feeds/a.xml", "line": 3}, "feeds/a.xml:3: is empty"),
        ({"option": "--month", "value": "2021-13"}, "--month: '2021-13': is empty"),
        (
            {"source": "digest.toml", "line": 2, "option": "home", "value": ""},
            "digest.toml:2: home: '': is empty",
        ),
    ],
)
def test_the_sentence_is_made_of_the_known_fields(fields, sentence):
    assert str(SourceError("is empty", **fields)) == sentence


def test_a_field_that_becomes_known_later_is_in_the_sentence():
    error = SourceError("is empty")
    error.source, error.line = "feeds/a.xml", 7
    assert str(error) == "feeds/a.xml:7: is empty"


def test_the_tree_at_the_top_is_the_tree_of_classes():
    assert {name for _, name in TREE} == set(CLASSES)
    parents = []
    for indent, name in TREE:
        depth = len(indent) // 2
        del parents[depth:]
        if parents:
            assert CLASSES[name].__base__ is CLASSES[parents[-1]], name
        parents.append(name)


def test_a_usage_error_ends_with_2_and_every_other_with_1():
    for error_class in CLASSES.values():
        assert error_class.exit_code == (2 if issubclass(error_class, UsageError) else 1)
        assert issubclass(error_class, DigestError)
