"""What the commands say of sources: lines for people, and values for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from digest.fetch.guard import shown
from digest.model import Standing

if TYPE_CHECKING:
    from digest.harvest import Visit
    from digest.pipeline import Fetched

_WIDTH = 100
_NAME = 37
_TITLE = 34


def counted(count: int, noun: str) -> str:
    """Return a number and its noun, in the plural where it is one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def gains(fetched: Fetched) -> list[str]:
    """Return a line for each source that gave what it was asked for."""
    return [
        f"{shown(one.source.name)}: {counted(len(one.articles), 'article')}, read as {one.format}"
        if one.state == "read"
        else f"{shown(one.source.name)}: unchanged"
        for one in fetched.visits
        if one.state in ("read", "unchanged")
    ]


def failures(fetched: Fetched) -> list[str]:
    """Return the sentence of each list of feeds and each source that failed."""
    failed = [one for one in fetched.visits if one.state == "failed"]
    return [*fetched.unread, *(f"source: {shown(one.source.name)!r}: {one.remote.error}" for one in failed)]


def warnings(fetched: Fetched, zone: tzinfo) -> list[str]:
    """Return what else is to be said of the sources, in their order."""
    return [line for one in fetched.visits for line in _warnings(one, fetched, zone)]


def _warnings(visit: Visit, fetched: Fetched, zone: tzinfo) -> Iterator[str]:
    name = shown(visit.source.name)
    yield from map(str, visit.notices)
    if visit.state == "waiting":
        yield f"{name}: was not asked, as its server wants to be left alone until {_moment(visit.remote.wait_until, zone)}"
    if visit.moved:
        yield f"{name}: has moved for good to {visit.moved}; {_advice(visit, fetched)}"


def _advice(visit: Visit, fetched: Fetched) -> str:
    if visit.source.name in fetched.moves:
        return (
            "digest.toml says so now"
            if fetched.written
            else "`digest fetch --update` writes that into digest.toml"
        )
    if visit.moved in fetched.doubled:
        return "that is a source already, so take this one out"
    return "say so where it is listed"


def offers(fetched: Fetched, pages: int) -> list[str]:
    """Return where each source goes on after the `pages` that were read."""
    return [
        f"{shown(one.source.name)}: goes on at {one.next_page}; `digest fetch --pages {pages + 1}` reads that too"
        for one in fetched.visits
        if one.next_page
    ]


def visit(one: Visit) -> dict[str, Any]:
    """Return a visit as `digest fetch --json` has it."""
    failing = one.remote.failing_since
    return {
        "source": shown(one.source.name),
        "state": one.state,
        "format": one.format or None,
        "articles": len(one.articles),
        "feed": one.remote.feed or None,
        "moved": one.moved or None,
        "next_page": one.next_page or None,
        "error": one.remote.error or None,
        "failures": one.remote.failures,
        "failing_since": failing.isoformat() if failing else None,
        "wait_until": one.remote.wait_until.isoformat() if one.remote.wait_until else None,
        "warnings": [str(notice) for notice in one.notices],
    }


def standing(one: Standing) -> dict[str, Any]:
    """Return how a source stands as `digest sources --json` has it."""
    remote = one.remote

    def moment(name: str) -> str | None:
        value = getattr(remote, name, None)
        return value.isoformat() if value else None

    return {
        "source": shown(one.name),
        "listed": one.listed,
        "format": one.format or None,
        "articles": one.articles,
        "newest": one.newest.isoformat() if one.newest else None,
        "title": one.title or None,
        "feed": remote.feed or None if remote else None,
        "asked": moment("asked"),
        "answered": moment("answered"),
        "failures": remote.failures if remote else 0,
        "failing_since": moment("failing_since"),
        "error": remote.error or None if remote else None,
        "wait_until": moment("wait_until"),
    }


def table(standings: list[Standing], zone: tzinfo) -> Iterator[str]:
    """Return the lines that say how the sources stand, at most 100 columns wide, times in `zone`."""
    yield _row("source", "articles", "last article", "asked")
    for one in standings:
        name = shown(one.name)
        if len(name) > _NAME:
            yield name
            name = ""
        newest = f"{one.newest.astimezone(zone):%Y-%m-%d}" if one.newest else ("undated" if one.title else "")
        title = textwrap.shorten(one.title, _TITLE - 11, placeholder="…") if newest else ""
        asked = _moment(one.remote.asked, zone) if one.remote else ""
        if "://" in one.name and one.listed:
            asked = asked or "never"
        yield _row(name, str(one.articles), f"{newest:10} {title}".rstrip(), asked)
        for text in _troubles(one, zone):
            yield from textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _troubles(one: Standing, zone: tzinfo) -> Iterator[str]:
    remote = one.remote
    if not one.listed:
        yield "no longer in digest.toml" if "://" in one.name else "gone from feeds/"
    if remote and remote.failures:
        answered = _moment(remote.answered, zone) or "never"
        yield (
            f"failed {counted(remote.failures, 'time')} in a row since {_moment(remote.failing_since, zone)}:"
            f" {remote.error} (last answered: {answered})"
        )
    if remote and remote.wait_until:
        yield f"wants to be left alone until {_moment(remote.wait_until, zone)}"


def _row(name: str, articles: str, newest: str, asked: str) -> str:
    return f"{name:{_NAME}} {articles:>8}  {newest:{_TITLE}}  {asked}".rstrip()


def _moment(moment: datetime | None, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
