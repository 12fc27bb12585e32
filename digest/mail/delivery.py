"""Parcels handed over, one after another or several at once, and every step written down before the next."""

from __future__ import annotations

import heapq
import itertools
import queue
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from digest.errors import DigestError, HandOffError, MessageError
from digest.mail.transports import Connection, Reply, Transport, UnreachableError
from digest.model import Edition, Outgoing

# Seconds before what was put off is tried again; after the last of them it is the next run's.
WAITS = (5.0, 30.0, 120.0)
_AT_ONCE = 10_000
_IN_A_ROW = 10
_REFUSED_IN_A_ROW = 20
_THEIRS = re.compile(r"5\.[12]\.")  # the fault of an address or of its mailbox (RFC 3463, section 3)


class Book(Protocol):
    """What is known of each message, and where it is written."""

    def wants(self, parcel: Outgoing) -> str:
        """Return "" where a message is to be handed over, else why not: a name of Tally's."""

    def write(self, answered: Sequence[tuple[Outgoing, Reply]], starting: Sequence[Outgoing]) -> None:
        """Write what came back and what is about to be handed over; return when it is safe."""


@dataclass(slots=True)
class DeliveryCounts:
    """How many messages of one run stand how; of a rehearsal, `sent` are those that would be handed over.

    `before` were settled by an earlier run or stand twice in this one, `doubted` are those nobody
    knows of, `unsubscribed` those whose recipients want no more. `editions` counts `sent`.
    `waiting` are put off and tried again in this run. `stopped` says why the run ended before its end,
    or is empty.
    """

    sent: int = 0
    refused: int = 0
    later: int = 0
    before: int = 0
    doubted: int = 0
    unsubscribed: int = 0
    waiting: int = 0
    editions: dict[Edition, int] = field(default_factory=dict)
    stopped: str = ""

    def count(self, standing: str, parcel: Outgoing) -> None:
        """Count a message under a name of ours."""
        setattr(self, standing, getattr(self, standing) + 1)
        if standing == "sent":
            self.editions[parcel.edition] = self.editions.get(parcel.edition, 0) + 1


@dataclass(order=True, slots=True)
class _Waiting:
    """A message put off: when it is due, and how often it was tried."""

    due: float
    order: int
    parcel: Outgoing = field(compare=False)
    tries: int = field(compare=False)
    doubtful: bool = field(compare=False)


@dataclass(slots=True)
class _Done:
    worker: _Worker
    parcel: Outgoing
    tries: int
    answer: Reply | DigestError


class _Worker(threading.Thread):
    """One connection; it makes a message and hands it over when it is told to."""

    def __init__(self, carrier: Connection, done: queue.SimpleQueue[_Done]) -> None:
        super().__init__(daemon=True)  # a second Ctrl-C does not wait for a server
        self.inbox: queue.SimpleQueue[tuple[Outgoing, int] | None] = queue.SimpleQueue()
        self._carrier, self._done = carrier, done

    def run(self) -> None:
        while (given := self.inbox.get()) is not None:
            parcel, tries = given
            self._done.put(_Done(self, parcel, tries, self._answer(parcel)))
        self._carrier.close()

    def _answer(self, parcel: Outgoing) -> Reply | DigestError:
        if not parcel.recipient.isprintable() or " " in parcel.recipient:
            return Reply(553, "the address holds a space, a line break or a control character")
        try:
            content = parcel.content()
        except MessageError as error:
            return error
        except Exception as error:  # noqa: BLE001 (a thread that dies would be waited for without end)
            return HandOffError(f"message: {parcel.recipient!r}: cannot be made: {error!r}")
        try:
            return self._carrier.send(parcel.sender, parcel.recipient, content)
        except DigestError as error:
            return error
        except Exception as error:  # noqa: BLE001 (as above; and here nobody knows whether it was taken)
            return Reply(0, f"{type(error).__name__}: {error}")


def send(  # noqa: PLR0913 (what a run is told)
    parcels: Iterable[Outgoing],
    way: Transport,
    book: Book,
    *,
    resend: bool = True,
    per_minute: int = 0,
    waits: Sequence[float] = WAITS,
    told: Callable[[DeliveryCounts], None] = lambda _: None,
) -> DeliveryCounts:
    """Hand the parcels over, and return how many stand how.

    Each connection has one message in flight, written down before; with `resend` one of which nobody knows is handed over again. What is put off is tried
    again after each of `waits` seconds. It ends early when the server takes nothing from us. `told` is
    called after every step.
    """
    return _Run(parcels, way, book, resend, per_minute, waits, told).run()


