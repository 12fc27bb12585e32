"""Counts of the messages of a run, by their result."""

from __future__ import annotations

from dataclasses import dataclass, field

from digest.errors import DigestError
from digest.model import DeliveryStatus, Edition, Outgoing, SkipReason


@dataclass(slots=True)
class DeliveryCounts:
    """Messages of one run by their result. In a dry run, `sent` counts messages that would be sent.

    `already_done` were sent or rejected by an earlier run, or occur twice in this one. `waiting` are
    deferred and tried again in this run. `editions` holds `sent` by edition. `stop_error` is the error
    that ended the run early, or None.
    """

    sent: int = 0
    rejected: int = 0
    deferred: int = 0
    in_doubt: int = 0
    already_done: int = 0
    unsubscribed: int = 0
    waiting: int = 0
    editions: dict[Edition, int] = field(default_factory=dict)
    stop_error: DigestError | None = None

    def count(self, result: DeliveryStatus | SkipReason, message: Outgoing) -> None:
        """Count one message under its result."""
        name = _FIELDS[result]
        setattr(self, name, getattr(self, name) + 1)
        if result is DeliveryStatus.SENT:
            self.editions[message.edition] = self.editions.get(message.edition, 0) + 1


_FIELDS: dict[DeliveryStatus | SkipReason, str] = {
    DeliveryStatus.SENT: "sent",
    DeliveryStatus.REJECTED: "rejected",
    DeliveryStatus.DEFERRED: "deferred",
    DeliveryStatus.UNKNOWN: "in_doubt",
    SkipReason.IN_DOUBT: "in_doubt",
    SkipReason.ALREADY_DONE: "already_done",
    SkipReason.UNSUBSCRIBED: "unsubscribed",
}
