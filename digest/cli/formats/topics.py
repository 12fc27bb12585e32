"""Coverage of topics and suggested keywords, as text and as values for JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from digest.cli.console import counted
from digest.fetch.ssrf import without_credentials
from digest.model import Publication, Topic
from digest.topics.classifier import Coverage, MatchedBy

if TYPE_CHECKING:
    from digest.topics.suggest import Suggestion

_NAME_WIDTH = 37


def coverage_values(coverage: Coverage, publication: Publication) -> dict[str, Any]:
    """Return the coverage of the topics as `digest topics --json` prints it."""
    return {
        "articles": coverage.articles,
        "labelled": coverage.labelled,
        "topics": [
            {
                "topic": slug,
                "title": publication.topic(slug).title(publication.languages[0]),
                "articles": counts.total(),
                **{f"by_{reason}": counts[reason] for reason in MatchedBy},
            }
            for slug, counts in coverage.counts.items()
        ],
        "unclaimed": [
            {"label": label, "articles": count, "source": without_credentials(source)}
            for label, count, source in coverage.unclaimed
        ],
    }


def coverage_table(coverage: Coverage, publication: Publication) -> Iterator[str]:
    """Yield the lines of the table of topics, at most 100 columns wide."""
    # Only a workspace with a classifier of its own has numbers in that column.
    columns = [
        reason
        for reason in MatchedBy
        if reason is not MatchedBy.CLASSIFIER or any(counts[reason] for counts in coverage.counts.values())
    ]
    yield f"{'topic':{_NAME_WIDTH}} {'articles':>8}" + "".join(f"  by {column}" for column in columns)
    for slug, counts in coverage.counts.items():
        title = publication.topic(slug).title(publication.languages[0])
        name = textwrap.shorten(title, _NAME_WIDTH, placeholder="…")
        cells = "".join(f"  {counts[column] or '':>{len(column) + 3}}" for column in columns)
        yield f"{name:{_NAME_WIDTH}} {counts.total():>8}{cells}".rstrip()
    yield ""
    yield f"{coverage.labelled} of {counted(coverage.articles, 'article')} labelled by their sources"
    if coverage.unclaimed:
        yield ""
        yield "Labels of no topic (add them to a topic's aliases in digest.toml):"
    for label, count, source in coverage.unclaimed:
        yield f"  {count:>6}  {label}  ({without_credentials(source)})"


def suggestion_values(suggestion: Suggestion) -> dict[str, Any]:
    """Return a suggested keyword as `digest topics suggest --json` prints it."""
    return {
        "topic": suggestion.topic,
        "language": suggestion.language,
        "keyword": suggestion.keyword,
        "inside": suggestion.inside,
        "of": suggestion.of,
        "outside": suggestion.outside,
        "others": suggestion.others,
    }


def suggestion_lines(suggestions: Iterable[Suggestion], publication: Publication) -> Iterator[str]:
    """Yield lines of TOML: the keywords of each topic, with the suggested ones after its own."""
    by_topic: dict[str, dict[str, list[Suggestion]]] = {}
    for suggestion in suggestions:
        by_language = by_topic.setdefault(suggestion.topic, {})
        by_language.setdefault(suggestion.language, []).append(suggestion)
    for topic in publication.topics:
        if topic.slug in by_topic:
            yield f"[topics.{topic.slug}]"
            yield from _topic_lines(topic, by_topic[topic.slug], publication)
            yield ""


def _topic_lines(
    topic: Topic, suggestions: dict[str, list[Suggestion]], publication: Publication
) -> Iterator[str]:
    # One list stays one list; lists by language stay lists by language.
    has_one_list = "" in topic.keywords or (len(publication.languages) == 1 and not topic.keywords)
    if has_one_list:
        yield from _list_lines("keywords", topic.keywords.get("", ()), chain(*suggestions.values()))
        return
    for language in dict.fromkeys([*topic.keywords, *suggestions]):
        own, suggested = topic.keywords.get(language, ()), suggestions.get(language, ())
        yield from _list_lines(f"keywords.{language}", own, suggested)


def _list_lines(name: str, own: Iterable[str], suggestions: Iterable[Suggestion]) -> Iterator[str]:
    yield f"{name} = ["
    for keyword in own:
        yield f"    {_toml_string(keyword)},"
    seen = set()
    for suggestion in suggestions:
        if suggestion.keyword not in seen:
            seen.add(suggestion.keyword)
            others = counted(suggestion.others, "other")
            counts = (
                f"in {suggestion.inside} of {suggestion.of} of its articles, {suggestion.outside} of {others}"
            )
            yield f"    {_toml_string(suggestion.keyword) + ',':24}  # {counts}"
    yield "]"


def _toml_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string
