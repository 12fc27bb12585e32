"""An address to what its server answers, by conditional GET, with redirects followed and guarded."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from urllib.parse import urljoin

from digest.errors import FetchError
from digest.fetch import body, ssrf
from digest.fetch.connection import Clock, Connect, Connection, Response
from digest.fetch.ssrf import Place, Resolve

_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_MOST_REDIRECTS = 5
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.8, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the server at `address` said of its answer, to ask later whether it still holds (RFC 9110, 8.8)."""

    address: str = ""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResponse:
    """What a server answered in the end.

    `address` is where, after redirects, and `moved` says that all of those were permanent.
    `content` is empty for every status but 200. `retry_after` is the field as it stands.
    """

    status: int
    address: str
    moved: bool = False
    content: bytes = b""
    validators: Validators = Validators()
    retry_after: str = ""


class Web:
    """What asks servers: one request at a time of each host, however many threads ask at once.

    Proxy variables of the environment are ignored: behind a proxy nobody could say which
    address is asked in the end.
    """

    def __init__(
        self,
        agent: str,
        *,
        seconds: float = 60,
        each: float = 20,
        resolve: Resolve = socket.getaddrinfo,
        connect: Connect = socket.create_connection,
    ) -> None:
        """Ask as `agent`; a document may take `seconds` in all and `each` for one operation.

        Resolving a name is the system's business and takes the time the system gives it.
        """
        self._agent = agent
        self._seconds = seconds
        self._each = each
        self._resolve = resolve
        self._connect = connect
        self._turns: dict[str, threading.Lock] = {}

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def get(
        self, address: str, *, allow_private: bool = False, known: Validators | None = None
    ) -> FetchResponse:
        """Return the answer to a GET of `address`, conditional where `known` is of the place asked.

        RFC 9110, sections 13.1 and 15.4. Raises FetchError, which completes the sentence "the
        source …", for what cannot be had: other schemes than http and https, addresses that are not
        public (unless `allow_private`), a downgrade from https, a circle of redirects, too many
        bytes, too long a time, no answer or half of one.
        """
        return self._follow(address, "GET", known, allow_private=allow_private)

    def look(self, address: str, *, allow_private: bool = False) -> FetchResponse:
        """Return the answer to a HEAD of `address`, or to a GET where a server does not answer that; no content.

        RFC 9110, section 9.3.2. Raises FetchError as `get` does.
        """
        answer = self._follow(address, "HEAD", None, allow_private=allow_private)
        if answer.status >= 400:  # many a server knows HEAD only by refusing it
            answer = self._follow(address, "GET", None, allow_private=allow_private, content=False)
        return answer

    def _follow(
        self,
        address: str,
        method: str,
        known: Validators | None,
        *,
        allow_private: bool,
        content: bool = True,
    ) -> FetchResponse:
        """Return the answer in the end, each redirect one exchange of its own."""
        here = ssrf.place(address)
        passed: list[str] = []
        moved, spent = True, 0.0
        while True:
            try:
                with self._turns.setdefault(here.host, threading.Lock()):
                    clock = Clock(self._seconds - spent, self._each)
                    answer, onward = self._ask(
                        here, clock, method, known, allow_private=allow_private, content=content
                    )
                    spent += clock.spent()
                if onward is None:
                    return replace(answer, moved=bool(passed) and moved)
                moved = moved and answer.status in _PERMANENT
                passed.append(here.address)
                here = _next(here, onward, passed)
            except FetchError as error:
                if passed and here.address not in passed:
                    raise FetchError(f"redirects to {ssrf.shown(here.address)!r}: {error}") from error
                raise

    def _ask(
        self,
        here: Place,
        clock: Clock,
        method: str,
        known: Validators | None,
        *,
        allow_private: bool,
        content: bool,
    ) -> tuple[FetchResponse, str | None]:
        """Return the answer of one server, and where it redirects to."""
        numbers = ssrf.numbers(here, allow_private=allow_private, resolve=self._resolve)
        context = self._context if here.scheme == "https" else None
        connection = Connection(here, numbers, clock, connect=self._connect, context=context)
        with _sentences(), contextlib.closing(connection):
            connection.request(method, here.target, headers=self._headers(here, known))
            response = Response(connection.sock, clock, method)
            with contextlib.closing(response):
                response.begin()
                answer = FetchResponse(
                    status=response.status,
                    address=here.address,
                    content=body.read(response)
                    if content and response.status == 200 and method == "GET"
                    else b"",
                    validators=Validators(
                        address=here.address,
                        etag=_kept(response.getheader("ETag")),
                        modified=_kept(response.getheader("Last-Modified")),
                    ),
                    retry_after=response.getheader("Retry-After") or "",
                )
                onward = response.getheader("Location") if answer.status in _REDIRECTS else None
        return answer, onward

    def _headers(self, here: Place, known: Validators | None) -> dict[str, str]:
        headers = {
            "User-Agent": self._agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        if known is not None and known.address == here.address:
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.modified:
                headers["If-Modified-Since"] = known.modified
        return headers


def phrase(status: int) -> str:
    """Return what a status means in the words of RFC 9110, not in the server's; nothing for an unknown one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _next(here: Place, onward: str, passed: list[str]) -> Place:
    """Return the place a redirect leads to; FetchError for one that is not to be followed."""
    with contextlib.suppress(UnicodeError):
        onward = onward.encode("latin-1").decode()  # http.client reads fields as Latin-1, servers write UTF-8
    target = urljoin(here.address, onward.strip())
    try:
        there = ssrf.place(target)
    except FetchError as error:
        raise FetchError(f"redirects to what is not followed: {error}") from error
    if here.scheme == "https" and there.scheme != "https":
        raise FetchError(f"redirects from https to {there.address!r}, which is not followed")
    if there.address in passed:
        raise FetchError("redirects in a circle")
    if len(passed) > _MOST_REDIRECTS:
        raise FetchError(f"redirects more than {_MOST_REDIRECTS} times")
    return there


def _kept(field: str | None) -> str:
    """Return a validator that can be sent back as it came, else nothing."""
    return field if field and re.fullmatch(r"[\x20-\x7e]{1,1000}", field) else ""


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """Turn what goes wrong on the way into the end of a sentence."""
    try:
        yield
    except TimeoutError as error:
        raise FetchError("takes too long") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError(f"has a certificate that cannot be trusted: {error.verify_message}") from error
    except ssl.SSLError as error:
        raise FetchError(f"cannot be reached over TLS ({error.reason or 'cut off'})") from error
    except (ConnectionResetError, BrokenPipeError) as error:
        raise FetchError("the server breaks the connection off") from error
    except IncompleteRead as error:
        raise FetchError("the answer ends before it is complete") from error
    except HTTPException as error:
        why = "has too many header lines" if "headers" in str(error) else "is not HTTP as it should be"
        raise FetchError(f"the server's answer {why} ({type(error).__name__})") from error
    except OSError as error:
        raise FetchError(f"cannot be reached: {error.strerror or error}") from error
    except ValueError as error:
        raise FetchError("the server's answer cannot be understood") from error
