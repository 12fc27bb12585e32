"""digest articles."""

from conftest import LISTING, json_lines


def test_articles_lists_a_period_newest_first(workspace):
    workspace.put("feeds/page.txt", LISTING)
    assert [a["title"] for a in json_lines(workspace.run("articles", "--json"))] == [
        "The clinic opens its doors",
        "A school on stilts",
    ]
    assert [a["title"] for a in json_lines(workspace.run("articles", "--month", "2021-09", "--json"))] == [
        "A school on stilts"
    ]
    assert workspace.run("articles", "--month", "2016-01").returncode == 3


def test_articles_are_listed_with_their_topics(workspace):
    workspace.put("feeds/page.txt", LISTING)
    workspace.configure('[topics.health]\ntitle = "Health"\nkeywords = ["clinic"]\n')
    (one,) = json_lines(workspace.run("articles", "--topic", "health", "--json"))
    assert (one["title"], one["topics"]) == ("The clinic opens its doors", ["Health"])
    done = workspace.run("articles", "--topic", "sports")
    assert done.returncode == 2
    assert "--topic: 'sports': no such topic; expected one of health, more" in done.stderr
