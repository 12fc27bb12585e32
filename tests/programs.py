"""Run the tools that look at the whole repository, and html-validate."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from conftest import ROOT, tool


def run(*command, cwd: Path = ROOT, **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False, **more
    )


def run_module(name: str, *arguments, **more) -> subprocess.CompletedProcess:
    return run(sys.executable, "-m", name, *arguments, **more)


def html_errors(folders: Iterable[Path]) -> str:
    """Return the errors that html-validate finds in the pages below some folders, "" for none."""
    program = tool("html-validate", str(ROOT / ".venv/node/node_modules/.bin/html-validate"))
    pages = [page for folder in folders for page in sorted(folder.rglob("*.html"))]
    assert pages
    done = run(
        program,
        "--config",
        ROOT / "tests/data/htmlvalidate.json",
        *pages,
        env={**os.environ, "NO_COLOR": "1"},
        cwd=Path(program).parent,
    )
    return "" if done.returncode == 0 else re.sub(r"\n\n+", "\n", done.stdout)[-4000:] + done.stderr
