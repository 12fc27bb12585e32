"""Pictures and recordings that feeds name with Media RSS (rssboard.org/media-rss)."""

from __future__ import annotations

from lxml import etree

from digest.parsers import feed_pictures, fields, xml
from digest.parsers.entry import PICTURES, Entry, Picture, Recording

_RECORDINGS = {
    ".mp3": "audio", ".m4a": "audio", ".ogg": "audio", ".opus": "audio", ".wav": "audio",
    ".mp4": "video", ".m4v": "video", ".mov": "video", ".webm": "video",
}  # fmt: skip
NAMESPACE = "http://search.yahoo.com/mrss"


def add(element: etree._Element, entry: Entry) -> None:
    """Add the files and the texts of an element of Media RSS to an entry."""
    name = xml.local(element)
    if name == "title":
        entry.media_title = entry.media_title or xml.text(element)
    elif name == "description":
        entry.media_text = entry.media_text or fields.to_html(xml.text(element))
    elif name == "group":
        for part in element:
            add(part, entry)
    elif name == "content":
        _add_content(element, entry)
    elif name == "thumbnail":
        entry.pictures.append(picture(element, alt=_description(element), rank=2))


def _add_content(element: etree._Element, entry: Entry) -> None:
    file_kind = kind(element.get("medium"), element.get("type"), element.get("url"))
    if file_kind.startswith("image"):
        entry.pictures.append(picture(element, alt=_description(element)))
    elif file_kind.startswith(("audio", "video")):
        entry.recordings.append(recording(element, size=element.get("fileSize")))
    is_picture = file_kind.startswith("image")
    for part in element:
        # The words inside a picture's element are about the picture alone.
        if xml.local(part) == "thumbnail" or (not is_picture and xml.local(part) in ("title", "description")):
            add(part, entry)


def kind(medium: str | None, media_type: str | None, url: str | None) -> str:
    """Return the medium of a file (image, audio, video) or its media type, "" if unknown.

    Args:
        medium: As the feed states it.
        media_type: As the feed states it, for example "image/jpeg".
        url: The address; its extension counts if the feed states neither.
    """
    if medium or media_type:
        return medium or media_type or ""
    ending = feed_pictures.ending(url or "")
    return "image" if ending in PICTURES else _RECORDINGS.get(ending, "")


def is_text(media_type: str) -> bool:
    """Return True if content of this media type is text to be shown, and not a file."""
    return "xhtml" in media_type or not media_type.startswith(("image", "audio", "video", "application/"))


def picture(element: etree._Element, *, alt: str = "", rank: int = 0) -> Picture:
    """Return the picture at an element's `url`."""
    return Picture(
        element.get("url") or "", alt, element.get("width") or "", element.get("height") or "", rank
    )


def recording(element: etree._Element, *, size: str | None) -> Recording:
    """Return the sound or video file at an element's `url`."""
    return Recording(element.get("url") or "", element.get("type") or "", size or "")


def _description(element: etree._Element) -> str:
    words = {xml.local(part): xml.text(part) for part in element}
    return words.get("description") or words.get("title", "")
