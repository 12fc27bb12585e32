"""digest init."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli import console


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def init(folder: Path) -> None:
    """Make a new workspace.

    It holds a digest.toml with comments, an empty feeds/ and a .gitignore.
    """
    from digest.services import workspace

    console.print_paths(workspace.create(folder))
    settings = console.relative(folder / "digest.toml")
    console.note(f"Next: fill in {settings}, put a page or a feed into feeds/, and run")
    console.note(f"  digest build --project {console.relative(folder)} --last month")
