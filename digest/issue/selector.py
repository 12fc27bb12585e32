"""Articles to Issue: pure, and with a reason for every article left out."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from digest import periods
from digest.dedupe import groups, similarity
from digest.dedupe.similarity import SimilarPair
from digest.issue import translations
from digest.model import (
    Article,
    ArticleKey,
    ClassifiedArticle,
    DateFrom,
    Draft,
    Edge,
    End,
    Image,
    Issue,
    LeftOut,
    OnChange,
    Publication,
    Reason,
    Rewrite,
    Rule,
    Section,
    Topic,
    TopicOrder,
    Untranslated,
)
from digest.periods import Period, PeriodKind
from digest.text import fold

NEAR = timedelta(days=1)
_LEAD_TEXT = 400
UNDATED = "it has no date, so it belongs to no period"
_UNDATED = Reason.UNDATED, UNDATED.removeprefix("it ")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the issues before this one say of articles, by their marks.

    `sent` names the issue an article was in, `held` the issue it was held over from.
    """

    sent: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)


def select(  # noqa: PLR0913 (all that decides)
    filed: Sequence[ClassifiedArticle],
    publication: Publication,
    within: Period,
    language: str,
    draft: Draft | None = None,
    history: History | None = None,
    likenesses: Iterable[SimilarPair] | None = None,
) -> Issue:
    """Return the issue of one period in one language.

    `filed` holds the articles of the period, those near it, those held over, the undated ones, and
    those of other days that tell a story of one of these. Every article that is not in the issue
    is in `left_out`, with its reason. `likenesses` are what the archive knows of them; without it
    they are compared here. An issue that has no article in its own language has none at all.
    """
    draft, history = draft or Draft(), history or History()
    if likenesses is None:
        likenesses = similarity.find_pairs(item.article for item in filed)
    desk = _Desk(publication, within, language, draft, history)
    chosen, foreign = desk.sift(filed, likenesses)
    terms = publication if chosen else replace(publication, untranslated=Untranslated.LEAVE_OUT)
    known = [item.article for item in filed if item.article.published and item.article.title]
    others = translations.sort_out(foreign, known, terms, language, draft.translations, desk.story_of)
    desk.left_out += others.left_out
    lead = desk.lead([item.article for item in chosen])
    chosen = sorted([*chosen, *others.marked], key=_newest_first)
    sections = desk.sections([item for item in chosen if item.article is not lead])
    return Issue(
        publication=publication,
        period=within,
        language=language,
        number=draft.number if draft.number is not None else number(publication, within),
        lead=desk.rewritten(lead) if lead else None,
        sections=tuple(
            replace(one, articles=tuple(desk.rewritten(article) for article in one.articles))
            for one in sections
        ),
        left_out=tuple(desk.left_out),
        edges=tuple(_edges((item.article for item in filed), within)),
        draft=draft,
        notes=desk.notes,
        linked=others.linked,
        untranslated=others.lacking,
    )


def weight(article: Article) -> tuple[bool, int]:
    """Return what makes one article heavier than another: a picture, then a longer summary up to 400 characters."""
    return article.image is not None, min(len(article.summary), _LEAD_TEXT)


def number(publication: Publication, within: Period) -> int | None:
    """Return the issue's number, counted from the publication's first; None where it names none.

    Only periods of the first issue's own kind are counted, and none before it.
    """
    if publication.first_issue is None:
        return None
    first = periods.named(publication.first_issue, publication.timezone)
    if first.kind != within.kind or within.first < first.first or within.kind is PeriodKind.DAYS:
        return None
    months = (within.first.year - first.first.year) * 12 + within.first.month - first.first.month
    if within.kind is PeriodKind.WEEK:
        return (within.first - first.first).days // 7 + 1
    return months // {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}[within.kind] + 1


def ruled_out(item: ClassifiedArticle, publication: Publication) -> tuple[Reason, str] | None:
    """Return the reason why the publication's rules keep an article out; None where they let it in."""
    slug = publication.topic(item.topic).slug
    rule = next((one for one in publication.exclude if _fits(one, item, slug)), None)
    if rule:
        return Reason.RULE, f"is excluded: {_told(rule)}"
    asked = [one for one in publication.include if one.topic in (None, slug)]
    if asked and not any(_fits(one, item, slug) for one in asked):
        return Reason.RULE, "fits none of the rules that include"
    return None


