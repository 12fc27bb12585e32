"""The state of the sendings of an issue, from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.mail.ledger import Delivery, Ledger, Sending
from digest.model import DeliveryStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingStatus:
    """One sending with its counts; the deliveries are read from the ledger while they are iterated."""

    sending: Sending
    counts: Mapping[DeliveryStatus, int]
    rejected: Iterable[Delivery]
    deferred: Iterable[Delivery]
    in_doubt: Iterable[Delivery]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStatus:
    """The sendings, the approvals by issue, and the number of unsubscribed addresses."""

    sendings: tuple[SendingStatus, ...]
    approvals: Mapping[str, datetime]
    unsubscribed: int


def delivery_status(ledger: Ledger, issue: str | None = None) -> LedgerStatus:
    """Return the state of the sendings of one issue, or of all; the ledger stays open while it is used."""
    return LedgerStatus(
        sendings=tuple(
            SendingStatus(
                sending=sending,
                counts=ledger.counts(sending),
                rejected=ledger.deliveries(sending, DeliveryStatus.REJECTED),
                deferred=ledger.deliveries(sending, DeliveryStatus.DEFERRED),
                in_doubt=ledger.deliveries(sending, DeliveryStatus.UNKNOWN),
            )
            for sending in ledger.sendings(issue)
        ),
        approvals=ledger.approvals(issue),
        unsubscribed=ledger.unsubscribed_count(),
    )
