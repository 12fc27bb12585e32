"""Values of the site's index, its feed of issues and its list of feeds (OPML)."""

from __future__ import annotations

from digest.render.context import TemplateContext, Values
from digest.render.inputs import LanguagePages


def index(context: TemplateContext) -> Values:
    """Return the values of the index page, the feed of issues and the OPML file."""
    language = context.language
    issues = [context.past_issue(past) for past in context.inputs.past]
    years: dict[int, list[Values]] = {}
    for issue in issues:
        years.setdefault(issue["year"], []).append(issue)
    own_language_first = sorted(context.languages, key=lambda pages: pages is not context.pages)
    return {
        **context.common,
        **context.language_links("", "", lambda _: True),
        "canonical": context.home,
        "years": list(years.items()),
        "issues": issues,
        "topics": [
            {"slug": topic.slug, "title": topic.title(language)} for topic, _ in context.inputs.by_topic
        ],
        "feeds": _feeds(context.pages),
        "every_feed": [(pages, feed) for pages in own_language_first for feed in _feeds(pages)],
    }


def _feeds(pages: LanguagePages) -> list[Values]:
    """Return the feeds of one language, for readers to subscribe to."""
    locale, home = pages.locale, pages.home
    return [
        {"title": locale.every_story(), "path": "feed.xml", "url": home + "feed.xml", "page": home},
        {
            "title": locale.one_entry_an_issue(),
            "path": "issues.xml",
            "url": home + "issues.xml",
            "page": home,
        },
        *(
            {
                "title": topic.title(pages.language),
                "path": f"topics/{topic.slug}/feed.xml",
                "url": f"{home}topics/{topic.slug}/feed.xml",
                "page": f"{home}topics/{topic.slug}/",
            }
            for topic in pages.topics
        ),
    ]
