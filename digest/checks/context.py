"""The values a check works with: the built files of one issue, and the violations it finds in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from digest.checks.built_mail import BuiltMail
from digest.checks.feed_reader import Feed, entry_ids, read_feeds
from digest.model import LinkReply, MailSettings, Publication
from digest.periods import Period


class Violation(NamedTuple):
    """One place that breaks a check.

    `path` is a file below `out/`. `text` follows the path in the report: "has no h1 heading; make the
    newsletter's name an h1". It says the problem, then the remedy behind a semicolon.
    """

    path: str
    text: str
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class CheckContext:
    """Everything the checks of one issue may look at.

    Attributes:
        publication: The publication's settings.
        period: The period of the issue.
        mail_settings: The `[mail]` settings.
        files: The built files of the issue by their path below `out/`.
        feeds: The feeds that the checks of feeds look at; `each_feed` gives them one by one.
        feed_ids: The ids of the feeds that `each_feed` gave so far, by path and by the entry's address.
        checked_contents: Hashes of the articles' HTML seen in other feeds, which need no second look.
        pictures: The size in bytes of each picture of the site, by its address.
        subjects: The subjects of earlier issues, by language and by the issue's name.
        previous_ids: The ids of the last build's feeds, by the feed's path and the entry's address.
        replies: The servers' replies by the address of the link; empty without `--links`.
    """

    publication: Publication
    period: Period
    mail_settings: MailSettings
    files: Mapping[str, bytes]
    pictures: Mapping[str, int] = field(default_factory=dict)
    subjects: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    previous_ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    replies: Mapping[str, LinkReply] = field(default_factory=dict)
    feeds: tuple[Feed, ...] = ()
    feed_ids: dict[str, dict[str, str]] = field(default_factory=dict)
    checked_contents: set[int] = field(default_factory=set)

    def each_feed(self) -> Iterator[CheckContext]:
        """Yield this context with one feed after another, in the order of their paths.

        Only one feed is in memory at a time: a parsed feed takes ten times the size of its file.
        """
        for feed in read_feeds(self.files):
            self.feed_ids[feed.path] = entry_ids(feed)
            yield replace(self, feeds=(feed,))

    @cached_property
    def mails(self) -> tuple[BuiltMail, ...]:
        """The mails of the issue, in the order of the languages."""
        mails = []
        for language in self.publication.languages:
            path = f"mail/{self.period.name}/digest{self.publication.language_suffix(language)}"
            if f"{path}.html" in self.files:
                mail = BuiltMail(
                    language=language,
                    path=f"{path}.html",
                    source=self.files[f"{path}.html"],
                    text=self.files.get(f"{path}.txt", b"").decode("utf-8", "replace"),
                    text_path=f"{path}.txt",
                    message=self.files.get(f"{path}.eml", b""),
                    message_path=f"{path}.eml",
                )
                mails.append(mail)
        return tuple(mails)

    def unsubscribe_address(self, mail: BuiltMail) -> str:
        """Return the address of a mail's unsubscribe link, "" without one."""
        return self.mail_settings.in_language(mail.language).unsubscribe
