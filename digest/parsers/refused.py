"""Documents that are no text, and how to save them as one."""

from __future__ import annotations

from digest.errors import SourceError

_ZIP = b"PK\x03\x04"
_HEAD = 65536
_SIGNATURES = (
    (b"%PDF-", "is a PDF", "copy its text into a .txt file, or save the page that it was made from"),
    (b"\xd0\xcf\x11\xe0", "is an old Office document", "save it as CSV (a table) or as plain text"),
    (b"{\\rtf", "is a Rich Text document", "save it as plain text"),
    (b"\x1f\x8b", "is compressed (gzip)", "unpack it first"),
    (b"7z\xbc\xaf", "is a 7z archive", "unpack it first"),
    (b"Rar!", "is a RAR archive", "unpack it first"),
)
# By a folder or file that the zip archive of an Office document begins with.
_IN_ZIP = (
    (b"xl/", "is an Excel workbook", "save it as CSV"),
    (b"spreadsheet", "is a spreadsheet", "save it as CSV"),
    (b"word/", "is a Word document", "save it as plain text or as a web page"),
    (b"opendocument.text", "is a text document (ODT)", "save it as plain text or as a web page"),
    (b"ppt/", "is a PowerPoint presentation", "save it as plain text"),
)


def refuse(content: bytes) -> None:
    """Raise SourceError for a document of a common kind that holds no text, with what to do instead."""
    for signature, problem, advice in _SIGNATURES:
        if content.startswith(signature):
            raise SourceError(f"{problem}; {advice}")
    if content.startswith(_ZIP):
        ends = content[:_HEAD] + content[-_HEAD:]
        found = (kind[1:] for kind in _IN_ZIP if kind[0] in ends)
        problem, advice = next(found, ("is a zip archive", "unpack it first"))
        raise SourceError(f"{problem}; {advice}")
