"""digest read."""

import os
import sys
from pathlib import Path

import pytest
from conftest import LISTING, json_lines


def test_read_prints_one_json_object_a_line(workspace):
    workspace.put("page.txt", LISTING)
    done = workspace.run("read", "--json", "page.txt")
    assert done.returncode == 0
    first, second = json_lines(done)
    assert first == {
        "id": first["id"],
        "title": "The clinic opens its doors",
        "url": None,
        "published": "2021-10-26T00:00:00+00:00",
        "date_from": "source",
        "updated": None,
        "authors": [],
        "topics": [],
        "language": "en",
        "summary": first["summary"],
        "image": None,
        "enclosures": [],
        "source": "page.txt",
    }
    assert second["title"] == "A school on stilts"
    assert "2 articles, read as listing" in done.stderr


def test_read_prints_plain_lines_for_people(workspace):
    workspace.put("page.txt", LISTING)
    done = workspace.run("--quiet", "read", "page.txt")
    assert done.stdout.splitlines()[0] == "2021-10-26  The clinic opens its doors"
    assert done.stderr == ""


def test_read_continues_after_a_file_that_cannot_be_read(workspace):
    workspace.put("page.txt", LISTING)
    done = workspace.run("read", "--json", "gone.txt", "page.txt")
    assert done.returncode == 1
    assert len(json_lines(done)) == 2
    assert "gone.txt: cannot be opened: No such file or directory" in done.stderr


def test_read_takes_standard_input(workspace):
    done = workspace.run("read", "--json", "-", stdin=LISTING.encode())
    assert [(line["source"], line["title"]) for line in json_lines(done)] == [
        ("-", "The clinic opens its doors"),
        ("-", "A school on stilts"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text on other systems")
def test_a_file_name_that_is_not_utf_8_is_shown_with_escapes(workspace):
    (Path(os.fsdecode(os.fsencode(workspace.root) + b"/caf\xe9.txt"))).write_text(LISTING)
    done = workspace.run("read", "--json", os.fsdecode(b"caf\xe9.txt"))
    assert [line["source"] for line in json_lines(done)] == ["caf\\xe9.txt"] * 2
