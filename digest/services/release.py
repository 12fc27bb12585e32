"""Conditions an issue must meet before it leaves: built, without errors, and as it was approved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from digest import checks
from digest.archive import Archive
from digest.config import Config
from digest.errors import ReleaseError
from digest.mail.ledger import Ledger
from digest.periods import Period
from digest.services import check, workspace
from digest.services.messages import Messages
from digest.services.prepare import Prepared, prepare


def approve(config: Config, archive: Archive, period: Period, out: Path, now: datetime) -> list[Path] | None:
    """Record that the editor approves the built mails of a period.

    Returns:
        The files of the mails; None when the period has no articles.

    Raises:
        ReleaseError: when they are not built from the present articles, or a check finds an error.
    """
    prepared = prepare(config, archive, period, out)
    if not prepared.has_articles:
        return None
    require_releasable(prepared, out)
    with workspace.open_ledger(config) as ledger:
        ledger.approve(period.name, prepared.messages.fingerprint, now)
    return [out / path for path in prepared.messages.files]


def require_releasable(prepared: Prepared, out: Path) -> None:
    """Raise ReleaseError unless the mails are built from the present articles, and no check finds an error."""
    require_built(prepared.messages, prepared.period, out)
    require_no_errors(prepared.config, prepared.period, out)


def require_built(messages: Messages, period: Period, out: Path) -> None:
    """Raise ReleaseError unless the files in `out` are those that a build would write now."""
    command = f"`digest build {period.option}`"
    for path, content in messages.files.items():
        try:
            built = (out / path).read_bytes()
        except FileNotFoundError as error:
            raise release_error(period, f"has no {out / path}; build it with {command}") from error
        if built != content:
            problem = (
                f"{out / path} differs from what the archive, the draft and the settings give now; "
                f"build it again with {command}"
            )
            raise release_error(period, problem)


def require_no_errors(config: Config, period: Period, out: Path) -> None:
    """Raise ReleaseError when a check finds an error that is not waived."""
    errors = checks.errors(check.check(config, period, out))
    if errors:
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        problem = (
            f"`digest check` finds {count}: {errors[0]} [{errors[0].code}]; "
            "fix it, or give a reason under [checks.waive] in digest.toml"
        )
        raise release_error(period, problem)


def require_approved(ledger: Ledger, period: Period, fingerprint: str) -> None:
    """Raise ReleaseError when other mails were approved than those with this fingerprint."""
    approval = ledger.approval(period.name)
    if approval and approval[0] != fingerprint:
        problem = (
            f"is not the issue that was approved on {approval[1]:%Y-%m-%d}; "
            f"look at it, and approve it with `digest approve {period.option}`"
        )
        raise release_error(period, problem)


def release_error(period: Period, problem: str) -> ReleaseError:
    """Return the error that keeps the issue of a period from leaving."""
    return ReleaseError(problem, option="issue", value=period.name)
