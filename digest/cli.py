"""The command line: click commands that call the pipeline and say what came of it."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from digest import __version__

if TYPE_CHECKING:
    from digest.config import Config
    from digest.model import Article, Issue, LeftOut
    from digest.period import Period
    from digest.pipeline import Built, Collected

Command = TypeVar("Command", bound=Callable[..., Any])
NOTHING = 3
_SHOWN = 12


class _Group(click.Group):
    """Turns every error of ours into one line and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        from digest.errors import DigestError

        try:
            return super().invoke(ctx)
        except DigestError as error:
            click.echo(f"digest: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            click.echo(f"digest: {str(error.filename or 'output')!r}: {error.strerror or error}", err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest")
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The workspace; else the nearest folder upwards with a digest.toml.",
)
@click.option("--quiet", is_flag=True, help="Say nothing but data and errors.")
@click.pass_context
def main(ctx: click.Context, project: Path | None, quiet: bool) -> None:
    """Turn a newsroom's articles into one email, a web page and feeds, a closed month at a time.

    Exit codes: 0 done, 1 failed or a source could not be read, 2 wrong usage, 3 nothing in this period.
    """
    ctx.obj = {"project": project, "quiet": quiet}


def workspace(command: Command) -> Command:
    """Add --project and --quiet, and hand the command its Config."""

    @click.option(
        "--project",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The workspace; else the nearest folder upwards with a digest.toml.",
    )
    @click.option("--quiet", is_flag=True, help="Say nothing but data and errors.")
    @functools.wraps(command)
    def wrapped(project: Path | None, quiet: bool, **options: Any) -> Any:
        from digest import config
        from digest.errors import ConfigError

        ctx = click.get_current_context()
        project = ctx.obj["project"] = project or ctx.obj["project"]
        ctx.obj["quiet"] = quiet or ctx.obj["quiet"]
        if project is not None and not (project / config.NAME).is_file():
            raise ConfigError(
                f"workspace: {str(project)!r}: holds no {config.NAME}; `digest init {project}` makes one"
            )
        root = project if project is not None else config.find(Path.cwd())
        return command(config.load(root.resolve()), **options)

    return wrapped  # type: ignore[return-value]


def periods(command: Command) -> Command:
    """Add the period options; the command gets `choose`, which returns the Period of a timezone or None."""

    @click.option("--month", metavar="YYYY-MM", help="A calendar month, such as 2021-10.")
    @click.option("--week", metavar="YYYY-Www", help="An ISO week, such as 2021-W41.")
    @click.option("--quarter", metavar="YYYY-Qn", help="A quarter, such as 2021-Q4.")
    @click.option("--year", metavar="YYYY", help="A year, such as 2021.")
    @click.option("--from", "first", metavar="DAY", help="The first day, such as 2021-10-01; with --to.")
    @click.option("--to", "last_day", metavar="DAY", help="The last day, included.")
    @click.option(
        "--last", type=click.Choice(["month", "week", "quarter", "year"]), help="The last complete one."
    )
    @functools.wraps(command)
    def wrapped(*args: Any, first: str | None, last_day: str | None, last: str | None, **options: Any) -> Any:
        named = {kind: options.pop(kind) for kind in ("month", "week", "quarter", "year")}
        given = [kind for kind, value in named.items() if value is not None]
        if (first is None) != (last_day is None):
            raise click.UsageError(
                "--from and --to go together; expected both days, such as --from 2021-10-01 --to 2021-10-15"
            )
        if len(given) + (first is not None) + (last is not None) > 1:
            raise click.UsageError(
                "expected one period: --month, --week, --quarter, --year, --from with --to, or --last"
            )

        def choose(zone: str) -> Period | None:
            from digest import period

            if given:
                return {
                    "month": period.month,
                    "week": period.week,
                    "quarter": period.quarter,
                    "year": period.year,
                }[given[0]](named[given[0]], zone)
            if first is not None and last_day is not None:
                return period.days(first, last_day, zone)
            return period.last(last, _now(), zone) if last else None

        return command(*args, choose=choose, **options)

    return wrapped  # type: ignore[return-value]


def _now() -> datetime:
    """Return the present instant, or the one SOURCE_DATE_EPOCH names."""
    from digest.errors import UsageError

    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(stated), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH: {stated!r}: expected seconds since 1970") from error


