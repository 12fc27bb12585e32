"""Every format's cases: pairs of files, a document and what must be read from it."""

import json
from datetime import UTC
from pathlib import Path

import pytest

from digest.errors import SourceError
from digest.model import Document, Source
from digest.parsers import FORMATS, read_document
from digest.text import fold

DATA = Path(__file__).resolve().parent.parent / "data/parsers"
CASES = sorted(path for path in DATA.glob("*/*") if not path.name.endswith(".expected.json"))
LEAST = 12


def read(path: Path):
    return read_document(Document(source=Source(name=f"feeds/{path.name}"), content=path.read_bytes()), UTC)


def shown(article, key: str):
    """Return one field as `digest read --json` writes it."""
    value = getattr(article, key)
    if key in ("published", "updated"):
        return value.isoformat() if value else None
    if key == "image":
        return {name: getattr(value, name) for name in ("url", "alt", "width", "height")} if value else None
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_a_format_has_its_cases(form):
    assert sum(path.parent.name == form for path in CASES) >= LEAST


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_case_is_read_as_expected(path):
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    if isinstance(expected, dict) and "error" in expected:
        with pytest.raises(SourceError) as caught:
            read(path)
        assert expected["error"] in str(caught.value)
        assert path.name in str(caught.value)
        return
    reading = read(path)
    assert reading.format == path.parent.name
    articles = expected if isinstance(expected, list) else expected["articles"]
    assert len(reading.articles) == len(articles)
    for got, want in zip(reading.articles, articles, strict=True):
        plain = {key: value for key, value in want.items() if not key.startswith("summary_")}
        if "title" in plain:
            assert fold(got.title) == fold(plain.pop("title"))
        assert {key: shown(got, key) for key in plain} == plain
        for words in want.get("summary_has", []):
            assert words in " ".join(got.summary.split())
        for words in want.get("summary_lacks", []):
            assert words not in got.summary
    if isinstance(expected, dict):
        if "next_page" in expected:
            assert reading.next_page == expected["next_page"]
        listed = [{"name": s.name, "topics": [*s.topics], "language": s.language} for s in reading.sources]
        assert listed == expected.get("sources", [])
        assert len(reading.notices) == len(expected["notices"])
        for notice, words in zip(reading.notices, expected["notices"], strict=True):
            assert words in str(notice)
