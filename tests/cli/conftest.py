"""Workspaces that are built once and copied by each test."""

import letters
import pytest
from conftest import item, rss
from small_issue import SmallIssue

TOPICS = """
[topics.health]
title = "Health"
aliases = ["Salud"]
keywords = ["clinic"]
[topics.schools]
title = "Schools"
"""


@pytest.fixture(scope="session")
def built_issue(tmp_path_factory):
    return SmallIssue.make(tmp_path_factory.mktemp("small-issue") / "workspace")


@pytest.fixture
def issue(built_issue, tmp_path):
    """A workspace with a small October that is built."""
    return SmallIssue.copy_of(built_issue, tmp_path / "issue")


@pytest.fixture(scope="session")
def built_newsroom(tmp_path_factory):
    return letters.make(tmp_path_factory.mktemp("newsroom") / "workspace")


@pytest.fixture
def newsroom(built_newsroom, tmp_path):
    """A workspace with topics in two languages that is built."""
    return SmallIssue.copy_of(built_newsroom, tmp_path / "newsroom")


@pytest.fixture
def labelled(workspace):
    workspace.configure(TOPICS)
    labels = [*["Health"] * 8, *["Schools"] * 8]
    texts = ["Nurses of the valley", "Pupils of the valley"]
    items = [
        item(f"{texts[number // 8]} {number}", more=f"<category>{label}</category>")
        for number, label in enumerate(labels)
    ]
    others = [item("A clinic"), item("A song", more="<category>Music</category>")]
    workspace.put("feeds/a.xml", rss(*items, *others, head="<language>en</language>"))
    return workspace
