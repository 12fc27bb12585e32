"""Find the files of folders and patterns, read Maildirs and JSON files, and replace files."""

from __future__ import annotations

import glob
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".ico"}
# What browsers in several languages add to the name of a page for the folder of its pictures and scripts.
SAVED_PAGE_FOLDERS = (
    "_files",
    "_file",
    "-Dateien",
    "_archivos",
    "_fichiers",
    "_arquivos",
    "_bestanden",
    "_pliki",
)
# "Naming Files, Paths, and Namespaces" in the documentation of Windows, the strictest system.
_WINDOWS_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\xb9\xb2\xb3])", re.IGNORECASE
)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_SEPARATOR = b"From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)


def walk(folder: Path, boundary: Path | None = None) -> tuple[list[Path], list[Path]]:
    """Return the sources below a folder in the order of their names, and the links that are not followed.

    A Maildir is one source. Hidden files, files that begin with an underscore, pictures, and the folder that a
    browser saves beside a page are no sources.

    Args:
        folder: The folder.
        boundary: Links may lead to targets inside this folder; the default is `folder` itself.
    """
    limit = os.path.realpath(boundary or folder)
    found: list[Path] = []
    outside: list[Path] = []
    seen = {os.path.realpath(folder)}
    folders = [folder]
    while folders:
        for path in _children(folders.pop()):
            if not _is_wanted(path):
                continue
            real = os.path.realpath(path)
            if path.is_symlink() and not Path(real).is_relative_to(limit):
                outside.append(path)
            elif path.is_file() or is_maildir(path):
                found.append(path)
            elif path.is_dir() and real not in seen and not _is_of_saved_page(path):
                seen.add(real)
                folders.append(path)
    return sorted(found), sorted(outside)


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_wanted(path: Path) -> bool:
    return not path.name.startswith((".", "_")) and path.suffix.lower() not in PICTURES


def _is_of_saved_page(folder: Path) -> bool:
    """Return True for the folder in which a browser saves the pictures and scripts of the page beside it."""
    stems = [folder.name.removesuffix(end) for end in SAVED_PAGE_FOLDERS if folder.name.endswith(end)]
    return any(folder.with_name(stem + end).is_file() for stem in stems for end in (".html", ".htm"))


def named(pattern: str, root: Path) -> list[Path]:
    """Return the files that a path or a pattern matches, in the order of their names.

    A folder is walked; links in it are followed, because the user named it.

    Args:
        pattern: A path, or a pattern in which `**` matches any folders.
        root: The folder that relative patterns start from.
    """
    path = root / pattern
    if path.is_file() or is_maildir(path):
        return [path]
    if path.is_dir():
        return walk(path, Path(path.anchor))[0]
    found = (root / name for name in glob.iglob(pattern, root_dir=root, recursive=True))  # noqa: PTH207 (pathlib takes no absolute patterns)
    return sorted({path for path in found if _is_wanted(path) and (path.is_file() or is_maildir(path))})


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step: beside its place, then over the old one, whose mode it keeps.

    Raises:
        OSError: for a place that cannot be written; the old file is unchanged.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(content)
    if path.exists():
        temporary.chmod(path.stat().st_mode)
    temporary.replace(path)


def load_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file; an empty one when it is missing or damaged."""
    try:
        loaded = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def open_to_others(mode: int) -> bool:
    """Return True if a file's mode lets other users read or write it. Windows has no such modes."""
    return os.name == "posix" and bool(mode & (stat.S_IRWXG | stat.S_IRWXO))


def is_maildir(path: Path) -> bool:
    """Tell if a folder is a Maildir: it holds `cur` and `new` (maildir(5))."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def mailbox(folder: Path, most: int) -> Iterator[bytes]:
    """Yield the messages of a Maildir as one mailbox (mboxrd), in the order of their unique names.

    The flags at the end of a name (read, answered) change nothing.

    Args:
        folder: The Maildir.
        most: It ends after more than so many bytes.

    Raises:
        OSError: for a message that cannot be read.
    """
    paths = [
        path
        for part in ("cur", "new")
        for path in (folder / part).iterdir()
        if not path.name.startswith(".") and path.is_file() and not path.is_symlink()
    ]
    size = 0
    for path in sorted(paths, key=lambda path: (path.name.partition(":")[0], path.name)):
        with path.open("rb") as stream:
            message = stream.read(most + 1 - size)
        content = _SEPARATOR + _FROM.sub(rb">\1", message.replace(b"\r\n", b"\n")).rstrip(b"\n") + b"\n\n"
        size += len(content)
        yield content
        if size > most:
            return
    if not size:
        yield _SEPARATOR


def is_portable(name: str) -> bool:
    """Check that a file or folder may have this name on Windows, macOS and Linux.

    Windows reserves the names of its devices, with any extension, and ignores dots and spaces at
    the end of a name.
    """
    return (
        bool(name)
        and not _NOT_IN_NAMES.search(name)
        and not name.endswith((".", " "))
        and not _WINDOWS_DEVICE.fullmatch(name.partition(".")[0].rstrip(" "))
    )
