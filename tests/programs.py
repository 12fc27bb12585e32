"""Run the tools that look at the whole repository."""

import subprocess
import sys
from pathlib import Path

from conftest import ROOT


def run(*command, cwd: Path = ROOT, **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False, **more
    )


def run_module(name: str, *arguments, **more) -> subprocess.CompletedProcess:
    return run(sys.executable, "-m", name, *arguments, **more)
