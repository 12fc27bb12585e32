"""Send outgoing messages over several connections, and record each step before the next."""

from __future__ import annotations

import queue
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from digest.errors import DigestError, MessageError, TransportError
from digest.mail.counts import DeliveryCounts
from digest.mail.pace import Pace
from digest.mail.retry import Attempt, RetryQueue
from digest.mail.transports import Reply, Transport, UnreachableError
from digest.mail.worker import Result, Worker
from digest.model import DeliveryStatus, InDoubt, Outgoing, SkipReason

# Seconds before a deferred message is tried again. After the last of them it is left to the next run.
RETRY_DELAYS = (5.0, 30.0, 120.0)
_DEFERRALS_BEFORE_PAUSE = 10
_REJECTIONS_BEFORE_STOP = 20
# Enhanced status codes that blame the recipient's address or mailbox (RFC 3463, section 3).
_RECIPIENT_FAULT = re.compile(r"5\.[12]\.")


class DeliveryLog(Protocol):
    """The status of each message, and the place to record it."""

    def skip_reason(self, message: Outgoing) -> SkipReason | None:
        """Return why to skip the message, or None to send it."""

    def record(self, replies: Sequence[tuple[Outgoing, Reply]], starting: Sequence[Outgoing]) -> None:
        """Record replies, and the messages that are sent next. Return when both are safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules of a run: messages in doubt, the rate limit (0 for none), the delays of retries in seconds."""

    in_doubt: InDoubt = InDoubt.RESEND
    per_minute: int = 0
    retry_delays: Sequence[float] = RETRY_DELAYS


def send(
    messages: Iterable[Outgoing],
    transport: Transport,
    log: DeliveryLog,
    rules: Rules,
    progress: Callable[[DeliveryCounts], None] = lambda _: None,
) -> DeliveryCounts:
    """Send messages and return how many had each result.

    Each connection has at most one message in flight, which was recorded before. The run ends early when
    the server rejects everything.

    Args:
        messages: The messages, taken one at a time.
        transport: The way to send them.
        log: Decides which messages are skipped, and records results.
        rules: Retries, rate limit, messages in doubt.
        progress: Called after every step.
    """
    return _Run(messages, transport, log, rules, progress).run()


def dry_run(messages: Iterable[Outgoing], log: DeliveryLog) -> DeliveryCounts:
    """Return the counts of a run in which every message is accepted. Nothing is sent or recorded."""
    counts = DeliveryCounts()
    for message in messages:
        counts.count(log.skip_reason(message) or DeliveryStatus.SENT, message)
    return counts


