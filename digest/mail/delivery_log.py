"""What a run knows of each message and where it writes: the ledger's pages of one sending, or nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from digest.mail.ledger import HANDING_OVER, REFUSED, SENT, Ledger, Sending
from digest.mail.transports import Reply
from digest.model import Outgoing


class Pages:
    """The ledger's pages of one sending.

    Without `resend` what is in doubt stays so; with `again` what was refused is handed over once more.
    """

    def __init__(
        self,
        ledger: Ledger,
        begun: Sending,
        now: Callable[[], datetime],
        *,
        resend: bool,
        again: bool = False,
    ) -> None:
        self._ledger, self._sending, self._now, self._resend = ledger, begun, now, resend
        self._over = (SENT,) if again else (SENT, REFUSED)

    def wants(self, parcel: Outgoing) -> str:
        """Return "" where a message is to be handed over, else the name of Tally's that says why not."""
        state = self._ledger.state(self._sending, parcel.message_id)
        if state in self._over:
            return "before"
        if state == HANDING_OVER and not self._resend:
            return "doubted"
        return "unsubscribed" if self._ledger.unsubscribed(parcel.recipient) else ""

    def write(self, answered: Sequence[tuple[Outgoing, Reply]], starting: Sequence[Outgoing]) -> None:
        """Write what came back and what is about to be handed over; it is on the disk when this returns."""
        self._ledger.write(self._sending, answered, starting, self._now())


class Blank:
    """No pages: nothing is remembered, and nobody was served before. Of a ledger it knows who wants no more."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger = ledger

    def wants(self, parcel: Outgoing) -> str:
        """Return "unsubscribed" or nothing."""
        return "unsubscribed" if self._ledger and self._ledger.unsubscribed(parcel.recipient) else ""

    def write(self, answered: Sequence[tuple[Outgoing, Reply]], starting: Sequence[Outgoing]) -> None:
        """Forget it."""
