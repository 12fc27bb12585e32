"""`.ci/run` runs the test command of the README, and no other."""

import re
import subprocess

from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SCRIPT = (ROOT / ".ci/run").read_text(encoding="utf-8")


def found_by_ci() -> list[str]:
    """Run the lookup of `.ci/run`, and nothing else of it."""
    (lookup,) = re.findall(r"^command=\$\((.+)\)$", SCRIPT, re.MULTILINE)
    done = subprocess.run(["bash", "-c", lookup], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_ci_finds_exactly_one_command_in_the_readme():
    (command,) = found_by_ci()
    assert command in README.splitlines()


def test_the_command_installs_the_test_extra_and_runs_the_suite_with_coverage():
    (command,) = found_by_ci()
    assert "-e '.[test]'" in command
    assert command.endswith("-m pytest --cov")


def test_ci_runs_the_command_it_found():
    assert 'eval "$command"' in SCRIPT.splitlines()
    assert SCRIPT.count("pytest") == 0
