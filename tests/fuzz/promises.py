"""The promises of the parsers, and the verdict on the reading of one document.

Whatever a document holds: no error but SourceError, two seconds and 200 MB a megabyte, clean lines,
real addresses, and nothing hostile in an article.
"""

import gc
import re
import time
import traceback
from collections import Counter
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from digest import text
from digest.errors import SourceError
from digest.parsers import read_document

SECONDS = 2.0
MEGABYTES = 200
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_HOSTILE = ("script", "style", "iframe", "object", "embed", "svg", "math", "form", "link", "meta", "base")


@dataclass(frozen=True)
class Verdict:
    """Cost of reading one document, and the promise it broke: "" for none."""

    broken: str = ""
    detail: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0
    shape: str = ""


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.odd = ""

    def handle_starttag(self, tag, attrs):
        if tag in _HOSTILE:
            self.odd = f"<{tag}>"
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.odd = f"{name}="
            if name in ("href", "src") and not re.match(
                r"(?:https?://[^/]|mailto:.)", value or "", re.IGNORECASE
            ):
                self.odd = f"{name}={(value or '')[:60]}"


def _texts(value, path=""):
    if isinstance(value, str):
        yield path, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part, path)


def _is_address(address, schemes):
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    target = parts.path if parts.scheme == "mailto" else parts.hostname
    return parts.scheme in schemes and bool(target) and not re.search(r"[\s<>\"]", address)


def broken_promise(reading):
    """Return the first promise that a reading breaks, or ""."""
    seen = set()
    for path, value in _texts(reading):
        if (path, id(value)) in seen:
            continue
        seen.add((path, id(value)))
        try:
            value.encode()
        except UnicodeEncodeError:
            return f"{path} holds a lone surrogate"
        if path not in (".articles.summary", ".articles.content") and _CONTROL.search(value):
            return f"{path} holds a control character"
    ids = Counter(article.id for article in reading.articles)
    if ids and max(ids.values()) > 1:
        return "two articles have one id"
    broken = (check(article) for article in reading.articles for check in _CHECKS)
    return next((promise for promise in broken if promise), "")


def _content(article):
    tags = _Tags()
    tags.feed(article.content)
    if tags.odd or "<script" in article.content.lower():
        return f"hostile content: {tags.odd}"
    if text.printable(article.content) != article.content:
        return "content is not clean"
    return ""


def _addresses(article):
    if article.url is not None and not _is_address(article.url, ("http", "https", "mailto")):
        return "url is no address"
    if any(not _is_address(enclosure.url, ("http", "https")) for enclosure in article.enclosures):
        return "enclosure is no address"
    return _image(article.image.url) if article.image else ""


def _image(address):
    if ":" in address.split("/")[0]:
        return "" if _is_address(address, ("https",)) else "image is no address"
    outside = ".." in address.split("/") or address.startswith("/")
    return "image is outside of its folder" if outside else ""


def _lines(article):
    if not article.id:
        return "has no id"
    for name in ("title", "id"):
        if text.line(getattr(article, name)) != getattr(article, name):
            return f"{name} is no clean line"
    if any(text.line(name) != name or not name for name in (*article.authors, *article.topics)):
        return "an author or a topic is no clean line"
    if "\n\n".join(text.paragraphs(article.summary)) != article.summary:
        return "summary is no clean paragraphs"
    return ""


def _dates_and_language(article):
    if (article.date_from is None) != (article.published is None):
        return "date_from without a date, or a date without date_from"
    for moment in (article.published, article.updated):
        if moment is not None and (moment.tzinfo is None or not 1800 < moment.astimezone(UTC).year < 2300):
            return "a date without an offset, or out of range"
    if article.language is not None and not re.fullmatch(r"[a-z]{2,3}", article.language):
        return "language is no code"
    return ""


_CHECKS = (_content, _addresses, _lines, _dates_and_language)


def _memory(name):
    """Return a figure of this process in megabytes: VmRSS (now) or VmHWM (the highest)."""
    status = Path("/proc/self/status").read_text()
    found = re.search(rf"{name}:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def _place(error):
    """Return the file and function of the package that raised an error."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/digest/" in frame.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "?"


def judge(document, zone, *, twice, costs=True):
    """Read a document and return the verdict.

    Args:
        document: the document.
        zone: the timezone of dates without an offset.
        twice: read it twice and compare the readings.
        costs: measure memory and judge both costs; else only the reading is judged. Measuring takes longer
            than reading a small document, and a coverage run is slow.
    """
    before = 0.0
    if costs:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")  # start VmHWM anew
        before = _memory("VmRSS")
    start = time.process_time()
    reading, error = _read(document, zone)
    seconds = time.process_time() - start
    megabytes = _memory("VmHWM") - before if costs else 0.0
    if error is None:
        broken, detail, shape = broken_promise(reading), "", _shape(reading)
        if not broken and twice and _read(document, zone)[0] != reading:
            broken = "two readings differ"
    else:
        broken, detail, shape = _judge_error(error)
    if costs and not broken and seconds > SECONDS:
        broken = "slow"
    if not broken and megabytes > MEGABYTES:
        broken = "hungry"
    return Verdict(broken, detail, seconds, megabytes, shape)


def _read(document, zone):
    """Return the reading and no error, or no reading and the error."""
    try:
        return read_document(document, zone), None
    except BaseException as error:  # noqa: BLE001 (errors that escape are looked for)
        return None, error


def _judge_error(error):
    """Return the broken promise, the traceback and the shape of an error."""
    if not isinstance(error, SourceError):
        return f"escaped {type(error).__name__} in {_place(error)}", _traceback(error), "none"
    shape = re.sub(r"'[^']*'|\d+", "_", str(error))[-60:]
    if "cannot be read as" in str(error):  # the parsers' last resort, for errors that nobody foresaw
        cause = error.__cause__
        return f"hidden {type(cause).__name__} in {_place(cause)}", _traceback(cause), shape
    return "an error holds a control character" if _CONTROL.search(str(error)) else "", "", shape


def _traceback(error):
    return "".join(traceback.format_exception(error))[-3000:]


def _shape(reading):
    """Return the kind of a reading: format, notices, filled fields, number of articles up to 4."""
    quoted = r"'[^']*'|\"[^\"]*\"|[\d,]+|\(.*?\)"
    notices = {re.sub(quoted, "_", notice.text)[:50] for notice in reading.notices}
    filled = {
        field.name
        for article in reading.articles[:3]
        for field in fields(article)
        if getattr(article, field.name)
    }
    return f"{reading.format} {sorted(notices)} {sorted(filled)} {min(len(reading.articles), 4)}"
