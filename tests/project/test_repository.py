"""The repository and the packages built from it hold what people wrote, and nothing that a program wrote."""

import os
import shutil
import tarfile
import zipfile

import pytest
from conftest import ROOT, item, rss, tool
from programs import run, run_module

WRITTEN_BY_PROGRAMS = (
    ".coverage",
    ".coverage.host.4711.XqYzabcx",
    ".digest/archive.sqlite",
    ".fuzz/rss-slow.bin",
    ".hypothesis/examples/0a",
    ".import_linter_cache/digest.data.json",
    ".mypy_cache/3.11/a.json",
    ".pytest_cache/coverage",
    ".pytest_cache/coverage.host.4711.XqYzabcx",
    ".ruff_cache/0.6/1",
    ".venv",
    "build/lib/digest/text.py",
    "digest/__pycache__/text.cpython-311.pyc",
    "dist/digest_newsletter-0.1.0.tar.gz",
    "drafts/2021-10.toml",
    "htmlcov/index.html",
    "out/site/index.html",
)
TEST_THAT_IS_KILLED = """
import os
import signal
import subprocess
import sys

def test_the_command_runs_in_a_process_that_is_killed():
    running = subprocess.Popen([sys.executable, "-c", "import digest.cli, time; print(1, flush=True); time.sleep(60)"],
                               stdout=subprocess.PIPE)
    running.stdout.readline()
    running.kill()
    running.communicate()

def test_the_tests_own_process_is_killed():
    os.kill(os.getpid(), signal.SIGKILL)
"""


def git(*arguments, cwd=ROOT):
    done = run(tool("git"), *arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def repository():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git repository")


def test_no_ignored_file_is_tracked(repository):
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard") == []


@pytest.mark.parametrize("name", WRITTEN_BY_PROGRAMS)
def test_files_written_by_programs_are_ignored(repository, name):
    assert git("check-ignore", "--no-index", name) == [name]


def test_a_test_run_leaves_nothing_behind_even_when_a_process_is_killed(tmp_path):
    for name in ("pyproject.toml", ".gitignore", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "digest", tmp_path / "digest", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_killed.py").write_text(TEST_THAT_IS_KILLED)
    git("init", "-q", cwd=tmp_path)
    git("add", "-A", cwd=tmp_path)
    before = git("status", "--porcelain", cwd=tmp_path)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV_", "PYTEST_"))
    }
    done = run_module(
        "pytest", "-q", "--cov", "-n1", cwd=tmp_path, env=environment | {"PYTHONPATH": str(tmp_path)}
    )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert list(tmp_path.glob(".coverage*")) == []
    assert git("status", "--porcelain", cwd=tmp_path) == before


def test_the_source_package_holds_the_tracked_files_and_no_others(repository, tmp_path):
    done = run_module("build", "--no-isolation", "--sdist", "--outdir", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (package,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(package) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert packed == {"PKG-INFO", *git("ls-files", "--cached", "--others", "--exclude-standard")}


def test_the_wheel_carries_the_templates_and_builds_an_issue_outside_the_checkout(tmp_path, workspace):
    done = run_module("build", "--no-isolation", "--wheel", "--outdir", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    assert (installed / "digest/templates/email/digest.html").is_file()
    assert (installed / "digest/py.typed").is_file()
    with (installed / "digest/__init__.py").open("a") as module:
        module.write('__version__ = "9.9 of the wheel"\n')
    environment = {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    assert "9.9 of the wheel" in workspace.spawn("--version", **environment).stdout
    workspace.put("feeds/f.xml", rss(item("A")))
    done = workspace.spawn("build", "--month", "2021-10", **environment)
    assert done.returncode == 0, done.stderr
    assert (workspace.root / "out/mail/2021-10/digest.html").is_file()
