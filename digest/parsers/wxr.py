"""WordPress eXtended RSS: the file that WordPress exports a whole site to, in any version.

Articles are the published posts, and entries of the types that a theme or a plugin adds (news,
events). Pages, attachments, menus, revisions and the records of plugins are not articles, nor is a
post that is a draft, private, scheduled, in the bin or behind a password.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from html import escape

from lxml import etree

from digest.model import Document, Notice, Reading
from digest.parsers import html, recover, rss, xml
from digest.parsers.entry import Entry, Picture
from digest.text import fold, line

# The elements count too: an export that is read as a common feed would publish its drafts.
_EXPORT = re.compile(rb"https?://(?:www\.)?wordpress\.org/export/|<wp:(?:wxr_version|status|post_type)>")
_HEAD = 65536
_TAGS = frozenset({"item", "author"})
# The post types of pages, settings and readers' messages in WordPress and common plugins.
_NO_ARTICLE = re.compile(
    r"page|attachment|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|user_request|feedback"
    r"|scheduled-action|wp_.*|wpcf7_.*|wpforms.*|acf.*|elementor.*|e-landing-page|e-floating-buttons|amp_.*|shop_.*"
    r"|product_variation|(?:.*[-_])?(?:forms?|orders?|templates?|popups?|layouts?)"
)
_NOT_PUBLIC = {
    "draft": "drafts",
    "auto-draft": "drafts",
    "pending": "waiting for review",
    "trash": "in the bin",
    "future": "scheduled",
    "private": "private",
    "password": "behind a password",
    "": "without a status",
}
# WordPress's category of posts without one, in the languages of its common editions.
_NO_CATEGORY = frozenset(
    fold(name)
    for name in ("Uncategorized", "Uncategorised", "Sin categoría", "Sin categorizar", "Sem categoria", "Non classé",
                 "Allgemein", "Unkategorisiert", "Senza categoria", "Sense categoria")
)  # fmt: skip
_TAXONOMIES = ("category", "post_tag")
_SHORTCODES = frozenset({"caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist"})
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]{0,60})((?:\s[^\[\]<>]{0,2000})?)\]")
_BLOCK = re.compile(
    r"<(?:/|ul|ol|li|dl|h[1-6]|blockquote|table|figure|div|pre|hr|section|form|iframe|address)\b",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_UTC_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_NO_DATE = "0000-00-00"


def sniff(content: bytes, name: str) -> bool:
    """Return True if the document is RSS with elements of WordPress's export."""
    return bool(_EXPORT.search(content[:_HEAD])) and rss.sniff(content, name)


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the published posts of an export, in its order; a notice counts the posts left out.

    A post is dated by `wp:post_date_gmt`, else `pubDate`, else `wp:post_date` in `zone`.
    """
    export = _Export()
    reader = recover.FormatReader("wxr", export.entries, use_feedparser=False)
    reading = recover.read(document, zone, reader)
    if not export.left_out:
        return reading
    counts = ", ".join(f"{reason} {count}" for reason, count in sorted(export.left_out.items()))
    text = f"posts that are not public were left out ({export.left_out.total()}): {counts}"
    return replace(reading, notices=(*reading.notices, Notice(source=document.source.name, text=text)))


@dataclass(slots=True)
class _Post:
    """The values of an item's WordPress elements: by element, by meta key, and its terms by taxonomy."""

    values: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str]] = field(default_factory=list)


