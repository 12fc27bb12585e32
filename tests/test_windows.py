"""Commands need no module and no function that Windows lacks: they run with these taken away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import serving
from conftest import Workspace, item, rss

PROGRAM = Path(__file__).with_name("without_posix.py")


def run(root, *arguments):
    # Coverage in the subprocess would load what is taken away.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return subprocess.run(
        [sys.executable, PROGRAM, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def built(sample, tmp_path_factory):
    """The bundled newsroom, with October 2021 built without POSIX."""
    copy = sample.copy(tmp_path_factory.mktemp("windows"), "out", ".digest")
    done = run(copy.root, "build", "--month", "2021-10")
    assert done.returncode == 0, done.stderr
    return copy


def test_a_build_without_posix_writes_the_same_files(built, sample):
    assert built.files() == sample.files()


@pytest.mark.parametrize(
    "command",
    [
        "read feeds",
        "articles --month 2021-10",
        "sources",
        "topics",
        "draft --month 2021-10",
        "check --month 2021-10",
        "send --month 2021-10 --via mbox:sent --test ana@example.org",
        "send --month 2021-10 --via mbox:sent --subscribers readers.csv",
        "send --status",
    ],
)
def test_a_command_works_without_posix(built, command):
    built.put("readers.csv", "email\nana@example.org\n")
    done = run(built.root, *command.split())
    assert done.returncode == 0, done.stderr


def test_a_source_is_fetched_without_posix(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    with serving.serving() as server:
        server.pages["/feed"] = serving.feed(rss(item("The boat school")))
        settings = (workspace.root / "digest.toml").read_text()
        workspace.put(
            "digest.toml", f'{settings}[[sources]]\nurl = "{server.home}/feed"\nallow_private = true\n'
        )
        done = run(workspace.root, "fetch")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 article" in done.stdout


@pytest.mark.parametrize(
    "statement", ["import fcntl", "import pwd", "import os; os.getuid", "import signal; signal.SIGKILL"]
)
def test_the_blocked_modules_cannot_be_imported(tmp_path, statement):
    script = f"import without_posix; without_posix.remove(); {statement}"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROGRAM.parent, capture_output=True, check=False
    )
    assert done.returncode == 1
