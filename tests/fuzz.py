"""Mutated documents, thrown at the readers by hand: `.venv/bin/python -m tests.fuzz --minutes 5 --format rss`.

Starts from the cases of tests/data/parsers and from large documents made to hurt (`tests/attacks.py`,
`--attacks`). What breaks a promise of the readers is made small and kept in `.fuzz/`, with a report.
The same --seed gives the same documents.
"""

import gc
import json
import multiprocessing
import random
import re
import resource
import time
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click

from digest import text
from digest.errors import SourceError
from digest.model import Document, Source
from digest.parsers import FORMATS, read_document
from tests import attacks

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests/data/parsers"
SECONDS = 2.0
MEGABYTES = 200
LARGEST = 1024 * 1024
_GIVEN_UP = 30.0
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_HOSTILE = ("script", "style", "iframe", "object", "embed", "svg", "math", "form", "link", "meta", "base")
# What begins an element, lines up to a blank one, and what stands in a field of any of the formats.
_TAG = re.compile(rb"<([\w:-]{1,40})")
_LINES = re.compile(rb"^[^\n]+\n(?:[^\n]+\n){0,8}", re.MULTILINE)
_FIELD = re.compile(
    rb"(?<=>)[^<>]{1,2000}(?=<)|(?<=[\"'])[^\"'<>\n]{1,300}(?=[\"'])|(?<=: )[^\n]{1,300}|(?<=,)[^,\n]{1,300}(?=,)"
)


@dataclass(frozen=True)
class Verdict:
    """What reading one document cost, and the promise it broke: "" where none."""

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
        for one in fields(value):
            yield from _texts(getattr(value, one.name), f"{path}.{one.name}")
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one, path)


def _is_address(address, schemes):
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    whole = parts.hostname if parts.scheme != "mailto" else parts.path
    return parts.scheme in schemes and bool(whole) and not re.search(r"[\s<>\"]", address)


def broken_promise(reading):
    """Return what is wrong with a reading, or ""."""
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
    return next((odd for one in reading.articles if (odd := _odd(one))), "")


def _odd(article):
    tags = _Tags()
    tags.feed(article.content)
    if tags.odd or "<script" in article.content.lower():
        return f"hostile content: {tags.odd}"
    if article.url is not None and not _is_address(article.url, ("http", "https", "mailto")):
        return "url is no address"
    if any(not _is_address(one.url, ("http", "https")) for one in article.enclosures):
        return "enclosure is no address"
    picture = article.image.url if article.image else ""
    if picture and ":" in picture.split("/")[0] and not _is_address(picture, ("https",)):
        return "image is no address"
    if (
        picture
        and ":" not in picture.split("/")[0]
        and (".." in picture.split("/") or picture.startswith("/"))
    ):
        return "image is outside of its folder"
    if not article.id:
        return "has no id"
    for name in ("title", "id"):
        if text.line(getattr(article, name)) != getattr(article, name):
            return f"{name} is no clean line"
    if any(text.line(one) != one or not one for one in (*article.authors, *article.topics)):
        return "an author or a topic is no clean line"
    if "\n\n".join(text.paragraphs(article.summary)) != article.summary:
        return "summary is no clean paragraphs"
    if text.printable(article.content) != article.content:
        return "content is not clean"
    if (article.date_from is None) != (article.published is None):
        return "date_from without a date, or a date without it"
    for moment in (article.published, article.updated):
        if moment is not None and (moment.tzinfo is None or not 1800 < moment.astimezone(UTC).year < 2300):
            return "a date without an offset, or out of all range"
    if article.language is not None and not re.fullmatch(r"[a-z]{2,3}", article.language):
        return "language is no code"
    return ""


def _peak(line):
    status = Path("/proc/self/status").read_text()
    found = re.search(rf"{line}:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def _frames(error):
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if "/digest/" in frame.filename]
    last = own[-1] if own else None
    return f"{Path(last.filename).name}:{last.name}" if last else "?"


