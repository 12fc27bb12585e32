"""Which topic each article of the archive comes under, and what may be learnt from that."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
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
    """Return what says the topic of an article, as the publication has it."""
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


def file(config: Config, archive: Archive) -> None:
    """File every article of the archive that is not yet, all of them where what decides it changed."""
    classify = classifier(config)
    rules = repr(
        [
            (t.slug, sorted(t.titles.items()), t.aliases, sorted(t.keywords.items()))
            for t in config.publication.topics
        ]
        + [config.publication.languages[0], config.classifier]
    ).encode()
    if config.classifier:
        with _located(config):
            rules += plugin.content(config.root, config.classifier)
    archive.classify(
        hashlib.sha256(__version__.encode() + rules).hexdigest(), lambda article: classify(article).topic
    )


def coverage(config: Config, archive: Archive, within: Period | None) -> Coverage:
    """Return how the articles of `within`, or of the whole archive, come under their topics."""
    return topics.coverage((item.article for item in _held(archive, within)), classifier(config))


def suggestions(config: Config, archive: Archive, within: Period | None) -> list[Suggestion]:
    """Return keywords that the topics lack, learnt from articles that labels or the editor brought there."""
    from digest.topics import suggest  # noqa: PLC0415 (one command's business)

    classify = classifier(config)
    known: dict[str, list[tuple[Article, Collection[str]]]] = {}
    moved = _moved(config)
    for item in _held(archive, within):
        claimed: Collection[str] = classify.claims(item.article)
        slug = moved.get(item.article.short_id, item.topic)
        if slug != item.topic:
            claimed = (slug,)
        if claimed:
            known.setdefault(classify.language(item.article), []).append((item.article, claimed))
    return [
        one
        for language in sorted(known, key=lambda code: (-len(known[code]), code))
        for one in suggest.suggest(known[language], config.publication.topics, language)
    ]


def _moved(config: Config) -> dict[str, str]:
    """Return where the drafts put articles, by their marks; of several drafts the latest counts."""
    files = sorted(draft_reader.path(config.root, "x").parent.glob("*.toml"))
    return {
        mark: slug
        for file in files
        for draft in draft_reader.load(file, config.publication).values()
        for slug, marks in draft.order.items()
        for mark in marks
    }


def _held(archive: Archive, within: Period | None) -> list[ClassifiedArticle]:
    return archive.between(within.start, within.end) if within else archive.everything()
