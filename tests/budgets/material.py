"""Make the workspace that is built: `python tests/budgets/material.py ENTRIES FOLDER`.

It prints the month of the articles. A process of its own makes it, as modules that it imports would not be counted by the build.
"""

import sys
from pathlib import Path

from benchmarks import feeds, material

SOURCES = 4


def make_workspace(entries: int, folder: Path) -> None:
    """Make a workspace with articles of one month from several sources."""
    root = material.workspace(folder)
    moments = material.within_month(entries)
    for number in range(SOURCES):
        part = material.articles(moments[number::SOURCES], source="feed", contents=True, seed=number)
        (root / f"feeds/courier-{number}.xml").write_bytes(feeds.rss(part))


if __name__ == "__main__":
    make_workspace(int(sys.argv[1]), Path(sys.argv[2]))
    print(material.MONTH)
