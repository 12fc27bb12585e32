"""Extract an article's text by trafilatura, if that is installed and our own reading finds no text."""

from __future__ import annotations

# The time of trafilatura grows with the square of the number of tags.
_MAX_BYTES = 512 * 1024
_MAX_TAGS = 8000


def extract(content: bytes) -> str:
    """Return an article's text as HTML, or "" without a text or without trafilatura."""
    if len(content) > _MAX_BYTES or content.count(b"<") > _MAX_TAGS:
        return ""
    try:
        import trafilatura  # an optional dependency, and half a second that few pages need
    except ImportError:
        return ""
    text = trafilatura.extract(
        content, output_format="html", include_comments=False, include_links=True, include_images=True
    )
    return text or ""