def apart(pairs: Collection[frozenset[str]], items: Iterable[ClassifiedArticle]) -> groups.KeptApart:
    """Return which of `items` an editor holds apart, of whose marks `pairs` are."""
    if not pairs:
        return frozenset()
    names = {item.article.short_id: item.article.key for item in items}
    return frozenset(frozenset(names[one] for one in pair) for pair in pairs if pair <= names.keys())


class _Desk:
    """One issue in the making: what is in, what is out, and why."""

    def __init__(
        self, publication: Publication, within: Period, language: str, draft: Draft, history: History
    ) -> None:
        self.publication, self.within, self.language = publication, within, language
        self.draft, self.history = draft, history
        self.left_out: list[LeftOut] = []
        self.notes: dict[str, str] = {}
        self.story_of: Mapping[ArticleKey, ArticleKey] = {}
        self._listed = {one for marks in draft.order.values() for one in marks} | {draft.lead, *draft.pinned}
        self._moved = {one: slug for slug, marks in draft.order.items() for one in marks}

    def _out(self, article: Article, reason: Reason, detail: str) -> None:
        self.left_out.append(LeftOut(article=article, reason=reason, detail=detail))

    def sift(
        self, filed: Sequence[ClassifiedArticle], likenesses: Iterable[SimilarPair]
    ) -> tuple[list[ClassifiedArticle], list[ClassifiedArticle]]:
        """Return what belongs into the issue, the newest first, and what would but for its language.

        Each stands under the topic it goes to, with what others of its story lend it.
        """
        items = [self._dated(given) for given in filed]
        reasons = {item.article.key: self._why_not(item) for item in items}
        likenesses, pairs = list(likenesses), apart(self.draft.apart, items)
        self.story_of = groups.group_keys(likenesses, pairs)
        reasons |= self._by_story(items, reasons)
        found = groups.find(
            (item.article for item in items if (reasons[item.article.key] or _UNDATED)[0] is Reason.UNDATED),
            likenesses,
            pairs,
            {name for item in items if reasons[name := item.article.key] is None and self._named(item)},
        )
        labelled = {item.article.key: item.topic for item in items if item.article.topics}
        chosen: list[ClassifiedArticle] = []
        foreign: list[ClassifiedArticle] = []
        for item in items:
            reason, kept = reasons[item.article.key], found.printed.get(item.article.key)
            if kept and kept.published:
                reason = Reason.DUPLICATE, f"is the same as {kept.title!r} from {kept.source}"
            if reason:
                self._out(item.article, *reason)
                continue
            whole = self._whole(item, found, labelled)
            spoken = self.publication.language_of(whole.article)
            (chosen if spoken == self.language else foreign).append(whole)
        return sorted(chosen, key=_newest_first), foreign

    def _named(self, item: ClassifiedArticle) -> bool:
        """Return whether the editor chose this very article, of all that tell its story."""
        mark = item.article.short_id
        draft = self.draft
        return mark in self._listed or any(
            mark in names for names in (draft.late, draft.dates, draft.rewrites, self.history.held)
        )

    def _by_story(
        self,
        items: Iterable[ClassifiedArticle],
        reasons: Mapping[ArticleKey, tuple[Reason, str] | None],
    ) -> dict[ArticleKey, tuple[Reason, str]]:
        """Return why articles are out through another that tells their story.

        What the editor decided on that one, or that it was sent, holds for them, unless the editor
        named them; and an undated one is of the day of that one.
        """
        fates: dict[ArticleKey, tuple[Article, tuple[Reason, str]]] = {}
        days: dict[ArticleKey, tuple[Article, tuple[Reason, str] | None]] = {}
        story_of = self.story_of
        told = [item for item in items if item.article.key in story_of]
        for article in (item.article for item in told):
            story, reason = story_of[article.key], reasons[article.key]
            if fate := self._decided(article) or self._sent(article):
                fates.setdefault(story, (article, fate))
            if article.published and (story not in days or reason is None):
                days[story] = article, reason
        found = {}
        for item in told:
            name = item.article.key
            reason = reasons[name]
            if self._named(item) or (reason and reason[0] is not Reason.UNDATED):
                continue
            other, fate_of = (
                fates.get(story_of[name]) or (days.get(story_of[name]) if reason else None) or (None, None)
            )
            if other and fate_of:
                detail = f"is the same as {other.title!r} from {other.source}, which {fate_of[1]}"
                found[name] = fate_of[0], detail
        return found

    def _whole(
        self, item: ClassifiedArticle, found: groups.Duplicates, labelled: Mapping[ArticleKey, str]
    ) -> ClassifiedArticle:
        """Return an article with what others of its story lend it; a topic comes with the labels lent."""
        story = found.groups.get(item.article.key)
        if story is None:
            return item
        topic = next((labelled[one.key] for one in story if one.key in labelled), item.topic)
        if item.article.short_id in self._moved:
            topic = item.topic
        return replace(item, article=found.completed(item.article), topic=topic)

    def _dated(self, item: ClassifiedArticle) -> ClassifiedArticle:
        """Return an article under the topic the editor moved it to, with the day the editor gave it."""
        article, mark = item.article, item.article.short_id
        if article.published is None and mark in self.draft.dates:
            moment = datetime.combine(self.draft.dates[mark], time(), self.within.start.tzinfo)
            article = replace(article, published=moment, date_from=DateFrom.ESTIMATED)
            self.notes[mark] = f"the editor dated it {self.draft.dates[mark]}"
        slug = self._moved.get(mark)
        if slug is not None and slug != self.publication.topic(item.topic).slug:
            self.notes[mark] = "the editor moved it there"
            return ClassifiedArticle(article=article, topic=slug)
        return item if article is item.article else replace(item, article=article)

    def _why_not(self, item: ClassifiedArticle) -> tuple[Reason, str] | None:
        article, mark = item.article, item.article.short_id
        if decided := self._decided(article):
            return decided
        over = self.history.held.get(mark)
        if over:
            self.notes[mark] = f"it was held over from {over}"
        elif mark in self.draft.late:
            self.notes[mark] = "it came late, and the editor took it"
        else:
            reason = self._outside(article)
            if reason:
                return reason
        if not article.title:
            return Reason.EMPTY, "has neither a title nor a text"
        if sent := self._sent(article):
            return sent
        return None if mark in self._listed else ruled_out(item, self.publication)

    def _decided(self, article: Article) -> tuple[Reason, str] | None:
        mark = article.short_id
        if mark in self.draft.left_out:
            return Reason.EDITOR, _because("was left out by the editor", self.draft.left_out[mark])
        if mark in self.draft.held:
            return Reason.HELD, _because("is held for the next issue", self.draft.held[mark])
        return None

    def _sent(self, article: Article) -> tuple[Reason, str] | None:
        mark = article.short_id
        if mark in self.history.sent and mark not in self.draft.late:
            return Reason.SENT, f"was in the issue {self.history.sent[mark]}"
        return None

    def _outside(self, article: Article) -> tuple[Reason, str] | None:
        if article.published is None:
            return _UNDATED
        if article.published in self.within:
            return None
        local = article.published.astimezone(self.within.start.tzinfo)
        side = "before" if local < self.within.start else "after"
        name, zone = self.within.name, self.within.zone
        return Reason.PERIOD, f"was published on {local:%Y-%m-%d at %H:%M} ({zone}), {side} {name}"

    def lead(self, articles: Sequence[Article]) -> Article | None:
        """Return the article the editor named, else the heaviest: of several the newest."""
        named = next((article for article in articles if article.short_id == self.draft.lead), None)
        if named:
            self.notes[named.short_id] = "the editor named it"
        return named or max(articles, key=weight, default=None)

    def sections(self, filed: Iterable[ClassifiedArticle]) -> list[Section]:
        """Return the sections in the editor's order, then the publication's; those too small go under "also"."""
        publication = self.publication
        by_topic: dict[str, list[Article]] = {}
        for item in filed:
            by_topic.setdefault(publication.topic(item.topic).slug, []).append(item.article)
        sections, small = [], []
        for topic in (*publication.topics, publication.rest):
            articles = self._limited(topic, self._ordered(topic, by_topic.get(topic.slug, [])))
            if articles and len(articles) < topic.least and topic.slug not in self.draft.sections:
                for article in articles:
                    self.notes.setdefault(
                        article.short_id, f"{topic.title(self.language)!r} has fewer than {topic.least}"
                    )
                small += articles
            elif articles:
                sections.append(Section(topic=topic, articles=tuple(articles)))
        if small:
            sections.append(Section(topic=publication.few, articles=tuple(small)))
        first = {slug: place for place, slug in enumerate(self.draft.sections)}
        return sorted(sections, key=lambda one: first.get(one.topic.slug, len(first)))

    def _ordered(self, topic: Topic, articles: list[Article]) -> list[Article]:
        """Return the articles of a section: the pinned, those the editor put in order, the others by the rule."""
        place = {mark: (0, number) for number, mark in enumerate(self.draft.pinned)}
        for number, mark in enumerate(self.draft.order.get(topic.slug, ())):
            place.setdefault(mark, (1, number))
        if topic.order is TopicOrder.WEIGHT:
            articles = sorted(articles, key=weight, reverse=True)
        elif topic.order is TopicOrder.SOURCE:
            articles = sorted(articles, key=lambda article: article.source)
        return sorted(articles, key=lambda article: place.get(article.short_id, (2, 0)))

    def _limited(self, topic: Topic, articles: list[Article]) -> list[Article]:
        if topic.most is None:
            return articles
        kept: list[Article] = []
        for article in articles:
            if len(kept) < topic.most or article.short_id in self._listed:
                kept.append(article)
            else:
                detail = f"is over the limit of {topic.most} under {topic.title(self.language)!r}"
                self._out(article, Reason.LIMIT, detail)
        return kept

    def rewritten(self, article: Article) -> Article:
        """Return an article in the editor's words, where there are any."""
        rewrite = self.draft.rewrites.get(article.short_id)
        return article if rewrite is None else rewritten(article, rewrite)


