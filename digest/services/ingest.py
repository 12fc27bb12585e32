"""Take documents into the archive. The only place where they enter it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from digest import __version__, fetch, parsers, periods
from digest.archive import Archive
from digest.config import Config
from digest.errors import DigestError
from digest.model import Article, Document, Notice, Source
from digest.services import classify, workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """The articles of one source, ready to be stored.

    Attributes:
        format: The format they were read as.
        fingerprint: The fingerprint of the document; "" to read the source again next time.
    """

    source: str
    format: str
    articles: tuple[Article, ...]
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSource:
    """A source that was read: its format, and the number of its articles."""

    source: str
    format: str
    articles: int


@dataclass(slots=True)
class IngestReport:
    """The result of reading the local sources; a source that fails does not stop the others.

    Attributes:
        read: The sources that were read.
        unchanged: The number of sources that were not, because they did not change.
        gone: The sources that no longer exist, with the numbers of their articles.
    """

    read: list[ReadSource] = field(default_factory=list)
    unchanged: int = 0
    notices: list[Notice] = field(default_factory=list)
    failures: list[DigestError] = field(default_factory=list)
    gone: list[tuple[str, int]] = field(default_factory=list)


def settings_hash(source: Source, zone: tzinfo | str) -> str:
    """Return a hash of everything besides the document that the articles of a source depend on."""
    settings = (__version__, str(zone), source.language, source.topics, source.encoding)
    return hashlib.sha256(repr(settings).encode()).hexdigest()


def fingerprint(document: Document, zone: tzinfo | str) -> str:
    """Return the fingerprint of a document; a source with the same one is not read again."""
    head = f"{settings_hash(document.source, zone)} {document.base or ''} {document.charset} "
    return hashlib.sha256(head.encode() + document.content).hexdigest()


def store(archive: Archive, ingested: Ingested, zone: str) -> None:
    """Store the articles of a source; `zone` is the publication's timezone."""
    archive.store(ingested.source, ingested.fingerprint, zone, ingested.articles, ingested.format)


def ingest_local(
    config: Config,
    archive: Archive,
    progress: Callable[[list[tuple[Source, Path]]], Iterable[tuple[Source, Path]]] = iter,
) -> IngestReport:
    """Read the local sources that changed into the archive, and classify the new articles."""
    archive.sanitise(parsers.SANITISER, _sanitised)
    local = workspace.local_sources(config)
    report = IngestReport(notices=list(local.notices))
    for source, path in progress(list(local.found)):
        try:
            _ingest_file(archive, fetch.file(source, path), config.publication.timezone, report)
        except DigestError as error:
            report.failures.append(error)
    report.gone = archive.set_present(source.name for source, _ in local.found)
    classify.classify(config, archive)
    return report


def _sanitised(content: str) -> str:
    from digest.parsers import html  # only an archive of an earlier sanitiser needs it

    return html.sanitise(content)


def _ingest_file(archive: Archive, document: Document, zone: str, report: IngestReport) -> None:
    name, mark = document.source.name, fingerprint(document, zone)
    if archive.fingerprint(name) == mark:
        report.unchanged += 1
        return
    reading = parsers.read_document(document, periods.timezone(zone))
    # A source with notices is read at every build, so that they are printed every time.
    ingested = Ingested(
        source=name,
        format=reading.format,
        articles=reading.articles,
        fingerprint="" if reading.notices else mark,
    )
    store(archive, ingested, zone)
    report.read.append(ReadSource(source=name, format=reading.format, articles=len(reading.articles)))
    report.notices += reading.notices
