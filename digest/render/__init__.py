"""Issue to Artifacts: the table of outputs, and what each template is given.

To add an output: one template (or one function), one line in OUTPUTS, one golden file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from digest import merge_fields, periods
from digest.model import (
    Article,
    ArticleKey,
    Artifact,
    Block,
    ClassifiedArticle,
    Issue,
    MailSettings,
    PastIssue,
    Section,
    Theme,
    Topic,
)
from digest.render import jsonfeed, size_budget
from digest.render.context import Cards, Pointer, Sibling, folder, subject
from digest.render.environment import Templates
from digest.render.size_budget import FULL, Rung
from digest.text import excerpt

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderContext:
    """All that the outputs of one build are made of.

    `newest` are the newest articles up to the newest issue's end, `by_topic` the same for each
    topic; `past` the issues built, the newest first, this one among them.
    """

    issue: Issue
    topic_of: dict[ArticleKey, str]
    newest: tuple[ClassifiedArticle, ...]
    by_topic: tuple[tuple[Topic, tuple[Article, ...]], ...]
    past: tuple[PastIssue, ...]
    mail: MailSettings
    theme: Theme


@dataclass(frozen=True, slots=True)
class Output:
    """One line of the table: where it goes below `out/`, its template, and for what it is made."""

    path: str
    template: str
    scope: str


OUTPUTS = (
    Output("mail/{issue}/digest{mark}.html", "email/digest.html", "mail"),
    Output("mail/{issue}/digest{mark}.txt", "email/digest.txt", "mail"),
    Output("site/{folder}index.html", "site/index.html", "site"),
    Output("site/{folder}feed.xml", "feeds/rss.xml", "newest"),
    Output("site/{folder}atom.xml", "feeds/atom.xml", "newest"),
    Output("site/{folder}feed.json", "json", "newest"),
    Output("site/{folder}issues.xml", "feeds/issues.xml", "site"),
    Output("site/{folder}feeds.opml", "feeds/feeds.opml.xml", "site"),
    Output("site/{folder}issues/{issue}/index.html", "site/issue.html", "issue"),
    Output("site/{folder}issues/{issue}/feed.xml", "feeds/rss.xml", "closed"),
    Output("site/{folder}issues/{issue}/atom.xml", "feeds/atom.xml", "closed"),
    Output("site/{folder}issues/{issue}/feed.json", "json", "closed"),
    Output("site/{folder}topics/{topic}/index.html", "site/topic.html", "topic"),
    Output("site/{folder}topics/{topic}/feed.xml", "feeds/rss.xml", "topic"),
    Output("site/{folder}topics/{topic}/atom.xml", "feeds/atom.xml", "topic"),
    Output("site/{folder}topics/{topic}/feed.json", "json", "topic"),
)


def render(
    materials: Sequence[RenderContext], templates: Templates, siblings: Sequence[Sibling], only: str = ""
) -> Iterator[Artifact]:
    """Yield every output of the issues, which are those of one period in several languages.

    `siblings` are the languages that have pages, whether or not they have an issue here; `only` is one
    scope of OUTPUTS. Reads no clock, no locale, no environment.
    """
    views = [View(material, siblings) for material in materials]
    for view in views:
        scopes: dict[str, Callable[[], Values | list[Values]]] = {
            "mail": partial(_mails, view, views, templates),
            "issue": view.page,
            "site": view.site,
            "newest": view.newest,
            "closed": view.closed,
            "topic": view.topics,
        }
        made = {scope: make() for scope, make in scopes.items() if only in ("", scope)}
        for output in OUTPUTS:
            found = made.get(output.scope, [])
            for values in found if isinstance(found, list) else [found]:
                path = output.path.format(**values["where"])
                if output.template == "email/digest.html":
                    yield _mail(path, view, views, templates)
                    continue
                if output.template == "json":
                    parts = jsonfeed.write(values["feed"], view.language, view.publication.title)
                else:
                    parts = templates.render(output.template, **values)
                yield Artifact(path=path, parts=(part.encode() for part in parts))


def _mails(view: View, views: Sequence[View], templates: Templates, rung: Rung = FULL) -> list[Values]:
    """Return what the mails of one language show: none where its issue follows in the first's mail."""
    if not view.material.mail.together:
        return [view.issue(rung)]
    first, *others = views
    if view is not first:
        return []
    values = view.issue(rung) | {"others": []}  # they are in the mail itself
    values["subject"] = subject(view.material.issue, view.words, [other.words for other in others])
    for other in others:
        inner = other.issue(rung) | {"inner": True, "others": []}
        values["following"].append(
            {
                "words": other.words,
                "html": templates.fragment("email/digest.html", **inner),
                "text": templates.fragment("email/digest.txt", **inner),
            }
        )
    return [values]


