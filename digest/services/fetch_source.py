"""Fetch one remote source: the feed that its web page names, and the pages that follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from digest import parsers
from digest.errors import DigestError, FetchError, SourceError
from digest.fetch import retry_after, ssrf
from digest.fetch.client import Client, FetchResponse, Validators, phrase
from digest.model import Article, Document, FetchState, Notice, Reading, RemoteState, Source
from digest.services.ingest import Ingested, fingerprint, settings_hash

_WEB_PAGE = "html"
_NOT_FOUND, _GONE = 404, 410
_RETRY_STATUSES = (429, 503)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFetch:
    """The result of fetching one source.

    Attributes:
        remote: The source's state, for the archive; `remote.error` is the problem of a failure.
        fingerprint: The fingerprint of the document; "" to read the source again next time.
        moved: The address that the source moved to permanently, or "".
        next_page: The address of the first page that was not read, or "".
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

    @property
    def ingested(self) -> Ingested:
        """The articles, ready to be stored."""
        return Ingested(
            source=self.source.name,
            format=self.format,
            articles=self.articles,
            fingerprint=self.fingerprint,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The archive's knowledge of a source: its state, and the fingerprint and format of its last document."""

    remote: RemoteState
    fingerprint: str = ""
    format: str = ""


class _StatusError(FetchError):
    """A server replied with a status that brings no document."""

    def __init__(self, response: FetchResponse) -> None:
        self.status = response.status
        self.retry_after = response.retry_after if response.status in _RETRY_STATUSES else ""
        problem = f"the server answers {response.status} {phrase(response.status)}".strip()
        if response.status == _GONE:
            problem = f"is gone permanently ({problem}); remove it from digest.toml"
        super().__init__(problem)


def fetch_source(
    client: Client, source: Source, known: Known, *, zone: tzinfo, pages: int, now: datetime
) -> SourceFetch:
    """Fetch a source; an error is in the result, and never raised.

    It does not use the archive, so that many sources can be fetched at once.

    Args:
        client: The HTTP client.
        source: The source.
        known: The archive's knowledge of it.
        zone: The timezone of dates without an offset.
        pages: How many pages to read at most.
        now: The current time.
    """
    before = known.remote
    if before.wait_until and now < before.wait_until:
        return SourceFetch(source=source, state=FetchState.WAITING, remote=before)
    try:
        result = _Fetcher(client, source, known, zone, pages).fetch()
    except DigestError as error:
        wait = retry_after.instant(error.retry_after, now) if isinstance(error, _StatusError) else None
        remote = replace(
            before,
            asked=now,
            failures=before.failures + 1,
            failing_since=before.failing_since or now,
            error=error.problem,
            wait_until=wait,
        )
        return SourceFetch(source=source, state=FetchState.FAILED, remote=remote)
    remote = replace(
        result.remote,
        asked=now,
        answered=now,
        failures=0,
        failing_since=None,
        error="",
        wait_until=None,
    )
    return replace(result, remote=remote)


@dataclass(frozen=True, slots=True)
class _Page:
    """A response and the articles read from it.

    `feed` is its address when a web page named it as its feed.
    """

    response: FetchResponse
    reading: Reading
    feed: str = ""
    notices: tuple[Notice, ...] = ()


class _Fetcher:
    """Follows one source from its address to its articles."""

    def __init__(self, client: Client, source: Source, known: Known, zone: tzinfo, pages: int) -> None:
        self._client = client
        self._source = source
        self._zone = zone
        self._pages = pages
        self._known = known
        self._settings = settings_hash(source, zone)
        self._validators: Validators | None = None
        # A conditional request is for the same settings only, and for a single page.
        if known.remote.settings == self._settings and pages == 1:
            remote = known.remote
            self._validators = Validators(address=remote.address, etag=remote.etag, modified=remote.modified)

    def fetch(self) -> SourceFetch:
        """Fetch the known feed of the source, or its address; raise DigestError when both fail."""
        feed = self._known.remote.feed
        if feed:
            try:
                return self._result(self._get(feed), feed)
            except SourceError:
                pass  # the page may name another feed by now
            except _StatusError as error:
                if error.status not in (_NOT_FOUND, _GONE):
                    raise
        response = self._get(self._source.name)
        return replace(self._result(response), moved=response.address if response.moved else "")

    def _get(self, address: str) -> FetchResponse:
        known = self._validators
        response = self._client.get(address, allow_private=self._source.allow_private, known=known)
        is_conditional = known is not None and bool(known.etag or known.modified)
        if response.status != 200 and not (response.status == 304 and is_conditional):
            raise _StatusError(response)
        return response

    def _document(self, response: FetchResponse) -> Document:
        return Document(
            source=self._source,
            content=response.content,
            address=response.address,
            charset=response.charset,
            location=response.location,
        )

    def _read(self, response: FetchResponse) -> Reading:
        return parsers.read_document(self._document(response), self._zone)

    def _fingerprint(self, response: FetchResponse) -> str:
        return fingerprint(self._document(response), self._zone)

    def _result(self, response: FetchResponse, feed: str = "") -> SourceFetch:
        """Return the articles of a response; `feed` is its address when it is the source's known feed."""
        is_same = self._pages == 1 and self._fingerprint(response) == self._known.fingerprint
        if response.status == 304 or is_same:
            remote = self._remote(response.validators, feed)
            return SourceFetch(source=self._source, state=FetchState.UNCHANGED, remote=remote)
        page = _Page(response, self._read(response), feed)
        if page.reading.feeds and not feed:
            page = self._prefer_feed(page)
        self._check(page.reading)
        readings, next_page, notices = self._following_pages(page)
        # The first page that holds an article has its newest version.
        articles = {
            article.id: article for reading in reversed(readings) for article in reversed(reading.articles)
        }
        is_complete = not page.notices and not notices and len(readings) == 1
        # A feed that could not be used is tried again, even if the page stays the same.
        validators = Validators() if page.notices else page.response.validators
        return SourceFetch(
            source=self._source,
            state=FetchState.READ,
            remote=self._remote(validators, page.feed),
            format=page.reading.format,
            articles=tuple(reversed(articles.values())),
            notices=(*page.notices, *notices),
            fingerprint=self._fingerprint(page.response) if is_complete else "",
            next_page=next_page,
        )

    def _prefer_feed(self, page: _Page) -> _Page:
        """Return the feed that a page names, in place of the page; the page with a notice when it fails."""
        address = page.reading.feeds[0]
        try:
            if page.response.address.startswith("https:") and not address.startswith("https:"):
                raise FetchError("is not fetched, because it is not https like the page")
            response = self._get(address)
            reading = self._read(response)
            if reading.format == _WEB_PAGE or not reading.articles:
                raise FetchError("holds no articles")
        except DigestError as error:
            problem = (
                f"its feed {ssrf.without_credentials(address)!r} {error.problem}; the page itself is read"
            )
            return replace(page, notices=(self._notice(problem),))
        return _Page(response, reading, response.address)

    def _check(self, reading: Reading) -> None:
        """Refuse the pages that servers send with status 200 in place of a lost one."""
        if reading.format != _WEB_PAGE:
            return
        # An error page looks like one article without a date.
        if len(reading.articles) < 2 and not any(article.published for article in reading.articles):
            raise FetchError("is a web page without a dated article and without a feed")
        known = self._known
        if known.format not in ("", _WEB_PAGE) and not known.remote.feed:
            raise FetchError(f"is a web page now, without a feed; before it was read as {known.format}")

    def _following_pages(self, first: _Page) -> tuple[list[Reading], str, list[Notice]]:
        """Return all pages from the first one, the address of the next one, and notices."""
        readings, notices = [first.reading], list(first.reading.notices)
        visited = [first.response.address]
        address = self._next_page(first.reading, visited)
        while address and len(readings) < self._pages:
            visited.append(address)
            try:
                response = self._get(address)
                reading = self._read(response)
                self._check(reading)
            except DigestError as error:
                problem = f"its page {ssrf.without_credentials(address)!r}: {error.problem}; the pages before it are kept"
                notices.append(self._notice(problem))
                break
            visited.append(response.address)
            readings.append(reading)
            notices += reading.notices
            address = self._next_page(reading, visited)
        return readings, address, notices

    def _next_page(self, reading: Reading, visited: list[str]) -> str:
        """Return the address of the next page, or "": only a new one, of the same host, no less secure."""
        try:
            target = ssrf.parse(reading.next_page or "")
        except FetchError:
            return ""
        current = ssrf.parse(visited[-1])
        is_downgrade = current.scheme == "https" and target.scheme == "http"
        if target.host != current.host or is_downgrade or target.address in visited:
            return ""
        return target.address

    def _remote(self, validators: Validators, feed: str) -> RemoteState:
        before = self._known.remote
        is_same = validators.address == before.address and self._validators is not None
        return replace(
            before,
            feed=feed,
            address=validators.address,
            etag=validators.etag or (before.etag if is_same else ""),
            modified=validators.modified or (before.modified if is_same else ""),
            settings=self._settings,
        )

    def _notice(self, problem: str) -> Notice:
        return Notice(source=ssrf.without_credentials(self._source.name), text=problem)
