"""One remote source, asked once: its feed where it is a web page, and the pages that follow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from digest import __version__, parsers
from digest.errors import DigestError, FetchError, SourceError
from digest.fetch import retry_after, ssrf
from digest.fetch.client import FetchResponse, Validators, Web, phrase
from digest.model import Article, Document, FetchState, Notice, Reading, RemoteState, Source

_WEB_PAGE = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFetch:
    """What asking one source gave.

    `state` is "read", "unchanged", "waiting" (it was not asked, as it wants to be left alone) or
    "failed" (`remote.error` says why). `moved` is the address it moved to for good, `next_page`
    the one where it goes on. `remote` and `fingerprint` are for the archive.
    """

    source: Source
    state: FetchState
    remote: RemoteState
    format: str = ""
    articles: tuple[Article, ...] = ()
    notices: tuple[Notice, ...] = ()
    fingerprint: str = ""
    moved: str = ""
    next_page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the archive remembers of a source: how asking it went, and what was read of it."""

    remote: RemoteState
    fingerprint: str = ""
    format: str = ""


class _RefusedError(FetchError):
    """A server answered with another status than one that gives a document."""

    def __init__(self, answer: FetchResponse) -> None:
        self.status = answer.status
        self.retry_after = answer.retry_after if answer.status in (429, 503) else ""
        text = f"the server answers {answer.status} {phrase(answer.status)}".strip()
        if answer.status == 410:
            text = f"is gone for good ({text}); take it out of digest.toml"
        super().__init__(text)


def visit(  # noqa: PLR0913 (all that one visit depends on)
    web: Web, source: Source, known: Known, *, zone: tzinfo, pages: int, now: datetime
) -> SourceFetch:
    """Return what `source` gives at `now`, up to `pages` pages of it.

    What goes wrong with it is in the visit, and never raised. Touches no archive, so that many
    sources may be visited at once.
    """
    before = known.remote
    if before.wait_until and now < before.wait_until:
        return SourceFetch(source=source, state=FetchState.WAITING, remote=before)
    try:
        found = _Way(web, source, known, zone, pages).visit()
    except DigestError as error:
        wait = retry_after.instant(error.retry_after, now) if isinstance(error, _RefusedError) else None
        remote = replace(
            before,
            asked=now,
            failures=before.failures + 1,
            failing_since=before.failing_since or now,
            error=_why(error, source),
            wait_until=wait,
        )
        return SourceFetch(source=source, state=FetchState.FAILED, remote=remote)
    remote = replace(
        found.remote,
        asked=now,
        answered=now,
        failures=0,
        failing_since=None,
        error="",
        wait_until=None,
    )
    return replace(found, remote=remote)


def _why(error: DigestError, source: Source) -> str:
    """Return an error's sentence without the source it starts with, which its place names already."""
    return error.problem if error.source == source.name else str(error)


