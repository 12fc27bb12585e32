"""Plans of issues for the tests of digest.issue."""

from __future__ import annotations

from dataclasses import replace

from conftest import article

from digest import periods
from digest.issue.plan import History, IssuePlan
from digest.model import Article, ClassifiedArticle, Draft, Issue, Publication, Topic

WATER = Topic(slug="water", titles={"en": "Water"})
HEALTH = Topic(slug="health", titles={"en": "Health"})
PUBLICATION = Publication(
    title="T", home="https://t.example/", languages=("en", "es", "fr"), topics=(WATER, HEALTH)
)
OCTOBER = periods.month("2021-10", "UTC")
BEFORE, AFTER = "2021-09-02T10:30:00+00:00", "2021-11-02T10:30:00+00:00"

SENTENCES = (
    "The whole town came to see the boat off, and nobody spoke for a while, as it had been built in the yard"
    " of the school by the pupils, their parents and two carpenters who had long retired from the shipyard."
)


def plan(
    draft: Draft | None = None,
    *,
    sent: dict[str, str] | None = None,
    held: dict[str, str] | None = None,
    period=OCTOBER,
    language: str = "en",
    publication: Publication = PUBLICATION,
    **settings,
) -> IssuePlan:
    """The plan of an issue; `settings` are of the publication."""
    return IssuePlan(
        publication=replace(publication, **settings),
        period=period,
        language=language,
        draft=draft or Draft(),
        history=History(sent=sent or {}, held=held or {}),
    )


def classified(one: Article | str, topic: str = "water") -> ClassifiedArticle:
    """An article, or one with this title, under a topic."""
    return ClassifiedArticle(article=article(one) if isinstance(one, str) else one, topic=topic)


def short_id(title: str) -> str:
    """The short id of an article with this title, made by `conftest.article`."""
    return article(title).short_id


def reasons(issue: Issue) -> dict[str, str]:
    """The reason for each article left out, by its title."""
    return {out.article.title: out.reason for out in issue.left_out}