@main.command()
@periods
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to write; else out/ in the workspace.",
)
@click.option("--explain", is_flag=True, help="Say of every article of the archive why it is in or out.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object.")
@workspace
def build(
    config: Config, choose: Callable[[str], Period | None], out: Path | None, explain: bool, as_json: bool
) -> None:
    """Build one issue: email, pages and feeds. None named: the last complete month."""
    from digest import period, pipeline

    zone = config.publication.timezone
    within = choose(zone) or period.last("month", _now(), zone)
    if within.end > _now():
        _tell(f"warning: {within.name} is not over in {zone}; what is published later will be missing")
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, _progress("Reading"))
        built = pipeline.build(config, archive, within, out or config.root / "out")
        answers = pipeline.explain(config, archive, built) if explain else []
    if as_json:
        report = _report(collected, built) | ({"explained": answers} if explain else {})
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for path in built.paths:
            click.echo(_relative(path))
    _tell_explained(answers)
    _tell_collected(collected)
    _tell_built(built, out or config.root / "out")
    if built.paths and not config.mail.unsubscribe:
        _tell(
            "warning: [mail] in digest.toml names no unsubscribe address; the law asks for one in most countries"
        )
    if not built.paths:
        sys.exit(1 if collected.failures else NOTHING)
    sys.exit(1 if collected.failures else 0)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each article.")
@click.option("--quiet", is_flag=True, help="Say nothing but data and errors.")
@click.pass_context
def read(ctx: click.Context, files: tuple[Path, ...], as_json: bool, quiet: bool) -> None:
    """Print the articles found in files and folders, and the feeds a list of feeds holds. Needs no workspace."""
    ctx.obj["quiet"] = quiet or ctx.obj["quiet"]
    from digest import fetch, sources
    from digest.errors import DigestError
    from digest.model import Source

    failed = False
    for path in _below(ctx, files):
        try:
            reading = sources.read_document(fetch.file(Source(name=str(path)), path))
        except DigestError as error:
            click.echo(f"digest: {error}", err=True)
            failed = True
            continue
        for article in reading.articles:
            click.echo(_as_json(article) if as_json else _as_text(article))
        for source in reading.sources if not as_json else ():
            click.echo("  ".join([source.name, " · ".join(source.topics)]).rstrip())
        for notice in reading.notices:
            _say(ctx, f"warning: {notice}")
        held = _counted(len(reading.articles), "article")
        if reading.sources:
            held += f" and {_counted(len(reading.sources), 'feed')}"
        _say(ctx, f"{path}: {held}, read as {reading.format}")
    sys.exit(1 if failed else 0)


