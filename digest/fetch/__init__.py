"""Source to Document: files here, addresses in `client`. The only package that uses the network."""

from __future__ import annotations

from pathlib import Path

from digest import files
from digest.errors import FetchError
from digest.model import Document, Source

LARGEST_FILE = 64 * 1024 * 1024


def file(source: Source, path: Path) -> Document:
    """Read a file, or a Maildir as one mailbox; raise FetchError when it cannot be opened."""
    try:
        if files.is_maildir(path):
            content = b"".join(files.mailbox(path, LARGEST_FILE))
            if len(content) > LARGEST_FILE:
                raise FetchError(
                    f"holds mails of more than {LARGEST_FILE:,} bytes in all; expected a smaller folder",
                    source=source.name,
                )
        else:
            with path.open("rb") as stream:
                content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise FetchError(f"cannot be opened: {error.strerror or error}", source=source.name) from error
    return Document(source=source, content=content)
