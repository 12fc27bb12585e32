"""The cases of every format: pairs of files, a document and the articles it holds.

`python -m pytest tests/parsers/test_cases.py --update-golden` writes the articles read now into the
expected files; review the diff. What only a person can write stays and is still checked:
`summary_has`, `summary_lacks`, `notices` (words of each), `next_page`, `sources` and `error`.
"""

import hashlib
import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.errors import SourceError
from digest.model import Article, Document, Image, Reading, Source
from digest.parsers import FORMATS, read_document

DATA = Path(__file__).resolve().parent.parent / "data/parsers"
CASES = sorted(path for path in DATA.glob("*/*") if not path.name.endswith(".expected.json"))
FEWEST = 12
BY_HAND = ("summary_has", "summary_lacks")
LONGEST = 20_000  # characters of a text that an expected file holds in full


def read(path: Path) -> Reading:
    return read_document(Document(source=Source(name=f"feeds/{path.name}"), content=path.read_bytes()), UTC)


def as_json(article: Article) -> dict:
    """Return the fields of an article as JSON has them, without the empty ones and without `source`.

    `published` always stays: null says that the case is about an undated article.
    """
    values = {field.name: value_as_json(getattr(article, field.name)) for field in fields(Article)}
    del values["source"]
    return {name: value for name, value in values.items() if value or name == "published"}


def value_as_json(value):
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and len(value) > LONGEST:
        digest = hashlib.sha256(value.encode()).hexdigest()
        return f"{value[:200]}… ({len(value)} characters, SHA-256 {digest})"
    if isinstance(value, tuple):
        return [part if isinstance(part, str) else asdict(part) for part in value]
    return asdict(value) if isinstance(value, Image) else value


def load(path: Path) -> dict:
    """Return the expected reading; a file that is a list holds only articles."""
    expected = json.loads(path.read_text(encoding="utf-8"))
    return {"articles": expected} if isinstance(expected, list) else expected


def update(path: Path, reading: Reading) -> None:
    """Write the articles of a reading into an expected file; the parts written by hand stay."""
    expected = load(path) if path.exists() else {"articles": [], "notices": []}
    by_hand = [{key: old[key] for key in BY_HAND if key in old} for old in expected["articles"]]
    by_hand += [{}] * (len(reading.articles) - len(by_hand))
    articles = [as_json(article) | more for article, more in zip(reading.articles, by_hand, strict=False)]
    content = articles if expected.keys() == {"articles"} else expected | {"articles": articles}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_a_format_has_its_cases(form):
    assert sum(path.parent.name == form for path in CASES) >= FEWEST


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_case_is_read_as_expected(path, request):
    file = path.with_suffix(".expected.json")
    if file.exists() and "error" in (expected := load(file)):
        with pytest.raises(SourceError) as caught:
            read(path)
        assert expected["error"] in str(caught.value)
        assert path.name in str(caught.value)
        return
    reading = read(path)
    assert reading.format == path.parent.name
    if request.config.getoption("--update-golden"):
        update(file, reading)
    expected = load(file)
    for article, wanted in zip(reading.articles, expected["articles"], strict=True):
        assert as_json(article) == {key: value for key, value in wanted.items() if key not in BY_HAND}
        for words in wanted.get("summary_has", []):
            assert words in " ".join(article.summary.split())
        for words in wanted.get("summary_lacks", []):
            assert words not in article.summary
    sources = [{"name": s.name, "topics": [*s.topics], "language": s.language} for s in reading.sources]
    assert sources == expected.get("sources", [])
    if "next_page" in expected:
        assert reading.next_page == expected["next_page"]
    if "notices" in expected:
        for notice, words in zip(reading.notices, expected["notices"], strict=True):
            assert words in str(notice)