def _below(ctx: click.Context, paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files that are named, and those in the folders that are; a Maildir is one."""
    from digest.files import is_maildir, walk

    for path in paths:
        if not path.is_dir() or is_maildir(path):
            yield path
            continue
        found, strays = walk(path)
        yield from found
        for stray in strays:
            _say(ctx, f"warning: {stray}: is a link that leads out of the folder, and is not followed")
        if not found:
            _say(ctx, f"warning: {path}: holds no file that could be read")


@main.command()
@periods
@click.option(
    "--topic", metavar="SLUG", help="Only the articles under this topic of digest.toml ('more': the rest)."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each article.")
@workspace
def articles(
    config: Config, choose: Callable[[str], Period | None], topic: str | None, as_json: bool
) -> None:
    """List the archive; a period and a topic narrow it."""
    from dataclasses import replace

    from digest import pipeline
    from digest.errors import UsageError

    publication = config.publication
    slugs = [one.slug for one in (*publication.topics, publication.rest)]
    if topic is not None and topic not in slugs:
        raise UsageError(f"--topic: {topic!r}: no such topic; expected one of {', '.join(slugs)}")
    within = choose(publication.timezone)
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, _progress("Reading"))
        filed = archive.between(within.start, within.end) if within else archive.everything()
    filed = [item for item in filed if topic in (None, item.topic)]
    for item in filed:
        title = publication.topic(item.topic).title(item.article.language or publication.languages[0])
        article = replace(item.article, topics=(title,))
        click.echo(_as_json(article) if as_json else _as_text(article))
    _tell_collected(collected)
    if collected.failures:
        sys.exit(1)
    sys.exit(0 if filed else NOTHING)


@main.command()
@click.argument("article")
@periods
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each answer.")
@workspace
def why(config: Config, choose: Callable[[str], Period | None], article: str, as_json: bool) -> None:
    """Say why an article is in or out of an issue.

    ARTICLE is its id, its address, or words of its title. No period named: the month it was published in.
    """
    from digest import pipeline
    from digest.errors import UsageError

    zone = config.publication.timezone
    within = choose(zone)
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, _progress("Reading"))
        answers = pipeline.why(config, archive, article, within)
    if not answers:
        raise UsageError(
            f"article: {article!r}: none in the archive has this id or address, or these words in its title"
        )
    for answer in answers:
        if as_json:
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            click.echo(
                f"{answer['title']}\n  {'in' if answer['in'] else 'not in'} {answer['issue']}: {answer['reason']}"
            )
    _tell_collected(collected)


@main.command()
@click.option(
    "--pages",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Read up to N pages of each source that goes on.",
)
@click.option("--update", is_flag=True, help="Write the addresses that moved for good into digest.toml.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object.")
@workspace
def fetch(config: Config, pages: int, update: bool, as_json: bool) -> None:
    """Read the remote sources of digest.toml into the archive."""
    from digest import period, pipeline, reports

    zone = period.timezone(config.publication.timezone)
    with pipeline.open_archive(config) as archive:
        fetched = pipeline.fetch_all(
            config, archive, _now(), pages=pages, update=update, progress=_progress("Fetching")
        )
    failures, warnings = reports.failures(fetched), reports.warnings(fetched, zone)
    if as_json:
        report = {
            "sources": [reports.visit(one) for one in fetched.visits],
            "failures": failures,
            "warnings": warnings,
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for line in reports.gains(fetched):
            click.echo(line)
    if not fetched.visits and not fetched.unread:
        _tell('no remote source in digest.toml; add one with [[sources]] and url = "https://…"')
    for warning in warnings:
        _tell(f"warning: {warning}")
    for offer in reports.offers(fetched, pages):
        _tell(offer)
    for failure in failures:
        click.echo(f"digest: {failure}", err=True)
    sys.exit(1 if failures else 0)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each source.")
@workspace
def sources(config: Config, as_json: bool) -> None:
    """Say how each source stands: what it gave, and whether asking it went well. Asks no server."""
    from digest import period, pipeline, reports

    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, _progress("Reading"))
        standings = pipeline.standings(config, archive)
    zone = period.timezone(config.publication.timezone)
    if as_json:
        lines: Iterable[str] = (json.dumps(reports.standing(one), ensure_ascii=False) for one in standings)
    else:
        lines = reports.table(standings, zone)
    for line in lines:
        click.echo(line)
    _tell_collected(collected)
    sys.exit(1 if collected.failures else 0)


@main.command()
@periods
@workspace
def draft(config: Config, choose: Callable[[str], Period | None]) -> None:
    """Write the editor's draft of an issue, or add to it what is new. None named: the last complete month."""
    from digest import composing, period, pipeline

    zone = config.publication.timezone
    within = choose(zone) or period.last("month", _now(), zone)
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, _progress("Reading"))
        file, said = composing.draft(config, archive, within)
    click.echo(_relative(file))
    for sentence in said or ["nothing is new; the draft is as it was"]:
        _tell(sentence)
    _tell_collected(collected)
    sys.exit(1 if collected.failures else 0)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.pass_context
def init(ctx: click.Context, folder: Path) -> None:
    """Make a fresh workspace: a commented digest.toml, an empty feeds/, a .gitignore."""
    from digest import workspace as rooms

    for path in rooms.make(folder):
        click.echo(_relative(path))
    _say(
        ctx,
        f"Next: say in {_relative(folder / 'digest.toml')} who you are, put a page or a feed into feeds/, and run",
    )
    _say(ctx, f"  digest build --project {_relative(folder)} --last month")


@main.group(invoke_without_command=True)
@periods
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object.")
@workspace
def topics(config: Config, choose: Callable[[str], Period | None], as_json: bool) -> None:
    """Say how many articles come under each topic, by what, and which labels no topic claims.

    No period named: the whole archive.
    """
    from digest import pipeline, reports
    from digest.errors import UsageError

    within = choose(config.publication.timezone)
    if click.get_current_context().invoked_subcommand:
        if within or as_json:
            raise UsageError("digest topics: expected a period and --json after the name of the subcommand")
        return
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, _progress("Reading"))
        coverage = pipeline.coverage(config, archive, within)
    if as_json:
        click.echo(json.dumps(reports.coverage(coverage, config.publication), ensure_ascii=False))
    else:
        for line in reports.coverage_table(coverage, config.publication):
            click.echo(line)
    _tell_collected(collected)
    if collected.failures:
        sys.exit(1)
    sys.exit(0 if coverage.articles else NOTHING)


@topics.command()
@periods
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each keyword.")
@workspace
def suggest(config: Config, choose: Callable[[str], Period | None], as_json: bool) -> None:
    """Propose keywords for each topic, learnt from the articles that labels bring there. Writes nothing.

    No period named: the whole archive.
    """
    from digest import pipeline, reports

    within = choose(config.publication.timezone)
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, _progress("Reading"))
        found = pipeline.suggestions(config, archive, within)
    for line in reports.as_json(found) if as_json else reports.keywords(found, config.publication):
        click.echo(line)
    if not found:
        _tell(
            "nothing to propose: a keyword needs three articles that a label brings under its topic, and others"
        )
    _tell_collected(collected)
    if collected.failures:
        sys.exit(1)
    sys.exit(0 if found else NOTHING)


