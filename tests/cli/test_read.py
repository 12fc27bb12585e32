"""digest read."""

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
