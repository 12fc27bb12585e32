"""A workspace: its databases, its sources, and how a new one is made."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from digest import fetch, files, parsers
from digest.archive import Archive
from digest.config import FILE_NAME, Config, SourceSetting
from digest.errors import DigestError, UsageError
from digest.mail.ledger import Ledger
from digest.model import Notice, Source, SourceStatus

_FEEDS = "feeds/"
_SNIFFED = 65536  # bytes of a file that tell a list of feeds from other files
_IGNORED = "/.digest/\n/out/\n"


@dataclass(frozen=True, slots=True)
class LocalSources:
    """The sources that are files or Maildirs, with their paths, and notices about the rest."""

    found: tuple[tuple[Source, Path], ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class RemoteSources:
    """The sources that are addresses, and the errors of the lists of feeds that cannot be read."""

    found: tuple[Source, ...]
    failures: tuple[DigestError, ...]


def open_archive(config: Config) -> Archive:
    """Open the workspace's archive; an empty one is made where there is none."""
    return Archive(config.paths.archive)


def open_ledger(config: Config) -> Ledger:
    """Open the workspace's ledger; an empty one is made where there is none."""
    return Ledger(config.paths.ledger)


def has_ledger(config: Config) -> bool:
    """Return True when anything was ever sent, approved or unsubscribed."""
    return config.paths.ledger.is_file()


def corrected_issues(config: Config) -> dict[str, datetime]:
    """Return the instants at which corrections began to be sent, by the name of the issue; the last of each."""
    if not has_ledger(config):
        return {}
    with open_ledger(config) as ledger:
        return ledger.amended()


def local_sources(config: Config) -> LocalSources:
    """Return the files of feeds/ in the order of their names, then those that digest.toml names elsewhere."""
    paths, outside = files.walk(config.paths.feeds, config.root)
    found = {
        name: (Source(name=name), path) for path in paths for name in [_relative_name(path, config.root)]
    }
    notices = [_outside_notice(path, config.root) for path in outside]
    for setting in config.sources:
        if setting.path and not _apply(setting, setting.path, found, config.root):
            problem = f"[[sources]] path = {setting.path!r} matches no file"
            notices.append(Notice(source=FILE_NAME, text=problem))
    return LocalSources(found=tuple(found.values()), notices=tuple(notices))


def _outside_notice(path: Path, root: Path) -> Notice:
    target = os.path.realpath(path)
    problem = (
        "is a link that leads out of the workspace, and is not followed; "
        f"to read it, name its target in {FILE_NAME}: [[sources]] path = {target!r}"
    )
    return Notice(source=_relative_name(path, root), text=problem)


def _apply(setting: SourceSetting, pattern: str, found: dict[str, tuple[Source, Path]], root: Path) -> bool:
    """Apply a setting to the sources that its pattern matches; return False when it matches none."""
    names = [name for name in found if fnmatch.fnmatchcase(name, pattern)]
    for path in files.named(pattern, root):
        name = _relative_name(path, root)
        # In feeds/ a pattern chooses among the sources; only a complete path adds one.
        if name in found or not name.startswith(_FEEDS) or name == pattern:
            found.setdefault(name, (Source(name=name), path))
            names.append(name)
    for name in names:
        source, path = found[name]
        changed = replace(
            source,
            language=setting.language or source.language,
            topics=setting.topics or source.topics,
            encoding=setting.encoding or source.encoding,
            beside=setting.beside or source.beside,
        )
        found[name] = (changed, path)
    return bool(names)


def _relative_name(path: Path, root: Path) -> str:
    """Return a file's path below the workspace, with `/`; its own path when it is elsewhere."""
    normal = Path(os.path.normpath(path))
    if normal.is_relative_to(root):
        return normal.relative_to(root).as_posix()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def remote_sources(config: Config) -> RemoteSources:
    """Return the addresses of digest.toml, then those of the lists of feeds among the local sources.

    Where both name one address, the settings of digest.toml hold.
    """
    settings = [
        Source(
            name=setting.url,
            language=setting.language,
            topics=setting.topics,
            encoding=setting.encoding,
            allow_private=setting.allow_private,
            beside=setting.beside,
        )
        for setting in config.sources
        if setting.url
    ]
    known = {source.name for source in settings}
    listed, failures = _listed_feeds(config)
    first_of_each = {source.name: source for source in reversed(listed) if source.name not in known}
    return RemoteSources(found=(*settings, *reversed(first_of_each.values())), failures=tuple(failures))


def _listed_feeds(config: Config) -> tuple[list[Source], list[DigestError]]:
    """Return the feeds of every list of feeds (OPML), and the errors of those that cannot be read."""
    from digest.parsers import opml  # only for the remote sources

    feeds: list[Source] = []
    failures: list[DigestError] = []
    for source, path in local_sources(config).found:
        try:
            with path.open("rb") as stream:
                if not opml.sniff(stream.read(_SNIFFED), source.name):
                    continue
            reading = parsers.read_document(fetch.file(source, path))
        except DigestError as error:
            failures.append(error)
        except OSError:
            continue  # a Maildir, or a file whose error `ingest` reports
        else:
            feeds += [
                replace(feed, language=feed.language or source.language, topics=feed.topics or source.topics)
                for feed in reading.sources
            ]
    return feeds, failures


def source_statuses(config: Config, archive: Archive) -> list[SourceStatus]:
    """Return the status of every source: files, addresses, then those that are gone from both."""
    known = archive.source_statuses()
    names = dict.fromkeys(
        [
            *(source.name for source, _ in local_sources(config).found),
            *(source.name for source in remote_sources(config).found),
        ]
    )
    return [
        *(replace(known.get(name) or SourceStatus(name=name), listed=True) for name in names),
        *(replace(known[name], listed=False) for name in sorted(known) if name not in names),
    ]


def create(folder: Path) -> Iterable[Path]:
    """Make a new workspace in `folder` and return its files; raise UsageError when there is one already."""
    from digest.render.folder import shipped_templates  # only for `digest init`

    settings = folder / FILE_NAME
    if settings.exists():
        problem = f"has a {FILE_NAME} already; nothing was written"
        raise UsageError(problem, option="workspace", value=str(folder))
    feeds, ignored = folder / "feeds", folder / ".gitignore"
    feeds.mkdir(parents=True, exist_ok=True)
    settings.write_bytes((shipped_templates() / "workspace" / FILE_NAME).read_bytes())
    if ignored.exists():
        return [settings, feeds]
    ignored.write_text(_IGNORED, encoding="utf-8", newline="\n")
    return [settings, feeds, ignored]