def _as_json(article: Article) -> str:
    image = article.image
    return json.dumps(
        {
            "id": article.id,
            "title": article.title,
            "url": article.url,
            "published": article.published.isoformat() if article.published else None,
            "date_from": article.date_from,
            "updated": article.updated.isoformat() if article.updated else None,
            "authors": article.authors,
            "topics": article.topics,
            "language": article.language,
            "summary": article.summary,
            "image": {"url": image.url, "alt": image.alt, "width": image.width, "height": image.height}
            if image
            else None,
            "enclosures": [
                {"url": one.url, "type": one.type, "length": one.length} for one in article.enclosures
            ],
            "source": article.source,
        },
        ensure_ascii=False,
    )


def _as_text(article: Article) -> str:
    day = f"{article.published:%Y-%m-%d}" if article.published else "undated   "
    about = " · ".join([*article.topics, *article.authors])
    return f"{day}  {article.title}" + (f"\n            {about}" if about else "")


def _report(collected: Collected, built: Built | None) -> dict[str, Any]:
    report: dict[str, Any] = {
        "sources": [
            {"source": name, "format": form, "articles": count} for name, form, count in collected.read
        ],
        "unchanged": collected.unchanged,
        "failures": collected.failures,
        "gone": [{"source": name, "articles": count} for name, count in collected.gone],
        "warnings": [str(notice) for notice in collected.notices],
    }
    if built is None:
        return report
    return report | {
        "period": built.period.name,
        "issues": [_issue_report(issue, built) for issue in built.issues],
        "files": [str(path) for path in built.paths],
        "warnings": report["warnings"] + [str(notice) for notice in built.notices],
        "inlined_per_message": built.slow,
    }


def _issue_report(issue: Issue, built: Built) -> dict[str, Any]:
    mail = built.mails.get(issue.language)
    return {
        "language": issue.language,
        "articles": len(issue.articles),
        "number": issue.number,
        "message": str(mail) if mail else None,
        "untranslated": [
            {"id": a.id, "title": a.title, "language": issue.publication.language_of(a)}
            for a in issue.untranslated
        ],
        "left_out": [
            {"id": o.article.id, "title": o.article.title, "reason": o.reason, "detail": o.detail}
            for o in issue.left_out
        ],
        "edges": [
            {"id": e.article.id, "title": e.article.title, "end": e.end, "inside": e.inside}
            for e in issue.edges
        ],
    }


def _tell_collected(collected: Collected) -> None:
    for notice in collected.notices:
        _tell(f"warning: {notice}")
    for name, count in collected.gone:
        _tell(f"warning: {name}: is gone; its articles ({count}) stay in the archive and out of every issue")
    for failure in collected.failures:
        click.echo(f"digest: {failure}", err=True)


def _tell_built(built: Built, out: Path) -> None:
    """Say what is in the issues, what is not, and what to do next."""
    for notice in built.notices:
        _tell(f"warning: {notice}")
    if built.rung:
        _tell(f"The whole mail would be over 90 KB, where Gmail cuts it: {built.rung}.")
    for article in built.late:
        _tell(f"late: {article.title!r} is dated in the period before; `digest draft` offers it")
    if built.slow:
        _tell(f"warning: {built.slow}; the mail's styles are inlined message by message")
    _tell_left_out(built)
    if not built.written:
        _tell_nothing(built)
        return
    publication = built.written[0].publication
    _tell("")
    for issue in built.issues:
        _tell(_issue_line(issue, built))
    for issue in built.written:
        if issue.language in built.mails:
            page = built.mails[issue.language].with_suffix(".html")
            _tell(f"  Look at it:    {_relative(page)} in a browser")
    if any(path.parent.name == "images" for path in built.paths):
        _tell(
            "                 (pictures of your own show in the mail once the site is published; its page shows them now)"
        )
    _tell(f"  Publish:       the folder {_relative(out / 'site')}, at {publication.home}")
    for mail in built.mails.values():
        _tell(f"  Send:          msmtp -t < {_relative(mail)}")


def _tell_explained(answers: list[dict[str, object]]) -> None:
    for answer in answers:
        _tell(f"{'in ' if answer['in'] else 'out'}  {answer['title']}: {answer['reason']}")
    if answers:
        inside = sum(bool(answer["in"]) for answer in answers)
        _tell(f"{len(answers)} articles: {inside} in, {len(answers) - inside} out")


