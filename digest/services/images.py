"""Pictures beside the sources: checked, and copied below the site."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from digest import files
from digest.config.paths import Paths
from digest.model import Article, Artifact, Issue, Notice

_MAX_BYTES = 5 * 1024 * 1024


class Pictures:
    """The pictures of a workspace that its articles use. `notices` report those that are unusable."""

    def __init__(self, paths: Paths) -> None:
        """Look for pictures below the workspace's `feeds/`."""
        self._paths = paths
        self.notices: list[Notice] = []
        self._contents: dict[str, bytes | None] = {}

    def checked_issue(self, issue: Issue) -> Issue:
        """Return `issue` without pictures that are unusable."""
        sections = tuple(
            replace(section, articles=tuple(self.checked(article) for article in section.articles))
            for section in issue.sections
        )
        return replace(issue, lead=self.checked(issue.lead) if issue.lead else None, sections=sections)

    def checked(self, article: Article) -> Article:
        """Return `article`, without its picture if that is a file that is unusable."""
        if article.image is None or "://" in article.image.url:
            return article
        path = article.image.url
        if path not in self._contents:
            self._contents[path] = self._read(path)
            if self._contents[path] is None:
                text = (
                    f"{article.title!r} has the picture {path!r}, which is missing, no picture, or over 5 MB"
                )
                self.notices.append(Notice(source=article.source, text=text))
        return article if self._contents[path] is not None else replace(article, image=None)

    def hashes(self) -> dict[str, str]:
        """Return a hash of each picture by its path."""
        return {
            path: hashlib.sha256(content).hexdigest()
            for path, content in sorted(self._contents.items())
            if content
        }

    def artifacts(self) -> list[Artifact]:
        """Return the copies for the site."""
        from digest.render.addresses import image_path  # an empty period needs no outputs

        return [
            Artifact(path=f"site/{image_path(path)}", parts=(content,))
            for path, content in sorted(self._contents.items())
            if content
        ]

    def _read(self, path: str) -> bytes | None:
        """Return the content of a picture below `feeds/`, None if it is unusable."""
        file = (self._paths.root / path).resolve()
        feeds = self._paths.feeds.resolve()
        if not file.is_relative_to(feeds) or file.suffix.lower() not in files.PICTURES:
            return None
        try:
            return file.read_bytes() if file.stat().st_size <= _MAX_BYTES else None
        except OSError:  # missing, a folder, not readable, a name too long
            return None
