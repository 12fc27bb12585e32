"""What the tests share: small workspaces, golden files, and the tools of the system."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from digest.model import Article, DateFrom

# Speed is judged in benchmarks/: a busy machine fails no test.
settings.register_profile("digest", deadline=None)
settings.load_profile("digest")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="accept what is rendered now as golden")


@pytest.fixture
def golden(request):
    """Compare bytes with a file of tests/golden, or accept them with --update-golden."""

    def compare(name: str, content: bytes) -> None:
        path = ROOT / "tests/golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert path.is_file(), f"no golden file {name}; --update-golden makes it"
        assert content.decode() == path.read_bytes().decode(), f"{name} differs from its golden file"

    return compare


SETTINGS = """
[publication]
title = "The Test"
home = "https://test.example/"
timezone = "America/Costa_Rica"
"""


class Workspace:
    """A folder with a digest.toml, and `digest` run in it as a person would."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "feeds").mkdir(parents=True)
        (root / "digest.toml").write_text(SETTINGS)

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "digest", *arguments],
            cwd=self.root,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def read(self, name: str) -> str:
        return (self.root / "out" / name).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        out = self.root / "out"
        return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Workspace:
    """The bundled newsroom in a folder of its own, with October 2021 built."""
    built = Workspace(tmp_path_factory.mktemp("sample") / "workspace")
    shutil.copy(ROOT / "digest.toml", built.root)
    shutil.copytree(ROOT / "feeds", built.root / "feeds", dirs_exist_ok=True)
    done = built.run("build", "--month", "2021-10")
    assert done.returncode == 0, done.stderr
    return built


def article(title: str = "A title", day: str | None = "2021-10-15T12:00:00+00:00", **more) -> Article:
    """An article with whatever the test does not care about filled in."""
    published = datetime.fromisoformat(day) if day else None
    values = {
        "id": title,
        "source": "feeds/a.txt",
        "published": published,
        "date_from": DateFrom.SOURCE if day else None,
    }
    return Article(title=title, **(values | more))


def rss(*items: str, head: str = "") -> str:
    """An RSS feed of these items."""
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>https://f.example/</link>{head}'
        f"{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )


def item(title: str, day: str = "Fri, 15 Oct 2021 12:00:00 GMT", more: str = "") -> str:
    """One RSS item with a guid of its own."""
    return f"<title>{title}</title><guid isPermaLink='false'>id-{title}</guid><pubDate>{day}</pubDate><description>About {title}.</description>{more}"


def tool(name: str, *places: str) -> str:
    """Return a program of the system; skip without it, but never in CI."""
    found = shutil.which(name) or next((place for place in places if Path(place).exists()), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found
