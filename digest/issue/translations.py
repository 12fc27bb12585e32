"""Which articles are one story in several languages, and what becomes of one in another language than the issue's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from digest.model import Article, ArticleKey, ClassifiedArticle, LeftOut, Publication, Reason, Untranslated

_PARAMETERS = ("lang", "language", "locale", "hl")
_URI = re.compile(r"(?:https?://|tag:|urn:)\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """What becomes of the articles in other languages than the issue's.

    `marked` stand in the issue, `linked` are named at its end. `lacking` are all that have no
    translation in its language, of the publication's languages only.
    """

    marked: tuple[ClassifiedArticle, ...]
    linked: tuple[Article, ...]
    lacking: tuple[Article, ...]
    left_out: tuple[LeftOut, ...]


def find(
    articles: Iterable[Article],
    publication: Publication,
    pairs: Iterable[Collection[str]] = (),
    story_of: Mapping[ArticleKey, ArticleKey] | None = None,
) -> dict[ArticleKey, tuple[Article, ...]]:
    """Return, for every article that has translations among `articles`, those, in the publication's order.

    Two are one story in two languages where their addresses differ only in naming their language,
    where they share a worldwide id, where one names the other's address as its translation, and
    where one of `pairs` holds both (by their marks). What is true of an article is true of all that
    tell its story, by `story_of`.
    """
    groups = _Groups()
    named: dict[str, list[str]] = {}
    for number, pair in enumerate(pairs):
        for name in pair:
            named.setdefault(name, []).append(f"pair {number}")
    every = list(articles)
    for article in every:
        groups.join(_itself(article), *_marks(article, publication.language_of(article)))
        if story := (story_of or {}).get(article.key):
            groups.join(_itself(article), f"story {story}")
        groups.join(_itself(article), *named.get(article.short_id, ()))
    together: dict[str, list[Article]] = {}
    for article in every:
        together.setdefault(groups.head(_itself(article)), []).append(article)
    result = {}
    for group in together.values():
        for article in group if len(group) > 1 else ():
            own = publication.language_of(article)
            others = [one for one in group if publication.language_of(one) != own]
            if others:
                others.sort(key=lambda one: _rank(publication.language_of(one), publication))
                result[article.key] = tuple(others)
    return result


def sort_out(  # noqa: PLR0913 (all that an issue knows of them)
    foreign: Sequence[ClassifiedArticle],
    known: Iterable[Article],
    publication: Publication,
    language: str,
    pairs: Iterable[Collection[str]],
    story_of: Mapping[ArticleKey, ArticleKey],
) -> Foreign:
    """Say what becomes of `foreign`, the articles of the period in other languages than `language`.

    `known` are all articles a translation is looked for among. Where a story is in two other
    languages, the one the publication names first stands for it.
    """
    translations = find(known, publication, pairs, story_of) if foreign else {}
    marked, linked, lacking, left_out = [], [], [], []
    for item in foreign:
        article = item.article
        code = publication.language_of(article)
        detail = f"is in {article.language or 'a language nobody named'!r}; this issue is in {language!r}"
        others = translations.get(article.key, ())
        mine = next((one for one in others if publication.language_of(one) == language), None)
        reason = Reason.LANGUAGE
        if mine:
            detail += f", where it is {mine.title!r}"
        elif others and _rank(publication.language_of(others[0]), publication) < _rank(code, publication):
            detail += f", and {others[0].title!r} stands for it"
        else:
            if code in publication.languages:
                lacking.append(article)
            if publication.untranslated is Untranslated.MARK:
                marked.append(item)
                continue
            if publication.untranslated is Untranslated.LINK and (
                article.url or code in publication.languages
            ):
                linked.append(article)
                reason, detail = Reason.LINKED, f"{detail}, which only names it at its end"
        left_out.append(LeftOut(article=article, reason=reason, detail=detail))
    return Foreign(
        marked=tuple(marked), linked=tuple(linked), lacking=tuple(lacking), left_out=tuple(left_out)
    )


def address_key(url: str, language: str) -> str | None:
    """Return `url` without what names `language` in it, None where nothing else tells it from others.

    Language is named by a part of the path (/es/, /es-mx/), by the end of the name (x.es.html), by a
    parameter (?lang=es), or by the head of the host (es.example.org).
    """
    code = rf"{re.escape(language)}(?:[-_][a-z0-9]{{2,4}})?"
    try:
        parts = urlsplit(url.lower())
        host = parts.hostname or ""
    except ValueError:
        return None
    labels = host.removeprefix("www.").split(".")
    if len(labels) > 2 and re.fullmatch(code, labels[0]):
        labels = labels[1:]
    segments = [segment for segment in parts.path.split("/") if segment]
    index = next((n for n, segment in enumerate(segments) if re.fullmatch(code, segment)), None)
    if index is not None:
        del segments[index]
    elif segments:
        segments[-1] = re.sub(rf"\.{code}(?=\.\w+$)", "", segments[-1])
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not (pair[0] in _PARAMETERS and re.fullmatch(code, pair[1]))
    ]
    if not segments and not query:
        return None
    return f"{'.'.join(labels)}/{'/'.join(segments)}?{urlencode(query)}"


def _marks(article: Article, language: str) -> list[str]:
    """Return what an article shares with its translations."""
    marks = [f"id {article.id}"] if _URI.fullmatch(article.id) else []
    if article.url:
        marks.append(f"at {_plain(article.url)}")
        key = address_key(article.url, language)
        marks += [f"address {key}"] if key else []
    marks += [f"at {_plain(address)}" for address in article.translations]
    return marks


def _plain(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url.partition("#")[0]).rstrip("/")


def _itself(article: Article) -> str:
    return f"itself {article.source}\n{article.id}"


def _rank(language: str, publication: Publication) -> tuple[int, str]:
    languages = publication.languages
    return (languages.index(language) if language in languages else len(languages), language)


class _Groups:
    """What belongs together, directly or by way of others."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def head(self, name: str) -> str:
        while (above := self._above.get(name, name)) != name:
            self._above[name] = self._above.get(above, above)
            name = above
        return name

    def join(self, first: str, *others: str) -> None:
        for other in others:
            self._above[self.head(other)] = self.head(first)
