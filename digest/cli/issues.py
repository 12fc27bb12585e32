"""The commands about one issue: build, draft, why."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.console import (
    NOTHING,
    counted,
    finding_report,
    progress,
    relative,
    tell,
    tell_collected,
    tell_findings,
)
from digest.cli.options import now, period_options, workspace

if TYPE_CHECKING:
    from digest.config import Config
    from digest.model import Article, Issue, LeftOut
    from digest.periods import Period
    from digest.services.build import Built, Collected

_SHOWN = 12


@click.command()
@period_options
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
    from digest import periods
    from digest.services import build as pipeline
    from digest.services import explain as explaining

    out = out or config.root / "out"
    zone = config.publication.timezone
    within = choose(zone) or periods.last(periods.PeriodKind.MONTH, now(), zone)
    if within.end > now():
        tell(f"warning: {within.name} is not over in {zone}; what is published later will be missing")
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, progress("Reading"))
        built = pipeline.build(config, archive, within, out)
        answers = explaining.explain(config, archive, built.issues) if explain else []
    if as_json:
        report = _report(collected, built, out) | ({"explained": answers} if explain else {})
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for path in built.paths:
            click.echo(relative(path))
    _tell_explained(answers)
    tell_collected(collected)
    _tell_built(built, out)
    tell_findings(built.findings, out, _SHOWN)
    if not built.paths:
        sys.exit(1 if collected.failures else NOTHING)
    refused = any(one.level == "error" and not one.waived for one in built.findings)
    sys.exit(1 if collected.failures or refused else 0)


@click.command()
@period_options
@workspace
def draft(config: Config, choose: Callable[[str], Period | None]) -> None:
    """Write the editor's draft of an issue, or add to it what is new. None named: the last complete month."""
    from digest import periods
    from digest.services import build as pipeline
    from digest.services.draft import write_draft

    zone = config.publication.timezone
    within = choose(zone) or periods.last(periods.PeriodKind.MONTH, now(), zone)
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, progress("Reading"))
        file, said = write_draft(config, archive, within)
    click.echo(relative(file))
    for sentence in said or ["nothing is new; the draft is as it was"]:
        tell(sentence)
    tell_collected(collected)
    sys.exit(1 if collected.failures else 0)


@click.command()
@click.argument("article")
@period_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each answer.")
@workspace
def why(config: Config, choose: Callable[[str], Period | None], article: str, as_json: bool) -> None:
    """Say why an article is in or out of an issue.

    ARTICLE is its id, its address, its key in a draft, or words of its title. No period named: the month it was published in.
    """
    from digest.errors import UsageError
    from digest.services import build as pipeline
    from digest.services import explain as explaining

    zone = config.publication.timezone
    within = choose(zone)
    with pipeline.open_archive(config) as archive:
        collected = pipeline.collect(config, archive, progress("Reading"))
        answers = explaining.why(config, archive, article, within)
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
    tell_collected(collected)


