"""Send an issue: final checks, recipients, result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from digest.archive import Archive
from digest.config import Config, setting_error
from digest.errors import UsageError
from digest.mail import addresses, delivery, subscribers, transports
from digest.mail.counts import DeliveryCounts
from digest.mail.delivery import DeliveryLog
from digest.mail.delivery_log import LedgerLog, NoLog
from digest.mail.ledger import Ledger, Sending
from digest.model import DeliveryStatus, Edition, InDoubt, InvalidLine, Outgoing
from digest.periods import Period
from digest.services import editions, release, subscriptions, workspace
from digest.services.build import publish_correction
from digest.services.editions import ListCounts
from digest.services.messages import Messages, Variant
from digest.services.prepare import Prepared, prepare
from digest.services.release import release_error


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """The options of `digest send`.

    Attributes:
        via: The address of the transport; "" is allowed in a dry run only.
        test: The address that a test message is sent to.
        subscribers: A list with one subscriber a line; None to send to the mailing lists.
        list_name: The name of that list, for messages about it.
        in_doubt: Send messages of unknown status again, or skip them.
        is_correction: Send the corrected issue to everybody.
        retry_rejected: Send rejected messages again.
        is_dry_run: Report what would be sent; send nothing.
        login: The file that holds the password.
    """

    via: str = ""
    test: str = ""
    subscribers: BinaryIO | None = None
    list_name: str = ""
    in_doubt: InDoubt = InDoubt.RESEND
    is_correction: bool = False
    retry_rejected: bool = False
    is_dry_run: bool = False
    login: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """What a run needs from its process: environment variables, the clock and callbacks.

    Attributes:
        environment: The environment variables, which may hold the password.
        now: Returns the current time.
        on_progress: Called after every step of the delivery.
        on_invalid_line: Called for every invalid line of the list of subscribers.
    """

    environment: Mapping[str, str]
    now: Callable[[], datetime]
    on_progress: Callable[[DeliveryCounts], None] = lambda _: None
    on_invalid_line: Callable[[InvalidLine], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """The result of one run.

    Attributes:
        amendment: The number of the correction, 0 for the issue itself.
        counts: The messages by their result.
        list_counts: The lines of the list of subscribers by their result; None without a list.
        correction_files: The files of the site that announce a correction.
    """

    issue: str
    amendment: int
    counts: DeliveryCounts
    list_counts: ListCounts | None = None
    correction_files: tuple[Path, ...] = ()


def send(
    config: Config,
    archive: Archive,
    period: Period,
    out: Path,
    options: SendOptions,
    runtime: Runtime,
) -> SendReport | None:
    """Send the issue of a period, or continue an interrupted run.

    Args:
        config: The workspace's settings.
        archive: The open archive.
        period: The period of the issue.
        out: The folder it was built in.
        options: The options of the command.
        runtime: Environment variables, clock and callbacks.

    Returns:
        The report; None when the period has no articles.

    Raises:
        UsageError: for options that exclude each other.
        ReleaseError: for an issue that may not be sent.
        LedgerError: while another process sends it.
    """
    prepared = prepare(config, archive, period, out)
    if not prepared.has_articles:
        return None
    release.require_built(prepared.messages, period, out)
    run = _Run(prepared, options, runtime)
    if options.test:
        return run.test()
    release.require_no_errors(config, period, out)
    if options.is_dry_run and not workspace.has_ledger(config):
        return run.dry_run(None)
    with workspace.open_ledger(config) as ledger:
        if options.is_dry_run:
            return run.dry_run(ledger)
        with ledger.lock(period.name, runtime.now()):
            report = run.send(ledger)
    if not report.amendment:
        return report
    # The feed of issues shows the time of the correction.
    return replace(report, correction_files=publish_correction(prepared, out))


@dataclass(slots=True)
class _Run:
    """One run of `digest send`."""

    prepared: Prepared
    options: SendOptions
    runtime: Runtime
    list_counts: ListCounts | None = None

    @property
    def _config(self) -> Config:
        return self.prepared.config

    @property
    def _messages(self) -> Messages:
        return self.prepared.messages

    @property
    def _issue(self) -> str:
        return self.prepared.period.name

    def test(self) -> SendReport:
        """Send the message of each language to one address, and record nothing."""
        recipient = _test_recipient(self.options)
        now = self.runtime.now()
        variant = Variant(
            is_correction=self.options.is_correction,
            is_test=True,
            id_part=f"/test/{now.isoformat()}",
            to=recipient,
            sent=now,
        )
        outgoing = [self._outgoing(language, variant, recipient) for language in self._messages.languages]
        return self._report(0, self._deliver(outgoing, NoLog(), self._transport()))

    def dry_run(self, ledger: Ledger | None) -> SendReport:
        """Return the report of a run in which every message is accepted."""
        if self.options.via:
            self._transport()
        amendment, sending = self._next_sending(ledger) if ledger else (0, None)
        log = self._log(ledger, sending) if ledger and sending else NoLog(ledger)
        outgoing = self._all_outgoing(amendment, self.runtime.now())
        return self._report(amendment, delivery.dry_run(outgoing, log))

    def send(self, ledger: Ledger) -> SendReport:
        """Send the messages that were not sent yet."""
        amendment, _ = self._next_sending(ledger)
        transport = self._transport()
        if self.options.subscribers is None:
            self._mailing_lists()  # an error in them comes before anything is recorded
        sending = ledger.begin(self._issue, amendment, self._messages.fingerprint, self.runtime.now())
        outgoing = self._all_outgoing(amendment, sending.began)
        counts = self._deliver(outgoing, self._log(ledger, sending), transport)
        unfinished = counts.deferred + counts.in_doubt
        ledger.end(sending, None if counts.stop_error or unfinished else self.runtime.now())
        if counts.already_done and not counts.stop_error and not (counts.sent + counts.rejected + unfinished):
            rejected = ledger.counts(sending).get(DeliveryStatus.REJECTED, 0)
            raise release_error(self.prepared.period, _already_sent(counts.already_done, rejected))
        return self._report(amendment, counts)

    def _next_sending(self, ledger: Ledger) -> tuple[int, Sending | None]:
        """Return the number of the correction to send, and its sending when it has begun.

        Raises:
            ReleaseError: when the issue may not be sent.
        """
        period, fingerprint = self.prepared.period, self._messages.fingerprint
        release.require_approved(ledger, period, fingerprint)
        last = next(reversed(ledger.sendings(period.name)), None)
        if last is None:
            if self.options.is_correction:
                raise release_error(period, "was never sent; expected `digest send` without --amend")
            return 0, None
        if last.content == fingerprint:
            if self.options.is_correction and not last.amendment:
                problem = f"is what was sent on {last.began:%Y-%m-%d}; correct it and build it again first"
                raise release_error(period, problem)
            return last.amendment, last
        if self.options.is_correction:
            return last.amendment + 1, None
        if {DeliveryStatus.SENT, DeliveryStatus.UNKNOWN} & ledger.counts(last).keys():
            problem = (
                f"differs from the issue that was first sent on {last.began:%Y-%m-%d}; "
                "build that one again, or send this one as a correction with --amend"
            )
            raise release_error(period, problem)
        return last.amendment, replace(last, content=fingerprint)  # nobody received the other content

    def _all_outgoing(self, amendment: int, sent: datetime) -> Iterator[Outgoing]:
        """Yield a letter for each subscriber, or without a list the message of each language."""
        if self.options.subscribers is not None:
            yield from self._letters(self.options.subscribers, amendment, sent)
            return
        id_part = f"/correction-{amendment}" if amendment else ""
        variant = Variant(is_correction=amendment > 0, id_part=id_part, sent=sent)
        for language, address in self._mailing_lists():
            yield self._outgoing(language, variant, address)

    def _letters(self, stream: BinaryIO, amendment: int, sent: datetime) -> Iterator[Outgoing]:
        secret = subscriptions.secret(self._config, self.runtime.environment)
        letters = editions.editions(self.prepared, secret, amendment=amendment, sent=sent)
        self.list_counts = letters.counts
        lines = subscribers.read(stream, self.options.list_name, self._config.publication)
        for message in letters.messages(lines):
            if isinstance(message, InvalidLine):
                self.runtime.on_invalid_line(message)
            else:
                yield message

    def _outgoing(self, language: str, variant: Variant, recipient: str) -> Outgoing:
        return Outgoing(
            sender=addresses.envelope_sender(self._config.mail.in_language(language)),
            recipient=recipient,
            edition=Edition(language),
            message_id=self._messages.message_id(language, variant),
            content=lambda: self._messages.write(language, variant),
        )

    def _mailing_lists(self) -> list[tuple[str, str]]:
        """Return the languages that have a message, with their mailing lists."""
        return [(language, self._mailing_list(language)) for language in self._messages.languages]

    def _mailing_list(self, language: str) -> str:
        address = addresses.address_of(self._config.mail.in_language(language).to)
        if not address:
            problem = "is empty; expected the mailing list that distributes the issue, or --subscribers FILE"
            raise setting_error(self._config.root, "mail", "to", problem)
        return address

    def _transport(self) -> transports.Transport:
        if not self.options.via:
            problem = "is missing; expected a transport, such as sendmail: or smtp://user@host"
            raise UsageError(problem, option="--via")
        mail = self._config.mail
        login = self.options.login or (self._config.root / mail.login if mail.login else None)
        transport_options = transports.Options(
            environment=self.runtime.environment, login=login, connections=mail.connections
        )
        return transports.create(self.options.via, transport_options)

    def _deliver(
        self, outgoing: Iterable[Outgoing], log: DeliveryLog, transport: transports.Transport
    ) -> DeliveryCounts:
        rules = delivery.Rules(in_doubt=self.options.in_doubt, per_minute=self._config.mail.per_minute)
        return delivery.send(outgoing, transport, log, rules, self.runtime.on_progress)

    def _log(self, ledger: Ledger, sending: Sending) -> DeliveryLog:
        options = self.options
        return LedgerLog(
            ledger, sending, self.runtime.now, options.in_doubt, retry_rejected=options.retry_rejected
        )

    def _report(self, amendment: int, counts: DeliveryCounts) -> SendReport:
        return SendReport(issue=self._issue, amendment=amendment, counts=counts, list_counts=self.list_counts)


def _test_recipient(options: SendOptions) -> str:
    """Return the address of a test message."""
    if options.subscribers is not None or options.is_dry_run:
        problem = "sends the built mail to one address; expected no --subscribers and no --dry-run"
        raise UsageError(problem, option="--test")
    try:
        return addresses.normalise(options.test)
    except ValueError as error:
        raise UsageError(str(error), option="--test") from error


def _already_sent(messages: int, rejected: int) -> str:
    """Return the problem of an issue with no message left to send."""
    if rejected:
        return (
            f"was already sent; {rejected} of {messages} messages were rejected "
            "(`digest send --status` says why); expected --again to send those again, "
            "or --amend to send a correction"
        )
    return f"was already sent, to all {messages}; expected --amend to send a correction"
