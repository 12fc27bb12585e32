"""A workspace's own function that classifies articles, as commands use it."""

import json

import pytest


def use_classifier(workspace, code):
    workspace.put("our_topics.py", code)
    path = workspace.root / "digest.toml"
    text = path.read_text()
    if "classifier" not in text:
        path.write_text(text.replace("[publication]", '[publication]\nclassifier = "our_topics:topic_of"'))


def classified(workspace, slug):
    done = workspace.run("articles", "--topic", slug, "--json")
    return sorted(json.loads(line)["title"] for line in done.stdout.splitlines())


def test_a_function_of_the_workspace_classifies_and_does_so_again_when_it_changes(labelled):
    assert classified(labelled, "more") == ["A song"]
    use_classifier(
        labelled,
        "def topic_of(article, topics):\n    return 'schools' if 'song' in article.title else None\n",
    )
    assert classified(labelled, "more") == []
    assert "A song" in classified(labelled, "schools")
    assert "the publication's own classifier says so" in labelled.run("why", "A song").stdout
    use_classifier(labelled, "def topic_of(article, topics):\n    return None\n")
    assert classified(labelled, "more") == ["A song"]
    assert not (labelled.root / "__pycache__").exists()


def test_the_function_may_use_its_neighbours_and_dataclasses(labelled):
    labelled.put("lists.py", "SONGS = 'schools'\n")
    use_classifier(
        labelled,
        "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom lists import SONGS\n"
        "@dataclass\nclass Rule:\n    slug: str\n"
        "def topic_of(article, topics):\n    return Rule(SONGS).slug if 'song' in article.title else 'more'\n",
    )
    assert len(classified(labelled, "more")) == 17
    assert classified(labelled, "schools") == ["A song"]


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
def test_a_function_that_fails_is_one_sentence_with_its_line(labelled, code, sentence):
    use_classifier(labelled, code or "")
    if code is None:
        (labelled.root / "our_topics.py").unlink()
    done = labelled.run("build", "--month", "2021-10")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("digest: ")
    assert "digest.toml:3: classifier: 'our_topics:topic_of': " in line
    assert sentence in line
