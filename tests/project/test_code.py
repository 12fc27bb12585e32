"""Lint, format, import contracts and types of the whole code; typos in states are type errors."""

import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from programs import run, run_module

WRONG_STATES = ROOT / "tests/project/wrong_states.py"


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff_finds_nothing(command):
    done = run_module("ruff", *command.split())
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_go_down_only():
    done = run(Path(sys.executable).with_name("lint-imports"))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def type_errors():
    """Run mypy once on the package and on the wrong states: {file: {line numbers}} and the whole output."""
    done = run_module("mypy", "digest", WRONG_STATES.relative_to(ROOT))
    errors = {}
    for file, line in re.findall(r"^([^:\n]+):(\d+): error", done.stdout, re.MULTILINE):
        errors.setdefault(file, set()).add(int(line))
    assert errors, done.stdout + done.stderr
    return errors, done.stdout


def test_the_package_has_no_type_errors(type_errors):
    errors, output = type_errors
    assert set(errors) == {WRONG_STATES.relative_to(ROOT).as_posix()}, output


def test_every_typo_in_a_state_is_a_type_error_and_nothing_else_is(type_errors):
    errors, output = type_errors
    lines = enumerate(WRONG_STATES.read_text().splitlines(), 1)
    typos = {number for number, line in lines if line.endswith("# typo")}
    assert errors[WRONG_STATES.relative_to(ROOT).as_posix()] == typos, output