class _Way:
    """The way through one source, from its address to its articles."""

    def __init__(self, web: Web, source: Source, known: Known, zone: tzinfo, pages: int) -> None:
        self._web = web
        self._source = source
        self._zone = zone
        self._pages = pages
        self._before = known
        basis = repr((__version__, str(zone), source.language, source.topics))
        self._settings = hashlib.sha256(basis.encode()).hexdigest()
        self._validators: Validators | None = None
        # What was read under other settings must be read again, and pages only come together.
        if known.remote.settings == self._settings and pages == 1:
            remote = known.remote
            self._validators = Validators(address=remote.address, etag=remote.etag, modified=remote.modified)

    def visit(self) -> SourceFetch:
        """Return what the source gives; DigestError when it cannot be had or read."""
        feed = self._before.remote.feed
        if feed:
            try:
                return self._taken(self._get(feed), feed)
            except SourceError:
                pass  # it is forgotten, and the page may name another by now
            except _RefusedError as error:
                if error.status not in (404, 410):
                    raise
        answer = self._get(self._source.name)
        return replace(self._taken(answer), moved=answer.address if answer.moved else "")

    def _get(self, address: str) -> FetchResponse:
        asked = self._validators
        answer = self._web.get(address, allow_private=self._source.allow_private, known=asked)
        conditional = asked is not None and (asked.etag or asked.modified)
        if answer.status != 200 and not (answer.status == 304 and conditional):
            raise _RefusedError(answer)
        return answer

    def _reading(self, answer: FetchResponse) -> Reading:
        document = Document(source=self._source, content=answer.content, address=answer.address)
        return parsers.read_document(document, self._zone)

    def _taken(self, answer: FetchResponse, feed: str = "") -> SourceFetch:
        """Return the visit whose document is `answer`, or the feed it names; `feed`: it is that one."""
        same = self._pages == 1 and self._fingerprint(answer) == self._before.fingerprint
        if answer.status == 304 or same:
            remote = self._remote(answer.validators, feed)
            return SourceFetch(source=self._source, state=FetchState.UNCHANGED, remote=remote)
        reading = self._reading(answer)
        trouble: tuple[Notice, ...] = ()
        if reading.feeds and not feed:
            answer, reading, feed, trouble = self._by_feed(answer, reading)
        self._check(reading)
        # A feed that was of no use is tried again, whether or not the page changed.
        validators = Validators() if trouble else answer.validators
        pages, following, notices = self._through(answer, reading)
        articles = {article.id: article for one in reversed(pages) for article in reversed(one.articles)}
        return SourceFetch(
            source=self._source,
            state=FetchState.READ,
            remote=self._remote(validators, feed),
            format=reading.format,
            articles=tuple(reversed(articles.values())),
            notices=(*trouble, *notices),
            # What has something to say is read again as long as its server sends it.
            fingerprint="" if trouble or notices or len(pages) > 1 else self._fingerprint(answer),
            next_page=following,
        )

    def _by_feed(
        self, page: FetchResponse, reading: Reading
    ) -> tuple[FetchResponse, Reading, str, tuple[Notice, ...]]:
        """Return the feed a page names in the page's place, and its address; else the page, and what is wrong."""
        address = reading.feeds[0]
        try:
            if page.address.startswith("https:") and not address.startswith("https:"):
                raise FetchError("is not fetched, as it is not https like the page")
            answer = self._get(address)
            found = self._reading(answer)
            if found.format == _WEB_PAGE or not found.articles:
                raise FetchError("holds no articles")
        except DigestError as error:
            where = f"its feed {ssrf.shown(address)!r}"
            return (
                page,
                reading,
                "",
                (self._notice(f"{where} {_why(error, self._source)}; the page itself is read"),),
            )
        return answer, found, answer.address, ()

    def _check(self, reading: Reading) -> None:
        """Refuse the pages servers send in place of what they have lost, with the status of a success."""
        if reading.format != _WEB_PAGE:
            return
        # A page about an error looks like one article, and nobody dates it.
        if len(reading.articles) < 2 and not any(article.published for article in reading.articles):
            raise FetchError("is a web page without a dated article and without a feed")
        known = self._before
        if known.format not in ("", _WEB_PAGE) and not known.remote.feed:
            raise FetchError(f"is a web page now, without a feed; before it was read as {known.format}")

    def _through(self, answer: FetchResponse, reading: Reading) -> tuple[list[Reading], str, list[Notice]]:
        """Return the pages from `answer` on, the address where they go on, and what is to be said of them."""
        pages, notices, passed = [reading], list(reading.notices), [answer.address]
        following = self._following(reading, passed)
        while following and len(pages) < self._pages:
            passed.append(following)
            try:
                page = self._get(following)
                reading = self._reading(page)
                self._check(reading)
            except DigestError as error:
                where = f"its page {ssrf.shown(following)!r}"
                notices.append(
                    self._notice(f"{where}: {_why(error, self._source)}; the pages before it are kept")
                )
                break
            passed.append(page.address)
            pages.append(reading)
            notices += reading.notices
            following = self._following(reading, passed)
        return pages, following, notices

    def _following(self, reading: Reading, passed: list[str]) -> str:
        """Return the next page's address, where it is a new one of the same host and no less safe; else nothing."""
        try:
            there = ssrf.place(reading.next_page or "")
        except FetchError:
            return ""
        here = ssrf.place(passed[-1])
        lesser = here.scheme == "https" and there.scheme == "http"
        return "" if there.host != here.host or lesser or there.address in passed else there.address

    def _fingerprint(self, answer: FetchResponse) -> str:
        return hashlib.sha256(f"{self._settings} {answer.address} ".encode() + answer.content).hexdigest()

    def _remote(self, validators: Validators, feed: str) -> RemoteState:
        before = self._before.remote
        same = validators.address == before.address and self._validators is not None
        return replace(
            before,
            feed=feed,
            address=validators.address,
            etag=validators.etag or (before.etag if same else ""),
            modified=validators.modified or (before.modified if same else ""),
            settings=self._settings,
        )

    def _notice(self, text: str) -> Notice:
        return Notice(source=ssrf.shown(self._source.name), text=text)
