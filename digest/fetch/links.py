"""Check the addresses of links: one request at a time to each host, once a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from digest.errors import FetchError
from digest.fetch import ssrf
from digest.fetch.client import Client, phrase
from digest.model import LinkReply

VALID_FOR = timedelta(days=1)
_MAX_HOSTS = 8  # requested at once
_GONE = (404, 410)


def ask(
    client: Client,
    addresses: Iterable[str],
    *,
    pause: float = 1.0,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, LinkReply]:
    """Request each address and return the replies. An error is a reply too; none is raised.

    Args:
        client: The HTTP client.
        addresses: The addresses of links.
        pause: Seconds between two requests to one host.
        sleep: Waits for a number of seconds.
    """
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(address.partition("://")[2].partition("/")[0].lower(), []).append(address)

    def ask_host(addresses: list[str]) -> list[tuple[str, LinkReply]]:
        replies = []
        for number, address in enumerate(addresses):
            if number:
                sleep(pause)
            replies.append((address, _reply(client, address)))
        return replies

    with ThreadPoolExecutor(_MAX_HOSTS) as pool:
        return dict(pair for replies in pool.map(ask_host, hosts.values()) for pair in replies)


def _reply(client: Client, address: str) -> LinkReply:
    try:
        response = client.head(address)
    except ssrf.UnknownHostError as error:
        return LinkReply(problem=f"leads nowhere: {error.problem}", gone=True)
    except FetchError as error:
        return LinkReply(problem=f"could not be followed: {error.problem.partition(';')[0]}")
    if response.status < 400:
        return LinkReply()
    problem = f"is answered with {response.status} {phrase(response.status)}".rstrip()
    return LinkReply(problem=problem, gone=response.status in _GONE)


def remembered(state: Mapping[str, Any], now: datetime) -> dict[str, LinkReply]:
    """Return the replies that are still valid; malformed entries are ignored.

    Args:
        state: The time of the last good reply, as ISO 8601, by address.
        now: The current time.
    """
    replies = {}
    for address, asked in state.items():
        try:
            if timedelta() <= now - datetime.fromisoformat(asked) < VALID_FOR:
                replies[address] = LinkReply()
        except (TypeError, ValueError):
            continue
    return replies


def to_keep(state: Mapping[str, Any], replies: Mapping[str, LinkReply], now: datetime) -> dict[str, str]:
    """Return the state for the next run: the valid entries of `state`, and the good replies of this run."""
    valid = {address: str(state[address]) for address in remembered(state, now)}
    return valid | {address: now.isoformat() for address, reply in replies.items() if not reply.problem}
