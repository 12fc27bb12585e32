"""digest topics and digest topics suggest."""

import json
import tomllib

from conftest import item, rss


def test_the_coverage_counts_the_articles_of_each_topic_by_reason(labelled):
    done = labelled.run("topics", "--json")
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


def test_the_coverage_is_a_table_for_people(labelled):
    lines = labelled.run("topics", "--month", "2021-10").stdout.splitlines()
    assert lines[0].split() == ["topic", "articles", "by", "label", "by", "title", "by", "summary"]
    assert lines[1].split() == ["Health", "9", "8", "1"]
    assert lines[3].split() == ["More", "stories", "1"]
    assert "17 of 18 articles labelled by their sources" in lines
    assert lines[-1] == "       1  Music  (feeds/a.xml)"
    assert max(map(len, lines)) <= 100


def test_the_coverage_of_an_empty_period_ends_with_3(labelled):
    assert labelled.run("topics", "--month", "2016-01").returncode == 3


def test_suggestions_are_toml_that_replaces_the_present_keywords(labelled):
    done = labelled.run("topics", "suggest")
    assert done.returncode == 0, done.stderr
    assert tomllib.loads(done.stdout) == {
        "topics": {"health": {"keywords": ["clinic", "nurses"]}, "schools": {"keywords": ["pupils"]}}
    }
    assert "# in 8 of 8 of its articles, 0 of 8 others" in done.stdout


def test_suggestions_in_two_languages_stand_under_their_languages(labelled):
    path = labelled.root / "digest.toml"
    path.write_text(path.read_text().replace('["clinic"]', '{ es = ["clínica"] }'))
    done = labelled.run("topics", "suggest")
    assert tomllib.loads(done.stdout)["topics"]["health"]["keywords"] == {"es": ["clínica"], "en": ["nurses"]}


def test_suggestions_are_also_json_and_write_nothing(labelled):
    before = (labelled.root / "digest.toml").read_bytes()
    done = labelled.run("topics", "suggest", "--json")
    assert json.loads(done.stdout.splitlines()[0]) == {
        "topic": "health",
        "language": "en",
        "keyword": "nurses",
        "inside": 8,
        "of": 8,
        "outside": 0,
        "others": 8,
    }
    assert (labelled.root / "digest.toml").read_bytes() == before


def test_nothing_to_propose_ends_with_3(labelled):
    done = labelled.run("topics", "suggest", "--month", "2016-01")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no suggestion" in done.stderr


def test_a_period_before_the_subcommand_is_refused(labelled):
    done = labelled.run("topics", "--month", "2021-10", "suggest")
    assert done.returncode == 2
    assert "expected a period and --json after the name of the subcommand" in done.stderr


def test_the_workspace_may_be_named_before_the_subcommand(labelled, tmp_path):
    done = labelled.run("topics", "--project", str(labelled.root), "suggest", "--json")
    assert done.returncode == 0, done.stderr


def test_suggestions_learn_from_articles_that_the_editor_moved(labelled):
    labelled.put("feeds/b.xml", rss(*(item(f"Gulls on roof {number}") for number in range(6))))
    before = labelled.run("topics", "suggest", "--json").stdout
    assert "gulls" not in before
    labelled.run("draft", "--month", "2021-10")
    draft = labelled.root / "drafts/2021-10.toml"
    text = draft.read_text()
    # The draft lists them under the rest, which the editor makes another section of.
    assert "gulls" in text.partition("more = [")[2]
    draft.write_text(
        text.replace("more = [", "schools2 = [")
        .replace("schools = [", "more = [")
        .replace("schools2", "schools")
    )
    done = labelled.run("topics", "suggest", "--json")
    assert '"schools"' in next(line for line in done.stdout.lower().splitlines() if "gulls" in line), (
        done.stderr
    )
