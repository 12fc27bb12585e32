"""Delivery logs: one backed by the ledger, and one that records nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from digest.mail.ledger import Ledger, Sending
from digest.mail.transports import Reply
from digest.model import DeliveryStatus, InDoubt, Outgoing, SkipReason


class LedgerLog:
    """The delivery log of one sending, kept in the ledger."""

    def __init__(
        self,
        ledger: Ledger,
        sending: Sending,
        now: Callable[[], datetime],
        in_doubt: InDoubt,
        *,
        retry_rejected: bool = False,
    ) -> None:
        """Open the log of a sending.

        Args:
            ledger: The open ledger.
            sending: The sending, as `Ledger.begin` returned it.
            now: The clock, for the times in the ledger.
            in_doubt: Send messages of unknown status again, or skip them.
            retry_rejected: Send messages again that an earlier run saw rejected.
        """
        self._ledger, self._sending, self._now, self._in_doubt = ledger, sending, now, in_doubt
        done = {DeliveryStatus.SENT} if retry_rejected else {DeliveryStatus.SENT, DeliveryStatus.REJECTED}
        self._done = frozenset(done)

    def skip_reason(self, message: Outgoing) -> SkipReason | None:
        """Return why to skip the message, or None to send it."""
        status = self._ledger.status(self._sending, message.message_id)
        if status in self._done:
            return SkipReason.ALREADY_DONE
        if status is DeliveryStatus.UNKNOWN and self._in_doubt is InDoubt.SKIP:
            return SkipReason.IN_DOUBT
        return SkipReason.UNSUBSCRIBED if self._ledger.is_unsubscribed(message.recipient) else None

    def record(self, replies: Sequence[tuple[Outgoing, Reply]], starting: Sequence[Outgoing]) -> None:
        """Record replies and the messages that are sent next. Both are on the disk when this returns."""
        self._ledger.record(self._sending, replies, starting, self._now())


class NoLog:
    """A log for test messages and dry runs: it records nothing, and skips only unsubscribed readers."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger = ledger

    def skip_reason(self, message: Outgoing) -> SkipReason | None:
        """Return UNSUBSCRIBED, or None to send the message."""
        if self._ledger and self._ledger.is_unsubscribed(message.recipient):
            return SkipReason.UNSUBSCRIBED
        return None

    def record(self, replies: Sequence[tuple[Outgoing, Reply]], starting: Sequence[Outgoing]) -> None:
        """Record nothing."""
