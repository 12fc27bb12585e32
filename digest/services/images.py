"""The pictures that lie beside the sources: checked, and copied with the site."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digest import files
from digest.model import Article, Artifact, Issue, Notice

_LARGEST = 5 * 1024 * 1024


class Pictures:
    """The pictures that lie beside the sources: checked, and copied with the site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notices: list[Notice] = []
        self._found: dict[str, bytes | None] = {}

    def checked_issue(self, issue: Issue) -> Issue:
        """Return `issue` without the pictures that are not there."""
        sections = tuple(
            replace(section, articles=tuple(self.checked(article) for article in section.articles))
            for section in issue.sections
        )
        return replace(issue, lead=self.checked(issue.lead) if issue.lead else None, sections=sections)

    def checked(self, article: Article) -> Article:
        """Return `article`, without its picture where that is a file that is not there."""
        if article.image is None or "://" in article.image.url:
            return article
        path = article.image.url
        if path not in self._found:
            self._found[path] = self._read(path)
            if self._found[path] is None:
                text = f"{article.title!r} asks for the picture {path!r}, which is not there, no picture, or over 5 MB"
                self.notices.append(Notice(source=article.source, text=text))
        return article if self._found[path] is not None else replace(article, image=None)

    def artifacts(self) -> list[Artifact]:
        """Return the copies for the site."""
        from digest.render.context import image_path  # noqa: PLC0415 (see build)

        return [
            Artifact(path=f"site/{image_path(path)}", parts=(data,))
            for path, data in sorted(self._found.items())
            if data
        ]

    def _read(self, path: str) -> bytes | None:
        whole = (self.root / path).resolve()
        feeds = (self.root / "feeds").resolve()
        if (
            not whole.is_relative_to(feeds)
            or whole.suffix.lower() not in files.PICTURES
            or not whole.is_file()
        ):
            return None
        return whole.read_bytes() if whole.stat().st_size <= _LARGEST else None
