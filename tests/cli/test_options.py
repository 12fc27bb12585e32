"""The options that several commands share: workspace, period, current time."""

import subprocess
import sys

import pytest
from conftest import LISTING


def test_the_last_complete_month_is_the_default_period(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = workspace.run("build", SOURCE_DATE_EPOCH="1635800000")  # 1 November 2021
    assert done.returncode == 0
    assert (workspace.root / "out/mail/2021-10").is_dir()


def test_a_wrong_source_date_epoch_is_a_usage_error(workspace):
    done = workspace.run("build", SOURCE_DATE_EPOCH="yesterday")
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH: 'yesterday': expected seconds since 1970" in done.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--month", "2021-13"), "--month: '2021-13': expected a month such as 2021-10"),
        (("--from", "2021-10-01"), "expected both --from and --to"),
        (("--month", "2021-10", "--year", "2021"), "expected one period"),
        (("--last", "decade"), "'decade' is not one of"),
    ],
)
def test_an_impossible_period_is_a_usage_error(workspace, options, sentence):
    done = workspace.run("build", *options)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_folder_without_settings_is_no_workspace(workspace, tmp_path):
    done = workspace.run("--project", "nowhere", "build")
    assert done.returncode == 1
    assert "workspace: 'nowhere': holds no digest.toml; `digest init nowhere` makes one" in done.stderr


def test_the_workspace_is_found_from_a_folder_below(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = subprocess.run(
        [sys.executable, "-m", "digest", "articles", "--json"],
        cwd=workspace.root / "feeds",
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(done.stdout.splitlines()) == 2
