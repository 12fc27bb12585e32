"""Builds and the reasons of articles, as text and as values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.cli.console import counted, relative
from digest.cli.formats.findings import finding_values
from digest.model import Issue, LeftOut, Reason, Untranslated

if TYPE_CHECKING:
    from digest.services.build import Built
    from digest.services.explain import Answer
    from digest.services.ingest import IngestReport
    from digest.services.undated import Undated

_REASONS = {
    Reason.UNDATED: "Undated, so in no period",
    Reason.DUPLICATE: "Left out as the same story",
    Reason.EMPTY: "Without a title or a text",
    Reason.SENT: "In an earlier issue",
    Reason.RULE: "Excluded by a rule",
    Reason.LIMIT: "Over a section's limit",
    Reason.EDITOR: "Left out by the editor",
    Reason.HELD: "Held for the next issue",
}
_UNTRANSLATED = {
    Untranslated.LEAVE_OUT: "left out of that issue",
    Untranslated.MARK: "marked there",
    Untranslated.LINK: "linked at its end",
}


def build_values(ingested: IngestReport, built: Built, undated: Undated, out: Path) -> dict[str, Any]:
    """Return a build as `digest build --json` prints it."""
    return {
        "sources": [
            {"source": read.source, "format": read.format, "articles": read.articles}
            for read in ingested.read
        ],
        "unchanged": ingested.unchanged,
        "failures": [str(failure) for failure in ingested.failures],
        "gone": [{"source": name, "articles": count} for name, count in ingested.gone],
        "warnings": [str(notice) for notice in (*ingested.notices, *built.notices)],
        "period": built.period.name,
        "issues": [_issue_values(issue, built, undated) for issue in built.issues],
        "files": [str(path) for path in built.paths],
        "inlined_per_message": built.not_inlined,
        "findings": [finding_values(finding, out) for finding in built.findings],
    }


def _issue_values(issue: Issue, built: Built, undated: Undated) -> dict[str, Any]:
    message = built.messages.get(issue.language)
    return {
        "language": issue.language,
        "articles": len(issue.articles),
        "number": issue.number,
        "message": str(message) if message else None,
        "untranslated": [
            {
                "id": article.id,
                "title": article.title,
                "language": issue.publication.language_of(article),
            }
            for article in issue.untranslated
        ],
        "notes": [
            {"id": article.id, "title": article.title, "note": issue.notes[article.short_id]}
            for article in issue.articles
            if article.short_id in issue.notes
        ],
        "left_out": [
            {
                "id": left_out.article.id,
                "title": left_out.article.title,
                "reason": left_out.reason,
                "detail": left_out.detail,
            }
            for left_out in (*issue.left_out, *_undated(issue, undated))
        ],
        "edges": [
            {
                "id": edge.article.id,
                "title": edge.article.title,
                "end": edge.end,
                "inside": edge.inside,
            }
            for edge in issue.edges
        ],
    }


def _undated(issue: Issue, undated: Undated) -> Iterator[LeftOut]:
    """Yield the undated articles that an issue did not consider."""
    considered = {article.key for article in (*issue.articles, *(out.article for out in issue.left_out))}
    return (out for out in undated.left_out if out.article.key not in considered)


def reasons(built: Built, undated: Undated) -> Iterator[tuple[str, list[str], int]]:
    """Yield lists of articles: those near the period's ends, and those that are left out.

    Yields:
        A title, lines, and their number: the last of the undated may be counted only.
    """
    yield _counted("Within a day of the period's ends", _edges(built.issues[0]))
    for issue in built.issues:
        notes = [
            f"{article.title}: {issue.notes[article.short_id]}"
            for article in issue.articles
            if article.short_id in issue.notes
        ]
        yield _counted(f"Not by the rules alone{_language_suffix(issue, built)}", notes)
    yield _REASONS[Reason.UNDATED], list(map(_left_out_line, undated.left_out)), undated.number
    # An article that no issue has is listed once, and not for each language.
    left_out = _left_out(built)
    for reason, title in _REASONS.items():
        if reason is not Reason.UNDATED:
            yield _counted(title, (_left_out_line(out) for out in left_out if out.reason is reason))
    for issue in built.written:
        result = _UNTRANSLATED[issue.publication.untranslated]
        articles = (f"{article.title or article.id} ({article.source})" for article in issue.untranslated)
        yield _counted(f"Without a translation into {issue.language!r}, so {result}", articles)


def _left_out(built: Built) -> list[LeftOut]:
    """Return each article that an issue left out, once for all languages."""
    return list({out.article.key: out for issue in built.issues for out in issue.left_out}.values())


def _counted(title: str, lines: Iterable[str]) -> tuple[str, list[str], int]:
    listed = list(lines)
    return title, listed, len(listed)


def other_languages(built: Built) -> str:
    """Return the number of articles in languages without an issue; "" for none."""
    publication = built.issues[0].publication
    languages = {issue.language for issue in built.issues}
    counts = Counter(
        publication.language_of(out.article)
        for out in _left_out(built)
        if out.reason is Reason.LANGUAGE and publication.language_of(out.article) not in languages
    )
    if not counts:
        return ""
    by_language = ", ".join(f"{count} in {code}" for code, count in sorted(counts.items()))
    return f"In another language: {counts.total()} ({by_language})"


def _edges(issue: Issue) -> Iterator[str]:
    for edge in issue.edges:
        moment = edge.article.published
        local = moment.astimezone(issue.period.start.tzinfo) if moment else None
        yield f"{'in ' if edge.inside else 'out'}  {local:%Y-%m-%d %H:%M}  {edge.article.title}"


def _left_out_line(left_out: LeftOut) -> str:
    article = left_out.article
    has_no_detail = left_out.reason in (Reason.UNDATED, Reason.EMPTY)
    return f"{article.title or article.id} ({article.source if has_no_detail else left_out.detail})"


def _language_suffix(issue: Issue, built: Built) -> str:
    return f" ({issue.language})" if len(built.issues) > 1 else ""


def issue_line(issue: Issue, built: Built) -> str:
    """Return an issue as one line: its articles, its sections, the size of its mail."""
    name = f"{issue.publication.title}, {issue.period.name}{_language_suffix(issue, built)}"
    if not issue.articles:
        return f"{name}: no article in {issue.language!r}; that issue is not written."
    articles, sections = len(issue.articles), len(issue.sections)
    line = f"{name}: {counted(articles, 'article')} under {counted(sections, 'heading')}"
    if issue.linked:
        line += f", and {len(issue.linked)} linked at its end"
    if message := built.messages.get(issue.language):
        line += f"; the mail is {message.with_suffix('.html').stat().st_size / 1024:.0f} KB"
    return f"{line}."


def next_steps(built: Built, out: Path) -> Iterator[str]:
    """Yield the commands and files for looking at the issue, publishing it, and sending it."""
    for issue in built.written:
        if issue.language in built.messages:
            page = built.messages[issue.language].with_suffix(".html")
            yield f"  Look at it:    {relative(page)} in a browser"
    if any(path.parent.name == "images" for path in built.paths):
        yield (
            "                 (the mail shows your own pictures once the site is published; "
            "its page shows them now)"
        )
    yield f"  Publish:       the folder {relative(out / 'site')}, at {built.written[0].publication.home}"
    yield (
        f"  Send:          digest send {built.period.option} --via sendmail: "
        "(or smtp://user@host; --test ADDRESS first)"
    )


def nothing_line(built: Built) -> str:
    """Return why a build wrote nothing."""
    issue = built.issues[0]
    in_others = sum(out.reason is Reason.LANGUAGE for out in issue.left_out)
    if not in_others:
        return f"Nothing was published in {built.period.name} ({built.period.zone}); nothing was written."
    languages = [issue.language for issue in built.issues]
    which = f"{languages[0]!r}, the publication's first language"
    if len(languages) > 1:
        which = f"any of the publication's languages ({', '.join(languages)})"
    found = f"{counted(in_others, 'article')} in {built.period.name}"
    return f"{found}, but none in {which}; nothing was written."


def reason_lines(answer: Answer) -> str:
    """Return the reason of one article as `digest why` prints it."""
    place = "in" if answer["in"] else "not in"
    return f"{answer['title']}\n  {place} {answer['issue']}: {answer['reason']}"
