"""An issue on its way out: what is sent and to whom, what refuses it, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from digest import checks
from digest.archive import Archive
from digest.config import Config, setting_error
from digest.errors import DispatchError, TokenError, UsageError
from digest.mail import addresses, delivery, subscribers, tokens, transports
from digest.mail.delivery import DeliveryCounts
from digest.mail.delivery_log import LedgerLog, NoLog
from digest.mail.ledger import Delivery, Ledger, Sending
from digest.model import DeliveryStatus, Edition, InDoubt, InvalidLine, Outgoing
from digest.periods import Period
from digest.services import build as pipeline
from digest.services.build import Mails
from digest.services.editions import Counts
from digest.services.prepare import Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What `digest send` was asked for.

    `via` is where the mail is handed to, empty only for a dry run; `test` the one address a test goes
    to; `subscribers` the list of those who get a letter each, else the mailing lists do, and `listed`
    what it is called. `in_doubt` says what becomes of messages in doubt, `again` that
    refused ones are tried once more.
    """

    via: str = ""
    test: str = ""
    subscribers: BinaryIO | None = None
    listed: str = ""
    in_doubt: InDoubt = InDoubt.RESEND
    amend: bool = False
    again: bool = False
    dry_run: bool = False
    login: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one run: `amendment` is 0 for the issue itself; `paths` were written for a correction.

    `lines` is what became of the list of subscribers, None without one.
    """

    issue: str
    amendment: int
    tally: DeliveryCounts
    lines: Counts | None = None
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How one sending of an issue stands. `refused`, `later` and `doubted` are read when they are gone through."""

    sending: Sending
    counts: Mapping[DeliveryStatus, int]
    refused: Iterable[Delivery]
    later: Iterable[Delivery]
    doubted: Iterable[Delivery]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the ledger says: every sending, the approvals by issue, and how many want no more."""

    records: tuple[Record, ...]
    approvals: Mapping[str, datetime]
    unsubscribed: int


def approve(config: Config, archive: Archive, within: Period, out: Path, at: datetime) -> list[Path] | None:
    """Remember the mails of `within` as they are built now; return their files, or None where there is no article.

    Raises DispatchError when they are not what the archive gives, or a check finds an error in them.
    """
    mails = pipeline.mails(config, archive, within, out)
    if mails is None:
        return None
    _see_built(mails, within, out)
    _see_checked(config, archive, within, out)
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
    told: Callable[[DeliveryCounts], None] = lambda _: None,
    refused: Callable[[InvalidLine], None] = lambda _: None,
) -> Sent | None:
    """Hand the issue of `within` over, and return what became of it; None where it has no article.

    `told` hears of every step, `refused` of every line of the list that is passed over. Raises UsageError
    for an order that cannot be carried out, DispatchError for an issue that is not to go out,
    LedgerError when another process is sending it.
    """
    mails = pipeline.mails(config, archive, within, out)
    if mails is None:
        return None
    _see_built(mails, within, out)
    run = _Run(config, archive, within, out, order, environment, now, told, refused, mails)
    if order.test:
        return run.test()
    _see_checked(config, archive, within, out)
    if order.dry_run and not pipeline.has_ledger(config):
        return run.rehearse(None)
    with pipeline.open_ledger(config) as ledger:
        if order.dry_run:
            return run.rehearse(ledger)
        with ledger.lock(within.name, now()):
            sent = run.send(ledger)
    if not sent.amendment:
        return sent
    # The feed of issues says when the correction went out, and only a build writes feeds.
    return replace(sent, paths=pipeline.build(config, archive, within, out).paths)


def for_tool(
    config: Config, archive: Archive, within: Period, out: Path, tool: str
) -> tuple[Path, ...] | None:
    """Write the mails of `within` as another tool takes them; return the files, or None where there is no article.

    Raises DispatchError when the built mails are not what the archive gives, not what was approved, or
    a check finds an error in them.
    """
    mails = pipeline.mails(config, archive, within, out)
    if mails is None:
        return None
    _see_built(mails, within, out)
    _see_checked(config, archive, within, out)
    if pipeline.has_ledger(config):
        with pipeline.open_ledger(config) as ledger:
            _see_approved(ledger, within, fingerprint(mails))
    return pipeline.for_tool(config, archive, within, out, tool)


def unsubscribe(
    config: Config, given: Iterable[str], environment: Mapping[str, str], at: datetime
) -> list[tuple[str, bool] | TokenError]:
    """Remember that the addresses of unsubscribe tokens want no more.

    Returns for each token its address and whether that is news, or what is wrong with it. Raises
    TokenError without a secret to check them with.
    """
    secret = tokens.secret(config.paths.state, environment.get("DIGEST_SECRET"))
    signer = tokens.Signer(secret, config.mail.list_id)
    done: list[tuple[str, bool] | TokenError] = []
    with pipeline.open_ledger(config) as ledger:
        for one in given:
            token = one.rpartition("token=")[2]  # of the whole link, where that was given
            try:
                address = signer.address(token)
            except TokenError as error:
                done.append(error)
            else:
                done.append((address, ledger.unsubscribe(address, at)))
    return done


def resubscribe(config: Config, given: Iterable[str]) -> list[tuple[str, bool]]:
    """Forget that addresses wanted no more; return for each whether it did."""
    with pipeline.open_ledger(config) as ledger:
        return [(address, ledger.resubscribe(address)) for address in given]


@dataclass(slots=True)
class _Run:
    """One run of `send`, and all that it depends on."""

    config: Config
    archive: Archive
    within: Period
    out: Path
    order: Order
    environment: Mapping[str, str]
    now: Callable[[], datetime]
    told: Callable[[DeliveryCounts], None]
    refused: Callable[[InvalidLine], None]
    mails: Mails
    lines: Counts | None = None

    def test(self) -> Sent:
        """Send the message of each language to one address, and remember nothing."""
        to = _tested(self.order)
        marking = Marking(
            correction=self.order.amend,
            test=True,
            key=f"/test/{self.now().isoformat()}",
            to=to,
            sent=self.now(),
        )
        parcels = [self._parcel(one, marking, to) for one in self.mails.languages]
        return self._sent(0, self._handed(parcels, NoLog(), self._way()))

    def rehearse(self, ledger: Ledger | None) -> Sent:
        """Return what would happen."""
        if self.order.via:
            self._way()
        amendment, begun = _amendment(ledger, self.mails, self.within, self.order) if ledger else (0, None)
        book = self._book(ledger, begun) if ledger and begun else NoLog(ledger)
        return self._sent(amendment, delivery.rehearse(self._parcels(amendment, self.now()), book))

    def send(self, ledger: Ledger) -> Sent:
        """Hand the issue over, or go on where an earlier run ended."""
        amendment, begun = _amendment(ledger, self.mails, self.within, self.order)
        way = self._way()
        if self.order.subscribers is None:
            self._lists()  # so that nothing has begun where there is nobody
        begun = ledger.begin(self.within.name, amendment, fingerprint(self.mails), self.now())
        tally = self._handed(self._parcels(amendment, begun.began), self._book(ledger, begun), way)
        left = tally.deferred + tally.in_doubt
        ledger.end(begun, None if tally.stopped or left else self.now())
        if tally.already_done and not tally.stopped and not (tally.sent + tally.rejected + left):
            refused = ledger.counts(begun).get(DeliveryStatus.REJECTED, 0)
            to, ways = f"to all {tally.already_done}", "--amend to send a correction of it"
            if refused:
                to = f"and {refused} of {tally.already_done} were refused (`digest send --status` says why)"
                ways = f"--again to try those once more, or {ways}"
            raise DispatchError(f"issue: {self.within.name!r}: was already sent, {to}; expected {ways}")
        return self._sent(amendment, tally)

    def _book(self, ledger: Ledger, begun: Sending) -> delivery.DeliveryLog:
        return LedgerLog(ledger, begun, self.now, self.order.in_doubt, retry_rejected=self.order.again)

    def _sent(self, amendment: int, tally: DeliveryCounts) -> Sent:
        return Sent(issue=self.within.name, amendment=amendment, tally=tally, lines=self.lines)

    def _way(self) -> transports.Transport:
        if not self.order.via:
            raise UsageError(
                "--via: is not given; expected where to hand the mail to, such as sendmail: or smtp://user@host"
            )
        mail = self.config.mail
        login = self.order.login or (self.config.root / mail.login if mail.login else None)
        return transports.create(
            self.order.via,
            transports.Options(environment=self.environment, login=login, connections=mail.connections),
        )

    def _handed(
        self, parcels: Iterable[Outgoing], book: delivery.DeliveryLog, way: transports.Transport
    ) -> DeliveryCounts:
        return delivery.send(
            parcels,
            way,
            book,
            delivery.Rules(in_doubt=self.order.in_doubt, per_minute=self.config.mail.per_minute),
            self.told,
        )

    def _parcels(self, amendment: int, sent: datetime) -> Iterator[Outgoing]:
        """Yield what goes out: a letter for each subscriber, else the one message of each language."""
        if self.order.subscribers is not None:
            yield from self._letters(self.order.subscribers, amendment, sent)
            return
        key = f"/correction-{amendment}" if amendment else ""
        for language, to in self._lists():
            marking = Marking(correction=amendment > 0, key=key, sent=sent)
            yield self._parcel(language, marking, to)

    def _letters(self, stream: BinaryIO, amendment: int, sent: datetime) -> Iterator[Outgoing]:
        secret = tokens.secret(self.config.paths.state, self.environment.get("DIGEST_SECRET"))
        letters = pipeline.editions(
            self.config, self.archive, self.within, self.out, secret, amendment=amendment, sent=sent
        )
        self.lines = letters.counts
        for one in letters.parcels(subscribers.read(stream, self.order.listed, self.config.publication)):
            if isinstance(one, InvalidLine):
                self.refused(one)
            else:
                yield one

    def _parcel(self, language: str, marking: Marking, recipient: str) -> Outgoing:
        return Outgoing(
            sender=addresses.envelope_sender(self.config.mail.in_language(language)),
            recipient=recipient,
            edition=Edition(language),
            message_id=self.mails.identity(language, marking),
            content=lambda: self.mails.message(language, marking),
        )

    def _lists(self) -> list[tuple[str, str]]:
        """Return the languages that have a message, and the mailing list of each."""
        found = []
        for language in self.mails.languages:
            to = addresses.bare(self.config.mail.in_language(language).to)
            if not to:
                raise setting_error(
                    self.config.root,
                    "mail",
                    "to",
                    "names nobody; expected the mailing list that passes the issue on, or --subscribers FILE",
                )
            found.append((language, to))
        return found


def _tested(order: Order) -> str:
    """Return the address a test goes to."""
    if order.subscribers is not None or order.dry_run:
        raise UsageError(
            "--test: sends the built mail to one address; expected no --subscribers and no --dry-run"
        )
    try:
        return addresses.checked(order.test)
    except ValueError as error:
        raise UsageError(f"--test: {error}") from error


# What refuses an issue


def fingerprint(mails: Mails) -> str:
    """Return a hash of the mails of all languages: their files, names and all."""
    whole = hashlib.sha256()
    for path, content in sorted(mails.files.items()):
        whole.update(f"{path}\n{len(content)}\n".encode() + content)
    return whole.hexdigest()


def _see_built(mails: Mails, within: Period, out: Path) -> None:
    """See to it that the files of the build are there, and are what the archive gives now."""
    build = f"`digest build {within.option}`"
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


def _see_checked(config: Config, archive: Archive, within: Period, out: Path) -> None:
    errors = checks.errors(pipeline.check(config, archive, within, out))
    if errors:
        what = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise DispatchError(
            f"issue: {within.name!r}: `digest check` finds {what} in it: {errors[0]} [{errors[0].code}];"
            " expected none, or a reason under [checks.waive] in digest.toml"
        )


def _see_approved(ledger: Ledger, within: Period, content: str) -> None:
    """See to it that an issue is what was approved, where one was."""
    name, approval = within.name, ledger.approval(within.name)
    if approval and approval[0] != content:
        raise DispatchError(
            f"issue: {name!r}: is not what was approved on {approval[1]:%Y-%m-%d}; expected it looked at, and `digest approve {within.option}`"
        )


def _amendment(ledger: Ledger, mails: Mails, within: Period, order: Order) -> tuple[int, Sending | None]:
    """Return the number of the correction that goes out, 0 for the issue itself, and its sending if it has begun.

    Raises DispatchError where it may not go out.
    """
    name, content = within.name, fingerprint(mails)
    _see_approved(ledger, within, content)
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
    if not order.amend and not {DeliveryStatus.SENT, DeliveryStatus.UNKNOWN} & ledger.counts(last).keys():
        return last.amendment, replace(last, content=content)  # nobody has the other one
    if not order.amend:
        raise DispatchError(
            f"issue: {name!r}: is not what began to go out on {last.began:%Y-%m-%d}; expected the mails as they were, or --amend to send these as a correction"
        )
    return last.amendment + 1, None


# What became of it


def status(ledger: Ledger, issue: str | None = None) -> Status:
    """Return what the ledger says of an issue, or of all; it must stay open while that is gone through."""
    return Status(
        records=tuple(
            Record(
                sending=one,
                counts=ledger.counts(one),
                refused=ledger.deliveries(one, DeliveryStatus.REJECTED),
                later=ledger.deliveries(one, DeliveryStatus.DEFERRED),
                doubted=ledger.deliveries(one, DeliveryStatus.UNKNOWN),
            )
            for one in ledger.sendings(issue)
        ),
        approvals=ledger.approvals(issue),
        unsubscribed=sum(1 for _ in ledger.unsubscribed()),
    )
