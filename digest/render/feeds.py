"""Values of the feeds (RSS, Atom, JSON Feed) and of the topics' pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from digest.model import Article, PastIssue, Topic
from digest.render.context import TemplateContext, Values, feed_links


def newest(context: TemplateContext) -> Values:
    """Return the values of the feeds at the fixed addresses: the newest articles."""
    return _feed(
        context,
        (item.article for item in context.inputs.newest),
        folder=context.home,
        title=context.publication.title,
        older=_issue_url(context, context.chain[0] if context.chain else None),
    )


def archive(context: TemplateContext) -> Values:
    """Return the values of the feeds of the closed period: archive documents (RFC 5005 section 4)."""
    issue = context.issue
    older, newer = context.neighbours()
    return _feed(
        context,
        sorted(issue.own_articles, key=lambda article: context.card(article).published, reverse=True),
        folder=context.issue_url(issue.period.name),
        title=f"{context.publication.title}, {context.locale.period(issue.period)}",
        archive=True,
        older=_issue_url(context, older),
        newer=_issue_url(context, newer),
    )


def topics(context: TemplateContext) -> list[Values]:
    """Return the values of the pages and feeds of each topic."""
    return [_topic(context, topic, articles) for topic, articles in context.inputs.by_topic]


def _topic(context: TemplateContext, topic: Topic, articles: tuple[Article, ...]) -> Values:
    path = f"topics/{topic.slug}/"
    folder = context.home + path
    title = topic.title(context.language)
    feed_title = f"{context.publication.title}: {title}"
    values = _feed(context, articles, folder=folder, title=feed_title)
    return {
        **values,
        **context.language_links(
            path, "../../", lambda pages: topic.slug in {other.slug for other in pages.topics}
        ),
        "path_fields": {**context.path_fields, "topic": topic.slug},
        "canonical": folder,
        "discover": feed_links(feed_title, folder),
        "topic": {
            "title": title,
            "colour": topic.colour or context.inputs.theme.accent,
            "cards": values["feed"]["cards"],
        },
    }


def _feed(
    context: TemplateContext, articles: Iterable[Article], *, folder: str, title: str, **more: Any
) -> Values:
    """Return the values of the feeds of one folder; `more` may make them an archive with neighbours."""
    cards = [context.card(article) for article in articles]
    end = context.issue.period.end
    feed = {
        "title": title,
        "description": context.publication.tagline or title,
        "page": folder,
        "rss": folder + "feed.xml",
        "atom": folder + "atom.xml",
        "json": folder + "feed.json",
        "current_rss": context.home + "feed.xml",
        "current_atom": context.home + "atom.xml",
        "updated": max((card.updated for card in cards), key=datetime.timestamp, default=end),
        "cards": cards,
        "archive": False,
        "older": None,
        "newer": None,
        **more,
    }
    return {**context.common, "feed": feed}


def _issue_url(context: TemplateContext, past: PastIssue | None) -> str | None:
    return context.issue_url(past.name) if past else None
