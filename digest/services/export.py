"""Export the mails of an issue for another mail tool, with that tool's merge fields."""

from __future__ import annotations

from pathlib import Path

from digest.archive import Archive
from digest.config import Config
from digest.periods import Period
from digest.render import mail_tools
from digest.services import release, workspace
from digest.services.output import Output
from digest.services.prepare import prepare


def export(config: Config, archive: Archive, period: Period, out: Path, tool: str) -> tuple[Path, ...] | None:
    """Write the mails of a period for a mail tool.

    Args:
        config: The workspace's settings.
        archive: The open archive.
        period: The period of the issue.
        out: The folder it was built in.
        tool: A name of `mail_tools.TOOLS`.

    Returns:
        The files; None when the period has no articles.

    Raises:
        ReleaseError: when the mails are not built, not those approved, or a check finds an error.
    """
    prepared = prepare(config, archive, period, out)
    if not prepared.has_articles:
        return None
    release.require_releasable(prepared, out)
    if workspace.has_ledger(config):
        with workspace.open_ledger(config) as ledger:
            release.require_approved(ledger, period, prepared.messages.fingerprint)
    exported = mail_tools.write(
        mail_tools.TOOLS[tool], prepared.contexts, prepared.templates, prepared.languages
    )
    with Output(out) as output:
        for artifact in exported:
            output.put(artifact)
        return output.publish()
