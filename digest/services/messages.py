"""The messages of a period's issues: the rendered mails as RFC 5322 messages, and variants of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.config import Config
from digest.mail import message
from digest.mail.message import HeaderValues
from digest.model import Artifact, Issue
from digest.render.inputs import LanguagePages
from digest.render.subject import message_date, subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The differences of a sent message from the built one.

    Attributes:
        is_correction: The subject says that the issue is a correction.
        is_test: The subject says that the message is a test.
        id_part: What tells its Message-ID from the built message's.
        to: The recipient in its header; "" for the mailing list.
        sent: Its date; None for the date of the issue.
    """

    is_correction: bool = False
    is_test: bool = False
    id_part: str = ""
    to: str = ""
    sent: datetime | None = None


BUILT = Variant()


class Messages:
    """The messages of the issues of one period, one for each language, or one for all together.

    Attributes:
        languages: The first language of each message.
        files: The content of the mails' files by their path below `out/`.
    """

    def __init__(
        self,
        config: Config,
        issues: Sequence[Issue],
        languages: Sequence[LanguagePages],
        rendered: Mapping[str, bytes],
    ) -> None:
        """Make the messages.

        Args:
            config: The workspace's settings.
            issues: The issues that have articles, one for each language.
            languages: The languages that have pages.
            rendered: The rendered HTML and text of the mails, by their path below `out/`.
        """
        self._config = config
        self._locales = {pages.language: pages.locale for pages in languages}
        self._rendered = rendered
        groups = [list(issues)] if config.mail.together else [[issue] for issue in issues]
        self._groups = {group[0].language: group for group in groups}
        self.languages = tuple(self._groups)
        self.artifacts = {language: self._artifact(language) for language in self.languages}
        written = {artifact.path: b"".join(artifact.parts) for artifact in self.artifacts.values()}
        self.files: Mapping[str, bytes] = {**rendered, **written}

    @property
    def fingerprint(self) -> str:
        """A hash of the files of all languages and their paths; an approval holds for one of them."""
        digest = hashlib.sha256()
        for path, content in sorted(self.files.items()):
            digest.update(f"{path}\n{len(content)}\n".encode() + content)
        return digest.hexdigest()

    def write(self, language: str, variant: Variant) -> bytes:
        """Return the message that begins with `language`, as a variant of the built one."""
        return b"".join(self._parts(language, variant))

    def message_id(self, language: str, variant: Variant) -> str:
        """Return the Message-ID of a variant, with its angle brackets (RFC 5322, section 3.6.4)."""
        issue = self._groups[language][0]
        return message.message_id(self._config.mail.in_language(language).list_id, _id(issue, variant))

    def _artifact(self, language: str) -> Artifact:
        parts = tuple(self._parts(language, BUILT))
        return Artifact(path=f"{self._stem(language)}.eml", parts=parts)

    def _stem(self, language: str) -> str:
        """Return the path of a mail's files below `out/`, without their suffix."""
        suffix = self._config.publication.language_suffix(language)
        return f"mail/{self._groups[language][0].period.name}/digest{suffix}"

    def _parts(self, language: str, variant: Variant) -> Sequence[bytes]:
        issue, *following = issues = self._groups[language]
        home = self._config.publication.home + self._config.publication.language_folder(language)
        mail = self._config.mail.in_language(language)
        stem = self._stem(language)
        values = HeaderValues(
            mail=replace(mail, to=variant.to) if variant.to else mail,
            subject=subject(
                issue,
                self._locales[language],
                [self._locales[other.language] for other in following],
                correction=variant.is_correction,
                test=variant.is_test,
            ),
            date=message_date(issue, variant.sent),
            web=f"{home}issues/{issue.period.name}/",
            archive=home,
            languages=", ".join(issue.language for issue in issues),
            list_name=issue.publication.title,
        )
        text, html = self._rendered[f"{stem}.txt"], self._rendered[f"{stem}.html"]
        return tuple(message.write(values, text=text, html=html, key=_id(issue, variant)))


def _id(issue: Issue, variant: Variant) -> str:
    """Return the name of a message within its list, for its Message-ID."""
    return f"{issue.language}/{issue.period.name}{variant.id_part}"
