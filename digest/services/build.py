"""The one staircase: collect what came in, compose an issue, build its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digest import __version__, fetch, parsers, periods
from digest.archive import Archive
from digest.config import Config
from digest.config.sources import update_addresses
from digest.errors import DigestError
from digest.mail import message
from digest.mail.ledger import Ledger
from digest.model import (
    Article,
    Document,
    Finding,
    Issue,
    Notice,
    Source,
    SourceStatus,
)
from digest.periods import Period
from digest.services import classify, prepare, workspace
from digest.services import compose as composing
from digest.services.output import Output
from digest.services.prepare import Marking

if TYPE_CHECKING:
    from digest.services.editions import Editions
    from digest.services.fetch_run import SourceFetch


@dataclass(slots=True)
class Collected:
    """What one round over the sources gave. `failures` are sentences; the rest went on."""

    read: list[tuple[str, str, int]] = field(default_factory=list)
    unchanged: int = 0
    notices: list[Notice] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    gone: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What one round over the addresses gave.

    `moves` are the new addresses that digest.toml may take, or with `written` has taken;
    `doubled` the new addresses that are sources already. `unread` says which lists of feeds
    cannot be read.
    """

    visits: tuple[SourceFetch, ...]
    moves: Mapping[str, str]
    written: bool
    doubled: frozenset[str]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build wrote: an issue for each language of the publication, in its order.

    An issue without articles was not written. `paths` are the files of all, `mails` the messages
    by language: one for all where they go out together. `slow` says why the mail's styles were
    inlined per message, or is None; `rung` what was done to keep a mail small enough; `late` what
    came after the issue before was built; `findings` what the checks have to say, waived or not.
    """

    period: Period
    issues: tuple[Issue, ...]
    paths: tuple[Path, ...] = ()
    mails: Mapping[str, Path] = field(default_factory=dict)
    slow: str | None = None
    notices: tuple[Notice, ...] = ()
    late: tuple[Article, ...] = ()
    rung: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def written(self) -> tuple[Issue, ...]:
        """The issues that have articles."""
        return tuple(issue for issue in self.issues if issue.articles)


def open_archive(config: Config) -> Archive:
    """Return the workspace's archive."""
    return Archive(config.paths.archive)


def open_ledger(config: Config) -> Ledger:
    """Return the workspace's ledger, made where there is none."""
    return Ledger(_ledger(config))


def amended(config: Config) -> dict[str, datetime]:
    """Return when the last correction of each issue that has one began to go out."""
    if not has_ledger(config):
        return {}
    with open_ledger(config) as book:
        return book.amended()


def has_ledger(config: Config) -> bool:
    """Return whether anything was ever sent or approved."""
    return _ledger(config).is_file()


def _ledger(config: Config) -> Path:
    return config.paths.ledger


def collect(
    config: Config,
    archive: Archive,
    progress: Callable[[list[tuple[Source, Path]]], Iterable[tuple[Source, Path]]] = iter,
) -> Collected:
    """Read the local sources that changed into the archive, and file every article under its topic."""
    result = Collected()
    local, result.notices = workspace.local_sources(config)
    for source, path in progress(local):
        try:
            document = fetch.file(source, path)
            _take_in(config, archive, document.source, document.content, result)
        except DigestError as error:
            result.failures.append(str(error))
    result.gone = archive.set_present(source.name for source, _ in local)
    classify.classify(config, archive)
    return result


def fetch_all(  # noqa: PLR0913 (what the command was asked for)
    config: Config,
    archive: Archive,
    now: datetime,
    *,
    pages: int = 1,
    update: bool = False,
    progress: Callable[[list[Source]], Iterable[Source]] = iter,
) -> Fetched:
    """Read the remote sources into the archive; with `update`, write into digest.toml where they moved to."""
    from digest.fetch.client import Web  # noqa: PLC0415 (as above)
    from digest.services import fetch_run  # noqa: PLC0415 (no other command goes online)

    web = Web(f"digest/{__version__} (+{config.publication.home})")
    remote, failures = workspace.remote_sources(config)
    zone = config.publication.timezone
    visits = fetch_run.gather(remote, archive, web, zone=zone, now=now, pages=pages, progress=progress)
    names = {source.name for source in remote}
    ours = {setting.url for setting in config.sources}
    moves = fetch_run.moves((one for one in visits if one.source.name in ours), names)
    if update and moves:
        for old, new in moves.items():
            archive.rename_source(old, new)
        update_addresses(config.root, moves)
    classify.classify(config, archive)
    return Fetched(
        visits=tuple(visits),
        unread=tuple(failures),
        moves=moves,
        written=update,
        doubled=frozenset(one.moved for one in visits) & names,
    )


