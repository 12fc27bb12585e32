"""A large archive and a small one, which several measurements share."""

from __future__ import annotations

import tempfile
from functools import cached_property
from pathlib import Path
from typing import Self

from benchmarks import material
from digest import config
from digest.services.ingest import ingest_local
from digest.services.workspace import open_archive

MONTH = 40  # articles of the month, in each language
_SOURCES = 20


class Archives:
    """Workspaces with archives, filled on first use and deleted at the end.

    Their articles are in English, but for those of one month in Spanish: a language with few
    articles is the hard case. They come from 20 sources and have summaries of about 340 characters.
    """

    def __init__(self, large: int, small: int) -> None:
        self.large_size, self.small_size = large, small
        self._folder = tempfile.TemporaryDirectory()

    def __enter__(self) -> Self:
        """Return the archives."""
        return self

    def __exit__(self, *error: object) -> None:
        """Delete the archives."""
        self._folder.cleanup()

    @cached_property
    def large(self) -> Path:
        """The workspace with the large archive."""
        return self._workspace("large", self.large_size)

    @cached_property
    def small(self) -> Path:
        """The workspace with the small archive."""
        return self._workspace("small", self.small_size)

    def with_undated(self, number: int) -> Path:
        """Return a new workspace with a small archive and undated articles beside it."""
        return self._workspace("undated", self.small_size, number)

    def _workspace(self, name: str, size: int, undated: int = 0) -> Path:
        root = material.workspace(Path(self._folder.name) / name)
        around = material.around_month(size - 2 * MONTH)
        month = material.within_month(MONTH)
        settings = config.load(root)
        with open_archive(settings) as archive:
            material.store(archive, "month", month, seed=1)
            material.store(archive, "month-es", month, seed=2, language="es")
            for number in range(_SOURCES):
                material.store(archive, f"feed-{number}", around[number::_SOURCES], seed=10 + number)
            for number in range(_SOURCES if undated else 0):
                none = [None] * (undated // _SOURCES)
                material.store(archive, f"undated-{number}", none, seed=50 + number)
            ingest_local(settings, archive)  # classifies every article
        return root
