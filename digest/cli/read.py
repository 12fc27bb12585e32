"""digest read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from digest.cli import console
from digest.cli.options import json_lines_option, quiet_option


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@json_lines_option
@quiet_option
@click.pass_context
def read(context: click.Context, files: tuple[Path, ...], as_json: bool, quiet: bool) -> None:
    """Print the articles found in files.

    Files, folders and lists of feeds; it needs no workspace.
    """
    context.obj["quiet"] = quiet or context.obj["quiet"]
    has_failed = False
    for path in _files(files):
        has_failed = not _print_file(path, as_json=as_json) or has_failed
    sys.exit(1 if has_failed else 0)


def _print_file(path: Path, *, as_json: bool) -> bool:
    """Print the articles of one file; return False when it cannot be read."""
    from digest import fetch, parsers
    from digest.cli.formats.articles import article_text, article_values, feed_text
    from digest.errors import DigestError
    from digest.model import Source

    try:
        reading = parsers.read_document(fetch.file(Source(name=str(path)), path))
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
    console.note(f"{path}: {found}, read as {reading.format}")
    return True


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files, and the files in the folders; a Maildir counts as one file."""
    from digest.files import is_maildir, walk

    for path in paths:
        if not path.is_dir() or is_maildir(path):
            yield path
            continue
        found, outside = walk(path)
        yield from found
        for link in outside:
            console.warn(f"{link}: is a link that leads out of the folder, and is not followed")
        if not found:
            console.warn(f"{path}: holds no file that can be read")