class _Run:
    """One run: a single thread hands messages to workers and records their results."""

    def __init__(
        self,
        messages: Iterable[Outgoing],
        transport: Transport,
        log: DeliveryLog,
        rules: Rules,
        progress: Callable[[DeliveryCounts], None],
    ) -> None:
        self._messages: Iterator[Outgoing] = iter(messages)
        self._log, self._rules, self._progress = log, rules, progress
        self._results: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self._workers = tuple(
            Worker(transport.connect(), self._results) for _ in range(transport.connections)
        )
        self._idle = list(self._workers)
        self._busy = 0
        self._exhausted = False
        self._active: set[str] = set()  # Message-IDs in flight or waiting for a retry
        self._replies: list[tuple[Outgoing, Reply]] = []  # not recorded yet
        self._unrecorded: set[str] = set()  # Message-IDs of these
        self._retries = RetryQueue()
        self._pace = Pace(rules.per_minute, rules.retry_delays)
        self._deferrals = 0  # in a row
        self._server_replied = False
        self._rejections: list[Outgoing] = []  # since the last accepted message
        self.counts = DeliveryCounts()

    def run(self) -> DeliveryCounts:
        for worker in self._workers:
            worker.start()
        try:
            while True:
                starting = self._next_attempts()
                self._record([attempt.message for _, attempt in starting])
                for worker, attempt in starting:
                    self._busy += 1
                    worker.submit(attempt)
                self.counts.waiting = len(self._retries)
                self._progress(self.counts)
                if not self._busy and (self.counts.stop_error or (self._exhausted and not self._retries)):
                    break
                self._handle(self._wait_for_results())
        finally:
            self._finish()
        return self.counts

    def _record(self, starting: list[Outgoing]) -> None:
        if self._replies or starting:
            self._log.record(self._replies, starting)
            self._replies = []
            self._unrecorded.clear()

    def _finish(self) -> None:
        """Wait for messages in flight and record their results, even after an interrupt."""
        if self._busy and not self.counts.stop_error:
            self.counts.stop_error = TransportError("the run was interrupted")
        while self._busy:
            self._handle([self._results.get()])
        self._record([])
        for attempt in self._retries:
            self.counts.count(attempt.status, attempt.message)
        for worker in self._workers:
            worker.stop()
        for worker in self._workers:
            worker.join(10)

    # Choosing the next messages

    def _next_attempts(self) -> list[tuple[Worker, Attempt]]:
        """Return an attempt for each idle worker, as far as messages and the rate limit allow."""
        attempts = []
        while self._idle and not self.counts.stop_error and time.monotonic() >= self._pace.next_start:
            attempt = self._next_attempt()
            if attempt is None:
                break
            attempts.append((self._idle.pop(), attempt))
            self._pace.started()
        return attempts

    def _next_attempt(self) -> Attempt | None:
        """Return the next attempt (due retries first), or None."""
        while (attempt := self._retries.pop_due()) is not None:
            skip = self._log.skip_reason(attempt.message)  # the reader may have unsubscribed meanwhile
            if skip is None:
                return attempt
            self._active.discard(attempt.message.message_id)
            self.counts.count(skip, attempt.message)
        for message in self._messages:
            skip = self._skip_reason(message)
            if skip is None:
                self._active.add(message.message_id)
                return Attempt(message)
            self.counts.count(skip, message)
        self._exhausted = True
        return None

    def _skip_reason(self, message: Outgoing) -> SkipReason | None:
        if message.message_id in self._active or message.message_id in self._unrecorded:
            return SkipReason.ALREADY_DONE
        return self._log.skip_reason(message)

    # Handling the results

    def _wait_for_results(self) -> list[Result]:
        """Return the results that are there, as soon as there is one or another message may start."""
        timeout = self._seconds_to_next_start()
        if not self._busy:
            time.sleep(timeout or 0.0)
            return []
        try:
            results = [self._results.get(timeout=timeout)]
        except queue.Empty:
            return []
        while not self._results.empty():
            results.append(self._results.get())
        return results

    def _seconds_to_next_start(self) -> float | None:
        """Return the seconds until a message may start, or None when only a result can change that."""
        if not self._idle or self.counts.stop_error:
            return None
        starts = [] if self._exhausted else [self._pace.next_start]
        if self._retries:
            starts.append(max(self._pace.next_start, self._retries.next_due))
        return max(0.0, min(starts) - time.monotonic()) if starts else None

    def _handle(self, results: list[Result]) -> None:
        for result in results:
            message = result.attempt.message
            self._busy -= 1
            self._idle.append(result.worker)
            self._active.discard(message.message_id)
            self._unrecorded.add(message.message_id)
            match result.reply:
                case Reply() as reply:
                    self._server_replied = True
                    self._replies.append((message, reply))
                    self._handle_reply(result.attempt, reply)
                case UnreachableError() as error:
                    self._handle_unreachable(result.attempt, error)
                case MessageError() as error:
                    # Another attempt in this run would fail too, until the message's source is corrected.
                    self._replies.append((message, Reply(451, str(error))))
                    self.counts.count(DeliveryStatus.DEFERRED, message)
                case DigestError() as error:
                    self._replies.append((message, Reply(454, str(error))))
                    self.counts.count(DeliveryStatus.DEFERRED, message)
                    self.counts.stop_error = error

    def _handle_unreachable(self, attempt: Attempt, error: UnreachableError) -> None:
        self._replies.append((attempt.message, Reply(421, str(error))))
        self._retry(Attempt(attempt.message, attempt.retries), 0.0)
        if self._server_replied:
            self._pause(error)
        else:
            self.counts.stop_error = error  # the address is probably wrong, and the user waits

    def _handle_reply(self, attempt: Attempt, reply: Reply) -> None:
        match reply.status:
            case DeliveryStatus.DEFERRED | DeliveryStatus.UNKNOWN as status:
                self._handle_deferral(attempt, status, reply)
            case DeliveryStatus.SENT:
                self._reset_pauses()
                self._rejections.clear()
                self.counts.count(DeliveryStatus.SENT, attempt.message)
            case DeliveryStatus.REJECTED:
                self._reset_pauses()
                self._handle_rejection(attempt.message, reply)

    def _handle_deferral(self, attempt: Attempt, status: DeliveryStatus, reply: Reply) -> None:
        self._deferrals += 1
        if self._deferrals % _DEFERRALS_BEFORE_PAUSE == 0:
            self._pause(TransportError(f"the server defers everything: {reply.code} {reply.text}"))
        delays = self._rules.retry_delays
        if status is DeliveryStatus.UNKNOWN:
            delays = delays[:1] if self._rules.in_doubt is InDoubt.RESEND else ()
        if attempt.retries < len(delays):
            again = Attempt(attempt.message, attempt.retries + 1, status)
            self._retry(again, delays[attempt.retries])
        else:
            self.counts.count(status, attempt.message)

    def _retry(self, attempt: Attempt, delay: float) -> None:
        if self._retries.add(attempt, delay):
            self._active.add(attempt.message.message_id)
        else:
            self.counts.count(attempt.status, attempt.message)

    def _pause(self, error: TransportError) -> None:
        """Leave the server alone for a while, and stop the run after the last pause."""
        if not self._pace.pause():
            self.counts.stop_error = error

    def _reset_pauses(self) -> None:
        self._deferrals = 0
        self._pace.reset_pauses()

    def _handle_rejection(self, message: Outgoing, reply: Reply) -> None:
        self.counts.count(DeliveryStatus.REJECTED, message)
        if _RECIPIENT_FAULT.match(reply.text):
            return
        self._rejections.append(message)
        if len(self._rejections) == _REJECTIONS_BEFORE_STOP:
            self._stop_on_rejections(reply)

    def _stop_on_rejections(self, reply: Reply) -> None:
        """Stop after 20 rejections in a row and record them as temporary failures: the fault is ours."""
        messages, self._rejections = self._rejections, []
        self.counts.stop_error = TransportError(
            f"{len(messages)} messages in a row were rejected: {reply.code} {reply.text}; they will be tried again"
        )
        self.counts.rejected -= len(messages)
        for message in messages:
            self._replies.append(
                (message, Reply(450, f"rejected like all others: {reply.code} {reply.text}"))
            )
            self.counts.count(DeliveryStatus.DEFERRED, message)
