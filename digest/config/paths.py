"""The places of a workspace's files, named once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """The places of the files of the workspace in the folder `root`."""

    root: Path

    @property
    def feeds(self) -> Path:
        """The folder of the local sources."""
        return self.root / "feeds"

    @property
    def drafts(self) -> Path:
        """The folder of the editor's drafts."""
        return self.root / "drafts"

    def draft(self, issue: str) -> Path:
        """Return the path of the draft of an issue, by the issue's name."""
        return self.drafts / f"{issue}.toml"

    @property
    def templates(self) -> Path:
        """The folder of the workspace's own templates."""
        return self.root / "templates"

    @property
    def out(self) -> Path:
        """The folder of the built files, unless a command names another."""
        return self.root / "out"

    @property
    def manifest(self) -> Path:
        """The files of the last builds, and hashes of their inputs."""
        return self.state / "built.json"

    @property
    def state(self) -> Path:
        """The folder of everything that is remembered between two commands."""
        return self.root / ".digest"

    @property
    def archive(self) -> Path:
        """The database of articles."""
        return self.state / "archive.sqlite3"

    @property
    def ledger(self) -> Path:
        """The database of deliveries, approvals and unsubscribed addresses."""
        return self.state / "ledger.sqlite"

    @property
    def feed_ids(self) -> Path:
        """The ids that the feeds had before the last build."""
        return self.state / "feeds.json"

    @property
    def checked_links(self) -> Path:
        """The times of the last requests to the links of mails."""
        return self.state / "links.json"
