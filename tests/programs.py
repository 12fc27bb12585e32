"""Run the tools that look at the whole repository, html-validate and mutt."""

import os
import re
import select
import subprocess
import sys
import time
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


def first_message_in_mutt(box: Path, folder: Path) -> str:
    """Return what mutt shows of the first message of a mailbox, by subject; its files are in `folder`."""
    import pty  # Windows has none

    mutt, settings, shown = tool("mutt"), folder / "muttrc", folder / "shown.txt"
    settings.write_text(
        "set sleep_time=0\nset wait_key=no\nset pipe_decode=yes\nset charset=utf-8\nset quit=yes\nset sort=subject\n"
        f"set folder={folder}\n"
    )
    keys = f'push "<first-entry><pipe-message>cat >{shown}<enter><exit>"'
    terminal, program_end = pty.openpty()
    process = subprocess.Popen(
        [mutt, "-n", "-F", settings, "-R", "-f", box, "-e", keys],
        stdin=program_end,
        stdout=program_end,
        stderr=program_end,
        env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": str(folder)},
        start_new_session=True,
    )
    os.close(program_end)
    try:
        end = time.monotonic() + 30
        while (
            time.monotonic() < end
            and process.poll() is None
            and not (shown.exists() and shown.stat().st_size)
        ):
            if select.select([terminal], [], [], 0.2)[0]:
                os.read(terminal, 4096)
        time.sleep(0.3)
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    return shown.read_text()
