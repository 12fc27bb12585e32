"""Every article of an archive has one answer, and the answers add up."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import article
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from digest import config, periods
from digest.archive import Archive
from digest.issue import draft_reader
from digest.services import classify, compose, explain, prepare

SETTINGS = """
[publication]
title = "T"
home = "https://t.example/"
languages = ["en", "es"]
timezone = "America/Costa_Rica"
untranslated = "{untranslated}"

[topics.water]
title = {{ en = "Water", es = "Agua" }}
keywords.en = ["water", "well"]
keywords.es = ["agua"]
most = {most}
least = {least}

[topics.health]
title = {{ en = "Health", es = "Salud" }}
aliases = ["Clinics"]

[[exclude]]
source = "feeds/dull.xml"
"""
WORDS = ["water", "well", "clinic", "agua"] * 5 + [
    f"{first}{middle}{last}"
    for first in "bdfgklmnprst"
    for middle in ("ari", "elo", "ino", "umo")
    for last in "abdeklnorst"
]
SOURCES = ("feeds/a.xml", "feeds/b.xml", "feeds/c.txt", "feeds/dull.xml", "https://far.example/feed")


def newsroom(rng, count):
    """Some articles: of three months, undated, in four languages, and one in ten a copy of another."""
    found = []
    for number in range(count):
        words = [rng.choice(WORDS) for _ in range(rng.randint(15, 40))]
        day = datetime(2021, 9, 1, tzinfo=UTC) + timedelta(minutes=rng.randrange(60 * 24 * 90))
        place = rng.choice(("", "en/", "es/"))
        told = {
            "summary": " ".join(words),
            "url": f"https://n.example/{place}{number}" if rng.random() > 0.2 else None,
            "language": rng.choice(("en", "es", "fr", None)),
        }
        if found and rng.random() < 0.1:
            told = {name: getattr(rng.choice(found), name) for name in told}
        found.append(
            article(
                " ".join(words[:4]) if rng.random() > 0.01 else "",
                None if rng.random() < 0.1 else day.isoformat(),
                id=f"id{number}",
                source=rng.choice(SOURCES),
                topics=rng.choice(((), (), ("Clinics",))),
                **told,
            )
        )
    return found


def decisions(rng, found):
    """A draft that decides something on a few articles, dated or not, of the month or not."""
    some = iter(rng.sample(found, min(60, len(found))))
    keys = lambda count: [draft_reader.draft_key(one) for one, _ in zip(some, range(count), strict=False)]  # noqa: E731
    lines = [
        f"late = {keys(4)}",
        f"pinned = {keys(3)}",
        f"apart = [{keys(2)}]",
        f"translations = [{keys(2)}]",
    ]
    lines += [
        "[left_out]",
        *(f'{key} = "no"' for key in keys(8)),
        "[held]",
        *(f'{key} = ""' for key in keys(8)),
    ]
    lines += ["[undated]", *(f"{key} = 2021-10-{n + 1:02}" for n, key in enumerate(keys(8)))]
    return "\n".join([*lines, "[sections]", f"water = {keys(8)}", f"health = {keys(8)}"]).replace("'", '"')


@pytest.mark.parametrize(("count", "examples"), [(300, 3), pytest.param(10_000, 1, marks=pytest.mark.slow)])
def test_every_article_has_one_answer_and_the_counts_add_up(count, examples):
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(
        seed=st.integers(0, 2**32),
        most=st.integers(20, 400),
        least=st.integers(0, 20),
        untranslated=st.sampled_from(["leave-out", "mark", "link"]),
    )
    def answered(seed, most, least, untranslated):
        rng = random.Random(seed)
        with TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "digest.toml").write_text(
                SETTINGS.format(most=most, least=least, untranslated=untranslated)
            )
            (root / "drafts").mkdir()
            found = newsroom(rng, count)
            for month in ("2021-09", "2021-10"):
                (root / f"drafts/{month}.toml").write_text(decisions(rng, found))
            chosen = config.load(root)
            with Archive(root / "archive.sqlite") as archive:
                for source in SOURCES:
                    archive.store(source, "", "UTC", [one for one in found if one.source == source])
                check(chosen, archive, found, rng)

    answered()


def check(chosen, archive, found, rng):
    zone = chosen.publication.timezone
    classify.classify(chosen, archive)
    for name in ("2021-09", "2021-10"):
        within = periods.month(name, zone)
        composed = [compose.compose(chosen, archive, within, code) for code in ("en", "es")]
        issues = tuple(one.issue for one in composed)
        answers = explain.explain(chosen, archive, issues)
        assert Counter(answer["id"] for answer in answers) == Counter(one.id for one in found)
        assert all(answer["reason"] for answer in answers)
        inside = {answer["id"] for answer in answers if answer["in"]}
        assert inside == {one.id for issue in issues for one in issue.articles}
        for issue in issues:
            told = Counter([one.id for one in issue.articles] + [out.article.id for out in issue.left_out])
            assert set(told.values()) == {1}
            assert set(told) == {
                item.article.id for one in composed for item in one.articles if one.issue is issue
            }
        for answer in rng.sample(answers, 3):
            asked = explain.why(chosen, archive, answer["id"], within)
            assert asked == [answer]
        for one in composed:
            compose.record_candidates(archive, prepare.past_issue(one.issue), one)
