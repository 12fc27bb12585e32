"""Print results on stdout, and messages for people on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from digest.periods import Period
    from digest.services.ingest import IngestReport

NOTHING = 3  # the exit code of a period without articles
SHOWN = 12  # lines of a list that are printed before the rest is only counted
_PROGRESS_FROM = 10  # sources

Item = TypeVar("Item")


def is_quiet() -> bool:
    """Return True when the running command prints only results and errors."""
    return bool((click.get_current_context().obj or {}).get("quiet"))


def note(text: str) -> None:
    """Print a line on stderr, unless the command is quiet."""
    if not is_quiet():
        click.echo(text, err=True)


def warn(problem: object) -> None:
    """Print a warning on stderr, unless the command is quiet."""
    note(f"warning: {problem}")


def error(problem: object) -> None:
    """Print an error on stderr, even if the command is quiet."""
    click.echo(f"digest: {problem}", err=True)


def print_json(value: Any) -> None:
    """Print a value as one line of JSON, in UTF-8 whatever the encoding of the console (RFC 8259, section 8.1)."""
    line = json.dumps(value, ensure_ascii=False) + "\n"
    click.echo(line.encode("utf-8", "backslashreplace"), nl=False)


def print_paths(paths: Iterable[Path]) -> None:
    """Print the paths of files, one a line."""
    for path in paths:
        click.echo(relative(path))


def note_list(title: str, lines: Sequence[str], count: int) -> None:
    """Print a title with a count and the first lines of a list; nothing for an empty one.

    Args:
        title: The title.
        lines: The lines; of a list of more than SHOWN lines, at least as many.
        count: The number of all lines.
    """
    if not count:
        return
    note(f"{title}: {count}")
    for line in lines[:SHOWN]:
        note(f"  {line}")
    if count > SHOWN:
        note(f"  … and {count - SHOWN} more; `--json` lists them all")


def note_ingested(report: IngestReport) -> None:
    """Print the warnings and errors of the sources that were read."""
    for notice in report.notices:
        warn(notice)
    for name, count in report.gone:
        warn(f"{name}: is gone; its articles ({count}) stay in the archive, in no issue")
    for failure in report.failures:
        error(failure)


def progress(label: str) -> Callable[[list[Item]], Iterable[Item]]:
    """Return a wrapper that shows a progress bar over many sources, on a terminal only."""

    def with_progress(items: list[Item]) -> Iterator[Item]:
        if is_quiet() or len(items) < _PROGRESS_FROM or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, label=label, file=sys.stderr) as bar:
            yield from bar

    return with_progress


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, such as "1 article" or "2 articles"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def relative(path: Path) -> str:
    """Return a path relative to the current folder, or its own when it is elsewhere."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def nothing_to_send(period: Period) -> None:
    """Print that a period has no articles; end the command with NOTHING after it."""
    click.echo(f"Nothing was published in {period.name} ({period.zone}); there is nothing to send.", err=True)
