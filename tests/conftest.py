"""Fixtures and helpers of all tests: workspaces, golden files, articles, programs of the system."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import chdir
from datetime import datetime
from pathlib import Path

import pytest
import serving
from click.testing import CliRunner
from hypothesis import HealthCheck, is_hypothesis_test, settings

from digest.cli import main
from digest.model import Article, DateFrom

ROOT = Path(__file__).resolve().parent.parent

# Compiled templates are kept here, and not in the home of the person who runs the tests.
os.environ["XDG_CACHE_HOME"] = str(ROOT / ".pytest_cache/user")

# No deadline: benchmarks/ measures speed, and a busy machine must not fail a test.
settings.register_profile(
    "suite", deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("slow", settings.get_profile("suite"), max_examples=1000)


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="accept the current outputs as golden files"
    )
    parser.addoption(
        "--update-budgets", metavar="CAUSE", help="record the present counts in tests/budgets/budgets.toml"
    )


def pytest_configure(config):
    settings.load_profile("slow" if config.option.markexpr == "slow" else "suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Let `-m slow` run the property tests too, with many more examples than the suite."""
    if config.option.markexpr == "slow":
        for test in items:
            if is_hypothesis_test(getattr(test, "obj", None)):
                test.add_marker("slow")


@pytest.fixture
def golden(request):
    """Compare bytes with a file of tests/golden, or accept them with --update-golden."""

    def compare(name: str, content: bytes) -> None:
        path = ROOT / "tests/golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert path.is_file(), f"no golden file {name}; --update-golden writes it"
        assert content.decode() == path.read_bytes().decode(), (
            f"{name} differs from its golden file; if the change is meant, --update-golden accepts it"
        )

    return compare


SETTINGS = """
[publication]
title = "The Test"
home = "https://test.example/"
timezone = "America/Costa_Rica"
"""

LISTING = """26 October, 2021

The clinic opens its doors

San José, 26 October 2021 - Nurses and neighbours opened the clinic of the lower town on Tuesday morning, a year after the flood took the old one.

12 September, 2021

A school on stilts

Forty pupils of the river school moved into a house on stilts that the town built for them over the long and very dry summer.
"""


class Workspace:
    """A folder with a digest.toml, and the `digest` command run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "feeds").mkdir(parents=True)
        (root / "digest.toml").write_text(SETTINGS)

    def copy(self, folder: Path, *ignored: str) -> Workspace:
        """Copy the workspace with all it has built, but for the ignored patterns of names."""
        copied = Workspace(folder / "workspace")
        shutil.copytree(
            self.root, copied.root, ignore=shutil.ignore_patterns(*ignored, "*.lock"), dirs_exist_ok=True
        )
        return copied

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def configure(self, settings: str) -> None:
        """Add settings to the end of digest.toml."""
        with (self.root / "digest.toml").open("a", encoding="utf-8") as file:
            file.write(settings)

    def run(
        self, *arguments: str, stdin: bytes | None = None, **environment: str
    ) -> subprocess.CompletedProcess:
        """Run a command in this process, with the workspace as the working directory."""
        known = set(sys.modules)
        with chdir(self.root):
            done = CliRunner().invoke(main, arguments, input=stdin, env=environment)
        for name in set(sys.modules) - known:
            # A workspace's own modules must not be found again by the next workspace.
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(self.root)):
                del sys.modules[name]
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    def spawn(
        self, *arguments: str, stdin: bytes | None = None, **environment: str
    ) -> subprocess.CompletedProcess:
        """Run a command in a process of its own: for signals, locales, hash seeds and encodings."""
        done = subprocess.run(
            [sys.executable, "-m", "digest", *arguments],
            cwd=self.root,
            env={**os.environ, **environment},
            input=stdin,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return subprocess.CompletedProcess(
            arguments, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    def read(self, name: str) -> str:
        return (self.root / "out" / name).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        out = self.root / "out"
        return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def server():
    """A web server on loopback, without pages."""
    with serving.serving() as running:
        yield running


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Workspace:
    """The bundled newsroom in a folder of its own, with October 2021 built."""
    built = Workspace(tmp_path_factory.mktemp("sample") / "workspace")
    shutil.copy(ROOT / "digest.toml", built.root)
    shutil.copytree(ROOT / "feeds", built.root / "feeds", dirs_exist_ok=True)
    done = built.run("build", "--month", "2021-10")
    if done.returncode != 0:  # every test of the sample reports it
        pytest.fail(f"the sample cannot be built: {done.stderr}", pytrace=False)
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


def json_lines(done: subprocess.CompletedProcess) -> list:
    """Return the JSON values that a command printed, one a line."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def tool(name: str, *places: str) -> str:
    """Return a program of the system; skip without it, but never in CI."""
    found = shutil.which(name) or next((place for place in places if Path(place).exists()), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found
