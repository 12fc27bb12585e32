"""The command line as a whole: start-up, pipes, errors."""

import re
import subprocess
import sys

import pytest
from conftest import LISTING, item, rss


def test_help_and_version_load_nothing_heavy():
    script = (
        "import sys; sys.argv = ['digest', '--version']\n"
        "from digest.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted(set(sys.modules) & {'jinja2', 'lxml', 'babel', 'premailer', 'feedparser', 'msgspec', 'nh3'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_pipe_that_closes_early_is_no_error(workspace):
    workspace.put("page.xml", rss(*(item(f"Article number {n}") for n in range(5000))))
    done = subprocess.run(
        f"{sys.executable} -m digest read page.xml | head -1",
        shell=True,
        cwd=workspace.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_an_error_in_the_settings_is_one_line(workspace):
    (workspace.root / "digest.toml").write_text("[publication")
    done = workspace.run("build")
    assert done.returncode == 1
    assert re.fullmatch(r"digest: .*digest\.toml: .*\n", done.stderr)


@pytest.mark.parametrize("command", [("init", "a-file"), ("build", "--month", "2021-10", "--out", "a-file")])
def test_the_error_names_a_file_in_place_of_a_folder(workspace, command):
    workspace.put("feeds/page.txt", LISTING)
    workspace.put("a-file", "")
    done = workspace.run(*command)
    assert done.returncode == 1
    assert re.search(r"^digest: '.*a-file.*': Not a directory$", done.stderr, re.MULTILINE)
    assert "Traceback" not in done.stderr
