"""The ledger: recipients, times and replies of every message sent, approvals, and unsubscribed readers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.errors import LedgerError
from digest.mail.transports import Reply
from digest.model import DeliveryStatus, Edition, Outgoing
from digest.sqlite import Store

# Each script raises the schema by one version. A released script never changes.
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
    """
    ALTER TABLE handovers RENAME TO deliveries;
    ALTER TABLE deliveries RENAME COLUMN state TO status;
    ALTER TABLE deliveries RENAME COLUMN tries TO attempts;
    ALTER TABLE deliveries RENAME COLUMN answer TO reply;
    UPDATE deliveries SET status = CASE status
        WHEN 'refused' THEN 'rejected' WHEN 'later' THEN 'deferred' WHEN 'handing over' THEN 'unknown' ELSE status
    END;
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One issue that is sent, or one correction of it. `amendment` is 0 for the issue itself.

    `content` is a hash of the built mails. `ended` is None until every message was sent or rejected.
    """

    id: int
    issue: str
    amendment: int
    content: str
    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The ledger's entry of one message. `at` is the last change; `code` and `reply` are the last reply."""

    recipient: str
    edition: Edition
    message_id: str
    status: DeliveryStatus
    at: datetime
    attempts: int
    code: int | None
    reply: str


class Ledger(Store):
    """An open ledger. One thread writes; several processes may have it open."""

    label, error_class, migrations = "ledger", LedgerError, MIGRATIONS
    pragmas = ("synchronous = FULL",)  # otherwise a power cut could make a later run send messages twice

    @contextmanager
    def lock(self, issue: str, at: datetime) -> Iterator[None]:
        """Prevent other processes from sending `issue`. The lock ends with this process, even if killed.

        Raises:
            LedgerError: Another process sends the issue; the message names it.
        """
        from filelock import FileLock, Timeout  # slow to load, and only `send` needs it

        lock = FileLock(self.path.with_name(f"sending-{issue}.lock"))
        note = self.path.with_name(f"sending-{issue}.process")  # Windows lets no one read a locked file
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise LedgerError(
                f"is being sent by {_read_note(note)}; expected it to end first", option="issue", value=issue
            ) from error
        try:
            note.write_text(f"process {os.getpid()} since {_text(at)}", encoding="utf-8")
            yield
        finally:
            note.unlink(missing_ok=True)
            lock.release()

    # Sendings and their messages

    def sendings(self, issue: str | None = None) -> list[Sending]:
        """Return the sendings of an issue, or of all issues, oldest first."""
        rows = self._fetch_all(
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
        """Return a new sending, or the one that began earlier, with its content updated.

        Args:
            issue: The issue's name, such as "2021-10".
            amendment: The number of the correction, 0 for the issue itself.
            content: A hash of the built mails.
            at: The time, for a new sending.
        """
        with self._transaction():
            self._db.execute(
                "INSERT INTO sendings (issue, amendment, content, began) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (issue, amendment) DO UPDATE SET content = excluded.content",
                (issue, amendment, content, _text(at)),
            )
        return next(sending for sending in self.sendings(issue) if sending.amendment == amendment)

    def end(self, sending: Sending, at: datetime | None) -> None:
        """Record the end of a sending, or None while messages are left to send."""
        with self._transaction():
            self._db.execute(
                "UPDATE sendings SET ended = ? WHERE id = ?", (_text(at) if at else None, sending.id)
            )

    def status(self, sending: Sending, message_id: str) -> DeliveryStatus | None:
        """Return the status of a message, or None when it was never sent."""
        row = self._fetch_one(
            "SELECT status FROM deliveries WHERE sending = ? AND message_id = ?", (sending.id, message_id)
        )
        return DeliveryStatus(row[0]) if row else None

    def record(
        self,
        sending: Sending,
        replies: Iterable[tuple[Outgoing, Reply]],
        starting: Iterable[Outgoing],
        at: datetime,
    ) -> None:
        """Record replies, and messages that are sent next. Both are on the disk when this returns.

        Args:
            sending: The sending of all these messages.
            replies: Messages sent before, with their replies.
            starting: Messages about to be sent. Their status is UNKNOWN until their replies are recorded.
            at: The time.
        """
        with self._transaction():
            self._db.executemany(
                "UPDATE deliveries SET status = ?, at = ?, code = ?, reply = ? WHERE sending = ? AND message_id = ?",
                [
                    (reply.status, _text(at), reply.code, reply.text, sending.id, message.message_id)
                    for message, reply in replies
                ],
            )
            self._db.executemany(
                "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, 1, NULL, '') ON CONFLICT DO UPDATE SET"
                " status = excluded.status, at = excluded.at, attempts = attempts + 1",
                [
                    (
                        sending.id, message.message_id, message.recipient, str(message.edition),
                        DeliveryStatus.UNKNOWN, _text(at),
                    )
                    for message in starting
                ],
            )  # fmt: skip

    def counts(self, sending: Sending) -> dict[DeliveryStatus, int]:
        """Return the number of a sending's messages by status."""
        rows = self._fetch_all(
            "SELECT status, count(*) FROM deliveries WHERE sending = ? GROUP BY status ORDER BY status",
            (sending.id,),
        )
        return {DeliveryStatus(status): count for status, count in rows}

    def deliveries(self, sending: Sending, status: DeliveryStatus) -> Iterator[Delivery]:
        """Yield a sending's messages that have a status."""
        rows = self._iterate(
            "SELECT recipient, edition, message_id, at, attempts, code, reply FROM deliveries"
            " WHERE sending = ? AND status = ?",
            (sending.id, status),
        )
        for recipient, edition, message_id, at, attempts, code, reply in rows:
            yield Delivery(
                recipient=recipient, edition=Edition.parse(edition), message_id=message_id,
                status=status, at=datetime.fromisoformat(at), attempts=attempts, code=code,
                reply=reply,
            )  # fmt: skip

    def amended(self) -> dict[str, datetime]:
        """Return the start of the last correction of each issue that has one."""
        rows = self._fetch_all("SELECT issue, max(began) FROM sendings WHERE amendment > 0 GROUP BY issue")
        return {issue: datetime.fromisoformat(began) for issue, began in rows}

    # Approvals

    def approve(self, issue: str, content: str, at: datetime) -> None:
        """Record the approval of an issue; `content` is a hash of its built mails."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO approvals VALUES (?, ?, ?)", (issue, content, _text(at)))

    def approval(self, issue: str) -> tuple[str, datetime] | None:
        """Return the hash of the approved mails and the time of the approval, or None."""
        row = self._fetch_one("SELECT content, at FROM approvals WHERE issue = ?", (issue,))
        return (row[0], datetime.fromisoformat(row[1])) if row else None

    def approvals(self, issue: str | None = None) -> dict[str, datetime]:
        """Return the time of the last approval, of one issue or of all."""
        rows = self._fetch_all(
            "SELECT issue, at FROM approvals WHERE ?1 IS NULL OR issue = ?1 ORDER BY issue", (issue,)
        )
        return {name: datetime.fromisoformat(at) for name, at in rows}

    # Unsubscribed readers

    def unsubscribe(self, recipient: str, at: datetime) -> bool:
        """Record that a reader unsubscribed. Return False when that was known."""
        with self._transaction():
            done = self._db.execute(
                "INSERT OR IGNORE INTO unsubscribed VALUES (?, ?)", (recipient.casefold(), _text(at))
            )
        return done.rowcount > 0

    def resubscribe(self, recipient: str) -> bool:
        """Remove a reader from the unsubscribed ones. Return False when they were not among them."""
        with self._transaction():
            done = self._db.execute("DELETE FROM unsubscribed WHERE recipient = ?", (recipient.casefold(),))
        return done.rowcount > 0

    def is_unsubscribed(self, recipient: str) -> bool:
        """Return True if the reader of an address unsubscribed. Case does not matter."""
        found = self._fetch_one("SELECT 1 FROM unsubscribed WHERE recipient = ?", (recipient.casefold(),))
        return found is not None

    def unsubscribed_count(self) -> int:
        """Return the number of readers who unsubscribed."""
        return int(self._fetch_one("SELECT count(*) FROM unsubscribed")[0])


def _read_note(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")[:200].strip()
    except (OSError, UnicodeDecodeError):
        return "another process"


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
