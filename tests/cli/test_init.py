"""digest init."""

from conftest import LISTING


def test_init_makes_a_workspace_that_builds(tmp_path, workspace):
    done = workspace.run("init", "fresh")
    assert done.returncode == 0
    assert sorted(p.name for p in (workspace.root / "fresh").iterdir()) == [
        ".gitignore",
        "digest.toml",
        "feeds",
    ]
    workspace.put("fresh/feeds/page.txt", LISTING)
    assert workspace.run("build", "--project", "fresh", "--month", "2021-10").returncode == 0
    assert (workspace.root / "fresh/out/site/index.html").is_file()
    again = workspace.run("init", "fresh")
    assert again.returncode == 2
    assert "has a digest.toml already" in again.stderr
