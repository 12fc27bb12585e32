"""WordPress eXtended RSS: the file WordPress exports a whole site to, any version of it.

Articles are its published posts, and entries of the types a theme or a plugin adds (news, events).
Pages, attachments, menus, revisions and what plugins keep for themselves are no articles; nor is a
post that is a draft, private, scheduled, in the bin or behind a password.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from lxml import etree

from digest.model import Document, Notice, Reading
from digest.parsers import html as markup
from digest.parsers import recover, rss, xml
from digest.parsers.entry import Entry, Picture, articles
from digest.text import fold, line

# Known by its elements too: who takes it for a common feed takes drafts for articles.
_EXPORT = re.compile(rb"https?://(?:www\.)?wordpress\.org/export/|<wp:(?:wxr_version|status|post_type)>")
_HEAD = 65536
_PARTS = frozenset({"item", "author"})
# Types by which WordPress and common plugins keep pages, plumbing, and what readers sent them.
_NO_ARTICLE = re.compile(
    r"page|attachment|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|user_request|feedback"
    r"|scheduled-action|wp_.*|wpcf7_.*|wpforms.*|acf.*|elementor.*|e-landing-page|e-floating-buttons|amp_.*|shop_.*"
    r"|product_variation|(?:.*[-_])?(?:forms?|orders?|templates?|popups?|layouts?)"
)
_STATUS = {"draft": "drafts", "auto-draft": "drafts", "pending": "waiting for review", "trash": "in the bin",
           "future": "scheduled", "private": "private", "password": "behind a password", "": "without a status"}  # fmt: skip
# What WordPress calls a post that its author filed nowhere, in the languages of its common editions.
_NOWHERE = frozenset(
    fold(name)
    for name in ("Uncategorized", "Uncategorised", "Sin categoría", "Sin categorizar", "Sem categoria", "Non classé",
                 "Allgemein", "Unkategorisiert", "Senza categoria", "Sense categoria")
)  # fmt: skip
_SHORTCODES = frozenset({"caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist"})
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]{0,60})((?:\s[^\[\]<>]{0,2000})?)\]")
_BLOCK = re.compile(
    r"<(?:/|ul|ol|li|dl|h[1-6]|blockquote|table|figure|div|pre|hr|section|form|iframe|address)\b",
    re.IGNORECASE,
)


def sniff(content: bytes, _name: str) -> bool:
    """Return whether this is RSS with the elements of WordPress's export."""
    return bool(_EXPORT.search(content[:_HEAD])) and rss.sniff(content, _name)


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the published posts of an export, in its order; a notice counts the posts left out.

    A post is dated by `wp:post_date_gmt`, else `pubDate`, else `wp:post_date` in `zone`. A file
    that is no well-formed XML is mended, and what cannot be is left out.
    """
    export = _Export()
    try:
        found, notices = articles(export.entries(document.content), document.source, zone)
        reading = Reading(format="wxr", articles=found, notices=notices)
    except xml.NotWellFormed as error:
        # feedparser would take drafts for articles.
        reading = recover.read(document, zone, "wxr", export.entries, error, by_feedparser=False)
    if not export.left_out:
        return reading
    counted = ", ".join(f"{told} {count}" for told, count in sorted(export.left_out.items()))
    told = f"posts that are not public were left out ({export.left_out.total()}): {counted}"
    notice = Notice(source=document.source.name, text=told)
    return Reading(format="wxr", articles=reading.articles, notices=(*reading.notices, notice))


@dataclass(slots=True)
class _Post:
    """What an item's own WordPress elements say, beside its entry."""

    values: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    topics: list[tuple[str, str]] = field(default_factory=list)


