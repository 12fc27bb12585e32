"""Explain why an article is in an issue or not: one answer for each, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digest import periods
from digest.archive import Archive
from digest.config import Config
from digest.issue.decisions import UNDATED
from digest.issue.draft_reader import parse_draft_key
from digest.model import Article, Issue, Section
from digest.periods import Period
from digest.services import compose
from digest.services.classify import classifier
from digest.topics.classifier import Classifier, Match, MatchedBy

Answer = dict[str, object]
"""An article's `id` and `title`, the name of the `issue`, True for `in`, and the `reason`."""


class _Verdict(NamedTuple):
    """The answer on one article."""

    included: bool
    reason: str


_UNDATED = _Verdict(included=False, reason=f"it {UNDATED.detail}")


def why(config: Config, archive: Archive, text: str, period: Period | None) -> list[Answer]:
    """Return the answer on every article that `text` names.

    Args:
        config: The publication and its workspace.
        archive: Its articles, classified.
        text: A draft's key, an id, an address, or words of a title.
        period: The period of the issues; None for the month each article was published in.
    """
    zone = config.publication.timezone
    short_id = parse_draft_key(text)
    named = [item.article for item in archive.by_short_id({short_id})] if short_id else []
    verdicts: dict[Period, _Verdicts] = {}
    answers = []
    for article in named or archive.search(text):
        span = period
        published = article.published or compose.first_published(archive, article)
        if span is None and published:
            span = periods.month(f"{published.astimezone(periods.timezone(zone)):%Y-%m}", zone)
        if span is None:
            answers.append(_answer(article, "any issue", _UNDATED))
            continue
        if span not in verdicts:
            languages = config.publication.languages
            issues = [compose.compose(config, archive, span, code).issue for code in languages]
            verdicts[span] = _Verdicts(issues, classifier(config))
        answers.append(_answer(article, span.name, verdicts[span].on(article)))
    return answers


def explain(config: Config, archive: Archive, issues: Sequence[Issue]) -> list[Answer]:
    """Return one answer for each article of the archive, on the issues of a period."""
    verdicts = _Verdicts(issues, classifier(config))
    name = issues[0].period.name
    return [_answer(item.article, name, verdicts.on(item.article)) for item in archive.everything()]


class _Verdicts:
    """The verdicts of a period: on each article in the issue of each language."""

    def __init__(self, issues: Sequence[Issue], classify: Classifier) -> None:
        self._issues = {issue.language: issue for issue in issues}
        self._verdicts = {issue.language: _verdicts(issue, classify) for issue in issues}

    def on(self, article: Article) -> _Verdict:
        """Return the verdict in the article's own language; if it is out, the first that includes it."""
        languages = list(self._issues)
        own = article.language if article.language in languages else languages[0]
        found = [self._verdicts[code].get(article.short_id) for code in (own, *languages)]
        included = next((verdict for verdict in found if verdict and verdict.included), None)
        return included or found[0] or _not_considered(article, self._issues[own])


def _answer(article: Article, issue: str, verdict: _Verdict) -> Answer:
    included, reason = verdict
    return {"id": article.id, "title": article.title, "issue": issue, "in": included, "reason": reason}


def _not_considered(article: Article, issue: Issue) -> _Verdict:
    """Return the verdict on an article an issue could not choose from."""
    if article.published is None:
        return _UNDATED
    if article.published in issue.period:
        return _Verdict(included=False, reason=f"its source {article.source!r} is gone")
    local = article.published.astimezone(issue.period.start.tzinfo)
    reason = f"it was published on {local:%Y-%m-%d} ({issue.period.zone}), outside {issue.period.name}"
    return _Verdict(included=False, reason=reason)


def _verdicts(issue: Issue, classify: Classifier) -> dict[str, _Verdict]:
    """Return the verdict on every article an issue could choose from, by its short id."""
    verdicts = {
        out.article.short_id: _Verdict(included=False, reason=f"it {out.detail}") for out in issue.left_out
    }
    if issue.lead:
        verdicts[issue.lead.short_id] = _on_lead(issue.lead, issue, classify)
    for section in issue.sections:
        for article in section.articles:
            verdicts[article.short_id] = _on_section(article, section, issue, classify)
    return verdicts


def _on_lead(lead: Article, issue: Issue, classify: Classifier) -> _Verdict:
    note = issue.notes.get(lead.short_id) or "it has a picture or the most to read"
    match = classify(lead)
    heading = issue.publication.topic(match.topic).title(issue.language)
    reason = f"{_published(lead, issue)}; the lead, as {note}, {heading!r}: {_topic_reason(match)}"
    return _Verdict(included=True, reason=reason)


def _on_section(article: Article, section: Section, issue: Issue, classify: Classifier) -> _Verdict:
    note = issue.notes.get(article.short_id) or _topic_reason(classify(article))
    heading = section.topic.title(issue.language)
    return _Verdict(included=True, reason=f"{_published(article, issue)}; under {heading!r}: {note}")


def _published(article: Article, issue: Issue) -> str:
    inside = article.published is not None and article.published in issue.period
    return "it was published in the period" if inside else "it was not published in the period"


def _topic_reason(match: Match) -> str:
    """Return the reason why an article is under its topic."""
    if match.by is None:
        return "no label or keyword claims it for another topic"
    if match.by is MatchedBy.CLASSIFIER:
        return "the publication's own classifier says so"
    first, *others = match.words
    if match.by is MatchedBy.LABEL:
        return f"its source calls it {first!r}"
    score = f"score {match.score:g}"
    if others:
        score += f", with {', '.join(map(repr, others))}"
    return f"its {match.by} holds the keyword {first!r} ({score})"
