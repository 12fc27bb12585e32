"""`digest topics`, `digest topics suggest` and a classifier of the workspace's own, as a person runs them."""

import json
import tomllib

import pytest
from conftest import item, rss

SETTINGS = """
[topics.health]
title = "Health"
aliases = ["Salud"]
keywords = ["clinic"]
[topics.schools]
title = "Schools"
"""


@pytest.fixture
def newsroom(workspace):
    with (workspace.root / "digest.toml").open("a") as settings:
        settings.write(SETTINGS)
    labels = [*["Health"] * 8, *["Schools"] * 8]
    texts = ["Nurses of the valley", "Pupils of the valley"]
    items = [
        item(f"{texts[number // 8]} {number}", more=f"<category>{label}</category>")
        for number, label in enumerate(labels)
    ]
    others = [item("A clinic"), item("A song", more="<category>Music</category>")]
    workspace.put("feeds/a.xml", rss(*items, *others, head="<language>en</language>"))
    return workspace


def test_the_coverage_says_what_comes_under_each_topic_and_why(newsroom):
    done = newsroom.run("topics", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["articles"] == 18
    assert report["topics"][0] == {
        "topic": "health",
        "title": "Health",
        "articles": 9,
        "by_classifier": 0,
        "by_label": 8,
        "by_title": 1,
        "by_summary": 0,
    }
    assert report["unclaimed"] == [{"label": "Music", "articles": 1, "source": "feeds/a.xml"}]


def test_the_coverage_is_a_table_for_people(newsroom):
    lines = newsroom.run("topics", "--month", "2021-10").stdout.splitlines()
    assert lines[0].split() == ["topic", "articles", "by", "label", "by", "title", "by", "summary"]
    assert lines[1].split() == ["Health", "9", "8", "1"]
    assert lines[3].split() == ["More", "stories", "1"]
    assert "17 of 18 articles labelled by their sources" in lines
    assert lines[-1] == "       1  Music  (feeds/a.xml)"
    assert max(map(len, lines)) <= 100


def test_the_coverage_of_an_empty_period_ends_with_3(newsroom):
    assert newsroom.run("topics", "--month", "2016-01").returncode == 3


def test_suggestions_are_toml_that_takes_the_place_of_what_is_there(newsroom):
    done = newsroom.run("topics", "suggest")
    assert done.returncode == 0, done.stderr
    assert tomllib.loads(done.stdout) == {
        "topics": {"health": {"keywords": ["clinic", "nurses"]}, "schools": {"keywords": ["pupils"]}}
    }
    assert "# in 8 of 8 of its articles, 0 of 8 others" in done.stdout


def test_suggestions_in_two_languages_stand_under_their_languages(newsroom):
    path = newsroom.root / "digest.toml"
    path.write_text(path.read_text().replace('["clinic"]', '{ es = ["clínica"] }'))
    done = newsroom.run("topics", "suggest")
    assert tomllib.loads(done.stdout)["topics"]["health"]["keywords"] == {"es": ["clínica"], "en": ["nurses"]}


def test_suggestions_are_also_json_and_write_nothing(newsroom):
    before = (newsroom.root / "digest.toml").read_bytes()
    done = newsroom.run("topics", "suggest", "--json")
    assert json.loads(done.stdout.splitlines()[0]) == {
        "topic": "health",
        "language": "en",
        "keyword": "nurses",
        "inside": 8,
        "of": 8,
        "outside": 0,
        "others": 8,
    }
    assert (newsroom.root / "digest.toml").read_bytes() == before


def test_nothing_to_propose_ends_with_3(newsroom):
    done = newsroom.run("topics", "suggest", "--month", "2016-01")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no suggestion" in done.stderr


def test_a_period_before_the_subcommand_is_refused(newsroom):
    done = newsroom.run("topics", "--month", "2021-10", "suggest")
    assert done.returncode == 2
    assert "expected a period and --json after the name of the subcommand" in done.stderr


def test_the_workspace_may_be_named_before_the_subcommand(newsroom, tmp_path):
    done = newsroom.run("topics", "--project", str(newsroom.root), "suggest", "--json")
    assert done.returncode == 0, done.stderr


def test_why_shows_the_words_and_the_score(newsroom):
    newsroom.put("feeds/b.xml", rss(item("Clinic after clinic", more="<author>A</author>")))
    done = newsroom.run("why", "Clinic after clinic")
    assert "its title holds the keyword 'clinic' (score 5)" in done.stdout


def own(workspace, code):
    workspace.put("our_topics.py", code)
    path = workspace.root / "digest.toml"
    text = path.read_text()
    if "classifier" not in text:
        path.write_text(text.replace("[publication]", '[publication]\nclassifier = "our_topics:topic_of"'))


def filed(workspace, slug):
    done = workspace.run("articles", "--topic", slug, "--json")
    return sorted(json.loads(line)["title"] for line in done.stdout.splitlines())


def test_a_function_of_the_workspace_files_articles_and_again_when_it_changes(newsroom):
    assert filed(newsroom, "more") == ["A song"]
    own(
        newsroom,
        "def topic_of(article, topics):\n    return 'schools' if 'song' in article.title else None\n",
    )
    assert filed(newsroom, "more") == []
    assert "A song" in filed(newsroom, "schools")
    assert "the publication's own classifier says so" in newsroom.run("why", "A song").stdout
    own(newsroom, "def topic_of(article, topics):\n    return None\n")
    assert filed(newsroom, "more") == ["A song"]
    assert not (newsroom.root / "__pycache__").exists()


def test_the_function_may_use_its_neighbours_and_dataclasses(newsroom):
    newsroom.put("lists.py", "SONGS = 'schools'\n")
    own(
        newsroom,
        "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom lists import SONGS\n"
        "@dataclass\nclass Rule:\n    slug: str\n"
        "def topic_of(article, topics):\n    return Rule(SONGS).slug if 'song' in article.title else 'more'\n",
    )
    assert len(filed(newsroom, "more")) == 17
    assert filed(newsroom, "schools") == ["A song"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (None, "no such module; expected our_topics.py beside digest.toml"),
        ("def topic_of(article:\n", "our_topics cannot be imported: SyntaxError: "),
        ("x = 1 / 0\n", "our_topics cannot be imported: ZeroDivisionError: division by zero"),
        ("topic = 3\n", "our_topics has no function 'topic_of'; expected one"),
        ("def topic_of(article, topics):\n    return article.nothing\n", "failed on '"),
        (
            "def topic_of(article, topics):\n    return 'sports'\n",
            "expected None or one of health, schools, more",
        ),
        ("def topic_of(article, topics):\n    return ['health']\n", "returned ['health'] for"),
    ],
)
def test_a_function_that_fails_is_one_sentence_with_its_line(newsroom, code, sentence):
    own(newsroom, code or "")
    if code is None:
        (newsroom.root / "our_topics.py").unlink()
    done = newsroom.run("build", "--month", "2021-10")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("digest: ")
    assert "digest.toml:3: classifier: 'our_topics:topic_of': " in line
    assert sentence in line


def test_what_the_editor_moved_is_learnt_from(newsroom):
    newsroom.put("feeds/b.xml", rss(*(item(f"Gulls on roof {number}") for number in range(6))))
    before = newsroom.run("topics", "suggest", "--json").stdout
    assert "gulls" not in before
    newsroom.run("draft", "--month", "2021-10")
    draft = newsroom.root / "drafts/2021-10.toml"
    text = draft.read_text()
    # The draft lists them under the rest, which the editor makes another section of.
    assert "gulls" in text.partition("more = [")[2]
    draft.write_text(
        text.replace("more = [", "schools2 = [")
        .replace("schools = [", "more = [")
        .replace("schools2", "schools")
    )
    done = newsroom.run("topics", "suggest", "--json")
    assert '"schools"' in next(line for line in done.stdout.lower().splitlines() if "gulls" in line), (
        done.stderr
    )
