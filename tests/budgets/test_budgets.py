"""A build does no more work than its budget: a slow change is seen on any machine, under any load."""

import json
import os
import subprocess
import sys

import pytest
from budgets import recorded
from conftest import ROOT

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
SIZES = (100, 200, 400)
SECOND_BUILD = ("function_calls", "sql_statements")
BUDGETS = {
    "entries_100": {"function_calls": 1000, "template_renders": 40},
    "libraries": {"jinja2": "3.1.6", "nh3": "0.3"},
}


def run_script(name, *arguments, home):
    """Run a script of this folder with an environment of its own: hash seed, empty caches."""
    system = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    own = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, ROOT / "tests/budgets" / name, *map(str, arguments)],
        env=system | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def counts(tmp_path_factory, request):
    """The counts of a cold build and of a second one, of each size; --update-budgets records them."""
    counted = {}
    for entries in SIZES:
        folder = tmp_path_factory.mktemp("budgets")
        month = run_script("material.py", entries, folder / "workspace", home=folder).strip()
        cold, again = (
            json.loads(run_script("count.py", folder / "workspace", month, home=folder)) for _ in range(2)
        )
        counted[entries] = cold | {f"second_{name}": again[name] for name in SECOND_BUILD}
    if cause := request.config.getoption("--update-budgets"):
        recorded.record(PYTHON, counted, cause)
    return counted


def test_a_build_stays_within_its_budgets(counts):
    budgets = recorded.load(PYTHON)
    if budgets is None:
        pytest.skip(f"no budgets for Python {PYTHON}; record them: {recorded.COMMAND}")
    lines = recorded.exceeded(counts, budgets)
    versions = recorded.changed_libraries(budgets, recorded.libraries())
    advice = f"if the cost is worth it, record it with its cause: {recorded.COMMAND}"
    assert not lines, "\n".join(["over budget:", *lines, versions, advice])


def test_a_build_grows_at_most_in_proportion_to_the_entries(counts):
    assert recorded.grown(counts) == []


def test_no_figure_is_zero(counts):
    assert all(count for figures in counts.values() for count in figures.values())


def test_a_figure_6_percent_above_its_budget_is_named():
    counted = {100: {"function_calls": 1060, "template_renders": 40}}
    assert recorded.exceeded(counted, BUDGETS) == ["function_calls of 100 entries: 1,060, budget 1,000"]


def test_a_figure_4_percent_above_its_budget_passes():
    assert recorded.exceeded({100: {"function_calls": 1040, "template_renders": 40}}, BUDGETS) == []


def test_a_cost_of_each_entry_is_named_in_spite_of_a_large_fixed_cost():
    budgets = {f"entries_{size}": {"calls": 90_000 + size} for size in SIZES}
    counted = {size: {"calls": 90_000 + 2 * size} for size in SIZES}
    assert recorded.exceeded(counted, budgets) == [
        "calls from 100 to 200 entries: 200, budget 100",
        "calls from 200 to 400 entries: 400, budget 200",
    ]


def test_a_quadratic_figure_is_named_in_spite_of_a_large_fixed_cost():
    counted = {size: {"linear": 9000 + size, "quadratic": 90_000 + size**2} for size in SIZES}
    assert recorded.grown(counted) == ["quadratic: +30,000 from 100 to 200, +120,000 from 200 to 400"]


def test_the_message_names_the_libraries_that_changed():
    now = {"jinja2": "3.1.7", "nh3": "0.3"}
    assert recorded.changed_libraries(BUDGETS, now) == (
        "libraries changed since the recording: jinja2 3.1.6 -> 3.1.7"
    )


def test_recording_keeps_the_comments_and_adds_the_cause_to_the_history(tmp_path, monkeypatch):
    file = tmp_path / "budgets.toml"
    file.write_text("# A comment.\n")
    monkeypatch.setattr(recorded, "FILE", file)
    recorded.record("3.99", {100: {"calls": 1000}}, "first")
    recorded.record("3.99", {100: {"calls": 1100}}, "Two more checks")
    budgets = recorded.load("3.99")
    assert file.read_text().startswith("# A comment.\n")
    assert budgets["history"] == ["first", "Two more checks (100 entries: calls +10.0%)"]
    assert budgets["entries_100"] == {"calls": 1100}


def test_a_python_version_without_budgets_has_none():
    assert recorded.load("3.11")
    assert recorded.load("2.7") is None
