"""Measure how well the keywords of `digest topics suggest` classify articles, and how fast.

    python -m benchmarks.topics                articles made here: a smoke test
    python -m benchmarks.topics --items FILE   real ones, one JSON object a line with
                                               title, summary, date, topics (and language, else en)

Keywords are learnt from the items before 2016 (--until), with their ten most frequent topics as the
labels. The later items are classified by these keywords alone, with their own labels hidden. An item
may have several topics; it is classified under one, or under the rest:

    classified   items not under the rest, of all later ones, those with none of the ten topics too
    precision    of the classified, those that have the topic they are classified under
    found        of the items with any of the ten topics, those classified under one they have
    recall       of all pairs of an item and one of its ten topics, those found; as an item gets one
                 topic, "at best" is the highest possible
    macro        precision and recall of each topic, averaged over the ten; a topic without items is 0

"majority" classifies everything under the largest topic. "linear model" is scikit-learn's logistic
regression on TF-IDF, one against the rest, of words and pairs of words. It always has an answer, so
its surest answers are shown too, as many as the keywords classify. Nothing is tuned on the later items.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from digest.model import Article, Topic
from digest.topics.classifier import Classifier
from digest.topics.suggest import suggest

_TOPICS = 10
_REST = Topic(slug="more", titles={"en": "More"})


@dataclass(frozen=True, slots=True)
class _Item:
    article: Article
    date: str
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Score:
    """The score of one way to classify.

    `topics` holds, for each topic, the numbers of items classified under it, rightly so, and having it.
    """

    name: str
    classified: int
    right: int
    topics: dict[str, tuple[int, int, int]]
    labelled: int

    def cells(self) -> list[str]:
        pairs = sum(having for _, _, having in self.topics.values())
        macro_precision = sum(
            right / classified if classified else 0 for classified, right, _ in self.topics.values()
        )
        macro_recall = sum(right / having if having else 0 for _, right, having in self.topics.values())
        number = max(len(self.topics), 1)
        return [
            self.name,
            str(self.classified),
            _share(self.right, self.classified),
            _share(self.right, self.labelled),
            _share(self.right, pairs),
            f"{macro_precision / number:.3f}",
            f"{macro_recall / number:.3f}",
        ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.topics", description="Measure the topics.")
    parser.add_argument(
        "--items", type=Path, metavar="FILE", help="articles as lines of JSON; else made here"
    )
    parser.add_argument("--until", default="2016", metavar="DATE", help="learn from what is older (2016)")
    parser.add_argument("--keywords", action="store_true", help="print the keywords that were learnt")
    options = parser.parse_args()
    items = list(_read(options.items) if options.items else _generate())
    earlier = [item for item in items if item.date < options.until]
    later = [item for item in items if item.date >= options.until]
    counts = Counter(topic for item in earlier for topic in item.topics)
    names = [name for name, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_TOPICS]]
    print(
        f"{len(earlier)} items before {options.until} to learn from, {len(later)} to classify; {len(names)} topics"
    )
    topics, seconds = _learn(earlier, names)
    print(f"keywords learnt in {seconds:.2f} s")
    if options.keywords:
        for topic in topics:
            print(f"  {topic.slug}: {', '.join(topic.keywords['en'])}")
    classify = Classifier(topics, _REST)
    hidden = [replace(item.article, topics=()) for item in later]
    classify(hidden[0])  # the index is made once
    start = time.perf_counter()
    answers = [classify(article).topic for article in hidden]
    print(f"{len(hidden) / (time.perf_counter() - start):,.0f} articles classified a second\n")
    ours = _score("keywords", answers, later, names)
    rows = [ours, _score("majority", [names[0]] * len(later), later, names)]
    rows += [
        _score(name, chosen, later, names) for name, chosen in _linear(earlier, later, names, ours.classified)
    ]
    _print_table(
        ["", "classified", "precision", "found", "recall", "macro p", "macro r"],
        [row.cells() for row in rows],
    )
    pairs = sum(len(item.topics & set(names)) for item in later)
    print(f"\nrecall at best: {_share(ours.labelled, pairs)}\n")
    _print_table(
        ["keywords, topic by topic", "classified", "right", "have it", "precision", "recall"],
        [
            [name, str(classified), str(right), str(having), _share(right, classified), _share(right, having)]
            for name, (classified, right, having) in ours.topics.items()
        ],
    )


def _read(path: Path) -> Iterator[_Item]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            raw = json.loads(line)
            yield _item(number, raw["title"], raw.get("summary") or "", raw["date"], raw["topics"])


def _item(number: int, title: str, summary: str, date: str, topics: Sequence[str]) -> _Item:
    article = Article(id=str(number), title=title, source="items", summary=summary, language="en")
    return _Item(article, date, frozenset(topics))


def _generate() -> Iterator[_Item]:
    """Yield items of twelve topics, each with words of its own among words of all."""
    chance = Random(2016)
    common = [
        f"{start}{end}"
        for start in ("ba", "co", "di", "fu", "le")
        for end in ("rrow", "stel", "nder", "mpit")
    ]
    own = {
        f"topic {n:02}": [
            f"{start}{'abcdefghijkl'[n]}{end}"
            for start in ("gr", "pl", "st", "qu")
            for end in ("lon", "mers")
        ]
        for n in range(12)
    }
    for number in range(900):
        topics = chance.sample(sorted(own), chance.choice((1, 1, 2)))
        words = [word for topic in topics for word in chance.sample(own[topic], 2)] + chance.choices(
            common, k=14
        )
        chance.shuffle(words)
        day = f"{2010 + number // 100}-{chance.randint(1, 12):02}-15"
        yield _item(number, " ".join(words[:6]), " ".join(words[6:]), day, topics)


def _learn(items: Sequence[_Item], names: Sequence[str]) -> tuple[list[Topic], float]:
    topics = [Topic(slug=name, titles={"en": name}) for name in names]
    start = time.perf_counter()
    found = suggest(((item.article, item.topics & set(names)) for item in items), topics, "en")
    seconds = time.perf_counter() - start
    return [
        replace(topic, keywords={"en": tuple(one.keyword for one in found if one.topic == topic.slug)})
        for topic in topics
    ], seconds


def _score(name: str, answers: Sequence[str], items: Sequence[_Item], names: Sequence[str]) -> _Score:
    classified, right, having = Counter[str](), Counter[str](), Counter[str]()
    for answer, item in zip(answers, items, strict=True):
        having.update(item.topics & set(names))
        if answer != _REST.slug:
            classified[answer] += 1
            right[answer] += answer in item.topics
    return _Score(
        name,
        classified.total(),
        right.total(),
        {topic: (classified[topic], right[topic], having[topic]) for topic in names},
        sum(not item.topics.isdisjoint(names) for item in items),
    )


def _linear(
    earlier: Sequence[_Item], later: Sequence[_Item], names: Sequence[str], classified: int
) -> Iterator[tuple[str, list[str]]]:
    try:
        import numpy  # noqa: ICN001 (an extra)
        from sklearn.feature_extraction.text import TfidfVectorizer  # an extra
        from sklearn.linear_model import LogisticRegression  # as above
        from sklearn.multiclass import OneVsRestClassifier  # as above
    except ImportError:
        print("linear model: not measured: pip install '.[benchmark]'")
        return
    labelled = [item for item in earlier if not item.topics.isdisjoint(names)]
    vectors = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2))
    known = vectors.fit_transform([_text(item) for item in labelled])
    wanted = [[int(name in item.topics) for name in names] for item in labelled]
    model = OneVsRestClassifier(LogisticRegression(C=10, max_iter=2000))
    model.fit(known, numpy.array(wanted))
    sure = model.predict_proba(vectors.transform([_text(item) for item in later]))
    best = sure.argmax(axis=1)
    yield "linear model", [names[place] for place in best]
    least = sorted(sure.max(axis=1), reverse=True)[min(classified, len(later)) - 1]
    yield (
        "linear model, surest",
        [names[place] if row[place] >= least else _REST.slug for place, row in zip(best, sure, strict=True)],
    )


def _text(item: _Item) -> str:
    return f"{item.article.title}. {item.article.summary[:2000]}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _print_table(head: list[str], rows: list[list[str]]) -> None:
    sizes = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        first, *rest = (
            f"{cell:<{size}}" if place == 0 else f"{cell:>{size}}"
            for place, (cell, size) in enumerate(zip(row, sizes, strict=True))
        )
        print("  ".join([first, *rest]))


if __name__ == "__main__":
    main()
