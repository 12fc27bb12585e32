"""Read feeds with feedparser, which copes with XML beyond repair."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from digest.parsers import fields, html, media, xml
from digest.parsers.entry import Entry, Picture, Recording

_DESCRIPTION = re.compile(rb"<(/?)media:description\b[^<>]*>")
_REST_OF_ADDRESS = re.compile(r"^[\w.-]*\s*\((?=[^()]*$)")


def entries(content: bytes) -> Iterator[Entry]:
    """Yield the entries of a feed as feedparser reads them."""
    import feedparser  # 108 ms, needed by very few feeds

    # feedparser would take the description of a picture for the entry's own; this name it ignores.
    content = _DESCRIPTION.sub(rb"<\1media:text>", content)
    parsed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    version = parsed.get("version") or ""
    for item in parsed.get("entries", []):
        yield _entry(item, parsed.get("feed", {}), is_atom=version.startswith("atom"))


def _entry(item: Any, feed: Any, *, is_atom: bool) -> Entry:
    """Return an entry of feedparser's as ours; any key may be missing or None."""
    title, summary = item.get("title_detail"), item.get("summary_detail")
    contents = item.get("content") or [{}]
    # feedparser notes the language and the base on the texts only.
    context: Any = next((text for text in (title, summary, *contents) if text), {})
    site, base, content_base = _first(feed, "link"), _first(context, "base"), _first(contents[0], "base")
    return Entry(
        guid=_first(item, "id", "dc_identifier"),
        url=_page_address(item, is_atom=is_atom),
        title=_html(title, is_atom=is_atom),
        published=_first(item, "published", "created"),
        # `get` would answer with `published` if the item has no `updated`.
        updated=dict.get(item, "updated") or "",
        authors=_authors(item, feed, is_atom=is_atom),
        topics=[_first(tag, "label", "term") for tag in _list(item, "tags")],
        # `summary` would be the content if the item has no summary of its own.
        summary=_html(summary, is_atom=is_atom),
        content=_html(contents[0], is_atom=is_atom),
        pictures=_pictures(item),
        recordings=_recordings(item),
        alternates=_alternates(item),
        language=_first(item, "language") or _first(context, "language") or _first(feed, "language"),
        base=html.join(site, base) or None,
        states_base=bool(base),
        media_text="" if _picture_files(item) else fields.to_html(_first(item, "media_text")),
        content_base=html.join(site, content_base) if content_base else None,
    )


def _first(holder: Any, *keys: str) -> str:
    """Return the first value that is not empty, or ""."""
    return next((value for key in keys if (value := holder.get(key))), "")


def _list(holder: Any, key: str) -> list[Any]:
    return holder.get(key) or []


def _page_address(item: Any, *, is_atom: bool) -> str:
    """Return the address of an entry's page; feedparser's own `link` may be just the id."""
    pages = (page for page in _links(item, "alternate") if not page.get("hreflang"))
    address = xml.best_page(xml.Page(_first(page, "href"), _first(page, "type")) for page in pages)
    link, guid = _first(item, "link"), _first(item, "id", "dc_identifier")
    if not address and link != item.get("id") and not _alternates(item):
        address = link
    is_permalink = not is_atom and item.get("guidislink", True) and "://" in guid
    return address or (guid if is_permalink else "")


def _alternates(item: Any) -> list[tuple[str, str]]:
    pages = _links(item, "alternate")
    return [(page["hreflang"], _first(page, "href")) for page in pages if page.get("hreflang")]


def _links(item: Any, relation: str) -> list[Any]:
    return [link for link in _list(item, "links") if link.get("rel") == relation]


def _authors(item: Any, feed: Any, *, is_atom: bool) -> list[str]:
    """Return the authors; an Atom entry inherits those of its source or feed (RFC 4287, section 4.2.1)."""
    holders = (item, item.get("source") or {}, feed) if is_atom else (item,)
    return next((names for holder in holders if (names := _names(holder))), [])


def _names(holder: Any) -> list[str]:
    names = (_first(author, "name", "email") for author in _list(holder, "authors"))
    # feedparser may leave a piece of the address before the name in `address (Name)`.
    return [_REST_OF_ADDRESS.sub("", name) for name in names if name]


def _html(text: Any, *, is_atom: bool) -> str:
    """Return a text of feedparser's as HTML, "" for content that is not text."""
    media_type, value = _first(text or {}, "type"), _first(text or {}, "value")
    if not media.is_text(media_type):
        return ""
    return escape(value, quote=False) if is_atom and "html" not in media_type else value


def _pictures(item: Any) -> list[Picture]:
    files = _picture_files(item)
    # Of several pictures it is unknown which one the description is of.
    alt = _first(item, "media_text") if len(files) == 1 else ""
    pictures = [_picture(file, "url", alt=alt) for file in files]
    pictures += [
        _picture(link, "href", alt=_first(link, "title"), rank=1)
        for link in _links(item, "enclosure")
        if _kind(link).startswith("image")
    ]
    pictures += [_picture(thumbnail, "url", rank=2) for thumbnail in _list(item, "media_thumbnail")]
    pictures.append(_picture(item.get("image") or {}, "href", rank=3))
    return pictures


def _picture_files(item: Any) -> list[Any]:
    return [file for file in _list(item, "media_content") if _kind(file).startswith("image")]


def _kind(file: Any) -> str:
    return media.kind(file.get("medium"), file.get("type"), file.get("url"))


def _picture(holder: Any, address: str, *, alt: str = "", rank: int = 0) -> Picture:
    return Picture(_first(holder, address), alt, _first(holder, "width"), _first(holder, "height"), rank)


def _recordings(item: Any) -> list[Recording]:
    recordings = [
        Recording(_first(link, "href"), _first(link, "type"), _first(link, "length"))
        for link in _links(item, "enclosure")
        if not _kind(link).startswith("image")
    ]
    recordings += [
        Recording(_first(file, "url"), _first(file, "type"), _first(file, "filesize"))
        for file in _list(item, "media_content")
        if _kind(file).startswith(("audio", "video"))
    ]
    return recordings
