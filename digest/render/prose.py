"""The editor's own words, written in Markdown (CommonMark), as HTML."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def prose(text: str, colour: str = "") -> Markup:
    """Return Markdown as harmless HTML; its links in `colour`, as a mail has no other way to set it."""
    import nh3  # noqa: PLC0415 (only drafts hold Markdown)

    html = nh3.clean(_parser().render(text), link_rel=None, url_schemes={"http", "https", "mailto"})
    if colour:
        html = html.replace("<a ", f'<a style="color:{colour}" ')
    return Markup(html.strip())  # noqa: S704 (sanitised above)


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 (as above)

    return MarkdownIt("commonmark", {"html": False})
