"""Attack the parsers by hand: `.venv/bin/python -m tests.fuzz --minutes 5 --format rss`.

Mutates the cases of tests/data/parsers, or reads the large documents of tests/fuzz/attacks (`--attacks`).
A document that breaks a promise of the parsers is shortened and kept in `.fuzz/`, with a report.
The same --seed gives the same documents.
"""

import json
import time
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from digest.model import Document, Source
from digest.parsers import FORMATS

from .promises import judge
from .trials import ROOT, ReaderProcess, Report, attack, fuzz

_NAMES = [form.name for form in FORMATS]


def read_again(path):
    """Read a kept document once more, by the path of its report, and return the verdict."""
    about = json.loads(path.read_text())
    source = Source(name=about["name"])
    document = Document(
        source=source, content=path.with_suffix(".bin").read_bytes(), address=about["address"]
    )
    zone = UTC if about["zone"] == "UTC" else ZoneInfo(about["zone"])
    return judge(document, zone, twice=True)


@click.command()
@click.option("--format", "only", type=click.Choice(_NAMES), help="One format only.")
@click.option("--minutes", default=1.0, help="Time for each format.")
@click.option("--seed", default=1, help="The same number gives the same documents.")
@click.option("--attacks", "large", is_flag=True, help="Read the large documents made to hurt instead.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=ROOT / ".fuzz", help="Folder for kept documents."
)
@click.option("--again", type=click.Path(path_type=Path, exists=True), help="Read a kept one again (.json).")
def main(only, minutes, seed, large, folder, again):
    """Read mutated documents, and keep those that break a promise of the parsers."""
    if again:
        click.echo(read_again(again))
        return
    started = time.monotonic()
    reader = ReaderProcess()
    report = Report(reader, folder)
    if large:
        for made, verdict in attack(only, report):
            mark = "!!" if verdict.broken else "  "
            cost = f"{verdict.seconds:5.2f} s {verdict.megabytes:4.0f} MB"
            click.echo(f"{mark} {cost}  {made.format}: {made.title} -> {verdict.shape[:60]}")
    else:
        for form in [only] if only else _NAMES:
            deadline = time.monotonic() + minutes * 60
            for _ in fuzz(form, report, seed=seed):
                if time.monotonic() > deadline:
                    break
    report.print()
    reader.close()
    click.echo(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
