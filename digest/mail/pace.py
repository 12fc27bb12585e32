"""The pace of a run: its rate limit, and pauses while the server defers everything."""

from __future__ import annotations

import time
from collections.abc import Sequence


class Pace:
    """Time when the next message may start. Times are those of `time.monotonic`."""

    def __init__(self, per_minute: int, pauses: Sequence[float]) -> None:
        """Start without a pause.

        Args:
            per_minute: The most messages in a minute, 0 for no limit.
            pauses: Seconds of the first pause, the second and so on.
        """
        self._interval = 60 / per_minute if per_minute else 0.0
        self._pauses = pauses
        self._rate_limited_until = self._paused_until = 0.0
        self._pauses_used = 0

    @property
    def next_start(self) -> float:
        """The earliest time of the next start."""
        return max(self._rate_limited_until, self._paused_until)

    def started(self) -> None:
        """Count a message against the rate limit."""
        if self._interval:
            # At most one interval is made up for, so that a slow server is not flooded afterwards.
            earliest = max(self._rate_limited_until, time.monotonic() - self._interval)
            self._rate_limited_until = earliest + self._interval

    def pause(self) -> bool:
        """Begin the next pause unless one lasts. Return False when none is left."""
        if time.monotonic() < self._paused_until:
            return True
        if self._pauses_used == len(self._pauses):
            return False
        self._paused_until = time.monotonic() + self._pauses[self._pauses_used]
        self._pauses_used += 1
        return True

    def reset_pauses(self) -> None:
        """Begin again with the first pause, because the server accepted or rejected a message."""
        self._pauses_used = 0