def rewritten(article: Article, rewrite: Rewrite) -> Article:
    """Return `article` as the editor rewrote it; as the source has it now, where the editor took that."""
    if rewrite.changed is OnChange.TAKE and changes(article, rewrite):
        return article
    image = article.image
    if rewrite.image is not None:
        image = Image(url=rewrite.image, alt=rewrite.alt or "") if rewrite.image else None
    elif image and rewrite.alt is not None:
        image = replace(image, alt=rewrite.alt)
    new_summary = rewrite.summary is not None
    return replace(
        article,
        title=rewrite.title if rewrite.title is not None else article.title,
        summary=rewrite.summary if rewrite.summary is not None else article.summary,
        content="" if new_summary else article.content,
        image=image,
    )


def changes(article: Article, rewrite: Rewrite) -> list[tuple[str, str, str]]:
    """Return what the source says otherwise since it was rewritten: the field, what it was and what it is."""
    pairs = (("title", rewrite.was_title, article.title), ("summary", rewrite.was_summary, article.summary))
    return [(name, was, now) for name, was, now in pairs if was is not None and was != now]


def _because(what: str, reason: str) -> str:
    return f"{what}: {reason}" if reason else what


def _fits(rule: Rule, item: ClassifiedArticle, slug: str) -> bool:
    article = item.article
    words = f" {fold(article.title)} {fold(article.summary)} "
    return (
        (rule.topic is None or rule.topic == slug)
        and (rule.source is None or fnmatch.fnmatchcase(article.source, rule.source))
        and (rule.language is None or rule.language == article.language)
        and (rule.label is None or fold(rule.label) in map(fold, article.topics))
        and (rule.word is None or f" {fold(rule.word)} " in words)
    )


def _told(rule: Rule) -> str:
    said = (
        ("source", rule.source),
        ("language", rule.language),
        ("label", rule.label),
        ("word", rule.word),
        ("topic", rule.topic),
    )
    return ", ".join(f"{name} {value!r}" for name, value in said if value is not None)


def _newest_first(item: ClassifiedArticle) -> float:
    moment = item.article.published or datetime.min.replace(tzinfo=UTC)
    return -moment.timestamp()


def _edges(articles: Iterable[Article], within: Period) -> Iterable[Edge]:
    """Yield what lies within a day of either end, on whichever side."""
    for article in articles:
        if article.published is None:
            continue
        for end, moment in ((End.START, within.start), (End.END, within.end)):
            distance = article.published.astimezone(UTC) - moment.astimezone(UTC)
            if -NEAR <= distance < NEAR:
                yield Edge(article=article, end=end, inside=article.published in within)
