"""States that would be strings elsewhere. The values stand in JSON, in settings and in databases."""

from __future__ import annotations

from enum import StrEnum


class DateFrom(StrEnum):
    """Origin of an article's date of publication."""

    SOURCE = "source"
    DATELINE = "dateline"
    ESTIMATED = "estimated"


class Beside(StrEnum):
    """The kind of thing that stands beside the dates of a listing page."""

    AUTHOR = "author"
    TOPIC = "topic"


class FetchState(StrEnum):
    """Result of asking a remote source. WAITING: not asked, because its server asked for a pause."""

    READ = "read"
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    FAILED = "failed"


class Reason(StrEnum):
    """Reason why an article is not in the issue. LINKED: in another language, and named at the issue's end."""

    UNDATED = "undated"
    PERIOD = "period"
    LANGUAGE = "language"
    LINKED = "linked"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    SENT = "sent"
    RULE = "rule"
    LIMIT = "limit"
    EDITOR = "editor"
    HELD = "held"


class OfferKind(StrEnum):
    """Reason why the draft offers an article. OUT: left out by a rule or a limit."""

    LATE = "late"
    UNDATED = "undated"
    OUT = "out"
    DUPLICATE = "duplicate"


class TopicOrder(StrEnum):
    """Order of the articles of a topic. DATE: newest first. WEIGHT: heaviest first."""

    DATE = "date"
    WEIGHT = "weight"
    SOURCE = "source"


class Untranslated(StrEnum):
    """Treatment of an article that is in another language than the issue."""

    LEAVE_OUT = "leave-out"
    MARK = "mark"
    LINK = "link"


class OnChange(StrEnum):
    """The editor's choice when a source changes after its words were rewritten."""

    ASK = ""
    KEEP = "keep"
    TAKE = "take"


class End(StrEnum):
    """One end of a period."""

    START = "start"
    END = "end"


class Level(StrEnum):
    """Severity of a finding. An error stops `digest send`."""

    ERROR = "error"
    WARNING = "warning"


class DeliveryStatus(StrEnum):
    """Status of a message in the ledger. UNKNOWN: it is being sent, or no reply came."""

    SENT = "sent"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"


class SkipReason(StrEnum):
    """Reason to skip a message. ALREADY_DONE: an earlier run sent it, or the server rejected it."""

    ALREADY_DONE = "already done"
    IN_DOUBT = "in doubt"
    UNSUBSCRIBED = "unsubscribed"


class InDoubt(StrEnum):
    """Treatment of messages that an interrupted run may have sent."""

    RESEND = "resend"
    SKIP = "skip"
