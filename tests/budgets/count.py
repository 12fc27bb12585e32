"""Count the work of one build, in a process of its own: `python tests/budgets/count.py FOLDER MONTH`.

It runs `digest build` in the workspace FOLDER and prints the counts as JSON. They depend on the code,
on Python and on the libraries, but not on the machine or on its load.
"""

import cProfile
import json
import sqlite3
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path


class Statements:
    """Counts the SQL statements of every connection that is opened from now on."""

    def __init__(self):
        self.number = 0
        self._connect = sqlite3.connect
        sqlite3.connect = self._counted

    def _counted(self, *arguments, **options):
        connection = self._connect(*arguments, **options)
        connection.set_trace_callback(self._add)
        return connection

    def _add(self, statement):
        self.number += 1


def calls(profile: cProfile.Profile) -> tuple[int, int]:
    """Return the number of function calls, and of template renders (included templates count too)."""
    total = renders = 0
    for entry in profile.getstats():
        if isinstance(entry.code, str):  # a function written in C
            total += entry.callcount
        # The import system does more where the bytecode of a module is not cached yet.
        elif not entry.code.co_filename.startswith("<frozen importlib"):
            total += entry.callcount
            if entry.code.co_qualname == "new_context" and "jinja2" in entry.code.co_filename:
                renders += entry.callcount
    return total, renders


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def build(root: Path, month: str) -> dict[str, int]:
    """Build the month and return the counts."""
    statements = Statements()
    known = set(sys.modules)
    profile = cProfile.Profile()
    profile.enable()
    from digest.cli import main  # its modules are counted

    arguments = ["--quiet", "--project", str(root), "build", "--month", month]
    try:
        with redirect_stdout(StringIO()):  # the names of the files
            main(arguments)
    except SystemExit as end:
        profile.disable()
        if end.code:
            raise
    function_calls, renders = calls(profile)
    return {
        "function_calls": function_calls,
        "sql_statements": statements.number,
        "template_renders": renders,
        "bytes_in_out": size(root / "out"),
        "bytes_in_state": size(root / ".digest"),
        "modules_imported": len(set(sys.modules) - known),
    }


if __name__ == "__main__":
    print(json.dumps(build(Path(sys.argv[1]), sys.argv[2])))
