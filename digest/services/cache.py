"""The user's cache folder, for files that every workspace can use."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def cache_folder() -> Path | None:
    """Return the user's cache folder, made when it is missing; None when it cannot be trusted or made.

    Compiled templates in it are run as code. The folder is never in a workspace, which may come from
    another user, and it is used only when it belongs to this user and nobody else can write there.
    """
    from platformdirs import user_cache_path  # only for a build

    folder = user_cache_path("digest", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_private(folder) else None
    except OSError:
        return None


def _is_private(folder: Path) -> bool:
    if not hasattr(os, "getuid"):  # Windows keeps the folders of its users apart
        return True
    status = folder.lstat()
    is_own = status.st_uid == os.getuid()
    return is_own and stat.S_ISDIR(status.st_mode) and not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
