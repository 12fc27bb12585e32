"""Every error that this package raises on purpose.

    DigestError            exit 1
      UsageError           exit 2  impossible options or arguments
        PeriodError                not a period
      ConfigError                  digest.toml, or no workspace
      DraftError                   a draft that cannot be used
      SourceError                  a document that cannot be read
      FetchError                   a source that cannot be reached
      ArchiveError                 the archive of articles
      TemplateError                a template or stylesheet
      OutputError                  a built file that cannot be written
      MessageError                 a message that cannot be written
      ReleaseError                 an issue that may not be sent
      TransportError               a message that cannot be sent this way
      LedgerError                  the ledger
      SubscriberError              a list of subscribers that cannot be read
      TokenError                   an unsubscribe token, or its secret

A message reads "SOURCE:LINE: OPTION: VALUE: PROBLEM", without the parts that are unknown.
"""


class DigestError(Exception):
    """The root of the tree; `exit_code` is the exit code of the command.

    Args:
        problem: The sentence: what is wrong, and what was expected.
        source: The file, the address or the program at fault.
        line: The line of that file, from 1.
        option: The setting, the option or the field at fault.
        value: The value found there.
    """

    exit_code = 1

    def __init__(
        self,
        problem: str,
        *,
        source: str = "",
        line: int | None = None,
        option: str = "",
        value: object = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.source = source
        self.line = line
        self.option = option
        self.value = value

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        value = "" if self.value is None else repr(self.value)
        return ": ".join(part for part in (place, self.option, value, self.problem) if part)


class UsageError(DigestError):
    """Impossible options or arguments."""

    exit_code = 2


class PeriodError(UsageError):
    """A text that names no period, or a period that ends before it starts."""


class ConfigError(DigestError):
    """A wrong setting in digest.toml, or no workspace."""


class DraftError(DigestError):
    """A draft that cannot be used."""


class SourceError(DigestError):
    """A document that cannot be read."""


class FetchError(DigestError):
    """A source that cannot be reached."""


class ArchiveError(DigestError):
    """The archive cannot be used."""


class TemplateError(DigestError):
    """A template or a stylesheet cannot be used."""


class OutputError(DigestError):
    """A built file that cannot be written."""


class MessageError(DigestError):
    """A mail that cannot be written."""


class ReleaseError(DigestError):
    """An issue that may not be sent as it is."""


class TransportError(DigestError):
    """A message that cannot be sent by this transport."""


class LedgerError(DigestError):
    """The ledger cannot be used, or another process is sending the issue."""


class SubscriberError(DigestError):
    """A list of subscribers that cannot be read."""


class TokenError(DigestError):
    """An unsubscribe token that is not valid, or a secret that cannot be used."""