def _tell_nothing(built: Built) -> None:
    what = f"Nothing was published in {built.period.name} ({built.period.zone})"
    first = built.issues[0]
    if others := sum(out.reason == "language" for out in first.left_out):
        codes = [issue.language for issue in built.issues]
        which = f"{codes[0]!r}, the publication's first language"
        if len(codes) > 1:
            which = f"any of the publication's languages ({', '.join(codes)})"
        what = f"{_counted(others, 'article')} in {built.period.name}, but none in {which}"
    click.echo(f"{what}; nothing was written.", err=True)


def _issue_line(issue: Issue, built: Built) -> str:
    several = len(built.issues) > 1
    name = f"{issue.publication.title}, {issue.period.name}" + (f" ({issue.language})" if several else "")
    if not issue.articles:
        return f"{name}: no article in {issue.language!r}; that issue is not written."
    line = (
        f"{name}: {_counted(len(issue.articles), 'article')} under {_counted(len(issue.sections), 'heading')}"
    )
    if issue.linked:
        line += f", and {len(issue.linked)} linked at its end"
    if mail := built.mails.get(issue.language):
        line += f"; the mail is {mail.with_suffix('.html').stat().st_size / 1024:.0f} KB"
    return f"{line}."


def _tell_left_out(built: Built) -> None:
    first = built.issues[0]
    if first.edges:
        _tell("Within a day of the period's ends:")
        for edge in first.edges:
            moment = edge.article.published
            local = moment.astimezone(first.period.start.tzinfo) if moment else None
            _tell(f"  {'in ' if edge.inside else 'out'}  {local:%Y-%m-%d %H:%M}  {edge.article.title}")
    # What no issue holds is said once, and not for each of them.
    ours = {issue.language for issue in built.issues}
    left_out = {(o.article.source, o.article.id): o for issue in built.issues for o in issue.left_out}
    strange = [o for o in left_out.values() if o.reason == "language" and _language(first, o) not in ours]
    if strange:
        counts = Counter(_language(first, out) for out in strange)
        which = ", ".join(f"{count} in {code}" for code, count in sorted(counts.items()))
        _tell(f"In another language: {len(strange)} ({which})")
    titles = {
        "undated": "Undated, so in no period",
        "duplicate": "Left out as the same story",
        "empty": "Without a title or a text",
        "sent": "In an earlier issue",
        "rule": "Excluded by a rule",
        "limit": "Over a section's limit",
        "editor": "Left out by the editor",
        "held": "Held for the next issue",
    }
    for reason, title in titles.items():
        _tell_out(title, [out for out in left_out.values() if out.reason == reason])
    what = {"mark": "marked there", "link": "linked at its end"}
    for issue in built.written:
        then = what.get(issue.publication.untranslated, "left out of that issue")
        _tell_articles(f"Without a translation into {issue.language!r}, so {then}", list(issue.untranslated))


def _tell_out(title: str, found: list[LeftOut]) -> None:
    if not found:
        return
    _tell(f"{title}: {len(found)}")
    for out in found[:_SHOWN]:
        about = out.article.source if out.reason in ("undated", "empty") else out.detail
        _tell(f"  {out.article.title or out.article.id} ({about})")
    if len(found) > _SHOWN:
        _tell(f"  … and {len(found) - _SHOWN} more; `--json` lists them all")


def _tell_articles(title: str, found: list[Article]) -> None:
    if not found:
        return
    _tell(f"{title}: {len(found)}")
    for article in found[:_SHOWN]:
        _tell(f"  {article.title or article.id} ({article.source})")
    if len(found) > _SHOWN:
        _tell(f"  … and {len(found) - _SHOWN} more; `--json` lists them all")


def _language(issue: Issue, out: LeftOut) -> str:
    return issue.publication.language_of(out.article)


def _say(ctx: click.Context, text: str) -> None:
    if not (ctx.obj or {}).get("quiet"):
        click.echo(text, err=True)


def _tell(text: str) -> None:
    _say(click.get_current_context(), text)


Item = TypeVar("Item")


def _progress(label: str) -> Callable[[list[Item]], Iterable[Item]]:
    """Return what shows progress over sources, on a terminal only and when there are many."""

    def over(items: list[Item]) -> Iterator[Item]:
        quiet = (click.get_current_context().obj or {}).get("quiet")
        if quiet or len(items) < 10 or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, label=label, file=sys.stderr) as bar:
            yield from bar

    return over


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _relative(path: Path) -> str:
    """Return a path as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