def _mail(path: str, view: View, views: Sequence[View], templates: Templates) -> Artifact:
    """Return the mail, made as small as mail readers take it."""

    def made(rung: Rung) -> list[str]:
        (values,) = _mails(view, views, templates, rung)
        return list(templates.render("email/digest.html", **values))

    parts, rung = fitted(views, made)
    return Artifact(path=path, parts=(part.encode() for part in parts), note=rung.name)


def fitted(views: Sequence[View], made: Callable[[Rung], list[str]]) -> tuple[list[str], Rung]:
    """Return the mail of the views' issues on the highest rung that is small enough, and that rung."""
    sections = [section for one in views for section in one.material.issue.sections]
    return size_budget.fit(made, max((len(section.articles) for section in sections), default=0))


def dated(issue: Issue, sent: datetime | None = None) -> datetime:
    """Return when the message is dated: the day the editor set, else when it is sent, else the period's end."""
    day = issue.draft.dated
    if day:
        return periods.midnight(day, issue.period.zone)
    return sent.astimezone(issue.period.start.tzinfo) if sent else issue.period.end


class View:
    """Gathers what the templates are given."""

    def __init__(
        self, material: RenderContext, siblings: Sequence[Sibling], cards: Cards | None = None
    ) -> None:
        issue = material.issue
        self.material = material
        self.siblings = siblings
        self.words = words = next(one.words for one in siblings if one.language == issue.language)
        self.language = issue.language
        self.publication = issue.publication
        self.folder = folder(issue.language, issue.publication)
        self.home = issue.publication.home + self.folder
        self.cards = cards or Cards(issue.publication, words, material.past, issue.language)
        main = issue.language == issue.publication.languages[0]
        self.where = {
            "issue": issue.period.name,
            "folder": self.folder,
            "mark": "" if main else f".{issue.language}",
        }
        self.common: Values = {
            "publication": issue.publication,
            "language": issue.language,
            "words": words,
            "rtl": words.direction == "rtl",
            "home": self.home,
            "feed_address": self.home + "feed.xml",
            "discover": [
                {
                    "type": "application/rss+xml",
                    "title": f"{self.publication.title} (RSS)",
                    "url": self.home + "feed.xml",
                },
                {
                    "type": "application/atom+xml",
                    "title": f"{self.publication.title} (Atom)",
                    "url": self.home + "atom.xml",
                },
                {
                    "type": "application/feed+json",
                    "title": f"{self.publication.title} (JSON)",
                    "url": self.home + "feed.json",
                },
            ],
        }

    def of(self, material: RenderContext) -> View:
        """Return the view of other material in this language, with the same cards."""
        return View(material, self.siblings, self.cards)

    def issue(self, rung: Rung = FULL) -> Values:
        """Return what the mail shows, as much as its rung allows."""
        issue = self.material.issue
        index = next(i for i, past in enumerate(self._chain()) if past.name == issue.period.name)
        chain = self._chain()
        lead = self._card(issue.lead, rung.lead) if issue.lead else None
        sections = [self._section(section, rung) for section in issue.sections]
        headlines = [article.title for article in issue.own_articles]
        return {
            **self.common,
            **self._elsewhere(f"issues/{issue.period.name}/", "../../", lambda one: one.issue),
            "where": self.where,
            "canonical": f"{self.home}issues/{issue.period.name}/",
            "web": f"{self.home}issues/{issue.period.name}/",
            "browser": self.material.mail.browser or f"{self.home}issues/{issue.period.name}/",
            "subject": subject(issue, self.words),
            "preheader": issue.draft.preheader or excerpt(" · ".join(headlines[:3]), 140),
            "greeting": merge_fields.use_fallbacks(issue.draft.greeting or self.material.mail.greeting),
            "closing": issue.draft.closing,
            "before_lead": self._blocks("lead", before=True),
            "after_lead": self._blocks("lead", before=False),
            "pictures": rung.pictures,
            "period": self.words.period(issue.period),
            "number": issue.number,
            "count": len(issue.articles),
            "lead": lead,
            "sections": sections,
            "linked": self._linked(),
            "once": _at_once,
            "inner": False,
            "following": [],
            "unsubscribe": self.material.mail.unsubscribe,
            "older": self._named(chain[index + 1]) if index + 1 < len(chain) else None,
            "newer": self._named(chain[index - 1]) if index else None,
        }

    def page(self) -> Values:
        """Return what the issue's page shows: no greeting but the issue's own, as nobody knows who reads it."""
        return self.issue() | {"greeting": merge_fields.use_fallbacks(self.material.issue.draft.greeting)}

    def _section(self, section: Section, rung: Rung) -> Values:
        count = len(section.articles)
        listed = count if rung.listed is None else min(rung.listed, count)
        return {
            "title": section.topic.title(self.language),
            "colour": section.topic.colour or self.material.theme.accent,
            "count": count,
            "cards": [self._card(article, rung.summary) for article in section.articles[:listed]],
            "full": count if rung.full is None else rung.full,
            "more": count - listed,
            "before": self._blocks(section.topic.slug, before=True),
            "after": self._blocks(section.topic.slug, before=False),
        }

    def _blocks(self, beside: str, *, before: bool) -> list[Block]:
        """Return the editor's blocks of one place; the last place takes those whose section is not there."""
        issue = self.material.issue
        places = ["lead", *(section.topic.slug for section in issue.sections)]
        return [
            one
            for one in issue.draft.blocks
            if (one.beside, one.before) == (beside, before)
            or (one.beside not in places and beside == places[-1] and not before)
        ]

    def _linked(self) -> list[Values]:
        """Return the articles that are only named, by language."""
        issue = self.material.issue
        by_language: dict[str, list[Pointer]] = {}
        for article in issue.linked:
            pointer = self.cards.pointer(article, issue.period.name)
            by_language.setdefault(pointer.language, []).append(pointer)
        return [
            {"title": self.words.say("also_in", language=self.words.called(code)), "articles": articles}
            for code, articles in by_language.items()
        ]

    def _elsewhere(self, path: str, up: str, there: Callable[[Sibling], bool]) -> Values:
        """Return how the page at `path` of this language leads to its like in the others that have it.

        `alternates` names every language of the page, this one among them, and where those go who
        read none (hreflang, x-default). `root` leads to the site's own root.
        """
        root = up + ("../" if self.folder else "")
        found = [one for one in self.siblings if one.language == self.language or there(one)]
        others = [
            {
                "language": one.language,
                "direction": one.words.direction,
                "name": one.words.own_name,
                "url": one.home + path,
                "path": f"{root}{folder(one.language, self.publication)}{path}index.html",
            }
            for one in found
            if one.language != self.language
        ]
        alternates = [{"language": one.language, "url": one.home + path} for one in found]
        if others:
            alternates.append({"language": "x-default", "url": found[0].home + path})
        return {"up": up, "root": root, "others": others, "alternates": alternates if others else []}

    def site(self) -> Values:
        """Return what the index, the feed of issues and the OPML list show."""
        issues = [self._named(past) for past in self.material.past]
        years: dict[int, list[Values]] = {}
        for named in issues:
            years.setdefault(named["year"], []).append(named)
        topics = [
            {"slug": topic.slug, "title": topic.title(self.language)} for topic, _ in self.material.by_topic
        ]
        return {
            **self.common,
            **self._elsewhere("", "", lambda _: True),
            "where": self.where,
            "canonical": self.home,
            "years": list(years.items()),
            "issues": issues,
            "topics": topics,
            "feeds": _feeds(next(one for one in self.siblings if one.language == self.language)),
            "every_feed": [
                (one, feed)
                for one in sorted(self.siblings, key=lambda one: one.language != self.language)
                for feed in _feeds(one)
            ],
        }

    def newest(self) -> Values:
        """Return what the feeds at the fixed addresses show: the newest articles."""
        articles = [item.article for item in self.material.newest]
        chain = self._chain()
        return self._feed(
            articles,
            base=self.home,
            page=self.home,
            title=self.publication.title,
            older=f"{self.home}issues/{chain[0].name}/" if chain else None,
        )

    def closed(self) -> Values:
        """Return what the feeds of the closed period show: an archive document of RFC 5005, section 4."""
        issue = self.material.issue
        chain = self._chain()
        index = next(i for i, past in enumerate(chain) if past.name == issue.period.name)
        base = f"{self.home}issues/{issue.period.name}/"
        return self._feed(
            sorted(
                issue.own_articles,
                key=lambda article: article.published or datetime.min.replace(tzinfo=UTC),
                reverse=True,
            ),
            base=base,
            page=base,
            title=f"{self.publication.title}, {self.words.period(issue.period)}",
            archive=True,
            older=f"{self.home}issues/{chain[index + 1].name}/" if index + 1 < len(chain) else None,
            newer=f"{self.home}issues/{chain[index - 1].name}/" if index else None,
        )

    def topics(self) -> list[Values]:
        """Return what the pages and feeds of all topics show."""
        return [self.topic(topic, articles) for topic, articles in self.material.by_topic]

    def topic(self, topic: Topic, articles: tuple[Article, ...]) -> Values:
        """Return what the page and the feeds of one topic show."""
        base = f"{self.home}topics/{topic.slug}/"
        title = topic.title(self.language)
        values = self._feed(list(articles), base=base, page=base, title=f"{self.publication.title}: {title}")
        own = [
            {
                "type": feed["type"],
                "title": f"{self.publication.title}: {title} ({kind})",
                "url": base + feed["url"].rpartition("/")[2],
            }
            for kind, feed in zip(("RSS", "Atom", "JSON"), self.common["discover"], strict=True)
        ]
        return {
            **values,
            **self._elsewhere(
                f"topics/{topic.slug}/", "../../", lambda one: topic.slug in {t.slug for t in one.topics}
            ),
            "where": {**self.where, "topic": topic.slug},
            "canonical": base,
            "discover": own,
            "topic": {
                "title": title,
                "colour": topic.colour or self.material.theme.accent,
                "cards": values["feed"]["cards"],
            },
        }

    def _feed(self, articles: list[Article], *, base: str, page: str, title: str, **more: Any) -> Values:
        cards = [self._card(article) for article in articles]
        updated = max(
            (card.updated for card in cards), key=datetime.timestamp, default=self.material.issue.period.end
        )
        feed = {
            "title": title,
            "description": self.publication.tagline or title,
            "page": page,
            "rss": base + "feed.xml",
            "atom": base + "atom.xml",
            "json": base + "feed.json",
            "current_rss": self.home + "feed.xml",
            "current_atom": self.home + "atom.xml",
            "updated": updated,
            "cards": cards,
            "archive": False,
            "older": None,
            "newer": None,
            **more,
        }
        return {**self.common, "where": self.where, "feed": feed}

    def _card(self, article: Article, limit: int | None = None) -> Any:
        topic = self.material.topic_of.get(article.key, "")
        return self.cards.card(article, topic, limit) if limit else self.cards.card(article, topic)

    def _chain(self) -> list[PastIssue]:
        """Return the issues of this issue's kind, the newest first: what prev-archive walks along."""
        return [past for past in self.material.past if past.kind == self.material.issue.period.kind]

    def _named(self, past: PastIssue) -> Values:
        issue = self.material.issue
        within = periods.named(past.name, issue.publication.timezone)
        return {
            "name": past.name,
            "title": self.words.period(within),
            "year": within.first.year,
            "number": past.number,
            "count": past.count,
            "headlines": past.headlines,
            "end": past.end,
            "amended": past.amended,
            "changed": max(past.end, past.amended or past.end),
            "page": f"{self.home}issues/{past.name}/",
        }


def _at_once(macro: Callable[[Any], Any], card: Any) -> Any:
    return macro(card)


def _feeds(sibling: Sibling) -> list[Values]:
    """Return what a reader of one language can subscribe to."""
    words, home = sibling.words, sibling.home
    return [
        {"title": words.every_story(), "path": "feed.xml", "url": home + "feed.xml", "page": home},
        {
            "title": words.one_entry_an_issue(),
            "path": "issues.xml",
            "url": home + "issues.xml",
            "page": home,
        },
        *(
            {
                "title": topic.title(sibling.language),
                "path": f"topics/{topic.slug}/feed.xml",
                "url": f"{home}topics/{topic.slug}/feed.xml",
                "page": f"{home}topics/{topic.slug}/",
            }
            for topic in sibling.topics
        ),
    ]
