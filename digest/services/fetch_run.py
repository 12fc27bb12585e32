"""Fetch the remote sources: several servers at once, the sources of one server one after another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from digest import __version__, periods
from digest.archive import Archive
from digest.config import Config
from digest.config.sources import update_addresses
from digest.errors import DigestError
from digest.fetch.client import Client
from digest.model import FetchState, RemoteState, Source
from digest.services import classify, ingest, workspace
from digest.services.fetch_source import Known, SourceFetch, fetch_source

_THREADS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRun:
    """The result of one run over the remote sources.

    Attributes:
        fetches: One for each source, in the order of the sources.
        moves: The new address of each source of digest.toml that moved permanently.
        updated: True when the new addresses were written to digest.toml.
        duplicates: The new addresses that are sources already.
        failures: The errors of lists of feeds that cannot be read.
    """

    fetches: tuple[SourceFetch, ...]
    moves: Mapping[str, str]
    updated: bool
    duplicates: frozenset[str]
    failures: tuple[DigestError, ...] = ()


def fetch_all(
    config: Config,
    archive: Archive,
    now: datetime,
    *,
    pages: int = 1,
    update: bool = False,
    progress: Callable[[list[Source]], Iterable[Source]] = iter,
) -> FetchRun:
    """Read the remote sources into the archive, and classify the new articles.

    Args:
        config: The workspace's settings.
        archive: The open archive.
        now: The current time.
        pages: The largest number of pages to read of a paginated source.
        update: Write the new addresses of moved sources to digest.toml.
        progress: Wraps the sources, to show progress.
    """
    client = Client(f"digest/{__version__} (+{config.publication.home})")
    remote = workspace.remote_sources(config)
    fetches = fetch_sources(
        remote.found,
        archive,
        client,
        zone=config.publication.timezone,
        now=now,
        pages=pages,
        progress=progress,
    )
    names = {source.name for source in remote.found}
    configured = {setting.url for setting in config.sources}
    moves = moved_addresses((fetch for fetch in fetches if fetch.source.name in configured), names)
    if update and moves:
        _move(config, archive, moves)
    classify.classify(config, archive)
    return FetchRun(
        fetches=tuple(fetches),
        failures=remote.failures,
        moves=moves,
        updated=update and bool(moves),
        duplicates=frozenset(fetch.moved for fetch in fetches) & names,
    )


def _move(config: Config, archive: Archive, moves: Mapping[str, str]) -> None:
    """Give sources their new addresses in the archive, in digest.toml, and in the keys of the drafts."""
    from digest.issue import draft_writer  # only for a source that moved

    short_ids: dict[str, str] = {}
    for old, new in moves.items():
        short_ids |= archive.rename_source(old, new)
    update_addresses(config.root, moves)
    for draft in sorted(config.paths.drafts.glob("*.toml")):
        draft_writer.rename(draft, short_ids)


def fetch_sources(
    sources: Collection[Source],
    archive: Archive,
    client: Client,
    *,
    zone: str,
    now: datetime,
    pages: int = 1,
    progress: Callable[[list[Source]], Iterable[Source]] = iter,
) -> list[SourceFetch]:
    """Fetch every source, store its articles, and return the results in the order of `sources`.

    A source that fails is a result like any other. Only this thread uses the archive, and it
    stores the articles of each source as soon as they are there.
    """
    distinct = list({source.name: source for source in sources}.values())
    states = archive.remote_states()
    known = {
        source.name: Known(
            remote=states.get(source.name, RemoteState(name=source.name)),
            fingerprint=archive.fingerprint(source.name) or "",
            format=archive.format(source.name),
        )
        for source in distinct
    }
    timezone = periods.timezone(zone)

    def fetch(source: Source) -> SourceFetch:
        return fetch_source(client, source, known[source.name], zone=timezone, pages=pages, now=now)

    with _Workers(distinct, fetch) as workers:
        return [_stored(workers.result(source), archive, zone) for source in progress(distinct)]


def _stored(fetch: SourceFetch, archive: Archive, zone: str) -> SourceFetch:
    if fetch.state is FetchState.READ:
        ingest.store(archive, fetch.ingested, zone)
    if fetch.state is not FetchState.WAITING:
        archive.save_remote_state(fetch.remote)
    return fetch


def moved_addresses(fetches: Iterable[SourceFetch], taken: Collection[str]) -> dict[str, str]:
    """Return the new address of each source that moved permanently, unless it is one of `taken`."""
    moves: dict[str, str] = {}
    for fetch in fetches:
        if fetch.moved and fetch.moved not in taken and fetch.moved not in moves.values():
            moves[fetch.source.name] = fetch.moved
    return moves


class _Workers:
    """Threads that fetch sources; the sources of one host stay in one thread."""

    def __init__(self, sources: list[Source], fetch: Callable[[Source], SourceFetch]) -> None:
        self._fetch = fetch
        self._stopped = threading.Event()
        self._results: dict[str, Future[SourceFetch]] = {source.name: Future() for source in sources}
        self._hosts: dict[str, list[Source]] = {}
        for source in sources:
            self._hosts.setdefault(_host(source), []).append(source)
        self._pool = ThreadPoolExecutor(_THREADS)

    def __enter__(self) -> Self:
        for sources in self._hosts.values():
            self._pool.submit(self._work, sources)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()  # after an interruption nobody waits for the rest
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, sources: Iterable[Source]) -> None:
        for source in self._until_stopped(sources):
            try:
                self._results[source.name].set_result(self._fetch(source))
            except BaseException as error:  # noqa: BLE001 (raised again in `result`)
                self._results[source.name].set_exception(error)

    def _until_stopped(self, sources: Iterable[Source]) -> Iterator[Source]:
        for source in sources:
            if self._stopped.is_set():
                return
            yield source

    def result(self, source: Source) -> SourceFetch:
        """Wait for the result of a source."""
        return self._results[source.name].result()


def _host(source: Source) -> str:
    try:
        return urlsplit(source.name).hostname or ""
    except ValueError:
        return ""
