"""The remote sources into the archive: several hosts at once, each source as if it were the only one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from digest import periods
from digest.archive import Archive
from digest.fetch.client import Web
from digest.model import FetchState, RemoteState, Source
from digest.services.fetch_source import Known, SourceFetch, visit

__all__ = ["SourceFetch", "gather", "moves"]

_WORKERS = 8


def gather(  # noqa: PLR0913 (all that a round depends on)
    sources: Collection[Source],
    archive: Archive,
    web: Web,
    *,
    zone: str,
    now: datetime,
    pages: int = 1,
    progress: Callable[[list[Source]], Iterable[Source]] = iter,
) -> list[SourceFetch]:
    """Visit every source, store what they gave, and return the visits in the order of `sources`.

    A source that fails is a visit like any other. The archive is used from this thread only, and
    what came in is kept source by source.
    """
    once = list({source.name: source for source in sources}.values())
    remotes = archive.remote_states()
    known = {
        source.name: Known(
            remote=remotes.get(source.name, RemoteState(name=source.name)),
            fingerprint=archive.fingerprint(source.name) or "",
            format=archive.format(source.name),
        )
        for source in once
    }
    place = periods.timezone(zone)

    def ask(source: Source) -> SourceFetch:
        return visit(web, source, known[source.name], zone=place, pages=pages, now=now)

    with _Crew(once, ask) as crew:
        return [_kept(crew.visit(source), archive, zone) for source in progress(once)]


def _kept(visit: SourceFetch, archive: Archive, zone: str) -> SourceFetch:
    if visit.state is FetchState.READ:
        archive.store(visit.source.name, visit.fingerprint, zone, visit.articles, visit.format)
    if visit.state is not FetchState.WAITING:
        archive.save_remote_state(visit.remote)
    return visit


def moves(visits: Iterable[SourceFetch], taken: Collection[str]) -> dict[str, str]:
    """Return the new address of each source that moved for good, but not to one that is `taken`."""
    found: dict[str, str] = {}
    for one in visits:
        if one.moved and one.moved not in taken and one.moved not in found.values():
            found[one.source.name] = one.moved
    return found


class _Crew:
    """Threads that visit sources, those of one host one after the other."""

    def __init__(self, sources: list[Source], ask: Callable[[Source], SourceFetch]) -> None:
        self._ask = ask
        self._enough = threading.Event()
        self._visits: dict[str, Future[SourceFetch]] = {source.name: Future() for source in sources}
        self._hosts: dict[str, list[Source]] = {}
        for source in sources:
            self._hosts.setdefault(_host(source), []).append(source)
        self._pool = ThreadPoolExecutor(_WORKERS)

    def __enter__(self) -> Self:
        for sources in self._hosts.values():
            self._pool.submit(self._work, sources)
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()  # after an interruption nobody asks for the rest
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, sources: Iterable[Source]) -> None:
        for source in self._until_enough(sources):
            try:
                self._visits[source.name].set_result(self._ask(source))
            except BaseException as error:  # noqa: BLE001 (it is raised where the visit is awaited)
                self._visits[source.name].set_exception(error)

    def _until_enough(self, sources: Iterable[Source]) -> Iterator[Source]:
        for source in sources:
            if self._enough.is_set():
                return
            yield source

    def visit(self, source: Source) -> SourceFetch:
        """Return the visit of a source as soon as it is over."""
        return self._visits[source.name].result()


def _host(source: Source) -> str:
    try:
        return urlsplit(source.name).hostname or ""
    except ValueError:
        return ""
