"""The addresses of links, asked politely: one at a time of each host, and not again for a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from digest.errors import FetchError
from digest.fetch import ssrf
from digest.fetch.client import Web, phrase
from digest.model import LinkReply

KEPT = timedelta(days=1)
_HOSTS = 8


def ask(
    web: Web, addresses: Iterable[str], *, pause: float = 1.0, sleep: Callable[[float], None] = time.sleep
) -> dict[str, LinkReply]:
    """Return what came of asking for each address: HEAD, then GET where a server does not answer that.

    Eight hosts are asked at once, each by one request at a time with `pause` seconds between. What
    cannot be had is in the reply, and never raised.
    """
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(address.partition("://")[2].partition("/")[0].lower(), []).append(address)

    def visit(several: list[str]) -> list[tuple[str, LinkReply]]:
        replies = []
        for number, address in enumerate(several):
            if number:
                sleep(pause)
            replies.append((address, _reply(web, address)))
        return replies

    with ThreadPoolExecutor(_HOSTS) as pool:
        return dict(pair for replies in pool.map(visit, hosts.values()) for pair in replies)


def _reply(web: Web, address: str) -> LinkReply:
    try:
        answer = web.look(address)
    except ssrf.UnknownHostError as error:
        return LinkReply(trouble=f"leads to nobody: {error}", gone=True)
    except FetchError as error:
        return LinkReply(trouble=f"could not be followed: {str(error).partition(';')[0]}")
    if answer.status < 400:
        return LinkReply()
    said = f"is answered with {answer.status} {phrase(answer.status)}".rstrip()
    return LinkReply(trouble=said, gone=answer.status in (404, 410))


def remembered(kept: Mapping[str, Any], now: datetime) -> dict[str, LinkReply]:
    """Return the links that were well less than a day ago, by what `kept` says; what has no such form is left out."""
    found = {}
    for address, asked in kept.items():
        try:
            if timedelta() <= now - datetime.fromisoformat(asked) < KEPT:
                found[address] = LinkReply()
        except (TypeError, ValueError):
            continue
    return found


def to_keep(kept: Mapping[str, Any], asked: Mapping[str, LinkReply], now: datetime) -> dict[str, str]:
    """Return what to keep for the next time: when each link that is well was asked, a day at most."""
    before = {address: str(kept[address]) for address in remembered(kept, now)}
    return before | {address: now.isoformat() for address, reply in asked.items() if not reply.trouble}
