"""Runs of `digest send` and the ledger, as text and as values for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from digest.cli.console import counted
from digest.model import DeliveryStatus

if TYPE_CHECKING:
    from digest.mail.counts import DeliveryCounts
    from digest.mail.ledger import Delivery
    from digest.services.delivery_status import LedgerStatus, SendingStatus
    from digest.services.editions import ListCounts
    from digest.services.send import SendReport

_STATUSES = {
    DeliveryStatus.SENT: "sent",
    DeliveryStatus.REJECTED: "rejected",
    DeliveryStatus.DEFERRED: "deferred",
    DeliveryStatus.UNKNOWN: "in doubt",
}


def report_lines(report: SendReport, *, is_dry_run: bool) -> Iterator[str]:
    """Yield the lines that report a run, or what a dry run would send."""
    counts = report.counts
    name = _sending_name(report.issue, report.amendment)
    yield f"{name}: {counted(counts.sent, 'message')} {'would be sent' if is_dry_run else 'sent'}."
    if len(counts.editions) > 1:
        for edition, count in _by_edition(counts).items():
            yield f"  {edition}: {count}"
    numbers = [
        (counts.already_done, "already sent"),
        (counts.unsubscribed, "unsubscribed"),
        (counts.rejected, "rejected; `digest send --status` gives the reasons"),
        (counts.deferred, "deferred; the same command tries them again"),
        (counts.in_doubt, "in doubt: the server may or may not have accepted them"),
    ]
    yield from (f"  {count} {text}" for count, text in numbers if count)
    if report.list_counts:
        yield from _list_lines(report.list_counts)
    if report.correction_files:
        yield "The feed of issues announces the correction; publish the site again."


def _list_lines(counts: ListCounts) -> Iterator[str]:
    """Yield a line for each reason why a line of the list got no letter."""
    if counts.invalid:
        yield f"  {counted(counts.invalid, 'invalid line')} skipped"
    if counts.no_article:
        yield f"  {counted(counts.no_article, 'subscriber')} without an article in their topics"
    if counts.no_issue:
        yield f"  {counted(counts.no_issue, 'subscriber')} without an issue in their language"


def report_values(report: SendReport, *, is_dry_run: bool) -> dict[str, Any]:
    """Return the result of a run as `digest send --json` prints it."""
    counts, lines = report.counts, report.list_counts
    return {
        "issue": report.issue,
        "amendment": report.amendment,
        "dry_run": is_dry_run,
        "sent": counts.sent,
        "editions": _by_edition(counts),
        "already_sent": counts.already_done,
        "rejected": counts.rejected,
        "deferred": counts.deferred,
        "in_doubt": counts.in_doubt,
        "unsubscribed": counts.unsubscribed,
        "stopped": str(counts.stop_error) if counts.stop_error else None,
        "invalid_lines": lines.invalid if lines else 0,
        "no_article_in_their_topics": lines.no_article if lines else 0,
        "no_issue_in_their_language": lines.no_issue if lines else 0,
    }


def _by_edition(counts: DeliveryCounts) -> dict[str, int]:
    """Return the number of messages sent of each edition, by its name."""
    return dict(sorted((str(edition), count) for edition, count in counts.editions.items()))


def _sending_name(issue: str, amendment: int) -> str:
    return f"{issue}, correction {amendment}" if amendment else issue


def status_lines(status: LedgerStatus) -> Iterator[str]:
    """Yield a line for each sending, each message that was not sent, and each approval; times are UTC."""
    if not status.sendings:
        yield "Nothing was sent."
    for sending_status in status.sendings:
        yield _sending_line(sending_status)
        for delivery in chain(sending_status.rejected, sending_status.deferred, sending_status.in_doubt):
            reply = f"{delivery.code or ''} {delivery.reply}"
            yield f"  {_STATUSES[delivery.status]}: {delivery.recipient}: {reply}".rstrip(": ")
    for issue, approved in status.approvals.items():
        yield f"{issue}: approved on {approved:%Y-%m-%d %H:%M} (UTC)"
    if status.unsubscribed:
        yield f"{status.unsubscribed} unsubscribed"


def _sending_line(status: SendingStatus) -> str:
    sending = status.sending
    name = _sending_name(sending.issue, sending.amendment)
    ended = f" to {sending.ended:%Y-%m-%d %H:%M}" if sending.ended else ", not finished"
    counts = ", ".join(f"{status.counts.get(state, 0)} {text}" for state, text in _STATUSES.items())
    return f"{name}: from {sending.began:%Y-%m-%d %H:%M}{ended} (UTC); {counts}"


def status_values(status: LedgerStatus) -> dict[str, Any]:
    """Return the ledger as `digest send --status --json` prints it."""
    return {
        "sendings": [
            {
                "issue": sending_status.sending.issue,
                "amendment": sending_status.sending.amendment,
                "began": sending_status.sending.began.isoformat(),
                "ended": sending_status.sending.ended.isoformat() if sending_status.sending.ended else None,
                "sent": sending_status.counts.get(DeliveryStatus.SENT, 0),
                "rejected": [_delivery_values(delivery) for delivery in sending_status.rejected],
                "deferred": [_delivery_values(delivery) for delivery in sending_status.deferred],
                "in_doubt": [_delivery_values(delivery) for delivery in sending_status.in_doubt],
            }
            for sending_status in status.sendings
        ],
        "approved": {issue: approved.isoformat() for issue, approved in status.approvals.items()},
        "unsubscribed": status.unsubscribed,
    }


def _delivery_values(delivery: Delivery) -> dict[str, Any]:
    return {
        "recipient": delivery.recipient,
        "edition": str(delivery.edition),
        "message_id": delivery.message_id,
        "at": delivery.at.isoformat(),
        "attempts": delivery.attempts,
        "code": delivery.code,
        "reply": delivery.reply,
    }
