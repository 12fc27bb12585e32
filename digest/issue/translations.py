"""Articles that tell the same story in several languages, and those in another language than the issue's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from digest.dedupe.features import has_worldwide_id
from digest.issue.decisions import Exclusion
from digest.issue.plan import IssuePlan
from digest.model import Article, ArticleKey, ClassifiedArticle, Publication, Reason, Untranslated

_PARAMETERS = ("lang", "language", "locale", "hl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """The articles in other languages than the issue's.

    `included` are in the issue, `linked` are named at its end. `untranslated` are all that have no
    translation in its language, of the publication's languages only.
    """

    included: tuple[ClassifiedArticle, ...]
    linked: tuple[Article, ...]
    untranslated: tuple[Article, ...]
    excluded: tuple[tuple[Article, Exclusion], ...]


def find(
    articles: Iterable[Article],
    publication: Publication,
    pairs: Iterable[Collection[str]] = (),
    group_of: Mapping[ArticleKey, ArticleKey] | None = None,
) -> dict[ArticleKey, tuple[Article, ...]]:
    """Return the translations of every article that has some, in the publication's order of languages.

    Two articles are translations if their addresses differ only in naming their language, if they
    share a worldwide id, if one names the other's address as its translation, or if the editor
    paired them. A translation of an article is one of all its duplicates.

    Args:
        articles: The articles to pair.
        publication: Its languages.
        pairs: Short ids the editor paired.
        group_of: The duplicate group of each article in one.
    """
    every = list(articles)
    editor_pairs: dict[str, list[str]] = {}
    for number, pair in enumerate(pairs):
        for short_id in pair:
            editor_pairs.setdefault(short_id, []).append(f"pair {number}")
    sets = _DisjointSets()
    for article in every:
        sets.join(_node(article), *_shared_names(article, publication.language_of(article)))
        sets.join(_node(article), *editor_pairs.get(article.short_id, ()))
        if group := (group_of or {}).get(article.key):
            sets.join(_node(article), f"group {group}")
    together: dict[str, list[Article]] = {}
    for article in every:
        together.setdefault(sets.root(_node(article)), []).append(article)
    translations = {}
    for group_articles in together.values():
        for article in group_articles if len(group_articles) > 1 else ():
            others = _in_other_languages(article, group_articles, publication)
            if others:
                translations[article.key] = tuple(others)
    return translations


def _in_other_languages(
    article: Article, articles: Iterable[Article], publication: Publication
) -> list[Article]:
    own = publication.language_of(article)
    others = [other for other in articles if publication.language_of(other) != own]
    return sorted(others, key=lambda other: _rank(publication.language_of(other), publication))


def sort_out(
    articles: Iterable[ClassifiedArticle],
    translations: Mapping[ArticleKey, tuple[Article, ...]],
    plan: IssuePlan,
) -> Foreign:
    """Include, link or exclude each article in another language than the issue's.

    The setting `untranslated` decides on articles without a translation in the issue's language. Of
    two translations in other languages, the one whose language the publication names first counts.

    Args:
        articles: The articles of the period in other languages.
        translations: The translations of each article, as `find` returns them.
        plan: The issue.
    """
    publication = plan.publication
    included, linked, untranslated, excluded = [], [], [], []
    for item in articles:
        article = item.article
        code = publication.language_of(article)
        language = repr(article.language) if article.language else "an unknown language"
        detail = f"is in {language}; this issue is in {plan.language!r}"
        exclusion = Exclusion(Reason.LANGUAGE, detail)
        if counterpart := _counterpart(translations.get(article.key, ()), code, plan):
            excluded.append((article, Exclusion(Reason.LANGUAGE, f"{detail}, {counterpart}")))
            continue
        if code in publication.languages:
            untranslated.append(article)
        if publication.untranslated is Untranslated.MARK:
            included.append(item)
            continue
        if publication.untranslated is Untranslated.LINK and (article.url or code in publication.languages):
            linked.append(article)
            exclusion = Exclusion(Reason.LINKED, f"{detail}, which only names it at its end")
        excluded.append((article, exclusion))
    return Foreign(
        included=tuple(included),
        linked=tuple(linked),
        untranslated=tuple(untranslated),
        excluded=tuple(excluded),
    )


def _counterpart(others: Sequence[Article], code: str, plan: IssuePlan) -> str:
    """Return words for the translation that replaces an article in the language `code`; "" if none does."""
    publication = plan.publication
    own = next((other for other in others if publication.language_of(other) == plan.language), None)
    if own:
        return f"where it is {own.title!r}"
    if others and _rank(publication.language_of(others[0]), publication) < _rank(code, publication):
        return f"and {others[0].title!r} stands for it"
    return ""


def address_key(url: str, language: str) -> str | None:
    """Return an address without its language, or None if nothing else tells it from others.

    The language is a part of the path (/es/, /es-mx/), the end of the name (x.es.html), a parameter
    (?lang=es), or the first label of the host (es.example.org).
    """
    code = rf"{re.escape(language)}(?:[-_][a-z0-9]{{2,4}})?"
    try:
        parts = urlsplit(url.lower())
        host = parts.hostname or ""
    except ValueError:
        return None
    segments = _path_without(code, [segment for segment in parts.path.split("/") if segment])
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not (name in _PARAMETERS and re.fullmatch(code, value))
    ]
    if not segments and not query:
        return None
    return f"{_host_without(code, host)}/{'/'.join(segments)}?{urlencode(query)}"


def _host_without(code: str, host: str) -> str:
    labels = host.removeprefix("www.").split(".")
    if len(labels) > 2 and re.fullmatch(code, labels[0]):
        labels = labels[1:]
    return ".".join(labels)


def _path_without(code: str, segments: list[str]) -> list[str]:
    """Return the segments of a path without the first that names a language, else without one in its end."""
    place = next((place for place, segment in enumerate(segments) if re.fullmatch(code, segment)), None)
    if place is not None:
        return segments[:place] + segments[place + 1 :]
    if not segments:
        return []
    return [*segments[:-1], re.sub(rf"\.{code}(?=\.\w+$)", "", segments[-1])]


def _shared_names(article: Article, language: str) -> list[str]:
    """Return the names an article may share with its translations."""
    names = [f"id {article.id}"] if has_worldwide_id(article) else []
    if article.url:
        names.append(f"at {_plain(article.url)}")
        address = address_key(article.url, language)
        names += [f"address {address}"] if address else []
    names += [f"at {_plain(address)}" for address in article.translations]
    return names


def _plain(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url.partition("#")[0]).rstrip("/")


def _node(article: Article) -> str:
    return f"article {article.source}\n{article.id}"


def _rank(language: str, publication: Publication) -> tuple[int, str]:
    languages = publication.languages
    return (languages.index(language) if language in languages else len(languages), language)


class _DisjointSets:
    """Sets of names, merged by names they share (union-find)."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def root(self, name: str) -> str:
        while (parent := self._parents.get(name, name)) != name:
            self._parents[name] = self._parents.get(parent, parent)
            name = parent
        return name

    def join(self, name: str, *others: str) -> None:
        for other in others:
            self._parents[self.root(other)] = self.root(name)