def standings(config: Config, archive: Archive) -> list[SourceStatus]:
    """Return how every source stands: the files, the addresses, and those that are gone from both."""
    known = archive.source_statuses()
    listed = dict.fromkeys(
        [
            *(source.name for source, _ in workspace.local_sources(config)[0]),
            *(source.name for source in workspace.remote_sources(config)[0]),
        ]
    )
    here = [known.get(name) or SourceStatus(name=name) for name in listed]
    gone = [known[name] for name in sorted(known) if name not in listed]
    return [replace(one, listed=True) for one in here] + [replace(one, listed=False) for one in gone]


def _take_in(config: Config, archive: Archive, source: Source, content: bytes, result: Collected) -> None:
    zone = config.publication.timezone
    seen = hashlib.sha256(
        repr((__version__, zone, source.language, source.topics)).encode() + content
    ).hexdigest()
    if archive.fingerprint(source.name) == seen:
        result.unchanged += 1
        return
    reading = parsers.read_document(Document(source=source, content=content), periods.timezone(zone))
    # A source with something to say is read at every build, so that it is said every time.
    archive.store(source.name, "" if reading.notices else seen, zone, reading.articles, reading.format)
    result.read.append((source.name, reading.format, len(reading.articles)))
    result.notices += reading.notices


def compose(config: Config, archive: Archive, within: Period, language: str | None = None) -> Issue:
    """Return the issue of `within`, in the publication's first language unless another is named."""
    code = language or config.publication.languages[0]
    return composing.compose(config, archive, within, code).issue


def build(config: Config, archive: Archive, within: Period, out: Path) -> Built:
    """Write every file of the issues of `within`, one for each language, below `out`.

    An issue without articles is not written, and nothing is when none has any. Every file is
    whole before it takes the place of the old one, and none does before those of all languages
    are rendered.
    """
    composed = [composing.compose(config, archive, within, code) for code in config.publication.languages]
    late = tuple({article.short_id: article for one in composed for article in one.late}.values())
    notices = tuple(dict.fromkeys(notice for one in composed for notice in one.notices))
    if not any(one.issue.articles for one in composed):
        issues = tuple(one.issue for one in composed)
        return Built(period=within, issues=issues, notices=notices, late=late)
    from digest import render  # noqa: PLC0415 (an empty period needs no templates)
    from digest.services import check as checking  # noqa: PLC0415 (an empty period needs no templates)

    checking.waivers(config)  # what is wrong with them is said before anything is written
    made = prepare.ready(config, archive, composed, out, amended(config))
    templates, pictures = made.templates, made.pictures
    rung = ""
    with Output(out) as output:
        for artifact in render.render(made.materials, templates, made.siblings):
            output.put(artifact)
            rung = rung or artifact.note
        messages = prepare.messages(
            config, [material.issue for material in made.materials], output.read, made.siblings
        )
        for artifact in messages.values():
            output.put(artifact)
        for artifact in pictures.artifacts():
            output.put(artifact)
        previous_ids = checking.feed_ids(config, within, out)
        paths = output.publish()
    checking.save_previous_ids(config, out, previous_ids)
    for one in composed:
        if one.issue.articles:
            archive.record_issue(prepare.past_issue(one.issue))
            composing.record_candidates(archive, prepare.past_issue(one.issue), one)
    return Built(
        period=within,
        issues=made.issues,
        paths=paths,
        mails={code: out / artifact.path for code, artifact in messages.items()},
        slow=str(templates.inline_error) if templates.inline_error else None,
        notices=(*notices, *pictures.notices),
        late=late,
        rung=rung,
        findings=tuple(checking.check(config, within, out)),
    )


