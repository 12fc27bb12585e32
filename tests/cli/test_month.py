"""One month of a newsroom in two languages, from the first draft to a build after its sources changed.

`tests/data/month` holds what there was before, then and after; `tests/golden/month` what came of it.
"""

import shutil

import pytest
from conftest import ROOT, Workspace

DATA = ROOT / "tests/data/month"


def take(workspace, name):
    shutil.copytree(DATA / name, workspace.root, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """What each step left: its report, the draft, the mails as text."""
    workspace = Workspace(tmp_path_factory.mktemp("month") / "workspace")
    draft = workspace.root / "drafts/2021-10.toml"
    left = {}

    def step(name, *arguments):
        done = workspace.run(*arguments)
        assert done.returncode == 0, done.stderr
        left[name] = {"report.txt": done.stderr, "draft.toml": draft.read_text()}
        if arguments[0] == "build":
            for mark in ("", ".es"):
                left[name][f"digest{mark}.txt"] = workspace.read(f"mail/2021-10/digest{mark}.txt")
                left[name][f"digest{mark}.html"] = workspace.read(f"mail/2021-10/digest{mark}.html")

    take(workspace, "before")
    assert workspace.run("build", "--month", "2021-09").returncode == 0
    shutil.copytree(DATA / "then/feeds", workspace.root / "feeds", dirs_exist_ok=True)
    step("offered", "draft", "--month", "2021-10")
    take(workspace, "then")
    step("drafted", "draft", "--month", "2021-10")
    step("decided", "build", "--month", "2021-10", "--explain")
    take(workspace, "after")
    step("changed", "build", "--month", "2021-10", "--explain")
    step("asked", "draft", "--month", "2021-10")
    return left


@pytest.mark.parametrize("step", ["offered", "drafted", "decided", "changed", "asked"])
def test_each_step_of_the_month_writes_the_golden_files(month, golden, step):
    for name, text in month[step].items():
        if not name.endswith(".html"):
            golden(f"month/{step}/{name}", text.encode())


@pytest.mark.parametrize("name", ["digest.html", "digest.es.html"])
def test_the_decisions_are_in_the_mail(month, golden, name):
    golden(f"month/decided/{name}", month["decided"][name].encode())


def test_a_build_leaves_the_draft_alone(month):
    assert month["changed"]["draft.toml"] == month["decided"]["draft.toml"] == month["drafted"]["draft.toml"]


def test_every_decision_of_the_draft_survives_a_change_of_the_sources(month):
    now = iter(month["asked"]["draft.toml"].splitlines())
    assert all(line in now for line in month["drafted"]["draft.toml"].splitlines())
