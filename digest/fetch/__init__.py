"""Source to Document: files of the workspace here, addresses in `web`. The only user of the network."""

from __future__ import annotations

from pathlib import Path

from digest.errors import FetchError
from digest.model import Document, Source

LARGEST_FILE = 64 * 1024 * 1024


def file(source: Source, path: Path) -> Document:
    """Return the document of a file; FetchError when it cannot be opened."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise FetchError(f"source: {source.name!r}: cannot be opened: {error.strerror or error}") from error
    return Document(source=source, content=content)
