"""The recorded budgets: read them, compare counts with them, record others with the cause."""

import re
import tomllib
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import tomlkit
from conftest import ROOT

FILE = Path(__file__).with_name("budgets.toml")
TOLERANCE = 0.05
COMMAND = "python -m pytest tests/budgets --update-budgets 'CAUSE'"


def load(python: str) -> dict | None:
    """Return the budgets of a Python version such as "3.11", or None when there are none."""
    return tomllib.loads(FILE.read_text(encoding="utf-8")).get(python)


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that digest depends on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.match(r"[\w.-]+", requirement)[0] for requirement in project["dependencies"]]
    return {name: version(name) for name in sorted(names)}


def exceeded(counts: dict[int, dict[str, int]], budgets: dict) -> list[str]:
    """Return a line for each figure that is more than the tolerance above its budget.

    The growth from one size to the next has a budget too: much of a figure is fixed (imports,
    templates) and would hide a cost that comes with each entry.
    """
    recorded = {size: budgets[f"entries_{size}"] for size in counts if f"entries_{size}" in budgets}
    allowed = {**_totals(recorded), **_growth(recorded)}
    return [
        f"{what}: {count:,}, budget {allowed[what]:,}"
        for what, count in {**_totals(counts), **_growth(counts)}.items()
        if what in allowed and count > allowed[what] * (1 + TOLERANCE)
    ]


def grown(counts: dict[int, dict[str, int]]) -> list[str]:
    """Return a line for each figure that grows by more than in proportion to the entries.

    The growth between the two larger sizes is compared with the growth between the two smaller ones,
    so that a large fixed cost (imports, templates) hides nothing.
    """
    small, middle, large = sorted(counts)
    factor = (large - middle) / (middle - small)
    lines = []
    for name, count in counts[middle].items():
        before, after = count - counts[small][name], counts[large][name] - count
        if after - before * factor > TOLERANCE * counts[large][name]:
            lines.append(f"{name}: {before:+,} from {small} to {middle}, {after:+,} from {middle} to {large}")
    return lines


def changed_libraries(budgets: dict, now: dict[str, str]) -> str:
    """Return the libraries whose versions differ from those the budgets were recorded with."""
    before = budgets["libraries"]
    names = sorted({*before, *now})
    changed = [
        f"{name} {before.get(name)} -> {now.get(name)}" for name in names if before.get(name) != now.get(name)
    ]
    return f"libraries changed since the recording: {', '.join(changed) or 'none'}"


def record(python: str, counts: dict[int, dict[str, int]], cause: str) -> None:
    """Write the counts as the budgets of a Python version, and the cause to their history.

    The history shows the changes of the largest size, as those of the others are alike.
    """
    document = tomlkit.parse(FILE.read_text(encoding="utf-8"))
    budgets = document.get(python, {})
    largest = max(counts)
    before = budgets.get(f"entries_{largest}", {})
    changes = [
        f"{name} {count / before[name] - 1:+.1%}"
        for name, count in counts[largest].items()
        if name in before and round(count / before[name], 3) != 1
    ]
    line = f"{cause} ({largest} entries: {', '.join(changes)})" if changes else cause
    history = tomlkit.array().multiline(multiline=True)
    history.extend([*budgets.get("history", []), line])
    document[python] = {
        "history": history,
        **{f"entries_{entries}": counts[entries] for entries in sorted(counts)},
        "libraries": libraries(),
    }
    FILE.write_text(tomlkit.dumps(document), encoding="utf-8")


def _totals(counts: dict[int, dict[str, int]]) -> dict[str, int]:
    return {
        f"{name} of {size} entries": count
        for size, figures in sorted(counts.items())
        for name, count in figures.items()
    }


def _growth(counts: dict[int, dict[str, int]]) -> dict[str, int]:
    return {
        f"{name} from {small} to {large} entries": count - counts[small][name]
        for small, large in pairwise(sorted(counts))
        for name, count in counts[large].items()
    }
