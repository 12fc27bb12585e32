"""Run the checks on the built files of an issue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from digest import __version__, checks, config, periods
from digest.checks import feed_reader, links
from digest.checks.context import CheckContext
from digest.config import Config
from digest.errors import DigestError, PeriodError, UsageError
from digest.files import load_json, replace_file
from digest.model import Finding, LinkReply
from digest.periods import Period

FeedIds = Mapping[str, Mapping[str, str]]
"""The id of each address in a feed, by the feed's path below `out/`."""

_FEED_NAMES = ("feed.xml", "atom.xml", "feed.json")
_MAIL_SUFFIXES = (".html", ".txt", ".eml")
_LONGEST_HEADER = 65536


def select_codes(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[str]:
    """Return the codes of the checks to run, in the order of the table.

    Args:
        select: The codes to run; empty for all.
        ignore: The codes to leave out.

    Raises:
        UsageError: No check has one of these codes.
    """
    selected, ignored = list(select), list(ignore)
    for option, codes in (("--select", selected), ("--ignore", ignored)):
        for code in codes:
            if code not in checks.CODES:
                problem = f"no such check{config.suggestion(code, checks.CODES)}"
                raise UsageError(problem, option=option, value=code)
    return [code for code in checks.CODES if (not selected or code in selected) and code not in ignored]


def waivers(settings: Config) -> Mapping[str, str]:
    """Return the reason for each waived code; ConfigError when no check has that code."""
    for code in settings.waived:
        if code not in checks.CODES:
            raise config.waiver_error(settings.root, code, checks.CODES)
    return settings.waived


def check(
    settings: Config,
    period: Period,
    out: Path,
    *,
    codes: Iterable[str] = checks.CODES,
    ask_links_at: datetime | None = None,
) -> list[Finding]:
    """Check the built issue of a period and return the findings, by file and line.

    A waived finding is among them and holds the reason of its waiver.

    Args:
        settings: The publication's settings.
        period: The period of the issue.
        out: The folder it was built in.
        codes: The checks to run.
        ask_links_at: The current time, to request the links; None to stay offline.

    Raises:
        DigestError: The issue is not built.
        ConfigError: A waiver names no check.
    """
    reasons = waivers(settings)
    context = read_context(settings, period, out)
    if not context.mails:
        raise DigestError(
            f"is not built below {str(out)!r}; build it first (`digest build {period.option}`)",
            option="issue",
            value=period.name,
        )
    if ask_links_at is not None:
        addresses = [
            address for address in links.addresses_to_check(context) if not _is_built(settings, address, out)
        ]
        context = replace(context, replies=_ask_servers(settings, addresses, ask_links_at))
    findings = [
        replace(finding, waived=reasons.get(finding.code, "")) for finding in checks.check(context, codes)
    ]
    _save_built_ids(settings, context)
    return sorted(
        findings,
        key=lambda finding: (finding.where, finding.line or 0, checks.CODES.index(finding.code)),
    )


def read_context(settings: Config, period: Period, out: Path) -> CheckContext:
    """Read the built files of an issue, and everything else its checks compare them with."""
    publication = settings.publication
    paths = (*_mail_paths(settings, period, out), *_feed_paths(settings, period, out))
    return CheckContext(
        publication=publication,
        period=period,
        mail_settings=settings.mail,
        files={path: (out / path).read_bytes() for path in paths},
        pictures={
            f"{publication.home}images/{path.name}": path.stat().st_size
            for path in sorted((out / "site/images").glob("*"))
            if path.is_file()
        },
        subjects={code: _earlier_subjects(settings, code, period, out) for code in publication.languages},
        previous_ids=load_previous_ids(settings, out),
    )


def _mail_paths(settings: Config, period: Period, out: Path) -> list[str]:
    paths = [
        f"mail/{period.name}/digest{settings.publication.language_suffix(language)}{suffix}"
        for language in settings.publication.languages
        for suffix in _MAIL_SUFFIXES
    ]
    return [path for path in paths if (out / path).is_file()]


def _feed_paths(settings: Config, period: Period, out: Path) -> list[str]:
    paths: list[str] = []
    for language in settings.publication.languages:
        site = f"site/{settings.publication.language_folder(language)}"
        topics = sorted(path.name for path in (out / site / "topics").glob("*"))
        folders = [site, f"{site}issues/{period.name}/", *(f"{site}topics/{topic}/" for topic in topics)]
        paths.append(f"{site}issues.xml")
        paths += [path + name for path in folders for name in _FEED_NAMES]
    return [path for path in paths if (out / path).is_file()]


def _earlier_subjects(settings: Config, language: str, period: Period, out: Path) -> dict[str, str]:
    """Return the subjects of earlier issues of the same kind by the issue's name, newest first."""
    subjects: dict[str, str] = {}
    messages = (out / "mail").glob(f"*/digest{settings.publication.language_suffix(language)}.eml")
    for path in sorted(messages, reverse=True):
        with suppress(PeriodError):  # a folder of the user's own
            other = periods.named(path.parent.name, settings.publication.timezone)
            if other.kind == period.kind and other.end <= period.start:
                with path.open("rb") as stream:
                    header = stream.read(_LONGEST_HEADER).partition(b"\r\n\r\n")[0]
                message = message_from_bytes(header, policy=policy.default)
                subjects[other.name] = str(message.get("Subject", ""))
    return subjects


def feed_ids(settings: Config, period: Period, out: Path) -> FeedIds:
    """Return the ids in the feeds below `out`; call it before a build of the period replaces them.

    A feed that the last check saw is not parsed again.
    """
    known = load_json(settings.paths.feed_ids).get("built", {})
    ids: dict[str, Mapping[str, str]] = {}
    for path in _feed_paths(settings, period, out):
        content = (out / path).read_bytes()
        seen = known.get(path) if isinstance(known, dict) else None
        if (
            isinstance(seen, dict)
            and seen.get("hash") == _hash(content)
            and isinstance(seen.get("ids"), dict)
        ):
            ids[path] = seen["ids"]
        else:
            ids |= feed_reader.feed_ids({path: content})
    return ids


def save_previous_ids(settings: Config, out: Path, ids: FeedIds) -> None:
    """Save the ids that the feeds below `out` had before the last build."""
    _save_state(settings.paths.feed_ids, {"out": str(out.resolve()), "ids": ids})


def _save_built_ids(settings: Config, context: CheckContext) -> None:
    """Save the ids of the feeds that were checked, with a hash of each file."""
    if context.feed_ids:
        built = {
            path: {"hash": _hash(context.files[path]), "ids": ids} for path, ids in context.feed_ids.items()
        }
        _save_state(settings.paths.feed_ids, load_json(settings.paths.feed_ids) | {"built": built})


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def load_previous_ids(settings: Config, out: Path) -> FeedIds:
    """Return the ids that the feeds had before the last build; none when it built another folder."""
    state = load_json(settings.paths.feed_ids)
    ids = state.get("ids") if state.get("out") == str(out.resolve()) else None
    is_valid = isinstance(ids, dict) and all(isinstance(feed, dict) for feed in ids.values())
    return ids if ids is not None and is_valid else {}


def _save_state(path: Path, state: Mapping[str, Any]) -> None:
    replace_file(path, json.dumps(state, ensure_ascii=False, indent=0, sort_keys=True).encode())


def _is_built(settings: Config, address: str, out: Path) -> bool:
    """Return True for a page of this build, which is not online yet."""
    if not address.startswith(settings.publication.home):
        return False
    page = out / "site" / unquote(address.removeprefix(settings.publication.home).partition("?")[0])
    return (page / "index.html").is_file() or page.is_file()


def _ask_servers(settings: Config, addresses: list[str], now: datetime) -> dict[str, LinkReply]:
    """Return the server's reply for each address; replies of the last day are not asked for again."""
    from digest.fetch import links as fetch_links  # only `digest check --links` goes online
    from digest.fetch.client import Client  # as above

    state = load_json(settings.paths.checked_links)
    known = fetch_links.remembered(state, now)
    client = Client(f"digest/{__version__} (+{settings.publication.home})", timeout=20, operation_timeout=10)
    replies = fetch_links.ask(client, [address for address in addresses if address not in known])
    _save_state(settings.paths.checked_links, fetch_links.to_keep(state, replies, now))
    return {**known, **replies}
