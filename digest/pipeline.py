"""The one staircase: collect what came in, compose an issue, build its files."""

from __future__ import annotations

import filecmp
import fnmatch
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from digest import __version__, duplicates, fetch, files, period, selector, sources
from digest.archive import Archive
from digest.config import Config, readdress
from digest.errors import DigestError, UsageError
from digest.mailer import message
from digest.model import Article, Artifact, Document, Filed, Issue, Notice, PastIssue, Source, Standing
from digest.period import Period
from digest.sources import opml
from digest.topics import Classifier, Match

if TYPE_CHECKING:
    from digest.harvest import Visit
    from digest.render import Material
    from digest.render.words import Words

_PICTURES = files.PICTURES
_FEEDS = "feeds/"
_LARGEST_PICTURE = 5 * 1024 * 1024


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
    `doubled` the new addresses that are sources already.
    """

    visits: tuple[Visit, ...]
    moves: Mapping[str, str]
    written: bool
    doubled: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build wrote. `slow` says why the mail's styles were inlined per message, or is None."""

    issue: Issue
    paths: tuple[Path, ...]
    slow: str | None
    notices: tuple[Notice, ...]


def open_archive(config: Config) -> Archive:
    """Return the workspace's archive."""
    return Archive(config.root / ".digest" / "archive.sqlite3")


def local_sources(config: Config) -> list[tuple[Source, Path]]:
    """Return every file in feeds/ that is a source, in the order of their names, then those named elsewhere.

    They are as digest.toml describes them; a Maildir is one source.
    """
    return _local(config)[0]


def _local(config: Config) -> tuple[list[tuple[Source, Path]], list[Notice]]:
    """Return the local sources, and what is to be said about links and about patterns that name nothing."""
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


def remote_sources(config: Config) -> list[Source]:
    """Return the addresses that digest.toml names, then those of the lists of feeds among the local sources.

    Where both name one address, digest.toml says what it is.
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
    listed = {source.name: source for source in reversed(_listed(config)) if source.name not in known}
    return [*named, *reversed(listed.values())]


def _listed(config: Config) -> list[Source]:
    """Return the feeds of every list of feeds; what is wrong with a list is said when it is collected."""
    found: list[Source] = []
    for source, path in local_sources(config):
        try:
            with path.open("rb") as stream:
                if not opml.sniff(stream.read(65536), source.name):
                    continue
            reading = sources.read_document(fetch.file(source, path))
        except (DigestError, OSError):
            continue
        found += [
            replace(one, language=one.language or source.language, topics=one.topics or source.topics)
            for one in reading.sources
        ]
    return found


def collect(
    config: Config,
    archive: Archive,
    progress: Callable[[list[tuple[Source, Path]]], Iterable[tuple[Source, Path]]] = iter,
) -> Collected:
    """Read the local sources that changed into the archive, and file every article under its topic."""
    result = Collected()
    local, result.notices = _local(config)
    for source, path in progress(local):
        try:
            document = fetch.file(source, path)
            _take_in(config, archive, document.source, document.content, result)
        except DigestError as error:
            result.failures.append(str(error))
    result.gone = archive.present(source.name for source, _ in local)
    _file(config, archive)
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
    from digest import harvest  # noqa: PLC0415 (no other command goes online)
    from digest.fetch.web import Web  # noqa: PLC0415 (as above)

    web = Web(f"digest/{__version__} (+{config.publication.home})")
    remote = remote_sources(config)
    zone = config.publication.timezone
    visits = harvest.gather(remote, archive, web, zone=zone, now=now, pages=pages, progress=progress)
    names = {source.name for source in remote}
    ours = {setting.url for setting in config.sources}
    moves = harvest.moves((one for one in visits if one.source.name in ours), names)
    if update and moves:
        for old, new in moves.items():
            archive.rename(old, new)
        readdress(config.root, moves)
    _file(config, archive)
    return Fetched(
        visits=tuple(visits),
        moves=moves,
        written=update,
        doubled=frozenset(one.moved for one in visits) & names,
    )


def standings(config: Config, archive: Archive) -> list[Standing]:
    """Return how every source stands: the files, the addresses, and those that are gone from both."""
    known = archive.standings()
    listed = dict.fromkeys(
        [
            *(source.name for source, _ in local_sources(config)),
            *(source.name for source in remote_sources(config)),
        ]
    )
    here = [known.get(name) or Standing(name=name) for name in listed]
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
    reading = sources.read_document(Document(source=source, content=content), period.timezone(zone))
    # A source with something to say is read at every build, so that it is said every time.
    archive.store(source.name, "" if reading.notices else seen, zone, reading.articles, reading.format)
    result.read.append((source.name, reading.format, len(reading.articles)))
    result.notices += reading.notices


def _classifier(config: Config) -> Classifier:
    return Classifier(config.publication.topics, config.publication.rest)


def _file(config: Config, archive: Archive) -> None:
    classify = _classifier(config)
    rules = repr(
        [(t.slug, sorted(t.titles.items()), t.aliases, t.keywords) for t in config.publication.topics]
    )
    archive.file(
        hashlib.sha256(f"{__version__}{rules}".encode()).hexdigest(), lambda article: classify(article).topic
    )


def compose(config: Config, archive: Archive, within: Period, language: str | None = None) -> Issue:
    """Return the issue of `within`, in the publication's first language unless another is named."""
    return _compose(config, archive, within, language)[0]


