"""Deferred messages and their retries."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.model import DeliveryStatus, Outgoing

_MAX_WAITING = 10_000


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to send a message: the retries so far, and its status if there is no other attempt."""

    message: Outgoing
    retries: int = 0
    status: DeliveryStatus = DeliveryStatus.DEFERRED


@dataclass(order=True, slots=True)
class _Entry:
    due: float
    order: int
    attempt: Attempt = field(compare=False)


class RetryQueue:
    """Attempts that wait, by the time when they are due; of equals the first added comes first."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._order = itertools.count()

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Attempt]:
        return (entry.attempt for entry in self._entries)

    @property
    def next_due(self) -> float:
        """The time of `time.monotonic` when the first attempt is due."""
        return self._entries[0].due

    def add(self, attempt: Attempt, delay: float) -> bool:
        """Add an attempt that is due after `delay` seconds. Return False when the queue is full."""
        if len(self._entries) >= _MAX_WAITING:
            return False
        heapq.heappush(self._entries, _Entry(time.monotonic() + delay, next(self._order), attempt))
        return True

    def pop_due(self) -> Attempt | None:
        """Remove and return the first attempt that is due, or None."""
        if self._entries and self.next_due <= time.monotonic():
            return heapq.heappop(self._entries).attempt
        return None
