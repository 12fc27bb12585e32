"""The command `check`, and the checks at the end of `build`."""

import json
import re

import pytest
from conftest import item, rss
from lxml import etree

from digest.checks import CHECKS


def test_the_sample_passes_all_checks(sample):
    done = sample.run("check", "--month", "2021-10")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{len(CHECKS)} checks: 0 errors, 0 warnings\n"


@pytest.fixture
def unfinished(workspace):
    """A workspace with an unfinished article."""
    workspace.put("feeds/f.xml", rss(item("The clinic has TK beds")))
    return workspace


def test_a_build_ends_with_the_checks_and_still_writes_its_files(unfinished):
    done = unfinished.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "error: out/mail/2021-10/digest.html:" in done.stderr
    assert "[unfinished]" in done.stderr
    assert "warning: out/mail/2021-10/digest.html: has no unsubscribe address" in done.stderr
    assert "TK" in unfinished.read("mail/2021-10/digest.html")


def test_a_quiet_build_prints_only_errors(unfinished):
    done = unfinished.run("build", "--month", "2021-10", "--quiet")
    assert done.returncode == 1
    assert done.stderr
    assert all(line.startswith("error: ") for line in done.stderr.splitlines())


def test_build_and_check_report_the_same_findings_as_json(unfinished):
    built = json.loads(unfinished.run("build", "--month", "2021-10", "--json").stdout)["findings"]
    done = unfinished.run("check", "--month", "2021-10", "--json")
    assert done.returncode == 1
    assert [json.loads(line) for line in done.stdout.splitlines()] == built
    finding = next(finding for finding in built if finding["code"] == "unfinished")
    assert (finding["level"], finding["waived"]) == ("error", None)
    assert finding["file"].endswith("out/mail/2021-10/digest.eml")


def test_a_waived_error_is_printed_with_its_reason_and_stops_nothing(unfinished):
    unfinished.configure('[checks.waive]\nunfinished = "TK Beds is a brand"\n')
    done = unfinished.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert re.search(r"waived: .*\[unfinished\]: TK Beds is a brand", done.stderr)
    done = unfinished.run("check", "--month", "2021-10")
    assert done.returncode == 0
    assert "unfinished" not in done.stdout
    assert " waived" in done.stderr


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        (
            '[checks.waive]\nunfinishd = "x"',
            "digest.toml:7: waive: 'unfinishd': no such check; did you mean 'unfinished'?",
        ),
        ('[checks]\nwaive = { css = " " }', "digest.toml:7: waive: 'css': gives no reason; expected one"),
        ("[checks]\nwaive = { css = true }", "digest.toml:7: waive: expected str, got bool"),
        (
            '[checks]\nwave = { css = "x" }',
            "digest.toml:7: 'wave': no such key in [checks]; did you mean 'waive'?",
        ),
    ],
)
def test_a_wrong_waiver_stops_the_build_before_it_writes(unfinished, settings, error):
    with (unfinished.root / "digest.toml").open("a") as file:
        file.write(settings + "\n")
    done = unfinished.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert error in done.stderr
    assert not (unfinished.root / "out").exists()


def test_select_and_ignore_choose_the_checks(unfinished):
    unfinished.run("build", "--month", "2021-10")
    done = unfinished.run(
        "check", "--month", "2021-10", "--select", "unsubscribe, unfinished", "--ignore", "unfinished"
    )
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == "1 check: 0 errors, 1 warning\n"
    done = unfinished.run("check", "--month", "2021-10", "--ignore", "unfinishd")
    assert done.returncode == 2
    assert "--ignore: 'unfinishd': no such check; did you mean 'unfinished'?" in done.stderr


def test_the_error_for_an_issue_that_is_not_built_names_the_command_that_builds_it(workspace):
    done = workspace.run("check", "--quarter", "2021-Q4")
    assert done.returncode == 1
    assert "issue: '2021-Q4': is not built below" in done.stderr
    assert "`digest build --quarter 2021-Q4`" in done.stderr


def test_junit_has_a_test_case_for_each_check(unfinished):
    unfinished.run("build", "--month", "2021-10")
    done = unfinished.run("check", "--month", "2021-10", "--junit", "checks.xml")
    assert done.returncode == 1
    suite = etree.parse(unfinished.root / "checks.xml").getroot()
    cases = suite.findall("testcase")
    assert suite.get("tests") == str(len(cases)) == str(len(CHECKS))
    assert (suite.get("failures"), suite.get("skipped")) == ("1", "0")
    (failure,) = suite.iter("failure")
    assert "still holds 'TK'" in failure.get("message")
    warned = [case.get("name").partition(":")[0] for case in cases if case.find("system-out") is not None]
    assert warned == ["unsubscribe", "postal-address"]
    printed = unfinished.run("check", "--month", "2021-10", "--junit", "-").stdout
    assert printed == (unfinished.root / "checks.xml").read_text()
    assert unfinished.run("check", "--month", "2021-10", "--junit", "-", "--json").returncode == 2


def test_a_waived_error_is_a_skipped_case_in_junit(unfinished):
    unfinished.configure('[checks.waive]\nunfinished = "TK Beds is a brand"\n')
    unfinished.run("build", "--month", "2021-10")
    suite = etree.fromstring(unfinished.run("check", "--month", "2021-10", "--junit", "-").stdout.encode())
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")
    (skipped,) = suite.iter("skipped")
    assert skipped.get("message") == "TK Beds is a brand"
