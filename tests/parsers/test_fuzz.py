"""Mutated documents and documents made to hurt: whatever they hold, the parsers keep their promises.

`python -m pytest -m slow tests/parsers` reads thousands of them, in full size; `python -m tests.fuzz` as many as
you have time for.
"""

from dataclasses import replace
from itertools import islice

import pytest
from fuzz.trials import ReaderProcess, Report, attack, fuzz

from digest import parsers

NAMES = [form.name for form in parsers.FORMATS]


@pytest.fixture
def reader():
    reader = ReaderProcess()
    yield reader
    reader.close()


@pytest.mark.parametrize("form", NAMES)
def test_mutated_documents_break_no_promise(form):
    report = Report()
    assert len(list(islice(fuzz(form, report, largest=20_000), 40))) == 40
    assert not report.broken


@pytest.mark.slow
@pytest.mark.parametrize("form", NAMES)
def test_a_thousand_mutated_documents_break_no_promise(form, reader, tmp_path):
    report = Report(reader, tmp_path)
    assert len(list(islice(fuzz(form, report), 1000))) == 1000
    assert not report.broken, f"see {tmp_path}"


@pytest.mark.parametrize("form", NAMES)
def test_small_attacks_break_no_promise(form):
    report = Report()
    assert list(attack(form, report, size=2048))
    assert not report.broken


@pytest.mark.slow
@pytest.mark.parametrize("form", NAMES)
def test_attacks_of_a_megabyte_break_no_promise(form, reader, tmp_path):
    report = Report(reader, tmp_path)
    assert list(attack(form, report))
    assert not report.broken, f"see {tmp_path}"


def test_an_error_that_a_parser_did_not_foresee_breaks_a_promise(monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    (rss,) = [form for form in parsers.FORMATS if form.name == "rss"]
    monkeypatch.setattr(parsers, "FORMATS", (replace(rss, sniff=lambda *_: True, read=fail),))
    report = Report()
    list(attack("rss", report, size=2048))
    assert [promise for _, promise in report.broken] == [
        "hidden ZeroDivisionError in __init__.py:read_document"
    ]