def _compose(
    config: Config, archive: Archive, within: Period, language: str | None = None
) -> tuple[Issue, list[Filed]]:
    filed = archive.between(within.start - selector.NEAR, within.end + selector.NEAR) + archive.undated()
    publication = config.publication
    return selector.select(filed, publication, within, language or publication.languages[0]), filed


def why(config: Config, archive: Archive, words: str, within: Period | None) -> list[dict[str, object]]:
    """Return, for every article `words` names, whether it is in the issue of `within`, and the reason.

    Without a period an article is asked for the month it was published in.
    """
    zone = config.publication.timezone
    classify = _classifier(config)
    answers: list[dict[str, object]] = []
    for article in archive.matching(words):
        span = within
        if span is None and article.published:
            span = period.month(f"{article.published.astimezone(period.timezone(zone)):%Y-%m}", zone)
        answer: dict[str, object] = {
            "id": article.id,
            "title": article.title,
            "issue": span.name if span else None,
            "in": False,
        }
        if span is None:
            answer |= {"issue": "any issue", "reason": "it has no date, so it belongs to no period"}
        else:
            issue = compose(config, archive, span)
            inside = any((one.source, one.id) == (article.source, article.id) for one in issue.articles)
            answer |= {"in": inside, "reason": _reason(article, issue, classify(article), inside=inside)}
        answers.append(answer)
    return answers


def _reason(article: Article, issue: Issue, match: Match, *, inside: bool) -> str:
    if not inside:
        out = next(
            (o for o in issue.left_out if (o.article.source, o.article.id) == (article.source, article.id)),
            None,
        )
        if out:
            return f"it {out.detail}"
        if article.published and article.published in issue.period:
            return f"its source {article.source!r} is gone"
        when = article.published.astimezone(issue.period.start.tzinfo) if article.published else None
        return f"it was published on {when:%Y-%m-%d} ({issue.period.zone}), outside {issue.period.name}"
    is_lead = issue.lead and (issue.lead.source, issue.lead.id) == (article.source, article.id)
    place = "the lead, as it has a picture or the most to read" if is_lead else "under its topic"
    heading = issue.publication.topic(match.topic).title(issue.language)
    how = {
        "label": f"its source calls it {match.word!r}",
        "title": f"its title holds the keyword {match.word!r}",
        "summary": f"its summary holds the keyword {match.word!r}",
        None: "no label or keyword claims it for another topic",
    }[match.by]
    return f"it was published in the period; {place}, {heading!r}: {how}"


def build(config: Config, archive: Archive, within: Period, out: Path) -> Built:
    """Write every file of the issue of `within` below `out`.

    An issue without articles writes nothing. Every file is whole before it takes the place of
    the old one, and none does before all are rendered.
    """
    issue, filed = _compose(config, archive, within)
    if not issue.articles:
        return Built(issue=issue, paths=(), slow=None, notices=())
    from digest import render  # noqa: PLC0415 (an empty period needs no templates)
    from digest.render.environment import Templates  # noqa: PLC0415 (as above)
    from digest.render.words import Words  # noqa: PLC0415 (as above)

    pictures = _Pictures(config.root)
    issue = pictures.checked_issue(issue)
    material = _material(config, archive, issue, filed, out, pictures)
    templates = Templates(config.theme, config.root / "templates", config.root / ".digest" / "inlined.json")
    words = Words(issue.language, templates.source)
    with _Draft(out) as draft:
        for artifact in render.render(material, templates, words):
            draft.put(artifact)
        draft.put(_message(config, issue, draft, words))
        for artifact in pictures.artifacts():
            draft.put(artifact)
        paths = draft.publish()
    archive.record(_past(issue))
    slow = str(templates.refused) if templates.refused else None
    return Built(issue=issue, paths=paths, slow=slow, notices=tuple(pictures.notices))


def _past(issue: Issue) -> PastIssue:
    return PastIssue(
        name=issue.period.name,
        kind=issue.period.kind,
        language=issue.language,
        start=issue.period.start,
        end=issue.period.end,
        number=issue.number,
        count=len(issue.articles),
        headlines=tuple(article.title for article in issue.articles[:3]),
    )


