"""Who got what: what was handed over, when, and what came back. The only module that speaks SQL to it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from digest.errors import LedgerError
from digest.mail.transports import Reply
from digest.model import Edition, Outgoing
from digest.sqlite import Store

# Each entry takes the schema one version up; none is ever changed once released.
MIGRATIONS = (
    """
    CREATE TABLE sendings (
        id INTEGER PRIMARY KEY,
        issue TEXT NOT NULL,
        amendment INTEGER NOT NULL,
        content TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT,
        UNIQUE (issue, amendment)
    );
    CREATE TABLE handovers (
        sending INTEGER NOT NULL REFERENCES sendings (id),
        message_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        edition TEXT NOT NULL,
        state TEXT NOT NULL,
        at TEXT NOT NULL,
        tries INTEGER NOT NULL,
        code INTEGER,
        answer TEXT NOT NULL,
        PRIMARY KEY (sending, message_id)
    ) WITHOUT ROWID;
    CREATE TABLE approvals (issue TEXT PRIMARY KEY, content TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE unsubscribed (recipient TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
    """,
)

HANDING_OVER, SENT, REFUSED, LATER = "handing over", "sent", "refused", "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One issue on its way to those who get it; `amendment` is 0 for the issue itself.

    `content` is a hash of what was built; `ended` is None until nothing is left to be handed over.
    """

    id: int
    issue: str
    amendment: int
    content: str
    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message handed over, or about to be: to whom, when last, how often, and the last answer."""

    recipient: str
    edition: Edition
    message_id: str
    state: str
    at: datetime
    tries: int
    code: int | None
    answer: str


class Ledger(Store):
    """An open ledger. One thread writes; several processes may have it open."""

    what, error, migrations = "ledger", LedgerError, MIGRATIONS
    settings = ("synchronous = FULL",)  # with less a power cut could serve people twice

    # One at a time

    @contextmanager
    def alone(self, issue: str, at: datetime) -> Iterator[None]:
        """Keep every other process from sending `issue`; the system lets go when this one dies.

        Raises LedgerError that names the process which is sending it.
        """
        path = self.path.with_name(f"sending-{issue}.lock")
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                holder = os.pread(lock, 200, 0).decode("utf-8", "replace").strip() or "another process"
                raise LedgerError(
                    f"issue: {issue!r}: is being sent by {holder}; expected it to end first"
                ) from error
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"process {os.getpid()} since {_text(at)}\n".encode(), 0)
            yield
        finally:
            os.close(lock)

    # What is sent

    def sendings(self, issue: str | None = None) -> list[Sending]:
        """Return what was sent of an issue, or of all, the first first."""
        rows = self._rows(
            "SELECT id, issue, amendment, content, began, ended FROM sendings"
            " WHERE ?1 IS NULL OR issue = ?1 ORDER BY issue, amendment",
            (issue,),
        )
        return [
            Sending(
                id=key, issue=name, amendment=amendment, content=content,
                began=datetime.fromisoformat(began), ended=datetime.fromisoformat(ended) if ended else None,
            )
            for key, name, amendment, content, began, ended in rows
        ]  # fmt: skip

    def begin(self, issue: str, amendment: int, content: str, at: datetime) -> Sending:
        """Return the sending of an issue: the one that has begun, now with this content, else a new one."""
        with self._writing():
            self._db.execute(
                "INSERT INTO sendings (issue, amendment, content, began) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (issue, amendment) DO UPDATE SET content = excluded.content",
                (issue, amendment, content, _text(at)),
            )
        return next(one for one in self.sendings(issue) if one.amendment == amendment)

    def end(self, sending: Sending, at: datetime | None) -> None:
        """Remember that nothing is left to be handed over of a sending, or that something is."""
        with self._writing():
            self._db.execute(
                "UPDATE sendings SET ended = ? WHERE id = ?", (_text(at) if at else None, sending.id)
            )

    def state(self, sending: Sending, message_id: str) -> str | None:
        """Return how a message stands, or None when it was never handed over."""
        row = self._row(
            "SELECT state FROM handovers WHERE sending = ? AND message_id = ?", (sending.id, message_id)
        )
        return row[0] if row else None

    def write(
        self,
        sending: Sending,
        answered: Iterable[tuple[Outgoing, Reply]],
        starting: Iterable[Outgoing],
        at: datetime,
    ) -> None:
        """Write what came back, and what is about to be handed over. It is on the disk when this returns."""
        with self._writing():
            self._db.executemany(
                "UPDATE handovers SET state = ?, at = ?, code = ?, answer = ? WHERE sending = ? AND message_id = ?",
                [
                    (_state(answer), _text(at), answer.code, answer.text, sending.id, parcel.message_id)
                    for parcel, answer in answered
                ],
            )
            self._db.executemany(
                "INSERT INTO handovers VALUES (?, ?, ?, ?, ?, ?, 1, NULL, '') ON CONFLICT DO UPDATE SET"
                " state = excluded.state, at = excluded.at, tries = tries + 1",
                [
                    (sending.id, one.message_id, one.recipient, str(one.edition), HANDING_OVER, _text(at))
                    for one in starting
                ],
            )

    def counts(self, sending: Sending) -> dict[str, int]:
        """Return how many messages of a sending stand how."""
        return dict(
            self._rows(
                "SELECT state, count(*) FROM handovers WHERE sending = ? GROUP BY state ORDER BY state",
                (sending.id,),
            )
        )

    def handovers(self, sending: Sending, *states: str) -> Iterator[Delivery]:
        """Yield the messages of a sending that stand so, one after another."""
        rows = self._stream(
            "SELECT recipient, edition, message_id, state, at, tries, code, answer FROM handovers"
            " WHERE sending = ? AND state IN (SELECT value FROM json_each(?))",
            (sending.id, json.dumps(states)),
        )
        for recipient, edition, message_id, state, at, tries, code, answer in rows:
            yield Delivery(
                recipient=recipient, edition=Edition.parse(edition), message_id=message_id, state=state,
                at=datetime.fromisoformat(at), tries=tries, code=code, answer=answer,
            )  # fmt: skip

    def amended(self) -> dict[str, datetime]:
        """Return when the last correction of each issue that has one began to go out."""
        rows = self._rows("SELECT issue, max(began) FROM sendings WHERE amendment > 0 GROUP BY issue")
        return {issue: datetime.fromisoformat(began) for issue, began in rows}

    # What was looked at

    def approve(self, issue: str, content: str, at: datetime) -> None:
        """Remember that somebody looked at an issue as it is built now."""
        with self._writing():
            self._db.execute("INSERT OR REPLACE INTO approvals VALUES (?, ?, ?)", (issue, content, _text(at)))

    def approval(self, issue: str) -> tuple[str, datetime] | None:
        """Return the hash of what was looked at and when, or None."""
        row = self._row("SELECT content, at FROM approvals WHERE issue = ?", (issue,))
        return (row[0], datetime.fromisoformat(row[1])) if row else None

    def approvals(self, issue: str | None = None) -> dict[str, datetime]:
        """Return when an issue was last approved, or all that were."""
        rows = self._rows(
            "SELECT issue, at FROM approvals WHERE ?1 IS NULL OR issue = ?1 ORDER BY issue", (issue,)
        )
        return {name: datetime.fromisoformat(at) for name, at in rows}

    # Who wants no more

    def unsubscribe(self, recipient: str, at: datetime) -> bool:
        """Remember that an address wants no more of this publication; return whether that is news."""
        with self._writing():
            done = self._db.execute(
                "INSERT OR IGNORE INTO unsubscribed VALUES (?, ?)", (recipient.casefold(), _text(at))
            )
        return done.rowcount > 0

    def resubscribe(self, recipient: str) -> bool:
        """Forget that an address wanted no more; return whether it did."""
        with self._writing():
            done = self._db.execute("DELETE FROM unsubscribed WHERE recipient = ?", (recipient.casefold(),))
        return done.rowcount > 0

    def unsubscribed(self, recipient: str) -> bool:
        """Return whether an address wants no more, in whatever case it is written."""
        found = self._row("SELECT 1 FROM unsubscribed WHERE recipient = ?", (recipient.casefold(),))
        return found is not None

    def all_unsubscribed(self) -> Iterator[tuple[str, datetime]]:
        """Yield the addresses that want no more, and since when."""
        for recipient, at in self._stream("SELECT recipient, at FROM unsubscribed ORDER BY recipient"):
            yield recipient, datetime.fromisoformat(at)


def _state(answer: Reply) -> str:
    if answer.doubtful:
        return HANDING_OVER
    if answer.taken:
        return SENT
    return LATER if answer.later else REFUSED


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
