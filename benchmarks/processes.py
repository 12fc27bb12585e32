"""Run commands as processes, with their CPU time and their memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

_PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def digest(*arguments: str) -> tuple[str, ...]:
    """Return a command of digest, run by this Python."""
    return sys.executable, "-m", "digest", *arguments


def peer(name: str) -> str:
    """Return a peer's command, installed beside this Python.

    Raises:
        FileNotFoundError: when the peer is not installed.
    """
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        raise FileNotFoundError(f"no command {name!r} beside {Path(sys.executable).name}")
    return found


def run(command: Sequence[str], out: IO[bytes] | None = None, home: Path | None = None) -> None:
    """Run a command.

    Args:
        command: The command.
        out: The file for its output; none of it is kept without one.
        home: The folder for the files that it keeps for its user.

    Raises:
        RuntimeError: when the command fails.
    """
    places = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)} if home else {}
    done = subprocess.run(
        command,
        check=False,
        stdout=out or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **places},
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.decode()[-200:].strip()}")


def peak(command: Sequence[str]) -> float:
    """Return the largest resident size of a command, in megabytes."""
    # A small process runs it, because the peak of a child begins with the size of its parent.
    between = (sys.executable, "-c", _PEAK, *command)
    done = subprocess.run(between, check=True, capture_output=True, text=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024) / 1e6


def first_line(command: Sequence[str]) -> float:
    """Return the seconds from the start of a command to its first line of output, by the wall clock."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError(f"{command[2:]} printed nothing")
        taken = time.perf_counter() - start
        process.kill()
    return taken
