"""Why an article is in an issue or out of it: one answer for each, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from digest import periods
from digest.archive import Archive
from digest.config import Config
from digest.issue import selector
from digest.issue.draft_reader import parse_draft_key
from digest.model import Article, Issue
from digest.periods import Period
from digest.services import classify as filing
from digest.services import compose
from digest.topics.classifier import Classifier, Match

Reply = dict[str, object]
"""An article's `id` and `title`, the `issue` asked about, whether it is `in`, and the `reason`."""


def why(config: Config, archive: Archive, words: str, within: Period | None) -> list[Reply]:
    """Return the answer on every article `words` names, as drafts do or in its own words, for the issues of `within`.

    Without a period an article is asked for the month it was published in.
    """
    zone = config.publication.timezone
    asked: dict[Period, _Verdicts] = {}
    answers: list[Reply] = []
    named = archive.by_short_id({mark}) if (mark := parse_draft_key(words)) else []
    for article in [item.article for item in named] or archive.search(words):
        span = within
        published = article.published or compose.told_on(archive, article)
        if span is None and published:
            span = periods.month(f"{published.astimezone(periods.timezone(zone)):%Y-%m}", zone)
        if span is None:
            answers.append(_answer(article, "any issue", (False, selector.UNDATED)))
            continue
        if span not in asked:
            languages = config.publication.languages
            issues = [compose.compose(config, archive, span, code).issue for code in languages]
            asked[span] = _Verdicts(issues, filing.classifier(config))
        answers.append(_answer(article, span.name, asked[span].on(article)))
    return answers


def explain(config: Config, archive: Archive, issues: Sequence[Issue]) -> list[Reply]:
    """Return one answer for each article of the archive: in one of the issues of a period, or out, and why."""
    verdicts = _Verdicts(issues, filing.classifier(config))
    name = issues[0].period.name
    return [_answer(item.article, name, verdicts.on(item.article)) for item in archive.everything()]


class _Verdicts:
    """What became of articles in the issues of one period, one for each language."""

    def __init__(self, issues: Sequence[Issue], classify: Classifier) -> None:
        self._issues = {issue.language: issue for issue in issues}
        self._found = {issue.language: _verdicts(issue, classify) for issue in issues}

    def on(self, article: Article) -> tuple[bool, str]:
        """Return the verdict in the article's own language; where it is out there, that where it is in."""
        languages = list(self._issues)
        own = article.language if article.language in languages else languages[0]
        mark = article.short_id
        found = [self._found[code].get(mark) for code in (own, *languages)]
        inside = next((one for one in found if one and one[0]), None)
        return inside or found[0] or _outside(article, self._issues[own])


def _answer(article: Article, issue: str, verdict: tuple[bool, str]) -> Reply:
    inside, reason = verdict
    return {"id": article.id, "title": article.title, "issue": issue, "in": inside, "reason": reason}


def _outside(article: Article, issue: Issue) -> tuple[bool, str]:
    """Return the verdict on an article an issue did not have before it."""
    if article.published is None:
        return False, selector.UNDATED
    if article.published in issue.period:
        return False, f"its source {article.source!r} is gone"
    when = article.published.astimezone(issue.period.start.tzinfo)
    return False, f"it was published on {when:%Y-%m-%d} ({issue.period.zone}), outside {issue.period.name}"


def _verdicts(issue: Issue, classify: Classifier) -> dict[str, tuple[bool, str]]:
    """Return the verdict on every article an issue had before it, by its mark."""
    found = {out.article.short_id: (False, f"it {out.detail}") for out in issue.left_out}
    if issue.lead:
        how = issue.notes.get(issue.lead.short_id) or "it has a picture or the most to read"
        match = classify(issue.lead)
        heading = issue.publication.topic(match.topic).title(issue.language)
        told = f"{_published(issue.lead, issue)}; the lead, as {how}, {heading!r}: {_decided(match)}"
        found[issue.lead.short_id] = (True, told)
    for section in issue.sections:
        heading = section.topic.title(issue.language)
        for article in section.articles:
            how = issue.notes.get(article.short_id) or _decided(classify(article))
            found[article.short_id] = (True, f"{_published(article, issue)}; under {heading!r}: {how}")
    return found


def _published(article: Article, issue: Issue) -> str:
    inside = article.published is not None and article.published in issue.period
    return "it was published in the period" if inside else "it was not published in the period"


def _decided(match: Match) -> str:
    """Return what decided the topic of an article."""
    if match.by is None:
        return "no label or keyword claims it for another topic"
    if match.by == "classifier":
        return "the publication's own classifier says so"
    first, *others = match.words
    if match.by == "label":
        return f"its source calls it {first!r}"
    score = f"score {match.score:g}"
    if others:
        score += f", with {', '.join(map(repr, others))}"
    return f"its {match.by} holds the keyword {first!r} ({score})"
