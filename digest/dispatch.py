"""An issue on its way out: what is sent and to whom, what refuses it, and what became of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from digest import pipeline
from digest.archive import Archive
from digest.config import Config, wrong
from digest.errors import DispatchError, UsageError
from digest.mailer import handoff, sending
from digest.mailer.handoff import Answer
from digest.mailer.ledger import HANDING_OVER, LATER, REFUSED, SENT, Handover, Ledger, Sending
from digest.mailer.sending import Tally
from digest.model import Parcel
from digest.period import Period
from digest.pipeline import Mails, Marking

_ADDRESS = re.compile(r"[^\s<>@,]+@[^\s<>@,]+(?=>?$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What `digest send` was asked for.

    `via` is where the mail is handed to, empty only for a dry run; `test` the one address a test goes
    to. `resend` says what becomes of messages in doubt.
    """

    via: str = ""
    test: str = ""
    resend: bool = True
    amend: bool = False
    dry_run: bool = False
    login: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one run: `amendment` is 0 for the issue itself; `paths` were written for a correction."""

    issue: str
    amendment: int
    tally: Tally
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How one sending of an issue stands. `refused`, `later` and `doubted` are read when they are gone through."""

    sending: Sending
    counts: Mapping[str, int]
    refused: Iterable[Handover]
    later: Iterable[Handover]
    doubted: Iterable[Handover]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the ledger says: every sending, the approvals by issue, and how many want no more."""

    records: tuple[Record, ...]
    approvals: Mapping[str, datetime]
    unsubscribed: int


def approve(config: Config, archive: Archive, within: Period, out: Path, at: datetime) -> list[Path] | None:
    """Remember the mails of `within` as they are built now; return their files, or None where there is no article.

    Raises DispatchError when they are not what the archive gives.
    """
    mails = pipeline.mails(config, archive, within, out)
    if mails is None:
        return None
    _see_built(mails, within, out)
    with pipeline.open_ledger(config) as ledger:
        ledger.approve(within.name, fingerprint(mails), at)
    return [out / path for path in mails.files]


def send(  # noqa: PLR0913 (all that a sending depends on)
    config: Config,
    archive: Archive,
    within: Period,
    out: Path,
    order: Order,
    environment: Mapping[str, str],
    now: Callable[[], datetime],
    told: Callable[[Tally], None] = lambda _: None,
) -> Sent | None:
    """Hand the issue of `within` over, and return what became of it; None where it has no article.

    Raises UsageError for an order that cannot be carried out, DispatchError for an issue that is not
    to go out, LedgerError when another process is sending it.
    """
    mails = pipeline.mails(config, archive, within, out)
    if mails is None:
        return None
    _see_built(mails, within, out)
    way = _way(config, order, environment)
    if order.test:
        marking = Marking(correction=order.amend, test=True, key=f"/test/{now().isoformat()}", to=order.test)
        parcels = [_parcel(one, mails, marking, order.test) for one in mails.languages]
        return Sent(
            issue=within.name, amendment=0, tally=_handed(config, way, parcels, _Unwritten(), order, told)
        )
    if order.dry_run and not pipeline.has_ledger(config):
        tally = sending.rehearse(_parcels(config, mails, 0), _Unwritten())
        return Sent(issue=within.name, amendment=0, tally=tally)
    with pipeline.open_ledger(config) as ledger:
        if order.dry_run:
            amendment, begun = _amendment(ledger, mails, within, order)
            book = _Book(ledger, begun, order, now) if begun else _Unwritten(ledger)
            return Sent(
                issue=within.name,
                amendment=amendment,
                tally=sending.rehearse(_parcels(config, mails, amendment), book),
            )
        with ledger.alone(within.name, now()):
            sent = _sent(config, mails, within, order, way, ledger, now, told)
    if not sent.amendment:
        return sent
    # The feed of issues says when the correction went out, and only a build writes feeds.
    built = pipeline.build(config, archive, within, out)
    return Sent(issue=sent.issue, amendment=sent.amendment, tally=sent.tally, paths=built.paths)


def _sent(  # noqa: PLR0913 (see `send`)
    config: Config,
    mails: Mails,
    within: Period,
    order: Order,
    way: handoff.Way | None,
    ledger: Ledger,
    now: Callable[[], datetime],
    told: Callable[[Tally], None],
) -> Sent:
    amendment, begun = _amendment(ledger, mails, within, order)
    parcels = _parcels(config, mails, amendment)
    begun = begun or ledger.begin(within.name, amendment, fingerprint(mails), now())
    tally = _handed(config, way, parcels, _Book(ledger, begun, order, now), order, told)
    left = tally.later + tally.doubted
    ledger.end(begun, None if tally.stopped or left else now())
    if tally.before and not tally.stopped and not (tally.sent + tally.refused + left):
        raise DispatchError(
            f"issue: {within.name!r}: was already sent, to all {tally.before}; expected --amend to send a correction of it"
        )
    return Sent(issue=within.name, amendment=amendment, tally=tally)


def _handed(  # noqa: PLR0913 (see `send`)
    config: Config,
    way: handoff.Way | None,
    parcels: Iterable[Parcel],
    book: sending.Book,
    order: Order,
    told: Callable[[Tally], None],
) -> Tally:
    if way is None:
        return sending.rehearse(parcels, book)
    return sending.send(
        parcels,
        way,
        book,
        lambda edition: _sender(config, edition),
        resend=order.resend,
        per_minute=config.mail.per_minute,
        told=told,
    )


# What refuses an issue


def fingerprint(mails: Mails) -> str:
    """Return a hash of the mails of all languages: their files, names and all."""
    whole = hashlib.sha256()
    for path, content in sorted(mails.files.items()):
        whole.update(f"{path}\n{len(content)}\n".encode() + content)
    return whole.hexdigest()


def _see_built(mails: Mails, within: Period, out: Path) -> None:
    """See to it that the files of the build are there, and are what the archive gives now."""
    build = f"`digest build {_named(within)}`"
    for path, content in mails.files.items():
        try:
            found = (out / path).read_bytes()
        except FileNotFoundError as error:
            raise DispatchError(
                f"issue: {within.name!r}: has no {out / path}; expected it built, as {build} does"
            ) from error
        if found != content:
            raise DispatchError(
                f"issue: {within.name!r}: {out / path} is not what the archive, the draft and the settings give now; expected it built anew, as {build} does"
            )


def _amendment(ledger: Ledger, mails: Mails, within: Period, order: Order) -> tuple[int, Sending | None]:
    """Return the number of the correction that goes out, 0 for the issue itself, and its sending if it has begun.

    Raises DispatchError where it may not go out.
    """
    name, content = within.name, fingerprint(mails)
    approval = ledger.approval(name)
    if approval and approval[0] != content:
        raise DispatchError(
            f"issue: {name!r}: is not what was approved on {approval[1]:%Y-%m-%d}; expected it looked at, and `digest approve {_named(within)}`"
        )
    last = next(reversed(ledger.sendings(name)), None)
    if last is None:
        if order.amend:
            raise DispatchError(f"issue: {name!r}: was never sent; expected `digest send` without --amend")
        return 0, None
    if last.content == content:
        if order.amend and not last.amendment:
            raise DispatchError(
                f"issue: {name!r}: is what was sent on {last.began:%Y-%m-%d}; expected a corrected one, built anew"
            )
        return last.amendment, last
    if not order.amend:
        raise DispatchError(
            f"issue: {name!r}: is not what began to go out on {last.began:%Y-%m-%d}; expected the mails as they were, or --amend to send these as a correction"
        )
    return last.amendment + 1, None


def _named(within: Period) -> str:
    """Return a period as an option of the commands."""
    if within.kind == "days":
        return f"--from {within.first} --to {within.after - timedelta(days=1)}"
    return f"--{within.kind} {within.name}"


# What is sent, and to whom


def _way(config: Config, order: Order, environment: Mapping[str, str]) -> handoff.Way | None:
    if order.test and not _ADDRESS.fullmatch(order.test):
        raise UsageError(f"--test: {order.test!r}: is no address; expected one such as someone@example.org")
    if not order.via:
        if order.dry_run:
            return None
        raise UsageError(
            "--via: is not given; expected where to hand the mail to, such as sendmail: or smtp://user@host"
        )
    login = order.login or (config.root / config.mail.login if config.mail.login else None)
    way = handoff.way(order.via, environment, login, config.mail.connections)
    return None if order.dry_run else way


def _parcels(config: Config, mails: Mails, amendment: int) -> Iterator[Parcel]:
    """Yield the one message of each language, to the address that [mail] names for it."""
    key = f"/correction-{amendment}" if amendment else ""
    recipients = []
    for language in mails.languages:
        found = _ADDRESS.search(config.mail.in_language(language).to)
        if found is None:
            raise wrong(
                config.root, "mail", "to", "names nobody; expected the mailing list that passes the issue on"
            )
        recipients.append((language, found[0]))
    for language, to in recipients:
        yield _parcel(language, mails, Marking(correction=amendment > 0, key=key), to)


def _parcel(language: str, mails: Mails, marking: Marking, recipient: str) -> Parcel:
    return Parcel(
        recipient=recipient,
        edition=language,
        message_id=mails.identity(language, marking),
        content=lambda: mails.message(language, marking),
    )


def _sender(config: Config, edition: str) -> str:
    """Return the envelope's sender of an edition: where what cannot be delivered comes back to."""
    mail = config.mail.in_language(edition.partition("/")[0])
    found = _ADDRESS.search(mail.bounces or mail.sender)
    return found[0] if found else ""


