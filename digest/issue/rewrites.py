"""The editor's words in place of the source's, and the changes of the source since."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from digest.model import Article, Image, OnChange, Rewrite


class SourceChange(NamedTuple):
    """A field that the source changed after the editor rewrote it: its text then, and now."""

    field: str
    before: str
    now: str


def rewritten(article: Article, rewrite: Rewrite) -> Article:
    """Return `article` in the editor's words; unchanged if the editor takes a change of the source."""
    if rewrite.changed is OnChange.TAKE and source_changes(article, rewrite):
        return article
    image = article.image
    if rewrite.image is not None:
        image = Image(url=rewrite.image, alt=rewrite.alt or "") if rewrite.image else None
    elif image and rewrite.alt is not None:
        image = replace(image, alt=rewrite.alt)
    title = article.title if rewrite.title is None else rewrite.title
    if rewrite.summary is None:
        return replace(article, title=title, image=image)
    return replace(article, title=title, summary=rewrite.summary, content="", image=image)


def source_changes(article: Article, rewrite: Rewrite) -> list[SourceChange]:
    """Return the fields that the source changed after the editor rewrote them."""
    texts = (("title", rewrite.was_title, article.title), ("summary", rewrite.was_summary, article.summary))
    return [
        SourceChange(field, before, now)
        for field, before, now in texts
        if before is not None and before != now
    ]
