"""digest read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import json_lines_option, quiet_option

if TYPE_CHECKING:
    from digest.model import Document

_STANDARD_INPUT = "-"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@json_lines_option
@quiet_option
@click.pass_context
def read(context: click.Context, files: tuple[Path, ...], as_json: bool, quiet: bool) -> None:
    """Print the articles found in files.

    Files, folders and lists of feeds, or - for standard input; it needs no workspace.
    """
    context.obj["quiet"] = quiet or context.obj["quiet"]
    has_failed = False
    for path in _files(files):
        has_failed = not _print_file(path, as_json=as_json) or has_failed
    sys.exit(1 if has_failed else 0)


def _print_file(path: Path, *, as_json: bool) -> bool:
    """Print the articles of one file; return False when it cannot be read."""
    from digest import parsers
    from digest.cli.formats.articles import article_text, article_values, feed_text
    from digest.errors import DigestError

    try:
        document = _document(path)
        reading = parsers.read_document(document)
    except DigestError as error:
        console.error(error)
        return False
    for article in reading.articles:
        if as_json:
            console.print_json(article_values(article))
        else:
            click.echo(article_text(article))
    if not as_json:
        for source in reading.sources:
            click.echo(feed_text(source))
    for notice in reading.notices:
        console.warn(notice)
    found = console.counted(len(reading.articles), "article")
    if reading.sources:
        found += f" and {console.counted(len(reading.sources), 'feed')}"
    console.note(f"{document.source.name}: {found}, read as {reading.format}")
    return True


def _document(path: Path) -> Document:
    """Return a file, or standard input for `-`; a name that is not UTF-8 is shown with escapes."""
    from digest import fetch
    from digest.model import Document, Source

    source = Source(name=os.fsencode(path).decode("utf-8", "backslashreplace"))
    if str(path) == _STANDARD_INPUT:
        return Document(source=source, content=sys.stdin.buffer.read(fetch.LARGEST_FILE + 1))
    return fetch.file(source, path)


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files, and the files in the folders; a Maildir counts as one file."""
    from digest.files import is_maildir, walk

    for path in paths:
        if str(path) == _STANDARD_INPUT or not path.is_dir() or is_maildir(path):
            yield path
            continue
        found, outside = walk(path)
        yield from found
        for link in outside:
            console.warn(f"{link}: is a link that leads out of the folder, and is not followed")
        if not found:
            console.warn(f"{path}: holds no file that can be read")