class _Export:
    """One file: its people and pictures may stand behind the posts that name them."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()

    def entries(self, content: bytes) -> Iterator[Entry]:
        self.left_out.clear()
        people: dict[str, str] = {}
        pictures: dict[str, Picture] = {}
        waiting: list[tuple[Entry, str]] = []
        for element in xml.elements(content, _PARTS):
            if element.getparent() is None:
                yield from _completed(waiting, people, pictures, rss.channel(element))
            elif xml.local(element) == "item":
                post = _post(element)
                kind = post.values.get("wp:post_type") or "post"
                if kind == "attachment":
                    address = post.values.get("wp:attachment_url", "")
                    alt = html.escape(post.meta.get("_wp_attachment_image_alt", ""), quote=False)
                    pictures[post.values.get("wp:post_id", "")] = Picture(address, alt)
                elif not _NO_ARTICLE.fullmatch(kind) and self._is_public(post):
                    waiting.append((_entry(element, post), post.meta.get("_thumbnail_id", "")))
            else:
                login, name = _person(element)
                people[login] = name

    def _is_public(self, post: _Post) -> bool:
        status = line(post.values.get("wp:status", "")).lower()
        if status == "publish" and post.values.get("wp:post_password"):
            status = "password"
        if status != "publish":
            self.left_out[_STATUS.get(status, "of another status")] += 1
        return status == "publish"


def _completed(
    waiting: list[tuple[Entry, str]],
    people: dict[str, str],
    pictures: dict[str, Picture],
    channel: tuple[str, str, str],
) -> Iterator[Entry]:
    language, link, _ = channel
    for entry, picture in waiting:
        entry.language = entry.language or language
        entry.base = entry.base or link or None
        entry.states_base = bool(entry.base)
        entry.authors = [people.get(login) or login for login in entry.authors]
        if picture in pictures:
            entry.pictures.insert(0, pictures[picture])
        yield entry


def _name(element: etree._Element) -> str:
    """Return an element's name with the prefix WordPress writes, whatever the export's version."""
    name, space = xml.local(element), xml.space(element)
    if "wordpress.org/export" in space:
        return f"excerpt:{name}" if space.endswith("/excerpt") else f"wp:{name}"
    if space.endswith("/modules/content"):
        return f"content:{name}"
    return name


def _person(element: etree._Element) -> tuple[str, str]:
    values = {_name(child): xml.text(child) for child in element}
    whole = f"{values.get('wp:author_first_name', '')} {values.get('wp:author_last_name', '')}"
    return values.get("wp:author_login", ""), values.get("wp:author_display_name") or whole.strip()


def _post(item: etree._Element) -> _Post:
    post = _Post()
    for child in item:
        name = _name(child)
        if name == "wp:postmeta":
            pair = {_name(part): xml.text(part) for part in child}
            post.meta.setdefault(pair.get("wp:meta_key", ""), pair.get("wp:meta_value", ""))
        elif name == "category":
            post.topics.append((child.get("domain") or "category", xml.text(child)))
        elif name.startswith(("wp:", "content:", "excerpt:")):
            post.values.setdefault(name, xml.text(child))
    return post


def _entry(item: etree._Element, post: _Post) -> Entry:
    entry = rss.item(item)
    wanted = ("category", "post_tag")
    entry.topics = [
        name
        for domain in wanted
        for stated, name in post.topics
        if stated == domain and fold(name) not in _NOWHERE
    ]
    entry.summary = post.values.get("excerpt:encoded") or entry.summary
    entry.content = _content(post.values.get("content:encoded", ""))
    entry.published = (
        _utc(post.values.get("wp:post_date_gmt", ""))
        # WordPress dates what has no date to a year before the first.
        or ("" if " -0" in entry.published else entry.published)
        or _told(post.values.get("wp:post_date", ""))
    )
    entry.updated = _utc(post.values.get("wp:post_modified_gmt", ""))
    if entry.updated == entry.published:
        entry.updated = ""
    return entry


def _told(date: str) -> str:
    return "" if date.startswith("0000-00-00") else date


def _utc(date: str) -> str:
    return f"{date}+00:00" if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", _told(date)) else ""


def _content(source: str) -> str:
    """Return a post's content as the HTML WordPress would make of it, its shortcodes' words kept."""
    source = markup.without(source, "<!--", "-->").replace("\r\n", "\n").replace("\r", "\n")
    closed = {name.lower() for slash, name, _ in _SHORTCODE.findall(source) if slash}

    def dropped(match: re.Match[str]) -> str:
        name = match[2].lower()
        # A word in brackets is a shortcode where WordPress has one, or where it looks like nothing else.
        is_one = name in _SHORTCODES or name in closed or "=" in match[3]
        return "" if is_one else match[0]

    source = _SHORTCODE.sub(dropped, source)
    return source if re.search(r"<p[\s>]", source, re.IGNORECASE) else _paragraphs(source)


def _paragraphs(source: str) -> str:
    """Return text whose paragraphs are parted by blank lines as HTML, as WordPress shows it."""
    found = (part.strip() for part in re.split(r"\n[ \t]*\n\s*", source))
    return "\n".join(
        part if _BLOCK.match(part) else f"<p>{part.replace(chr(10), '<br>')}</p>" for part in found if part
    )
