"""A workspace: the sources that lie in it or that it names, and how a fresh one is made."""

from __future__ import annotations

import fnmatch
import os
from dataclasses import replace
from pathlib import Path

from digest import fetch, files, parsers
from digest.config import Config
from digest.errors import DigestError, UsageError
from digest.model import Notice, Source
from digest.parsers import opml

_FEEDS = "feeds/"


def local_sources(config: Config) -> tuple[list[tuple[Source, Path]], list[Notice]]:
    """Return every file in feeds/ that is a source, in the order of their names, then those named elsewhere.

    They are as digest.toml describes them; a Maildir is one source. The notices are about links
    and about patterns that name nothing.
    """
    paths, strays = files.walk(config.root / _FEEDS, config.root)
    found = {name: (Source(name=name), path) for path in paths for name in [_name(path, config.root)]}
    notices = [
        Notice(
            source=_name(stray, config.root),
            text="is a link that leads out of the workspace, and is not followed; "
            f"to read it, name where it leads in digest.toml: [[sources]] path = {os.path.realpath(stray)!r}",
        )
        for stray in strays
    ]
    for setting in config.sources:
        if not setting.path:
            continue
        names = [name for name in found if fnmatch.fnmatchcase(name, setting.path)]
        for path in files.named(setting.path, config.root):
            name = _name(path, config.root)
            # In feeds/ a pattern chooses among the sources; only a whole path adds one.
            if name in found or not name.startswith(_FEEDS) or name == setting.path:
                found.setdefault(name, (Source(name=name), path))
                names.append(name)
        if not names:
            text = f"[[sources]] path = {setting.path!r} names no file"
            notices.append(Notice(source="digest.toml", text=text))
        for name in names:
            source, path = found[name]
            language, topics = setting.language or source.language, setting.topics or source.topics
            found[name] = (replace(source, language=language, topics=topics), path)
    return list(found.values()), notices


def _name(path: Path, root: Path) -> str:
    """Return a file's path below the workspace, or as it was given."""
    whole = Path(os.path.normpath(path))
    if whole.is_relative_to(root):
        return whole.relative_to(root).as_posix()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def remote_sources(config: Config) -> tuple[list[Source], list[str]]:
    """Return the addresses that digest.toml names, then those of the lists of feeds among the local sources.

    Where both name one address, digest.toml says what it is. The sentences are about lists that
    cannot be read.
    """
    named = [
        Source(
            name=setting.url,
            language=setting.language,
            topics=setting.topics,
            allow_private=setting.allow_private,
        )
        for setting in config.sources
        if setting.url
    ]
    known = {source.name for source in named}
    found, failures = _listed(config)
    listed = {source.name: source for source in reversed(found) if source.name not in known}
    return [*named, *reversed(listed.values())], failures


def _listed(config: Config) -> tuple[list[Source], list[str]]:
    """Return the feeds of every list of feeds, and what is wrong with those that cannot be read."""
    found: list[Source] = []
    failures: list[str] = []
    for source, path in local_sources(config)[0]:
        try:
            with path.open("rb") as stream:
                if not opml.sniff(stream.read(65536), source.name):
                    continue
            reading = parsers.read_document(fetch.file(source, path))
        except DigestError as error:
            failures.append(str(error))
            continue
        except OSError:
            continue  # a Maildir, or a file whose failure `collect` reports
        found += [
            replace(one, language=one.language or source.language, topics=one.topics or source.topics)
            for one in reading.sources
        ]
    return found, failures


def make(folder: Path) -> list[Path]:
    """Make a fresh workspace in `folder`; UsageError when there is one already."""
    from digest.render.environment import shipped_templates  # noqa: PLC0415 (see build)

    settings = folder / "digest.toml"
    if settings.exists():
        raise UsageError(f"workspace: {str(folder)!r}: has a digest.toml already; nothing was written")
    (folder / "feeds").mkdir(parents=True, exist_ok=True)
    settings.write_text(
        (shipped_templates() / "workspace" / "digest.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    made = [settings, folder / "feeds"]
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("/.digest/\n/out/\n", encoding="utf-8")
        made.append(ignored)
    return made
