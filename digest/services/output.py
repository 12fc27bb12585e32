"""The files of a build: each whole before it takes the place of the old one, and none before all are."""

from __future__ import annotations

import filecmp
import os
from pathlib import Path
from typing import Self

from digest.model import Artifact


class Output:
    """The files of a build, beside the places they will take until all of them are there."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._drafts: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for draft in self._drafts.values():
            draft.unlink(missing_ok=True)

    def put(self, artifact: Artifact) -> None:
        """Write one file beside its place."""
        path = self.out / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._drafts[path] = draft
        with draft.open("wb") as stream:
            stream.writelines(artifact.parts)

    def read(self, path: str) -> bytes:
        """Return a file of this build."""
        return self._drafts[self.out / path].read_bytes()

    def publish(self) -> tuple[Path, ...]:
        """Put every file in its place, each in one step, and return the places."""
        for path, draft in self._drafts.items():
            if not path.is_file() or not filecmp.cmp(draft, path, shallow=False):
                draft.replace(path)  # what is the same keeps its time, and is not uploaded again
        return tuple(self._drafts)
