"""Source to Document: files of the workspace, and addresses. The only user of the network."""

from __future__ import annotations

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from digest import files
from digest.errors import FetchError
from digest.model import Document, Source

LARGEST = 10 * 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024
SECONDS = 30


def file(source: Source, path: Path) -> Document:
    """Return the document of a file, or of a Maildir as one mailbox; FetchError when it cannot be opened."""
    try:
        if files.is_maildir(path):
            content = b"".join(files.mailbox(path, LARGEST_FILE))
            if len(content) > LARGEST_FILE:
                raise FetchError(
                    f"source: {source.name!r}: holds mails of more than {LARGEST_FILE:,} bytes in all; expected a smaller folder"
                )
        else:
            with path.open("rb") as stream:
                content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise FetchError(f"source: {source.name!r}: cannot be opened: {error.strerror or error}") from error
    return Document(source=source, content=content)


def address(source: Source, *, agent: str, seconds: float = SECONDS, allow_private: bool = False) -> Document:
    """Return the document at the source's address, by a plain GET.

    At most LARGEST bytes within `seconds` in all. Raises FetchError for what cannot be had:
    other schemes than http and https, addresses that are not public (also after a redirect,
    unless `allow_private`), a downgrade from https, every answer but 200.
    """
    opener = urllib.request.build_opener(_Guard(allow_private=allow_private))
    opener.addheaders = []
    request = urllib.request.Request(  # noqa: S310 (the guard checks the scheme)
        source.name,
        headers={
            "User-Agent": agent,
            "Accept": "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.8, */*;q=0.5",
        },
    )
    end = time.monotonic() + seconds
    try:
        _check(source.name, allow_private=allow_private)
        with opener.open(request, timeout=seconds) as answer:
            content = _read(answer, end)
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchError(
            f"source: {source.name!r}: the server answers {error.code} {error.reason}"
        ) from error
    except FetchError as error:
        raise FetchError(f"source: {source.name!r}: {error}") from error
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise FetchError(f"source: {source.name!r}: cannot be reached: {why}") from error
    return Document(source=source, content=content)


def _read(answer: IO[bytes], end: float) -> bytes:
    content = bytearray()
    while chunk := answer.read1(65536) if hasattr(answer, "read1") else answer.read(65536):
        content += chunk
        if len(content) > LARGEST:
            raise FetchError(f"is larger than {LARGEST:,} bytes")
        if time.monotonic() > end:
            raise FetchError("takes too long")
    return bytes(content)


def _check(url: str, *, allow_private: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"{url!r} is no http or https address")
    if allow_private:
        return
    for *_, found in socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(found[0]).is_global:
            raise FetchError(f"{parts.hostname!r} is not a public address ({found[0]})")


class _Guard(urllib.request.HTTPRedirectHandler):
    """Checks where each redirect leads."""

    max_redirections = 5

    def __init__(self, *, allow_private: bool) -> None:
        self.allow_private = allow_private

    def redirect_request(  # noqa: PLR0913 (urllib's signature)
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            fp.close()
            raise FetchError(f"redirects from https to {newurl!r}")
        try:
            _check(newurl, allow_private=self.allow_private)
        except (FetchError, OSError):
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)
