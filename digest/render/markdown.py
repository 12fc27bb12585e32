"""The editor's Markdown (CommonMark) as HTML and as plain text."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

from digest.text import wrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_WIDTH = 72


def to_html(text: str, link_colour: str = "") -> Markup:
    """Return Markdown as sanitised HTML, its links in `link_colour`: a mail has no style sheet for them."""
    import nh3  # only drafts hold Markdown

    html = nh3.clean(_parser().render(text), link_rel=None, url_schemes={"http", "https", "mailto"})
    if link_colour:
        html = html.replace("<a ", f'<a style="color:{link_colour}" ')
    return Markup(html.strip())  # noqa: S704 (sanitised above)


def to_text(text: str) -> str:
    """Return Markdown as plain text: without its syntax, the address of a link in brackets after it."""
    blocks: list[str] = []
    lists: list[int] = []  # the number of the next item of each open list, 0 without numbers
    bullet = ""
    for token in _parser().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else 0)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            bullet = f"{lists[-1]}. " if lists[-1] else "- "
            lists[-1] += bool(lists[-1])
        elif token.type == "inline" or token.content.strip():
            blocks.append(_block(token, len(lists), bullet))
            bullet = ""
    return "\n\n".join(blocks)


def _block(token: Token, depth: int, bullet: str) -> str:
    """Return one block of text, wrapped and indented; `depth` is the number of open lists."""
    content = _inline_text(token.children) if token.children else token.content
    indent = "  " * depth
    lines = [wrap(line, _WIDTH, indent).removeprefix(indent) for line in content.strip().split("\n")]
    return indent[2:] + (bullet or indent[:2]) + f"\n{indent}".join(lines)


def _inline_text(tokens: list[Token]) -> str:
    """Return the words of one line of Markdown."""
    words: list[str] = []
    open_links: list[tuple[int, str]] = []  # the number of words before the link, its address
    for token in tokens:
        if token.type == "link_open":
            open_links.append((len(words), str(token.attrs.get("href", "")).removeprefix("mailto:")))
        elif token.type == "link_close":
            start, address = open_links.pop()
            if "".join(words[start:]).strip() != address:
                words.append(f" ({address})")
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n" if token.type == "hardbreak" else " ")
        else:
            words.append(token.content)
    return "".join(words)


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # only drafts hold Markdown

    return MarkdownIt("commonmark", {"html": False})
