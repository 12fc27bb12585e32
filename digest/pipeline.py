"""The one staircase: collect what came in, compose an issue, build its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digest import __version__, duplicates, fetch, period, selector, sources, workspace
from digest.archive import Archive
from digest.config import Config, readdress
from digest.errors import DigestError
from digest.likeness import Likeness, key
from digest.mailer import message
from digest.model import Article, Artifact, Document, Filed, Issue, Notice, PastIssue, Source, Standing
from digest.output import Output
from digest.period import Period
from digest.pictures import Pictures
from digest.topics import Classifier, Match

if TYPE_CHECKING:
    from digest.harvest import Visit
    from digest.render import Material
    from digest.render.words import Words


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

    visits: tuple[Visit, ...]
    moves: Mapping[str, str]
    written: bool
    doubled: frozenset[str]
    unread: tuple[str, ...] = ()


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
    remote, failures = workspace.remote_sources(config)
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
        unread=tuple(failures),
        moves=moves,
        written=update,
        doubled=frozenset(one.moved for one in visits) & names,
    )


def standings(config: Config, archive: Archive) -> list[Standing]:
    """Return how every source stands: the files, the addresses, and those that are gone from both."""
    known = archive.standings()
    listed = dict.fromkeys(
        [
            *(source.name for source, _ in workspace.local_sources(config)[0]),
            *(source.name for source in workspace.remote_sources(config)[0]),
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
    filed = archive.between(within.start - selector.NEAR, within.end + selector.NEAR)
    filed, likenesses = _with_undated(archive, filed)
    publication = config.publication
    issue = selector.select(
        filed, publication, within, language or publication.languages[0], likenesses=likenesses
    )
    return issue, filed


def _with_undated(archive: Archive, dated: list[Filed]) -> tuple[list[Filed], frozenset[Likeness]]:
    """Return these articles, the undated ones, what is known of their likeness, and those of other days like an undated one."""
    undated = archive.undated()
    names = {key(item.article): item for item in (*dated, *undated)}
    likenesses = archive.alike(names)
    story_of = duplicates.stories(likenesses)
    told = {story_of.get(key(item.article)) for item in dated} - {None}
    # An undated article that lends to one of these is wanted whole.
    lending = archive.these(key(item.article) for item in undated if story_of.get(key(item.article)) in told)
    whole = {key(item.article): item for item in lending}
    others = archive.these((name for name in story_of if name not in names), texts=False)
    filed = [*dated, *(whole.get(key(item.article), item) for item in undated), *others]
    return filed, likenesses


def why(config: Config, archive: Archive, words: str, within: Period | None) -> list[dict[str, object]]:
    """Return, for every article `words` names, whether it is in the issue of `within`, and the reason.

    Without a period an article is asked for the month it was published in.
    """
    zone = config.publication.timezone
    classify = _classifier(config)
    answers: list[dict[str, object]] = []
    for article in archive.matching(words):
        span = within
        published = article.published or _told_on(archive, article)
        if span is None and published:
            span = period.month(f"{published.astimezone(period.timezone(zone)):%Y-%m}", zone)
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


def _told_on(archive: Archive, article: Article) -> datetime | None:
    """Return the first day on which another article tells the story of an undated one."""
    story_of = duplicates.stories(archive.alike([key(article)]))
    mine = story_of.get(key(article))
    others = archive.these((name for name, story in story_of.items() if story == mine), texts=False)
    return min((item.article.published for item in others if item.article.published), default=None)


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

    pictures = Pictures(config.root)
    issue = pictures.checked_issue(issue)
    material = _material(config, archive, issue, filed, out, pictures)
    templates = Templates(config.theme, config.root / "templates", config.root / ".digest" / "inlined.json")
    words = Words(issue.language, templates.source)
    with Output(out) as output:
        for artifact in render.render(material, templates, words):
            output.put(artifact)
        output.put(_message(config, issue, output, words))
        for artifact in pictures.artifacts():
            output.put(artifact)
        paths = output.publish()
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
    config: Config, archive: Archive, issue: Issue, filed: list[Filed], out: Path, pictures: Pictures
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
        told = duplicates.find(
            (item.article for item in found), archive.alike(key(item.article) for item in found)
        )
        kept = [item for item in found if key(item.article) not in told.repeated]
        return tuple(
            replace(item, article=pictures.checked(told.whole(item.article)))
            for item in kept[: publication.feed_length]
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


def _message(config: Config, issue: Issue, output: Output, words: Words) -> Artifact:
    from digest.render.view import folder, subject  # noqa: PLC0415 (see build)

    prefix = folder(issue.language, config.publication)
    mark = f".{issue.language}" if prefix else ""
    path = f"mail/{issue.period.name}/digest{mark}"
    home = config.publication.home + prefix
    parts = message.write(
        mail=config.mail,
        subject=subject(issue, words),
        date=issue.period.end,
        text=output.read(f"{path}.txt"),
        html=output.read(f"{path}.html"),
        web=f"{home}issues/{issue.period.name}/",
        archive=home,
        key=f"{issue.language}/{issue.period.name}",
        language=issue.language,
        list_name=config.publication.title,
    )
    return Artifact(path=f"{path}.eml", parts=parts)
