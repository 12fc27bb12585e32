"""Issue to Artifacts: the table of outputs, and what each template is given.

To add an output: one template (or one function), one line in OUTPUTS, one golden file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from digest import period
from digest.model import Article, Artifact, Block, Filed, Issue, Mail, PastIssue, Section, Theme, Topic
from digest.render import jsonfeed, ladder
from digest.render.environment import Templates
from digest.render.ladder import FULL, Rung
from digest.render.view import Cards, folder, subject
from digest.render.words import Words
from digest.text import excerpt

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that the outputs of one build are made of.

    `newest` are the newest articles up to the newest issue's end, `by_topic` the same for each
    topic; `past` the issues built, the newest first, this one among them.
    """

    issue: Issue
    topic_of: dict[tuple[str, str], str]
    newest: tuple[Filed, ...]
    by_topic: tuple[tuple[Topic, tuple[Article, ...]], ...]
    past: tuple[PastIssue, ...]
    mail: Mail
    theme: Theme


@dataclass(frozen=True, slots=True)
class Output:
    """One line of the table: where it goes below `out/`, its template, and for what it is made."""

    path: str
    template: str
    scope: str


OUTPUTS = (
    Output("mail/{issue}/digest{mark}.html", "email/digest.html", "issue"),
    Output("mail/{issue}/digest{mark}.txt", "email/digest.txt", "issue"),
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


def render(material: Material, templates: Templates, words: Words) -> Iterator[Artifact]:
    """Yield every output of the issue. Reads no clock, no locale, no environment."""
    view = _View(material, words)
    scopes: dict[str, list[Values]] = {
        "issue": [view.issue()],
        "site": [view.site()],
        "newest": [view.newest()],
        "closed": [view.closed()],
        "topic": [view.topic(topic, articles) for topic, articles in material.by_topic],
    }
    for output in OUTPUTS:
        for values in scopes[output.scope]:
            path = output.path.format(**values["where"])
            if output.template == "email/digest.html":
                yield _mail(path, view, templates)
                continue
            if output.template == "json":
                parts = jsonfeed.write(values["feed"], view.language, material.issue.publication.title)
            else:
                parts = templates.render(output.template, **values)
            yield Artifact(path=path, parts=(part.encode() for part in parts))


def _mail(path: str, view: _View, templates: Templates) -> Artifact:
    """Return the mail, made as small as mail readers take it."""
    most = max((len(section.articles) for section in view.material.issue.sections), default=0)
    parts, rung = ladder.fit(
        lambda rung: list(templates.render("email/digest.html", **view.issue(rung))), most
    )
    return Artifact(path=path, parts=(part.encode() for part in parts), note=rung.name)


class _View:
    """Gathers what the templates are given."""

    def __init__(self, material: Material, words: Words) -> None:
        issue = material.issue
        self.material = material
        self.words = words
        self.language = issue.language
        self.publication = issue.publication
        self.folder = folder(issue.language, issue.publication)
        self.home = issue.publication.home + self.folder
        self.cards = Cards(issue.publication, words, material.past, issue.language)
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

    def issue(self, rung: Rung = FULL) -> Values:
        """Return what the mail and the issue's page show; the mail as much of it as its rung allows."""
        issue = self.material.issue
        index = next(i for i, past in enumerate(self._chain()) if past.name == issue.period.name)
        chain = self._chain()
        lead = self._card(issue.lead, rung.lead) if issue.lead else None
        sections = [self._section(section, rung) for section in issue.sections]
        headlines = [article.title for article in issue.articles]
        return {
            **self.common,
            "where": self.where,
            "up": "../../",
            "root": "../../../" if self.folder else "../../",
            "canonical": f"{self.home}issues/{issue.period.name}/",
            "web": f"{self.home}issues/{issue.period.name}/",
            "subject": subject(issue, self.words),
            "preheader": issue.draft.preheader or excerpt(" · ".join(headlines[:3]), 140),
            "greeting": issue.draft.greeting,
            "closing": issue.draft.closing,
            "before_lead": self._blocks("lead", before=True),
            "after_lead": self._blocks("lead", before=False),
            "pictures": rung.pictures,
            "period": self.words.period(issue.period),
            "number": issue.number,
            "count": len(headlines),
            "lead": lead,
            "sections": sections,
            "unsubscribe": self.material.mail.unsubscribe,
            "older": self._named(chain[index + 1]) if index + 1 < len(chain) else None,
            "newer": self._named(chain[index - 1]) if index else None,
        }

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
            "where": self.where,
            "up": "",
            "canonical": self.home,
            "years": list(years.items()),
            "issues": issues,
            "topics": topics,
            "feeds": [
                {
                    "title": self.words.every_story(),
                    "path": "feed.xml",
                    "url": self.home + "feed.xml",
                    "page": self.home,
                },
                {
                    "title": self.words.one_entry_an_issue(),
                    "path": "issues.xml",
                    "url": self.home + "issues.xml",
                    "page": self.home,
                },
                *(
                    {
                        "title": topic["title"],
                        "path": f"topics/{topic['slug']}/feed.xml",
                        "url": f"{self.home}topics/{topic['slug']}/feed.xml",
                        "page": f"{self.home}topics/{topic['slug']}/",
                    }
                    for topic in topics
                ),
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
                issue.articles,
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
            "where": {**self.where, "topic": topic.slug},
            "up": "../../",
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
        topic = self.material.topic_of.get((article.source, article.id), "")
        return self.cards.card(article, topic, limit) if limit else self.cards.card(article, topic)

    def _chain(self) -> list[PastIssue]:
        """Return the issues of this issue's kind, the newest first: what prev-archive walks along."""
        return [past for past in self.material.past if past.kind == self.material.issue.period.kind]

    def _named(self, past: PastIssue) -> Values:
        issue = self.material.issue
        within = period.named(past.name, issue.publication.timezone)
        return {
            "name": past.name,
            "title": self.words.period(within),
            "year": within.first.year,
            "number": past.number,
            "count": past.count,
            "headlines": past.headlines,
            "end": past.end,
            "page": f"{self.home}issues/{past.name}/",
        }