class _Export:
    """One export. Its authors and pictures may come after the posts that name them."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()

    def entries(self, content: bytes) -> Iterator[Entry]:
        """Yield the public posts, at the end of the document."""
        self.left_out.clear()
        authors: dict[str, str] = {}
        pictures: dict[str, Picture] = {}
        waiting: list[tuple[Entry, str]] = []
        for element in xml.elements(content, _TAGS):
            if element.getparent() is None:
                yield from _completed(waiting, authors, pictures, rss.channel(element))
            elif xml.local(element) == "author":
                login, name = _author(element)
                authors[login] = name
            else:
                post = _post(element)
                post_type = post.values.get("wp:post_type") or "post"
                if post_type == "attachment":
                    pictures[post.values.get("wp:post_id", "")] = _picture(post)
                elif not _NO_ARTICLE.fullmatch(post_type) and self._is_public(post):
                    waiting.append((_entry(element, post), post.meta.get("_thumbnail_id", "")))

    def _is_public(self, post: _Post) -> bool:
        """Return True for a post that anybody can read on the site; count the others by reason."""
        status = line(post.values.get("wp:status", "")).lower()
        if status == "publish" and post.values.get("wp:post_password"):
            status = "password"
        if status != "publish":
            self.left_out[_NOT_PUBLIC.get(status, "of another status")] += 1
        return status == "publish"


def _completed(
    waiting: list[tuple[Entry, str]],
    authors: dict[str, str],
    pictures: dict[str, Picture],
    channel: rss.Channel,
) -> Iterator[Entry]:
    """Yield the entries with the values that other elements of the export hold.

    Args:
        waiting: Each entry and the id of its picture.
        authors: Names by login.
        pictures: By the id of their attachment.
        channel: The values that all entries inherit.
    """
    for entry, picture in waiting:
        entry.language = entry.language or channel.language
        entry.base = entry.base or channel.site or None
        entry.states_base = bool(entry.base)
        entry.authors = [authors.get(login) or login for login in entry.authors]
        if picture in pictures:
            entry.pictures.insert(0, pictures[picture])
        yield entry


def _name(element: etree._Element) -> str:
    """Return an element's name with the prefix of WordPress's own files, in any version of the export."""
    name, namespace = xml.names(element)
    if "wordpress.org/export" in namespace:
        return f"excerpt:{name}" if namespace.endswith("/excerpt") else f"wp:{name}"
    if namespace.endswith("/modules/content"):
        return f"content:{name}"
    return name


def _author(element: etree._Element) -> tuple[str, str]:
    """Return an author's login and name."""
    values = {_name(child): xml.text(child) for child in element}
    full_name = f"{values.get('wp:author_first_name', '')} {values.get('wp:author_last_name', '')}"
    return values.get("wp:author_login", ""), values.get("wp:author_display_name") or full_name.strip()


def _post(item: etree._Element) -> _Post:
    post = _Post()
    for child in item:
        name = _name(child)
        if name == "wp:postmeta":
            pair = {_name(part): xml.text(part) for part in child}
            post.meta.setdefault(pair.get("wp:meta_key", ""), pair.get("wp:meta_value", ""))
        elif name == "category":
            post.terms.append((child.get("domain") or "category", xml.text(child)))
        elif name.startswith(("wp:", "content:", "excerpt:")):
            post.values.setdefault(name, xml.text(child))
    return post


def _picture(attachment: _Post) -> Picture:
    alt = escape(attachment.meta.get("_wp_attachment_image_alt", ""), quote=False)
    return Picture(attachment.values.get("wp:attachment_url", ""), alt)


def _entry(item: etree._Element, post: _Post) -> Entry:
    entry = rss.item(item)
    entry.topics = [
        name
        for taxonomy in _TAXONOMIES
        for own_taxonomy, name in post.terms
        if own_taxonomy == taxonomy and fold(name) not in _NO_CATEGORY
    ]
    entry.summary = post.values.get("excerpt:encoded") or entry.summary
    entry.content = _content(post.values.get("content:encoded", ""))
    # An undated post has a pubDate in a year before the first: "Mon, 30 Nov -0001".
    pub_date = "" if " -0" in entry.published else entry.published
    local_date = post.values.get("wp:post_date", "")
    entry.published = (
        _utc(post.values.get("wp:post_date_gmt", ""))
        or pub_date
        or ("" if local_date.startswith(_NO_DATE) else local_date)
    )
    entry.updated = _utc(post.values.get("wp:post_modified_gmt", ""))
    if entry.updated == entry.published:
        entry.updated = ""
    return entry


def _utc(date: str) -> str:
    """Return a date of WordPress's in UTC with its offset, "" for the date of zeros or another form."""
    return f"{date}+00:00" if _UTC_DATE.fullmatch(date) and not date.startswith(_NO_DATE) else ""


def _content(source: str) -> str:
    """Return a post's content as the HTML that WordPress makes of it; of shortcodes the text stays."""
    source = html.without(source, "<!--", "-->").replace("\r\n", "\n").replace("\r", "\n")
    closed = {name.lower() for slash, name, _ in _SHORTCODE.findall(source) if slash}

    def without_shortcode(match: re.Match[str]) -> str:
        # Other words in brackets are text, unless they have attributes or an end tag.
        name = match[2].lower()
        is_shortcode = name in _SHORTCODES or name in closed or "=" in match[3]
        return "" if is_shortcode else match[0]

    source = _SHORTCODE.sub(without_shortcode, source)
    return source if _PARAGRAPH.search(source) else _paragraphs(source)


def _paragraphs(source: str) -> str:
    """Return text with blank lines between its paragraphs as HTML, as WordPress shows it."""
    parts = (part.strip() for part in _BLANK_LINE.split(source))
    return "\n".join(part if _BLOCK.match(part) else _paragraph(part) for part in parts if part)


def _paragraph(text: str) -> str:
    lines = text.replace("\n", "<br>")
    return f"<p>{lines}</p>"
