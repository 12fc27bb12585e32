"""The values behind the outputs: an issue, its surroundings, and all that its templates share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from digest import periods
from digest.model import (
    Article,
    PastIssue,
)
from digest.render.cards import SUMMARY, Card, CardFactory
from digest.render.inputs import LanguagePages, RenderContext

Values = dict[str, Any]


class TemplateContext:
    """An issue with all that its templates share: cards, addresses, and links to other languages."""

    def __init__(
        self, inputs: RenderContext, languages: Sequence[LanguagePages], cards: CardFactory | None = None
    ) -> None:
        """Prepare an issue for its templates.

        Args:
            inputs: The issue and its surroundings.
            languages: The languages that have pages, the issue's own among them.
            cards: The cards of the language, to make none twice; new ones by default.
        """
        self.inputs = inputs
        self.issue = inputs.issue
        self.publication = inputs.issue.publication
        self.language = inputs.issue.language
        self.languages = languages
        self.pages = next(pages for pages in languages if pages.language == self.language)
        self.locale = self.pages.locale
        self.cards = cards or CardFactory(self.publication, self.locale, inputs.past)
        self.folder = self.publication.language_folder(self.language)
        self.home = self.publication.home + self.folder

    def with_context(self, inputs: RenderContext) -> TemplateContext:
        """Return the context of another issue in this language, with the same cards."""
        return TemplateContext(inputs, self.languages, self.cards)

    @cached_property
    def path_fields(self) -> dict[str, str]:
        """The parts of the issue's output paths."""
        return {
            "period": self.issue.period.name,
            "language_folder": self.folder,
            "language_suffix": self.publication.language_suffix(self.language),
        }

    @cached_property
    def common(self) -> Values:
        """The values of every template."""
        return {
            "path_fields": self.path_fields,
            "publication": self.publication,
            "language": self.language,
            "words": self.locale,
            "rtl": self.locale.direction == "rtl",
            "home": self.home,
            "feed_address": self.home + "feed.xml",
            "discover": feed_links(self.publication.title, self.home),
        }

    def issue_url(self, period: str) -> str:
        """Return the address of the page of an issue in this language."""
        return f"{self.home}issues/{period}/"

    def card(self, article: Article, limit: int = SUMMARY) -> Card:
        """Return the card of an article, its summary in at most `limit` characters."""
        return self.cards.card(article, self.inputs.topic_of, limit)

    @cached_property
    def chain(self) -> list[PastIssue]:
        """The issues of the same kind of period, newest first: feed readers follow prev-archive along it."""
        return [past for past in self.inputs.past if past.kind == self.issue.period.kind]

    def neighbours(self) -> tuple[PastIssue | None, PastIssue | None]:
        """Return the issues of the chain before and after this one, older and newer."""
        index = [past.name for past in self.chain].index(self.issue.period.name)
        older = self.chain[index + 1] if index + 1 < len(self.chain) else None
        return older, self.chain[index - 1] if index else None

    def past_issue(self, past: PastIssue) -> Values:
        """Return the values of an issue built, for the index, the feed of issues and the page links."""
        period = periods.named(past.name, self.publication.timezone)
        return {
            "name": past.name,
            "title": self.locale.period(period),
            "year": period.first.year,
            "number": past.number,
            "count": past.count,
            "headlines": past.headlines,
            "end": past.end,
            "amended": past.amended,
            "changed": max(past.end, past.amended or past.end),
            "page": self.issue_url(past.name),
        }

    def language_links(self, path: str, up: str, has_page: Callable[[LanguagePages], bool]) -> Values:
        """Return the links from a page to the same page in the other languages.

        Args:
            path: The page's path below the folder of its language.
            up: The way from the page to that folder, such as "../../".
            has_page: Tells if another language has the page.

        Returns:
            `others` (links for readers), `alternates` (hreflang links for search engines, this page
            and x-default among them; none without others), `up`, and `root`, the way to the site's root.
        """
        root = up + ("../" if self.folder else "")
        found = [pages for pages in self.languages if pages is self.pages or has_page(pages)]
        if len(found) == 1:
            return {"up": up, "root": root, "others": [], "alternates": []}
        others = [
            {
                "language": pages.language,
                "direction": pages.locale.direction,
                "name": pages.locale.own_name,
                "url": pages.home + path,
                "path": f"{root}{self.publication.language_folder(pages.language)}{path}index.html",
            }
            for pages in found
            if pages is not self.pages
        ]
        alternates = [{"language": pages.language, "url": pages.home + path} for pages in found]
        alternates.append({"language": "x-default", "url": found[0].home + path})
        return {"up": up, "root": root, "others": others, "alternates": alternates}


def feed_links(title: str, folder: str) -> list[dict[str, str]]:
    """Return the feeds of a folder of the site, for the `<link>` elements of its pages."""
    kinds = (
        ("RSS", "application/rss+xml", "feed.xml"),
        ("Atom", "application/atom+xml", "atom.xml"),
        ("JSON", "application/feed+json", "feed.json"),
    )
    return [
        {"type": media_type, "title": f"{title} ({kind})", "url": folder + name}
        for kind, media_type, name in kinds
    ]
