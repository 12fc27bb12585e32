"""The files of a build: written beside their places first, and all put in place at the end."""

from __future__ import annotations

import filecmp
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from digest.errors import OutputError
from digest.model import Artifact

# Windows replaces no file that another program has open: a virus scanner or an indexer lets go
# within a second, a mail program does not.
_PAUSES = (0.1, 0.2, 0.4, 0.8)


class Output:
    """The files of a build below a folder.

    Use it as a context manager: on leaving it, the files that were not published are gone.
    """

    def __init__(self, out: Path, sleep: Callable[[float], None] = time.sleep) -> None:
        """Write below the folder `out`; `sleep` waits between two attempts to replace a file."""
        self._out = out
        self._sleep = sleep
        self._drafts: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for draft in self._drafts.values():
            with suppress(OSError):  # the error that ends the build matters more
                draft.unlink(missing_ok=True)

    def put(self, artifact: Artifact) -> None:
        """Write a file beside its place. Its bytes are written as they are, its mode follows the umask."""
        path = self._out / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._drafts[path] = draft
        with draft.open("wb") as stream:
            stream.writelines(artifact.parts)

    def publish(self) -> tuple[Path, ...]:
        """Put every file in its place, each in one step, and return the places.

        Raises:
            OutputError: A file cannot be replaced. The files before it are in place already.
        """
        for path, draft in self._drafts.items():
            self._replace(path, draft)
        return tuple(self._drafts)

    def _replace(self, path: Path, draft: Path) -> None:
        """Replace a file; one with the same content keeps its time, so it is not uploaded again."""
        for pause in (*_PAUSES, None):
            try:
                if not path.is_file() or not filecmp.cmp(draft, path, shallow=False):
                    draft.replace(path)
            except PermissionError as error:
                if pause is None:
                    problem = (
                        "cannot be replaced: another program has it open, or it is read-only;"
                        " close it there and run the command again"
                    )
                    raise OutputError(problem, source=str(path)) from error
                self._sleep(pause)
            else:
                return