class _Book:
    """The ledger's pages of one sending."""

    def __init__(self, ledger: Ledger, begun: Sending, order: Order, now: Callable[[], datetime]) -> None:
        self._ledger, self._sending, self._resend, self._now = ledger, begun, order.resend, now

    def wants(self, parcel: Parcel) -> str:
        state = self._ledger.state(self._sending, parcel.message_id)
        if state in (SENT, REFUSED):
            return "before"
        if state == HANDING_OVER and not self._resend:
            return "doubted"
        return "unsubscribed" if self._ledger.unsubscribed(parcel.recipient) else ""

    def write(self, answered: Sequence[tuple[Parcel, Answer]], starting: Sequence[Parcel]) -> None:
        self._ledger.write(self._sending, answered, starting, self._now())


class _Unwritten:
    """No pages: nothing is remembered, and nobody was served before."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger = ledger

    def wants(self, parcel: Parcel) -> str:
        return "unsubscribed" if self._ledger and self._ledger.unsubscribed(parcel.recipient) else ""

    def write(self, answered: Sequence[tuple[Parcel, Answer]], starting: Sequence[Parcel]) -> None:
        """Forget it."""


# What became of it


def status(ledger: Ledger, issue: str | None = None) -> Status:
    """Return what the ledger says of an issue, or of all; it must stay open while that is gone through."""
    return Status(
        records=tuple(
            Record(
                sending=one,
                counts=ledger.counts(one),
                refused=ledger.handovers(one, REFUSED),
                later=ledger.handovers(one, LATER),
                doubted=ledger.handovers(one, HANDING_OVER),
            )
            for one in ledger.sendings(issue)
        ),
        approvals=ledger.approvals(issue),
        unsubscribed=sum(1 for _ in ledger.all_unsubscribed()),
    )