def judge(document, zone, *, twice):
    """Read a document and return the verdict."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = _peak("VmRSS")
    start = time.process_time()
    broken = detail = shape = ""
    reading = None
    try:
        reading = read_document(document, zone)
    except SourceError as error:
        shape = re.sub(r"'[^']*'|\d+", "_", str(error))[-60:]
        broken = "an error holds a control character" if _CONTROL.search(str(error)) else ""
        if "cannot be read as" in str(error):
            cause = error.__cause__
            broken = f"hidden {type(cause).__name__} in {_frames(cause)}"
            detail = "".join(traceback.format_exception(cause))[-3000:]
    except BaseException as error:  # noqa: BLE001 (this is what is looked for)
        broken = f"escaped {type(error).__name__} in {_frames(error)}"
        detail = "".join(traceback.format_exception(error))[-3000:]
    seconds = time.process_time() - start
    megabytes = _peak("VmHWM") - before
    form = "none"
    if reading is not None:
        form = reading.format
        told = {re.sub(r"'[^']*'|\"[^\"]*\"|[\d,]+|\(.*?\)", "_", one.text)[:50] for one in reading.notices}
        first = reading.articles[:3]
        filled = {one.name for article in first for one in fields(article) if getattr(article, one.name)}
        shape = f"{sorted(told)} {sorted(filled)} {min(len(reading.articles), 4)}"
        broken = broken_promise(reading)
        if not broken and twice and read_document(document, zone) != reading:
            broken = "two readings differ"
    if not broken and seconds > SECONDS:
        broken = f"slow ({form})"
    if not broken and megabytes > MEGABYTES:
        broken = f"hungry ({form})"
    return Verdict(broken, detail, seconds, megabytes, f"{form} {shape}")


def _work(pipe):
    gc.freeze()  # what is there already need not be gone through before each document
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    while True:
        document, zone = pipe.recv()
        pipe.send(judge(document, zone, twice=len(document.content) < 20_000))


class Reader:
    """A process of its own that reads documents, so that one that never ends or kills it can be told."""

    def __init__(self):
        self._start()

    def _start(self):
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def __call__(self, document, zone):
        self._pipe.send((document, zone))
        try:
            if self._pipe.poll(_GIVEN_UP):
                return self._pipe.recv()
            verdict = Verdict(f"never ends ({_GIVEN_UP:.0f} s)", seconds=_GIVEN_UP)
        except EOFError:
            verdict = Verdict("kills the process")
        self.close()
        self._start()
        return verdict

    def close(self):
        self._process.kill()
        self._process.join()


class Mutator:
    """Documents out of documents; `words` are what the format's readers look for."""

    def __init__(self, rng, own, others, words):
        self.rng, self.own, self.others, self.words = rng, own, others, words

    def document(self):
        name, content = self.rng.choice(self.own)
        # Every other one keeps its head, by which a document is told: else the readers behind it see little.
        head = content[: self.rng.choice((40, 120, 400))] if self.rng.random() < 0.5 else b""
        content = content[len(head) :]
        for _ in range(self.rng.choice((1, 1, 2, 3, 5, 8))):
            ways = self._structured if self.rng.random() < 0.3 else self._ways
            content = self.rng.choice(ways)(self, head + content)[:LARGEST]
            content = content.removeprefix(head) if content.startswith(head) else content[len(head) :]
        return name, head + content

    def _span(self, content, most=400):
        start = self.rng.randrange(len(content) + 1)
        return start, min(len(content), start + self.rng.randrange(1, most))

    def _put(self, content, new):
        start, end = self._span(content)
        return content[:start] + new + content[self.rng.choice((start, end)) :]

    def flip(self, content):
        found = bytearray(content)
        for _ in range(self.rng.randrange(1, 12)):
            if found:
                found[self.rng.randrange(len(found))] = self.rng.choice(
                    (self.rng.randrange(256), 0, 10, 34, 38, 60, 62, 255)
                )
        return bytes(found)

    def splice(self, content):
        _, other = self.rng.choice(self.own if self.rng.random() < 0.6 else self.others)
        start, end = self._span(other, 2000)
        return self._put(content, other[start:end])

    def token(self, content):
        return self._put(content, self.rng.choice(self.words))

    def swap(self, content):
        """Put a token where another token of the document stands."""
        places = list(re.finditer(rb"[\w:-]{2,30}|\"[^\"\n]{0,200}\"|>[^<>]{1,200}<", content[:200_000]))
        if not places:
            return content
        place = self.rng.choice(places)
        return content[: place.start()] + self.rng.choice(self.words) + content[place.end() :]

    def repeat(self, content):
        start, end = self._span(content, self.rng.choice((3, 20, 200, 3000)))
        size = self.rng.choice((200, 5000, 100_000, LARGEST if self.rng.random() < 0.2 else 20_000))
        chunk = content[start:end] or b"x"
        return content[:start] + chunk * max(1, size // len(chunk)) + content[end:]

    def drop(self, content):
        start, end = self._span(content, self.rng.choice((3, 50, 2000)))
        return content[:start] + content[end:]

    def cut(self, content):
        start, _ = self._span(content)
        return content[:start] if self.rng.random() < 0.8 else content[start:]

    def nest(self, content):
        opening, closing = self.rng.choice(attacks.NESTS)
        depth = self.rng.choice((10, 100, 300, 1100, 5000, 60_000))
        start, end = self._span(content, 2000)
        return content[:start] + opening * depth + content[start:end] + closing * depth + content[end:]

    def swell(self, content):
        """Make a field, a word or an attribute huge."""
        unit = self.rng.choice(self.words)[:40] or b"x"
        return self._put(content, unit * (self.rng.choice((1000, 50_000, 400_000)) // len(unit)))

    def shuffle(self, content):
        mark = self.rng.choice((b"\n", b"<", b",", b" "))
        parts = content.split(mark)
        self.rng.shuffle(parts)
        return mark.join(parts)

    def recode(self, content):
        decoded = content.decode("utf-8", errors="replace")
        coding = self.rng.choice(
            ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "utf-7", "koi8-r")
        )
        coded = decoded.encode(coding, errors="replace")
        return self.rng.choice((b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0")) + coded

    def break_text(self, content):
        """Put bytes of no character, or characters of no text, somewhere."""
        return self._put(content, self.rng.choice(attacks.CHARACTERS) * self.rng.choice((1, 1, 3, 1000)))

    def moment(self, content):
        """Put an odd date where a date stands, else anywhere."""
        new = self.rng.choice(attacks.DATES)
        places = list(re.finditer(rb"\d[\d:TZ+., /-]{5,40}", content[:200_000]))
        if not places:
            return self._put(content, new)
        place = self.rng.choice(places)
        return content[: place.start()] + new + content[place.end() :]

    def address(self, content):
        """Put an odd address where an address stands, else anywhere."""
        new = self.rng.choice(attacks.ADDRESSES)
        places = list(re.finditer(rb"https?://[^\s\"'<>]{1,200}", content[:200_000]))
        if not places:
            return self._put(content, new)
        place = self.rng.choice(places)
        return content[: place.start()] + new + content[place.end() :]

    def value(self, content):
        """Change one value of JSON, or of the JSON on one line, into another kind of value."""
        lines = content.split(b"\n")
        for at in (None, self.rng.randrange(len(lines))):
            try:
                whole = json.loads(content if at is None else lines[at])
            except (ValueError, RecursionError):
                continue
            try:
                new = json.dumps(self._changed(whole)).encode()
            except (ValueError, RecursionError):
                return content
            return new if at is None else b"\n".join((*lines[:at], new, *lines[at + 1 :]))
        return self.element(content)

    def _changed(self, value, depth=0):
        rng = self.rng
        if not isinstance(value, dict | list) or not value or depth > 50 or rng.random() < 0.1:
            word = rng.choice((*self.words, *attacks.DATES, *attacks.ADDRESSES)).decode(errors="replace")
            odd = (
                None,
                True,
                -1,
                1e308,
                10**30,
                "",
                [],
                {},
                [[value]],
                [value, value],
                {"name": value},
                {"url": value},
            )
            return rng.choice((word, word, f"{value}{word}", rng.choice(odd)))
        if isinstance(value, list):
            at = rng.randrange(len(value))
            if rng.random() < 0.2:
                return value * rng.choice((0, 2, 50))
            return [*value[:at], self._changed(value[at], depth + 1), *value[at + 1 :]]
        key = rng.choice(list(value))
        if rng.random() < 0.2:
            other = rng.choice(list(value))
            return value | {key: value[other], other: value[key]}
        return value | {key: self._changed(value[key], depth + 1)}

    def element(self, content):
        """Put a whole element, or some lines, of any document of the format in the place of another, or beside it."""
        _, other = self.rng.choice(self.own)
        ways = self._an_element if b"<" in content and self.rng.random() < 0.7 else self._some_lines
        place, piece = ways(content), ways(other)
        if not place or not piece:
            return self.token(content)
        new = other[slice(*piece)] * self.rng.choice((0, 1, 1, 1, 1, 2, 40))
        return content[: place[0]] + new + content[self.rng.choice(place) :]

    def _an_element(self, content):
        places = [match for match in islice(_TAG.finditer(content), 500) if not match[1].startswith(b"?")]
        if not places:
            return None
        place = self.rng.choice(places)
        closing = b"</%s>" % place[1]
        end = content.find(closing, place.end(), place.end() + 5000)
        start = place.start()
        return (
            (start, end + len(closing))
            if end >= 0
            else (start, content.find(b">", start) + 1 or len(content))
        )

    def _some_lines(self, content):
        places = list(islice(_LINES.finditer(content), 500))
        return self.rng.choice(places).span() if places else None

    def words_of(self, content):
        """Put something odd where the words of an element or the value of an attribute stand, and nothing else."""
        places = list(islice(_FIELD.finditer(content[:50_000]), 2000))
        if not places:
            return self.token(content)
        place = self.rng.choice(places)
        new = self.rng.choice(
            (
                self.rng.choice(self.words),
                self.rng.choice(attacks.DATES),
                self.rng.choice(attacks.ADDRESSES),
                b"",
            )
        )
        return content[: place.start()] + new * self.rng.choice((1, 1, 30)) + content[place.end() :]

    _structured = (value, element, words_of)
    _ways = (
        flip, splice, splice, token, token, swap, swap, swap, repeat, drop, drop, cut, nest, swell, shuffle, recode,
        break_text, moment, moment, address,
    )  # fmt: skip


def smaller(document, zone, reader, broken):
    """Return the document with what is not needed to break the same promise taken away, within reason."""
    start, content = time.monotonic(), document.content
    size = len(content) // 2
    while size and time.monotonic() - start < 15:
        at = 0
        while at < len(content) and time.monotonic() - start < 15:
            fewer = content[:at] + content[at + size :]
            if reader(replace(document, content=fewer), zone).broken == broken:
                content = fewer
            else:
                at += size
        size //= 2
    return replace(document, content=content)


def cases(form):
    """Return the names and bytes of a format's cases."""
    found = sorted(path for path in (DATA / form).iterdir() if not path.name.endswith(".expected.json"))
    return [(f"feeds/{path.name}", path.read_bytes()) for path in found]


class Report:
    """What was tried, the worst of it, and what broke."""

    def __init__(self, folder, reader):
        self.folder, self.reader = folder, reader
        self.tried = Counter()
        self.worst = {}
        self.broken = Counter()

    def take(self, form, document, zone, verdict):
        self.tried[form] += 1
        for key, value in (("s", verdict.seconds), ("MB", verdict.megabytes)):
            if value > self.worst.get((form, key), 0):
                self.worst[form, key] = value
        if not verdict.broken:
            return
        self.broken[form, verdict.broken] += 1
        if self.broken[form, verdict.broken] > 1:
            return
        if verdict.seconds < 1:  # what costs more is too dear to be read again and again
            document = smaller(document, zone, self.reader, verdict.broken)
        name = f"{form}-{re.sub(r'[^a-zA-Z0-9]+', '-', verdict.broken)[:60]}"
        self.folder.mkdir(exist_ok=True, parents=True)
        (self.folder / f"{name}.bin").write_bytes(document.content)
        about = asdict(verdict) | {
            "name": document.source.name,
            "address": document.address,
            "zone": str(zone),
        }
        (self.folder / f"{name}.json").write_text(json.dumps(about, indent=1))
        click.echo(
            f"{form}: {verdict.broken} ({verdict.seconds:.1f} s, {verdict.megabytes:.0f} MB): {name}.bin"
        )

    def say(self):
        for form, count in self.tried.items():
            seconds, megabytes = self.worst.get((form, "s"), 0), self.worst.get((form, "MB"), 0)
            told = f"{form}: {count:,} documents, at worst {seconds:.2f} s and {megabytes:.0f} MB"
            click.echo(
                told + "".join(f"\n  {n:,} x {why}" for (of, why), n in self.broken.items() if of == form)
            )


def fuzz(form, minutes, seed, report):
    """Read mutated documents of a format; what the readers answer in a new way is mutated further."""
    rng = random.Random(f"{seed} {form}")
    own = cases(form)
    others = [case for other in FORMATS if other.name != form for case in cases(other.name)]
    mutator = Mutator(rng, own, others, [*attacks.WORDS, *attacks.OF_FORMAT.get(form, ())])
    seen = set()
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        name, content = mutator.document()
        address = rng.choice((None, None, "https://news.example/a/"))
        document = Document(
            source=Source(
                name=address if address and rng.random() < 0.3 else name, language=rng.choice((None, "en"))
            ),
            content=content,
            address=address,
        )
        zone = rng.choice((UTC, ZoneInfo("America/Tijuana"), ZoneInfo("Pacific/Kiritimati")))
        verdict = report.reader(document, zone)
        report.take(form, document, zone, verdict)
        if verdict.shape not in seen and len(content) < 100_000:
            seen.add(verdict.shape)
            own.append((name, content))


def attack(only, report):
    """Read the large documents made to hurt."""
    for form, told, name, content in attacks.documents(only):
        document = Document(source=Source(name=name), content=content)
        verdict = report.reader(document, UTC)
        report.take(form, document, UTC, verdict)
        mark = "!!" if verdict.broken else "  "
        click.echo(
            f"{mark} {verdict.seconds:5.2f} s {verdict.megabytes:4.0f} MB  {form}: {told} -> {verdict.shape[:60]}"
        )


@click.command()
@click.option("--format", "form", type=click.Choice([form.name for form in FORMATS]), help="One format only.")
@click.option("--minutes", default=1.0, help="How long, for each format.")
@click.option("--seed", default=1, help="The same number gives the same documents.")
@click.option(
    "--attacks", "large", is_flag=True, help="Read the documents of 1 MB that are made to hurt instead."
)
@click.option(
    "--found", "folder", type=click.Path(path_type=Path), default=ROOT / ".fuzz", help="Where failures go."
)
@click.option(
    "--again", type=click.Path(path_type=Path, exists=True), help="Read one failure again, by its .json."
)
def main(form, minutes, seed, large, folder, again):
    """Throw documents at the readers, and keep those that break a promise."""
    if again:
        about = json.loads(again.read_text())
        content = again.with_suffix(".bin").read_bytes()
        document = Document(source=Source(name=about["name"]), content=content, address=about["address"])
        zone = UTC if about["zone"] == "UTC" else ZoneInfo(about["zone"])
        click.echo(judge(document, zone, twice=True))
        return
    started = datetime.now(UTC)
    report = Report(folder, Reader())
    if large:
        attack(form, report)
    else:
        for one in [form] if form else [form.name for form in FORMATS]:
            fuzz(one, minutes, seed, report)
    report.say()
    report.reader.close()
    click.echo(f"{(datetime.now(UTC) - started).total_seconds():.0f} s")


if __name__ == "__main__":
    main()
