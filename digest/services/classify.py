"""Classify the articles of an archive under topics, and report on it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest import __version__
from digest.archive import Archive
from digest.config import Config, setting_error
from digest.errors import ConfigError
from digest.issue import draft_reader
from digest.model import Article, ClassifiedArticle, Topic
from digest.periods import Period
from digest.topics import classifier as topics
from digest.topics import plugin
from digest.topics.classifier import Classifier, Coverage

if TYPE_CHECKING:
    from digest.topics.suggest import Suggestion


def classifier(config: Config) -> Classifier:
    """Return the publication's classifier."""
    return Classifier(
        config.publication.topics,
        config.publication.rest,
        config.publication.languages[0],
        _custom(config),
    )


def _custom(config: Config) -> plugin.TopicFunction | None:
    """Return the workspace's own classifier; its errors name the line of the setting."""
    if not config.classifier:
        return None
    with _located(config):
        function = plugin.load(config.root, config.classifier)

    def topic_of(article: Article, topics: Sequence[Topic]) -> str | None:
        with _located(config):
            return function(article, topics)

    return topic_of


@contextmanager
def _located(config: Config) -> Iterator[None]:
    """Add the file and the line of the setting `classifier` to an error about it."""
    try:
        yield
    except ConfigError as error:
        raise setting_error(config.root, "publication", "classifier", error.problem, error.value) from error


def classify(config: Config, archive: Archive) -> None:
    """Classify new articles; reclassify all when the topic settings changed."""
    topic_of = classifier(config)
    archive.classify(_rules(config), lambda article: topic_of(article).topic)


def _rules(config: Config) -> str:
    """Return a hash of everything the classification depends on, besides the articles."""
    topic_settings: list[object] = [
        (topic.slug, sorted(topic.titles.items()), topic.aliases, sorted(topic.keywords.items()))
        for topic in config.publication.topics
    ]
    rules = repr([*topic_settings, config.publication.languages[0], config.classifier]).encode()
    if config.classifier:
        with _located(config):
            rules += plugin.content(config.root, config.classifier)
    return hashlib.sha256(__version__.encode() + rules).hexdigest()


def coverage(config: Config, archive: Archive, period: Period | None) -> Coverage:
    """Return the coverage of the topics in a period, or in the whole archive."""
    return topics.coverage((item.article for item in _articles(archive, period)), classifier(config))


def suggestions(config: Config, archive: Archive, period: Period | None) -> list[Suggestion]:
    """Return keywords the topics lack, learnt from articles classified by labels or by the editor."""
    from digest.topics import suggest  # only `digest topics suggest` needs it

    publication_classifier = classifier(config)
    moved = _topics_in_drafts(config)
    known: dict[str, list[tuple[Article, Collection[str]]]] = {}
    for item in _articles(archive, period):
        slugs: Collection[str] = publication_classifier.claims(item.article)
        slug = moved.get(item.article.short_id, item.topic)
        if slug != item.topic:
            slugs = (slug,)
        if slugs:
            language = publication_classifier.language(item.article)
            known.setdefault(language, []).append((item.article, slugs))
    return [
        suggestion
        for language in sorted(known, key=lambda code: (-len(known[code]), code))
        for suggestion in suggest.suggest(known[language], config.publication.topics, language)
    ]


def _topics_in_drafts(config: Config) -> dict[str, str]:
    """Return the topics the drafts move articles to, by short id; the latest draft counts."""
    files = sorted(config.paths.drafts.glob("*.toml"))
    return {
        short_id: slug
        for file in files
        for draft in draft_reader.load(file, config.publication).values()
        for slug, short_ids in draft.article_order.items()
        for short_id in short_ids
    }


def _articles(archive: Archive, period: Period | None) -> Iterable[ClassifiedArticle]:
    return archive.between(period.start, period.end) if period else archive.everything()
