"""The text of an article's page by trafilatura, where that is installed and our own reading finds none."""

from __future__ import annotations

_LARGEST = 512 * 1024
_MOST_TAGS = 8000  # its time grows with their square


def of(content: bytes) -> str:
    """Return the article's text as HTML; "" where there is none, or no trafilatura."""
    if len(content) > _LARGEST or content.count(b"<") > _MOST_TAGS:
        return ""
    try:
        import trafilatura  # noqa: PLC0415 (an extra, and half a second that few pages need)
    except ImportError:
        return ""
    found = trafilatura.extract(
        content, output_format="html", include_comments=False, include_links=True, include_images=True
    )
    return found or ""