def _material(  # noqa: PLR0913 (all that a build knows)
    config: Config, archive: Archive, issue: Issue, filed: list[Filed], out: Path, pictures: _Pictures
) -> Material:
    from digest.render import Material  # noqa: PLC0415 (see build)
    from digest.render.view import folder  # noqa: PLC0415 (see build)

    publication, language = issue.publication, issue.language
    this, main = _past(issue), issue.language == issue.publication.languages[0]
    pages = out / "site" / folder(language, publication) / "issues"
    others = [
        p
        for p in archive.issues(language)
        if p.name != this.name and (pages / p.name / "index.html").is_file()
    ]
    past = tuple(sorted([this, *others], key=lambda p: (p.end, p.start, p.name), reverse=True))

    def newest(topic: str | None = None) -> tuple[Filed, ...]:
        # A few more than wanted, as some may be one story under one address.
        found = archive.newest(language, past[0].end, publication.feed_length * 2, main=main, topic=topic)
        repeated = duplicates.find(item.article for item in found)
        kept = [item for item in found if (item.article.source, item.article.id) not in repeated]
        return tuple(
            replace(item, article=pictures.checked(item.article)) for item in kept[: publication.feed_length]
        )

    by_topic = [(topic, newest(topic.slug)) for topic in (*publication.topics, publication.rest)]
    everything = [*filed, *newest(), *(item for _, items in by_topic for item in items)]
    return Material(
        issue=issue,
        topic_of={(item.article.source, item.article.id): item.topic for item in everything},
        newest=newest(),
        by_topic=tuple((topic, tuple(item.article for item in items)) for topic, items in by_topic if items),
        past=past,
        mail=config.mail,
        theme=config.theme,
    )


def _message(config: Config, issue: Issue, draft: _Draft, words: Words) -> Artifact:
    from digest.render.view import folder, subject  # noqa: PLC0415 (see build)

    prefix = folder(issue.language, config.publication)
    mark = f".{issue.language}" if prefix else ""
    path = f"mail/{issue.period.name}/digest{mark}"
    home = config.publication.home + prefix
    parts = message.write(
        mail=config.mail,
        subject=subject(issue, words),
        date=issue.period.end,
        text=draft.read(f"{path}.txt"),
        html=draft.read(f"{path}.html"),
        web=f"{home}issues/{issue.period.name}/",
        archive=home,
        key=f"{issue.language}/{issue.period.name}",
        language=issue.language,
        list_name=config.publication.title,
    )
    return Artifact(path=f"{path}.eml", parts=parts)


class _Pictures:
    """The pictures that lie beside the sources: checked, and copied with the site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notices: list[Notice] = []
        self._found: dict[str, bytes | None] = {}

    def checked_issue(self, issue: Issue) -> Issue:
        """Return `issue` without the pictures that are not there."""
        sections = tuple(
            replace(section, articles=tuple(self.checked(article) for article in section.articles))
            for section in issue.sections
        )
        return replace(issue, lead=self.checked(issue.lead) if issue.lead else None, sections=sections)

    def checked(self, article: Article) -> Article:
        """Return `article`, without its picture where that is a file that is not there."""
        if article.image is None or "://" in article.image.url:
            return article
        path = article.image.url
        if path not in self._found:
            self._found[path] = self._read(path)
            if self._found[path] is None:
                text = f"{article.title!r} asks for the picture {path!r}, which is not there, no picture, or over 5 MB"
                self.notices.append(Notice(source=article.source, text=text))
        return article if self._found[path] is not None else replace(article, image=None)

    def artifacts(self) -> list[Artifact]:
        """Return the copies for the site."""
        from digest.render.view import image_path  # noqa: PLC0415 (see build)

        return [
            Artifact(path=f"site/{image_path(path)}", parts=(data,))
            for path, data in sorted(self._found.items())
            if data
        ]

    def _read(self, path: str) -> bytes | None:
        whole = (self.root / path).resolve()
        feeds = (self.root / "feeds").resolve()
        if not whole.is_relative_to(feeds) or whole.suffix.lower() not in _PICTURES or not whole.is_file():
            return None
        return whole.read_bytes() if whole.stat().st_size <= _LARGEST_PICTURE else None


class _Draft:
    """The files of a build, beside the places they will take until all of them are there."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._drafts: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for draft in self._drafts.values():
            draft.unlink(missing_ok=True)

    def put(self, artifact: Artifact) -> None:
        """Write one file beside its place."""
        path = self.out / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._drafts[path] = draft
        with draft.open("wb") as stream:
            stream.writelines(artifact.parts)

    def read(self, path: str) -> bytes:
        """Return a file of this draft."""
        return self._drafts[self.out / path].read_bytes()

    def publish(self) -> tuple[Path, ...]:
        """Put every file in its place, each in one step, and return the places."""
        for path, draft in self._drafts.items():
            if not path.is_file() or not filecmp.cmp(draft, path, shallow=False):
                draft.replace(path)  # what is the same keeps its time, and is not uploaded again
        return tuple(self._drafts)


def make_workspace(folder: Path) -> list[Path]:
    """Make a fresh workspace in `folder`; UsageError when there is one already."""
    from digest.render.environment import folder as shipped  # noqa: PLC0415 (see build)

    settings = folder / "digest.toml"
    if settings.exists():
        raise UsageError(f"workspace: {str(folder)!r}: has a digest.toml already; nothing was written")
    (folder / "feeds").mkdir(parents=True, exist_ok=True)
    settings.write_text(
        (shipped() / "workspace" / "digest.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    made = [settings, folder / "feeds"]
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("/.digest/\n/out/\n", encoding="utf-8")
        made.append(ignored)
    return made