def rehearse(parcels: Iterable[Outgoing], book: Book) -> DeliveryCounts:
    """Return how the parcels would stand after a run in which all goes well. Nothing is handed over or written."""
    tally = DeliveryCounts()
    for parcel in parcels:
        tally.count(book.wants(parcel) or "sent", parcel)
    return tally


class _Run:
    """The one hand that gives out messages and writes down what becomes of them."""

    def __init__(  # noqa: PLR0913 (see `send`)
        self,
        parcels: Iterable[Outgoing],
        way: Transport,
        book: Book,
        resend: bool,  # noqa: FBT001 (see `send`)
        per_minute: int,
        waits: Sequence[float],
        told: Callable[[DeliveryCounts], None],
    ) -> None:
        self._stream: Iterator[Outgoing] = iter(parcels)
        self._book, self._resend, self._waits, self._told = book, resend, waits, told
        self._step = 60 / per_minute if per_minute else 0.0
        self._done: queue.SimpleQueue[_Done] = queue.SimpleQueue()
        self._idle = [_Worker(way.carrier(), self._done) for _ in range(way.most)]
        self._crew = tuple(self._idle)
        self._busy = 0
        self._ended = False
        self._held: set[str] = set()  # what is in flight or waits
        self._answered: list[tuple[Outgoing, Reply]] = []  # and not written yet
        self._unwritten: set[str] = set()  # whose standing the book does not know yet
        self._waiting: list[_Waiting] = []
        self._order = itertools.count()
        self._next_step = self._paused = 0.0  # no message before either
        self._row = self._rounds = 0  # messages put off in a row, and the pauses since one was not
        self._heard = False
        self._refused_row: list[Outgoing] = []  # since one was taken
        self.tally = DeliveryCounts()

    def run(self) -> DeliveryCounts:
        for worker in self._crew:
            worker.start()
        try:
            while True:
                starting = self._starting()
                self._write([parcel for _, parcel, _ in starting])
                for worker, parcel, tries in starting:
                    self._busy += 1
                    worker.inbox.put((parcel, tries))
                self.tally.waiting = len(self._waiting)
                self._told(self.tally)
                if not self._busy and (self.tally.stopped or (self._ended and not self._waiting)):
                    break
                self._settle(self._results())
        finally:
            self._finish()
        return self.tally

    def _write(self, starting: list[Outgoing]) -> None:
        if self._answered or starting:
            self._book.write(self._answered, starting)
            self._answered = []
            self._unwritten.clear()

    def _finish(self) -> None:
        """Let what is in flight come down and write it down, whatever ended the run."""
        self.tally.stopped = self.tally.stopped or ("it was interrupted" if self._busy else "")
        while self._busy:
            self._settle([self._done.get()])
        self._write([])
        for one in self._waiting:
            self.tally.count("doubted" if one.doubtful else "later", one.parcel)
        for worker in self._crew:
            worker.inbox.put(None)
        for worker in self._crew:
            worker.join(10)

    # What is next

    def _starting(self) -> list[tuple[_Worker, Outgoing, int]]:
        starting = []
        while self._idle and not self.tally.stopped and time.monotonic() >= self._wake():
            found = self._next()
            if found is None:
                break
            starting.append((self._idle.pop(), *found))
            if self._step:
                self._next_step = max(self._next_step, time.monotonic() - self._step) + self._step
        return starting

    def _wake(self) -> float:
        return max(self._next_step, self._paused)

    def _next(self) -> tuple[Outgoing, int] | None:
        """Return what was put off and is due, else what comes next, and how often it was tried; None for nothing now."""
        if self._waiting and self._waiting[0].due <= time.monotonic():
            one = heapq.heappop(self._waiting)
            standing = self._book.wants(one.parcel)  # they may have unsubscribed meanwhile
            if not standing:
                return one.parcel, one.tries
            self._held.discard(one.parcel.message_id)
            self.tally.count(standing, one.parcel)
            return self._next()
        for parcel in self._stream:
            now = parcel.message_id in self._held or parcel.message_id in self._unwritten
            standing = "before" if now else self._book.wants(parcel)
            if not standing:
                self._held.add(parcel.message_id)
                return parcel, 0
            self.tally.count(standing, parcel)
        self._ended = True
        return None

    # What came back

    def _results(self) -> list[_Done]:
        """Return what came back, once something has or something is due."""
        moments = [self._wake()] if self._idle and not self._ended else []
        if self._idle and self._waiting:
            moments.append(max(self._wake(), self._waiting[0].due))
        patience = max(0.0, min(moments) - time.monotonic()) if moments and not self.tally.stopped else None
        if not self._busy:
            time.sleep(patience or 0.0)
            return []
        try:
            found = [self._done.get(timeout=patience)]
        except queue.Empty:
            return []
        while not self._done.empty():
            found.append(self._done.get())
        return found

    def _settle(self, results: list[_Done]) -> None:
        for one in results:
            self._busy -= 1
            self._idle.append(one.worker)
            self._held.discard(one.parcel.message_id)
            self._unwritten.add(one.parcel.message_id)
            if isinstance(one.answer, UnreachableError):
                self._unreachable(one, one.answer)
            elif isinstance(one.answer, MessageError):
                # It would not be made another time either, until somebody mends what it is made of.
                self._answered.append((one.parcel, Reply(451, str(one.answer))))
                self.tally.count("later", one.parcel)
            elif isinstance(one.answer, DigestError):
                self._answered.append((one.parcel, Reply(454, str(one.answer))))
                self.tally.count("later", one.parcel)
                self.tally.stopped = str(one.answer)
            else:
                self._heard = True
                self._answered.append((one.parcel, one.answer))
                self._judge(one, one.answer)

    def _unreachable(self, one: _Done, error: UnreachableError) -> None:
        self._answered.append((one.parcel, Reply(421, str(error))))
        self._put_off(one.parcel, one.tries, 0.0)
        if self._heard:
            self._rest(str(error))
        else:
            self.tally.stopped = str(error)  # whoever typed the address waits for an answer

    def _judge(self, one: _Done, answer: Reply) -> None:
        if answer.later or answer.doubtful:
            self._row += 1
            if self._row % _IN_A_ROW == 0:
                self._rest(f"everything is put off: {answer.code} {answer.text}")
            tries = len(self._waits) if answer.later else min(len(self._waits), 1 if self._resend else 0)
            if one.tries < tries:
                self._put_off(one.parcel, one.tries + 1, self._waits[one.tries], doubtful=answer.doubtful)
            else:
                self.tally.count("later" if answer.later else "doubted", one.parcel)
            return
        self._row = self._rounds = 0
        if answer.taken:
            self._refused_row.clear()
            self.tally.count("sent", one.parcel)
            return
        self.tally.count("refused", one.parcel)
        if not _THEIRS.match(answer.text):
            self._refused_row.append(one.parcel)
            if len(self._refused_row) == _REFUSED_IN_A_ROW:
                self._take_back(answer)

    def _put_off(self, parcel: Outgoing, tries: int, wait: float, *, doubtful: bool = False) -> None:
        if len(self._waiting) >= _AT_ONCE:
            self.tally.count("doubted" if doubtful else "later", parcel)
            return
        self._held.add(parcel.message_id)
        heapq.heappush(
            self._waiting, _Waiting(time.monotonic() + wait, next(self._order), parcel, tries, doubtful)
        )

    def _rest(self, why: str) -> None:
        """Leave the server alone for a while, and for good when that was done often enough."""
        if time.monotonic() < self._paused:
            return
        if self._rounds == len(self._waits):
            self.tally.stopped = why
            return
        self._paused = time.monotonic() + self._waits[self._rounds]
        self._rounds += 1

    def _take_back(self, answer: Reply) -> None:
        """End a run in which everything is refused: the fault is ours, and the refusals are not to stand."""
        taken_back, self._refused_row = self._refused_row, []
        self.tally.stopped = f"{len(taken_back)} in a row were all refused: {answer.code} {answer.text}; they will be tried again"
        self.tally.refused -= len(taken_back)
        for parcel in taken_back:
            self._answered.append(
                (parcel, Reply(450, f"refused like all others: {answer.code} {answer.text}"))
            )
            self.tally.count("later", parcel)
