"""The editor's own words, written in Markdown (CommonMark), as HTML and as plain text."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

from digest.text import wrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


def prose(text: str, colour: str = "") -> Markup:
    """Return Markdown as harmless HTML; its links in `colour`, as a mail has no other way to set it."""
    import nh3  # noqa: PLC0415 (only drafts hold Markdown)

    html = nh3.clean(_parser().render(text), link_rel=None, url_schemes={"http", "https", "mailto"})
    if colour:
        html = html.replace("<a ", f'<a style="color:{colour}" ')
    return Markup(html.strip())  # noqa: S704 (sanitised above)


def prose_text(text: str) -> str:
    """Return Markdown as words to read: its marks are gone, and addresses stand behind what links to them."""
    blocks: list[str] = []
    lists: list[int] = []  # of each list that is open the number of its next item, 0 without numbers
    item = ""
    for token in _parser().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.type[0] == "o" else 0)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            item = f"{lists[-1]}. " if lists[-1] else "- "
            lists[-1] += bool(lists[-1])
        elif token.type == "inline" or token.content.strip():
            lines = (_spoken(token.children) if token.children else token.content).strip().split("\n")
            indent = "  " * len(lists)
            wrapped = [wrap(line, 72, indent).removeprefix(indent) for line in lines]
            head = indent[2:] + (item or indent[:2])
            blocks.append(head + f"\n{indent}".join(wrapped))
            item = ""
    return "\n\n".join(blocks)


def _spoken(tokens: list[Token]) -> str:
    """Return the words of one line of Markdown."""
    words: list[str] = []
    ends: list[tuple[int, str]] = []
    for token in tokens:
        if token.type == "link_open":
            ends.append((len(words), str(token.attrs.get("href", "")).removeprefix("mailto:")))
        elif token.type == "link_close":
            start, address = ends.pop()
            if "".join(words[start:]).strip() != address:
                words.append(f" ({address})")
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n" if token.type == "hardbreak" else " ")
        else:
            words.append(token.content)
    return "".join(words)


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 (as above)

    return MarkdownIt("commonmark", {"html": False})
