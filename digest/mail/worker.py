"""Worker threads, each with one connection."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass

from digest.errors import DigestError, MessageError, TransportError
from digest.mail.retry import Attempt
from digest.mail.transports import Connection, Reply
from digest.model import Outgoing


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one attempt: the reply, or the error that prevented one."""

    worker: Worker
    attempt: Attempt
    reply: Reply | DigestError


class Worker(threading.Thread):
    """A thread that makes messages and sends them over its connection, one at a time."""

    def __init__(self, connection: Connection, results: queue.SimpleQueue[Result]) -> None:
        super().__init__(daemon=True)  # so that a second Ctrl-C does not wait for a server
        self._attempts: queue.SimpleQueue[Attempt | None] = queue.SimpleQueue()
        self._connection, self._results = connection, results

    def submit(self, attempt: Attempt) -> None:
        """Begin an attempt. Its result comes through the queue of results."""
        self._attempts.put(attempt)

    def stop(self) -> None:
        """End the thread after its current attempt, and close its connection."""
        self._attempts.put(None)

    def run(self) -> None:
        """Send messages until `stop` is called."""
        while (attempt := self._attempts.get()) is not None:
            self._results.put(Result(self, attempt, self._send(attempt.message)))
        self._connection.close()

    def _send(self, message: Outgoing) -> Reply | DigestError:
        if not message.recipient.isprintable() or " " in message.recipient:
            return Reply(553, "the address holds a space, a line break or a control character")
        try:
            content = message.content()
        except MessageError as error:
            return error
        except Exception as error:  # noqa: BLE001 (the run would wait forever for a thread that died)
            return TransportError(f"the message cannot be made: {error!r}", value=message.recipient)
        try:
            return self._connection.send(message.sender, message.recipient, content)
        except DigestError as error:
            return error
        except Exception as error:  # noqa: BLE001 (as above; and the message may have been accepted)
            return Reply(0, f"{type(error).__name__}: {error}")
