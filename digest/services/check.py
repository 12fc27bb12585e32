"""The files a build wrote, checked: what the checks are given, and what the settings let be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from digest import __version__, checks, config, periods
from digest.checks import links, reading
from digest.checks.context import CheckContext
from digest.config import Config
from digest.errors import DigestError, PeriodError, UsageError
from digest.model import Finding
from digest.periods import Period
from digest.render.context import folder

_FEEDS = ("feed.xml", "atom.xml", "feed.json")
_MAIL = (".html", ".txt", ".eml")
_HEAD = 65536


def codes(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[str]:
    """Return the codes of the checks to run: those selected, or all, without those ignored; UsageError for others."""
    chosen, left = list(select), list(ignore)
    for option, names in (("--select", chosen), ("--ignore", left)):
        for name in names:
            if name not in checks.CODES:
                raise UsageError(f"{option}: {name!r}: no such check{config.nearest(name, checks.CODES)}")
    return [code for code in checks.CODES if (not chosen or code in chosen) and code not in left]


def waivers(settings: Config) -> Mapping[str, str]:
    """Return the reasons by the codes that are waived; ConfigError for one that is no check's."""
    for code in settings.waived:
        if code not in checks.CODES:
            raise config.no_check(settings.root, code, checks.CODES)
    return settings.waived


def check(  # noqa: PLR0913 (what a run of the checks depends on)
    settings: Config,
    within: Period,
    out: Path,
    *,
    wanted: Iterable[str] = checks.CODES,
    before: Mapping[str, Mapping[str, str]] | None = None,
    asked: datetime | None = None,
) -> list[Finding]:
    """Return what the checks find in the issue of `within` as it was built below `out`, by file and line.

    What the settings waive is in it and says why. `before` are the ids of the feeds before that build, else those
    remembered of it. With `asked`, the present instant, servers are asked for the links. Raises DigestError when
    nothing was built, and ConfigError for a waiver of a check that there is not.
    """
    reasons = waivers(settings)
    matter = gather(settings, within, out, remembered(settings, out) if before is None else before)
    if not matter.letters:
        raise DigestError(
            f"issue: {within.name!r}: nothing of it is built below {str(out)!r}; build it first (`digest build {_asked_for(within)}`)"
        )
    if asked is not None:
        others = [one for one in links.addresses(matter) if not _is_built(settings, one, out)]
        matter = replace(matter, replies=_ask(settings, others, asked))
    found = [replace(one, waived=reasons.get(one.code, "")) for one in checks.check(matter, wanted)]
    return sorted(found, key=lambda one: (one.where, one.line or 0, checks.CODES.index(one.code)))


def _asked_for(within: Period) -> str:
    """Return the option that names a period."""
    if within.kind in periods.KINDS:
        return f"--{within.kind} {within.name}"
    return "--from {} --to {}".format(*within.name.split("_"))


def gather(
    settings: Config, within: Period, out: Path, before: Mapping[str, Mapping[str, str]]
) -> CheckContext:
    """Return all that the checks look at, read from the files below `out`."""
    publication = settings.publication
    return CheckContext(
        publication=publication,
        period=within,
        mail=settings.mail,
        files={
            path: (out / path).read_bytes()
            for path in (*_mails(settings, within, out), *_feeds(settings, within, out))
        },
        pictures={
            f"{publication.home}images/{path.name}": path.stat().st_size
            for path in sorted((out / "site/images").glob("*"))
            if path.is_file()
        },
        subjects={code: _subjects(settings, code, within, out) for code in publication.languages},
        before=before,
    )


def _mark(settings: Config, code: str) -> str:
    return "" if code == settings.publication.languages[0] else f".{code}"


def _mails(settings: Config, within: Period, out: Path) -> list[str]:
    names = [
        f"mail/{within.name}/digest{_mark(settings, code)}{ending}"
        for code in settings.publication.languages
        for ending in _MAIL
    ]
    return [name for name in names if (out / name).is_file()]


def _feeds(settings: Config, within: Period, out: Path) -> list[str]:
    found: list[str] = []
    for code in settings.publication.languages:
        site = f"site/{folder(code, settings.publication)}"
        topics = sorted(path.name for path in (out / site / "topics").glob("*"))
        places = [site, f"{site}issues/{within.name}/", *(f"{site}topics/{name}/" for name in topics)]
        found += chain([f"{site}issues.xml"], (place + name for place in places for name in _FEEDS))
    return [name for name in found if (out / name).is_file()]


def _subjects(settings: Config, code: str, within: Period, out: Path) -> dict[str, str]:
    """Return the subjects of earlier issues of the same kind, by the issue's name, the newest first."""
    found: dict[str, str] = {}
    for path in sorted((out / "mail").glob(f"*/digest{_mark(settings, code)}.eml"), reverse=True):
        with suppress(PeriodError):
            other = periods.named(path.parent.name, settings.publication.timezone)
            if other.kind == within.kind and other.end <= within.start:
                with path.open("rb") as stream:
                    head = stream.read(_HEAD).partition(b"\r\n\r\n")[0]
                found[other.name] = str(message_from_bytes(head, policy=policy.default).get("Subject", ""))
    return found


def ids(settings: Config, within: Period, out: Path) -> dict[str, dict[str, str]]:
    """Return the ids that the feeds below `out` have, before a build of `within` puts others in their place."""
    return reading.ids({path: (out / path).read_bytes() for path in _feeds(settings, within, out)})


def _memory(settings: Config, name: str) -> dict[str, Any]:
    """Return what a file of `.digest/` holds; nothing where it is not there, or spoilt."""
    try:
        found = json.loads((settings.root / ".digest" / name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(settings: Config, name: str, values: Mapping[str, Any]) -> None:
    path = settings.root / ".digest" / name
    draft = path.with_name(f".{name}.tmp")
    draft.write_text(json.dumps(values, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    draft.replace(path)


def remember(settings: Config, out: Path, before: Mapping[str, Mapping[str, str]]) -> None:
    """Keep the ids that the feeds below `out` had before the build that just was."""
    _keep(settings, "feeds.json", {"out": str(out.resolve()), "ids": before})


def remembered(settings: Config, out: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the ids that the feeds below `out` had before the last build there; none where another was since."""
    kept = _memory(settings, "feeds.json")
    found = kept.get("ids") if kept.get("out") == str(out.resolve()) else None
    return found if isinstance(found, dict) and all(isinstance(one, dict) for one in found.values()) else {}


def _is_built(settings: Config, address: str, out: Path) -> bool:
    """Return whether an address is of a page that is published with this very build."""
    if not address.startswith(settings.publication.home):
        return False
    page = out / "site" / unquote(address.removeprefix(settings.publication.home).partition("?")[0])
    return (page / "index.html").is_file() or page.is_file()


def _ask(settings: Config, addresses: list[str], now: datetime) -> dict[str, Any]:
    """Return what servers say of addresses, by asking for those that none said it of today."""
    from digest.fetch import links as asking  # noqa: PLC0415 (only `digest check --links` goes online)
    from digest.fetch.client import Web  # noqa: PLC0415 (as above)

    kept = _memory(settings, "links.json")
    known = asking.remembered(kept, now)
    web = Web(f"digest/{__version__} (+{settings.publication.home})", seconds=20, each=10)
    asked = asking.ask(web, [address for address in addresses if address not in known])
    _keep(settings, "links.json", asking.to_keep(kept, asked, now))
    return {**known, **asked}