def _report(collected: Collected, built: Built, out: Path) -> dict[str, Any]:
    report: dict[str, Any] = {
        "sources": [
            {"source": name, "format": form, "articles": count} for name, form, count in collected.read
        ],
        "unchanged": collected.unchanged,
        "failures": collected.failures,
        "gone": [{"source": name, "articles": count} for name, count in collected.gone],
        "warnings": [str(notice) for notice in collected.notices],
    }
    return report | {
        "period": built.period.name,
        "issues": [_issue_report(issue, built) for issue in built.issues],
        "files": [str(path) for path in built.paths],
        "warnings": report["warnings"] + [str(notice) for notice in built.notices],
        "inlined_per_message": built.slow,
        "findings": [finding_report(one, out) for one in built.findings],
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
        "notes": [
            {"id": a.id, "title": a.title, "note": issue.notes[mark]}
            for a in issue.articles
            if (mark := a.short_id) in issue.notes
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


def _tell_built(built: Built, out: Path) -> None:
    """Say what is in the issues, what is not, and what to do next."""
    for notice in built.notices:
        tell(f"warning: {notice}")
    if built.rung:
        tell(f"The whole mail would be over 90 KB, where Gmail cuts it: {built.rung}.")
    for article in built.late:
        tell(f"late: {article.title!r} is dated in the period before; `digest draft` offers it")
    if built.slow:
        tell(f"warning: {built.slow}; the mail's styles are inlined message by message")
    _tell_left_out(built)
    if not built.written:
        _tell_nothing(built)
        return
    publication = built.written[0].publication
    tell("")
    for issue in built.issues:
        tell(_issue_line(issue, built))
    for issue in built.written:
        if issue.language in built.mails:
            page = built.mails[issue.language].with_suffix(".html")
            tell(f"  Look at it:    {relative(page)} in a browser")
    if any(path.parent.name == "images" for path in built.paths):
        tell(
            "                 (pictures of your own show in the mail once the site is published; its page shows them now)"
        )
    tell(f"  Publish:       the folder {relative(out / 'site')}, at {publication.home}")
    tell(
        f"  Send:          digest send {built.period.option} --via sendmail: (or smtp://user@host; --test ADDRESS first)"
    )


def _tell_explained(answers: list[dict[str, object]]) -> None:
    for answer in answers:
        tell(f"{'in ' if answer['in'] else 'out'}  {answer['title']}: {answer['reason']}")
    if answers:
        inside = sum(bool(answer["in"]) for answer in answers)
        tell(f"{len(answers)} articles: {inside} in, {len(answers) - inside} out")


def _tell_nothing(built: Built) -> None:
    what = f"Nothing was published in {built.period.name} ({built.period.zone})"
    first = built.issues[0]
    if others := sum(out.reason == "language" for out in first.left_out):
        codes = [issue.language for issue in built.issues]
        which = f"{codes[0]!r}, the publication's first language"
        if len(codes) > 1:
            which = f"any of the publication's languages ({', '.join(codes)})"
        what = f"{counted(others, 'article')} in {built.period.name}, but none in {which}"
    click.echo(f"{what}; nothing was written.", err=True)


def _in(issue: Issue, built: Built) -> str:
    """Return which issue is meant, where there are several."""
    return f" ({issue.language})" if len(built.issues) > 1 else ""


def _issue_line(issue: Issue, built: Built) -> str:
    name = f"{issue.publication.title}, {issue.period.name}{_in(issue, built)}"
    if not issue.articles:
        return f"{name}: no article in {issue.language!r}; that issue is not written."
    line = (
        f"{name}: {counted(len(issue.articles), 'article')} under {counted(len(issue.sections), 'heading')}"
    )
    if issue.linked:
        line += f", and {len(issue.linked)} linked at its end"
    if mail := built.mails.get(issue.language):
        line += f"; the mail is {mail.with_suffix('.html').stat().st_size / 1024:.0f} KB"
    return f"{line}."


def _tell_left_out(built: Built) -> None:
    first = built.issues[0]
    if first.edges:
        tell("Within a day of the period's ends:")
        for edge in first.edges:
            moment = edge.article.published
            local = moment.astimezone(first.period.start.tzinfo) if moment else None
            tell(f"  {'in ' if edge.inside else 'out'}  {local:%Y-%m-%d %H:%M}  {edge.article.title}")
    for issue in built.issues:
        notes = [
            f"{one.title}: {issue.notes[mark]}"
            for one in issue.articles
            if (mark := one.short_id) in issue.notes
        ]
        _tell_lines(f"Not by the rules alone{_in(issue, built)}", notes)
    # What no issue holds is said once, and not for each of them.
    ours = {issue.language for issue in built.issues}
    left_out = {o.article.key: o for issue in built.issues for o in issue.left_out}
    strange = [o for o in left_out.values() if o.reason == "language" and _language(first, o) not in ours]
    if strange:
        counts = Counter(_language(first, out) for out in strange)
        which = ", ".join(f"{count} in {code}" for code, count in sorted(counts.items()))
        tell(f"In another language: {len(strange)} ({which})")
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
    lines = []
    for out in found:
        about = out.article.source if out.reason in ("undated", "empty") else out.detail
        lines.append(f"{out.article.title or out.article.id} ({about})")
    _tell_lines(title, lines)


def _tell_articles(title: str, found: list[Article]) -> None:
    _tell_lines(title, [f"{article.title or article.id} ({article.source})" for article in found])


def _tell_lines(title: str, lines: list[str]) -> None:
    if not lines:
        return
    tell(f"{title}: {len(lines)}")
    for one in lines[:_SHOWN]:
        tell(f"  {one}")
    if len(lines) > _SHOWN:
        tell(f"  … and {len(lines) - _SHOWN} more; `--json` lists them all")


def _language(issue: Issue, out: LeftOut) -> str:
    return issue.publication.language_of(out.article)


COMMANDS = (build, draft, why)