def check(  # noqa: PLR0913 (what a run of the checks depends on)
    config: Config,
    archive: Archive,  # noqa: ARG001 (every step of the staircase is asked with it)
    within: Period,
    out: Path,
    *,
    codes: Iterable[str] | None = None,
    asked: datetime | None = None,
) -> list[Finding]:
    """Return what the checks find in the issue of `within` as it was built below `out`; waived ones say why.

    With `asked`, the present instant, servers are asked for the links. Raises DigestError when nothing was built.
    """
    from digest import checks  # noqa: PLC0415 (see build)
    from digest.services import check as checking  # noqa: PLC0415 (see build)

    wanted = checks.CODES if codes is None else codes
    return checking.check(config, within, out, codes=wanted, ask_links_at=asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mails:
    """The mails of a period as the archive gives them now, by the language of the issue each begins with.

    `files` are the bytes of each file by its path below `out/`, `message` makes the message of a
    language anew, marked, and `identity` is what its Message-ID is.
    """

    languages: tuple[str, ...]
    files: Mapping[str, bytes]
    message: Callable[[str, Marking], bytes]
    identity: Callable[[str, Marking], str]


def mails(config: Config, archive: Archive, within: Period, out: Path) -> Mails | None:
    """Return the mails of `within` as `build` would write them, or None where no issue has articles. Writes nothing."""
    composed = [composing.compose(config, archive, within, code) for code in config.publication.languages]
    if not any(one.issue.articles for one in composed):
        return None
    from digest import render  # noqa: PLC0415 (an empty period needs no templates)

    made = prepare.ready(config, archive, composed, out, amended(config))
    files = {
        artifact.path: b"".join(artifact.parts)
        for artifact in render.render(made.materials, made.templates, made.siblings, only=render.Scope.MAIL)
    }

    issues = [material.issue for material in made.materials]

    def again(language: str, marking: Marking) -> bytes:
        marked = prepare.messages(config, issues, files.__getitem__, made.siblings, marking)
        return b"".join(marked[language].parts)

    def identity(language: str, marking: Marking) -> str:
        return message.identifier(
            config.mail.in_language(language).list_id, prepare.message_key(language, within, marking)
        )

    messages = prepare.messages(config, issues, files.__getitem__, made.siblings)
    files |= {artifact.path: b"".join(artifact.parts) for artifact in messages.values()}
    return Mails(languages=tuple(messages), files=files, message=again, identity=identity)


def editions(  # noqa: PLR0913 (what the command was asked for)
    config: Config,
    archive: Archive,
    within: Period,
    out: Path,
    secret: bytes,
    *,
    amendment: int = 0,
    sent: datetime | None = None,
) -> Editions:
    """Return the letters of the issues of `within`, to be made for subscribers; writes nothing.

        lines = subscribers.read(stream, name, config.publication)     # digest.mail.subscribers
        letters = pipeline.editions(config, archive, within, out, tokens.secret(...))
        for one in letters.parcels(lines):                              # Parcel or Refusal
        letters.counts                                                  # parcels, refused, nothing, silent

    What is rendered is what `build` would write from the archive as it is now. `sent` is when the
    first of them went out. The subject of an amendment says that it is one. Languages go out apart even where the built mail holds them together.
    """
    from digest.mail.personal import Post  # noqa: PLC0415 (as above)
    from digest.render.editions import Renderer  # noqa: PLC0415 (as above)
    from digest.services.editions import Editions  # noqa: PLC0415 (no other command sends)

    composed = [composing.compose(config, archive, within, code) for code in config.publication.languages]
    made = prepare.ready(config, archive, composed, out, amended(config))
    post = Post(list_id=config.mail.list_id, issue=within.name, amendment=amendment, secret=secret, sent=sent)
    marks = {one.language: one.locale.correction() for one in made.siblings} if amendment else {}
    return Editions(made.materials, Renderer(made.materials, made.templates, made.siblings), post, marks)


def for_tool(config: Config, archive: Archive, within: Period, out: Path, tool: str) -> tuple[Path, ...]:
    """Write the mails of `within` as another tool takes them, a name of `render.tools.TOOLS`; return the files.

    Nothing is written where no issue has articles.
    """
    from digest.render import mail_tools  # noqa: PLC0415 (no other command writes for tools)

    composed = [composing.compose(config, archive, within, code) for code in config.publication.languages]
    if not any(one.issue.articles for one in composed):
        return ()
    made = prepare.ready(config, archive, composed, out, amended(config))
    with Output(out) as output:
        for artifact in mail_tools.write(
            mail_tools.TOOLS[tool], made.materials, made.templates, made.siblings
        ):
            output.put(artifact)
        return output.publish()
