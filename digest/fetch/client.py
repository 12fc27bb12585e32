"""HTTP client: conditional GET, redirects followed one by one, every address checked."""

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
from digest.fetch.connection import Connect, Connection, Deadline, Response
from digest.fetch.ssrf import Resolve, Url

_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_MOST_REDIRECTS = 5
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.8, */*;q=0.5"
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,1000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The validators of the last response of `address`, for a conditional request (RFC 9110, section 8.8)."""

    address: str = ""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResponse:
    """The last response of a chain of redirects.

    Attributes:
        address: The address after all redirects.
        moved: True when there were redirects, all of them permanent.
        content: The body; empty for every status but 200.
        charset: The charset that Content-Type states, or "".
        location: Content-Location as an absolute address, or "" (RFC 9110, section 8.7).
        retry_after: The field as the server sent it.
    """

    status: int
    address: str
    moved: bool = False
    content: bytes = b""
    charset: str = ""
    location: str = ""
    validators: Validators = Validators()
    retry_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """The part of a request that redirects do not change."""

    method: str
    known: Validators | None = None
    allow_private: bool = False
    with_content: bool = True


class Client:
    """An HTTP client. Each host gets one request at a time, from all threads together.

    It ignores the proxy variables of the environment: behind a proxy the address of the server cannot
    be checked.
    """

    def __init__(
        self,
        agent: str,
        *,
        timeout: float = 60,
        operation_timeout: float = 20,
        resolve: Resolve = socket.getaddrinfo,
        connect: Connect = socket.create_connection,
    ) -> None:
        """Make a client.

        Args:
            agent: The User-Agent.
            timeout: Seconds for a document, with its redirects; name resolution is not counted.
            operation_timeout: Seconds for a single operation on a connection.
            resolve: Resolves a name, as `socket.getaddrinfo` does.
            connect: Opens a connection, as `socket.create_connection` does.
        """
        self._agent = agent
        self._timeout = timeout
        self._operation_timeout = operation_timeout
        self._resolve = resolve
        self._connect = connect
        self._locks: dict[str, threading.Lock] = {}

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def get(
        self, address: str, *, allow_private: bool = False, known: Validators | None = None
    ) -> FetchResponse:
        """Send a GET request (RFC 9110, sections 9.3.1, 13.1 and 15.4).

        Args:
            address: The address.
            allow_private: Allow addresses that are not public.
            known: The validators of an earlier response; a request to the same address is conditional.

        Raises:
            FetchError: for another scheme than http and https, an address that is not public, a redirect
                from https to http, a loop or more than 5 redirects, a body that is too large, a timeout,
                or a response that is missing, incomplete or not HTTP.
        """
        return self._follow(address, _Request(method="GET", known=known, allow_private=allow_private))

    def head(self, address: str) -> FetchResponse:
        """Send a HEAD request (RFC 9110, section 9.3.2), then GET to a server that rejects HEAD; ignore the body.

        Raises:
            FetchError: as `get` does.
        """
        response = self._follow(address, _Request(method="HEAD"))
        if response.status >= 400:
            response = self._follow(address, _Request(method="GET", with_content=False))
        return response

    def _follow(self, address: str, request: _Request) -> FetchResponse:
        """Follow redirects; each of them is an exchange of its own, under one timeout."""
        url = ssrf.parse(address)
        visited: list[str] = []
        is_permanent, elapsed = True, 0.0
        while True:
            try:
                with self._locks.setdefault(url.host, threading.Lock()):
                    deadline = Deadline(self._timeout - elapsed, self._operation_timeout)
                    response, location = self._exchange(url, request, deadline)
                    elapsed += deadline.elapsed()
                if location is None:
                    return replace(response, moved=bool(visited) and is_permanent)
                is_permanent = is_permanent and response.status in _PERMANENT
                visited.append(url.address)
                url = _redirected(url, location, visited)
            except FetchError as error:
                if visited and url.address not in visited:
                    problem = f"redirects to {ssrf.without_credentials(url.address)!r}: {error.problem}"
                    raise FetchError(problem) from error
                raise

    def _exchange(self, url: Url, request: _Request, deadline: Deadline) -> tuple[FetchResponse, str | None]:
        """Return the response of one server, and the location it redirects to."""
        addresses = ssrf.resolved(url, allow_private=request.allow_private, resolve=self._resolve)
        tls = self._tls if url.scheme == "https" else None
        connection = Connection(url, addresses, deadline, connect=self._connect, tls=tls)
        with _fetch_errors(), contextlib.closing(connection):
            connection.request(request.method, url.target, headers=self._headers(url, request.known))
            response = Response(connection.sock, deadline, request.method)
            with contextlib.closing(response):
                response.begin()
                has_content = request.with_content and request.method == "GET" and response.status == 200
                result = FetchResponse(
                    status=response.status,
                    address=url.address,
                    content=body.read(response) if has_content else b"",
                    validators=Validators(
                        address=url.address,
                        etag=_validator(response.getheader("ETag")),
                        modified=_validator(response.getheader("Last-Modified")),
                    ),
                    charset=response.headers.get_content_charset() or "",
                    location=_content_location(url, response.getheader("Content-Location") or ""),
                    retry_after=response.getheader("Retry-After") or "",
                )
                location = response.getheader("Location") if result.status in _REDIRECTS else None
        return result, location

    def _headers(self, url: Url, known: Validators | None) -> dict[str, str]:
        headers = {
            "User-Agent": self._agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        if known is not None and known.address == url.address:
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.modified:
                headers["If-Modified-Since"] = known.modified
        return headers


def phrase(status: int) -> str:
    """Return the name of a status from RFC 9110, such as "Not Found"; "" for an unknown one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _redirected(url: Url, location: str, visited: list[str]) -> Url:
    """Return the target of a redirect; raise FetchError for one that is not followed."""
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode()  # servers write UTF-8, http.client reads Latin-1
    try:
        target = ssrf.parse(urljoin(url.address, location.strip()))
    except FetchError as error:
        raise FetchError(f"redirects to an address that is not followed: {error.problem}") from error
    if url.scheme == "https" and target.scheme != "https":
        raise FetchError(f"redirects from https to {target.address!r}, which is not followed")
    if target.address in visited:
        raise FetchError("redirects in a circle")
    if len(visited) > _MOST_REDIRECTS:
        raise FetchError(f"redirects more than {_MOST_REDIRECTS} times")
    return target


def _content_location(url: Url, field: str) -> str:
    """Return the absolute address in Content-Location, "" for one of another host or a less secure one."""
    try:
        target = ssrf.parse(urljoin(url.address, field.strip())) if field else url
    except (FetchError, ValueError):
        return ""
    is_same_site = target.host == url.host and target.scheme in (url.scheme, "https")
    return target.address if field and is_same_site else ""


def _validator(field: str | None) -> str:
    """Return a validator that can be sent back unchanged, or ""."""
    return field if field and _VALIDATOR.fullmatch(field) else ""


@contextlib.contextmanager
def _fetch_errors() -> Iterator[None]:
    """Turn errors of the connection into FetchError."""
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
        fault = "has too many header lines" if "headers" in str(error) else "is not valid HTTP"
        raise FetchError(f"the server's answer {fault} ({type(error).__name__})") from error
    except OSError as error:
        raise FetchError(f"cannot be reached: {error.strerror or error}") from error
    except ValueError as error:
        raise FetchError("the server's answer cannot be understood") from error
