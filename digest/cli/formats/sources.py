"""Sources and fetch runs, as text and as values for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from digest.cli.console import counted
from digest.fetch.ssrf import without_credentials
from digest.model import FetchState, SourceStatus

if TYPE_CHECKING:
    from digest.services.fetch_run import FetchRun
    from digest.services.fetch_source import SourceFetch

_WIDTH = 100
_NAME_WIDTH = 37
_TITLE_WIDTH = 34
_DAY_WIDTH = 11


def fetched_lines(run: FetchRun) -> list[str]:
    """Return a line for each source that was read or is unchanged."""
    return [
        f"{without_credentials(fetch.source.name)}: {counted(len(fetch.articles), 'article')}, read as {fetch.format}"
        if fetch.state is FetchState.READ
        else f"{without_credentials(fetch.source.name)}: unchanged"
        for fetch in run.fetches
        if fetch.state in (FetchState.READ, FetchState.UNCHANGED)
    ]


def failures(run: FetchRun) -> list[str]:
    """Return a sentence for each list of feeds and each source that failed."""
    failed = [fetch for fetch in run.fetches if fetch.state is FetchState.FAILED]
    return [
        *map(str, run.failures),
        *(f"{without_credentials(fetch.source.name)}: {fetch.remote.error}" for fetch in failed),
    ]


def warnings(run: FetchRun, zone: tzinfo) -> list[str]:
    """Return the notices about sources, in their order."""
    return [line for fetch in run.fetches for line in _warnings(fetch, run, zone)]


def _warnings(fetch: SourceFetch, run: FetchRun, zone: tzinfo) -> Iterator[str]:
    name = without_credentials(fetch.source.name)
    yield from map(str, fetch.notices)
    if fetch.state is FetchState.WAITING:
        yield f"{name}: was not asked; its server wants no request before {_minute(fetch.remote.wait_until, zone)}"
    if fetch.moved:
        yield f"{name}: moved permanently to {fetch.moved}; {_advice(fetch, run)}"


def _advice(fetch: SourceFetch, run: FetchRun) -> str:
    if fetch.source.name in run.moves:
        return "digest.toml is updated" if run.updated else "`digest fetch --update` updates digest.toml"
    if fetch.moved in run.duplicates:
        return "that is a source already; remove this one"
    return "change it where it is listed"


def next_page_lines(run: FetchRun, pages: int) -> list[str]:
    """Return a line for each source that has more pages than the `pages` that were read."""
    return [
        f"{without_credentials(fetch.source.name)}: has another page at {fetch.next_page}; "
        f"`digest fetch --pages {pages + 1}` reads that page too"
        for fetch in run.fetches
        if fetch.next_page
    ]


def fetch_values(fetch: SourceFetch) -> dict[str, Any]:
    """Return the fetch of a source as `digest fetch --json` prints it."""
    remote = fetch.remote
    return {
        "source": without_credentials(fetch.source.name),
        "state": fetch.state,
        "format": fetch.format or None,
        "articles": len(fetch.articles),
        "feed": remote.feed or None,
        "moved": fetch.moved or None,
        "next_page": fetch.next_page or None,
        "error": remote.error or None,
        "failures": remote.failures,
        "failing_since": _iso(remote.failing_since),
        "wait_until": _iso(remote.wait_until),
        "warnings": [str(notice) for notice in fetch.notices],
    }


def status_values(status: SourceStatus) -> dict[str, Any]:
    """Return the status of a source as `digest sources --json` prints it."""
    remote = status.remote
    return {
        "source": without_credentials(status.name),
        "listed": status.listed,
        "format": status.format or None,
        "articles": status.articles,
        "newest": _iso(status.newest),
        "title": status.title or None,
        "feed": (remote.feed or None) if remote else None,
        "asked": _iso(remote.asked) if remote else None,
        "answered": _iso(remote.answered) if remote else None,
        "failures": remote.failures if remote else 0,
        "failing_since": _iso(remote.failing_since) if remote else None,
        "error": (remote.error or None) if remote else None,
        "wait_until": _iso(remote.wait_until) if remote else None,
    }


def status_table(statuses: list[SourceStatus], zone: tzinfo) -> Iterator[str]:
    """Yield the lines of the table of sources, at most 100 columns wide, with times in `zone`."""
    yield _row("source", "articles", "last article", "asked")
    for status in statuses:
        name = without_credentials(status.name)
        if len(name) > _NAME_WIDTH:
            yield name
            name = ""
        yield _row(name, str(status.articles), _newest(status, zone), _asked(status, zone))
        for problem in _problems(status, zone):
            yield from textwrap.wrap(problem, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _newest(status: SourceStatus, zone: tzinfo) -> str:
    if not status.newest and not status.title:
        return ""
    day = f"{status.newest.astimezone(zone):%Y-%m-%d}" if status.newest else "undated"
    title = textwrap.shorten(status.title, _TITLE_WIDTH - _DAY_WIDTH, placeholder="…")
    return f"{day:10} {title}".rstrip()


def _asked(status: SourceStatus, zone: tzinfo) -> str:
    asked = _minute(status.remote.asked, zone) if status.remote else ""
    return asked or ("never" if "://" in status.name and status.listed else "")


def _problems(status: SourceStatus, zone: tzinfo) -> Iterator[str]:
    remote = status.remote
    if not status.listed:
        yield "no longer in digest.toml" if "://" in status.name else "gone from feeds/"
    if remote and remote.failures:
        yield (
            f"failed {counted(remote.failures, 'time')} in a row since {_minute(remote.failing_since, zone)}:"
            f" {remote.error} (last answer: {_minute(remote.answered, zone) or 'never'})"
        )
    if remote and remote.wait_until:
        yield f"its server wants no request before {_minute(remote.wait_until, zone)}"


def _row(name: str, articles: str, newest: str, asked: str) -> str:
    return f"{name:{_NAME_WIDTH}} {articles:>8}  {newest:{_TITLE_WIDTH}}  {asked}".rstrip()


def _minute(moment: datetime | None, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
