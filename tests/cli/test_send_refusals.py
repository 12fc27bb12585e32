"""digest send refuses an issue that is not built, has errors or is not approved, and invalid options and settings."""

import mailbox
import shutil
from contextlib import closing

import pytest
from conftest import SETTINGS, item, rss
from small_issue import MAIL, MONTH, assert_refused


def test_an_issue_that_is_not_built_is_not_sent(issue):
    shutil.rmtree(issue.root / "out")
    assert_refused(issue.send("--via", "mbox:box"), "has no", "digest.html", "`digest build --month 2021-10`")


def test_a_period_without_articles_sends_nothing(issue):
    done = issue.run("send", "--month", "2021-09", "--via", "mbox:box")
    assert done.returncode == 3
    assert not (issue.root / "box").exists()
    assert issue.run("approve", "--month", "2021-09").returncode == 3


@pytest.mark.parametrize("file", ["digest.html", "digest.txt", "digest.eml"])
def test_a_mail_that_was_changed_by_hand_is_not_sent(issue, file):
    path = issue.root / "out/mail/2021-10" / file
    path.write_bytes(path.read_bytes().replace(b"Water", b"Money", 1))
    assert_refused(issue.send("--via", "mbox:box"), file, "differs from what the archive", "build it again")
    assert_refused(issue.run("approve", *MONTH), file)


def test_an_issue_whose_draft_changed_after_the_build_is_not_sent(issue):
    issue.put("drafts/2021-10.toml", 'subject = "Another"\n')
    assert_refused(issue.send("--via", "mbox:box"), "build it again")


def test_an_issue_with_an_error_is_not_sent_until_the_error_is_waived(issue):
    issue.put("feeds/f.xml", rss(item("Water is back"), item("A new pier TK")))
    issue.run("build", *MONTH)
    for command in (("send", *MONTH, "--via", f"mbox:{issue.root}/box"), ("approve", *MONTH)):
        done = issue.run(*command)
        assert done.returncode == 1
        assert "`digest check` finds 3 errors: mail/2021-10/digest.html:" in done.stderr
        assert "[unfinished]" in done.stderr
    issue.configure('[checks.waive]\nunfinished = "the name of a company"\n')
    assert issue.run("send", *MONTH, "--via", f"mbox:{issue.root}/box").returncode == 0
    with closing(mailbox.mbox(issue.root / "box")) as box:
        assert len(box) == 1


def test_only_the_approved_issue_is_sent(issue):
    assert issue.run("approve", *MONTH).returncode == 0
    issue.correct_headline()
    assert_refused(
        issue.send("--via", "mbox:box"),
        "is not the issue that was approved on",
        "`digest approve --month 2021-10`",
    )
    done = issue.run("approve", *MONTH)
    assert "out/mail/2021-10/digest.eml" in done.stdout
    assert issue.send("--via", "mbox:box").returncode == 0


def test_without_a_mailing_list_nothing_is_sent(issue):
    (issue.root / "digest.toml").write_text(SETTINGS + MAIL.replace('to = "readers@test.example"\n', ""))
    issue.build()
    assert_refused(issue.send("--via", "mbox:box"), "to: is empty", "--subscribers FILE")
    assert not (issue.root / "box").exists()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((), "--via: is missing"),
        (("--via", "post"), "'post': is not a mail transport"),
        (("--via", "mbox:box", "--test", "ana@x.example\nBcc: eve@x.example"), "a line break"),
        (("--via", "mbox:box", "--test", "nobody"), "is not an email address"),
        (
            ("--via", "mbox:box", "--test", "ana@x.example", "--dry-run"),
            "expected no --subscribers and no --dry-run",
        ),
        (("--via", "smtp://ana@mail.example"), "has no password"),
    ],
)
def test_wrong_options_are_a_usage_error_with_a_hint(issue, arguments, text):
    done = issue.send(*arguments)
    assert done.returncode == 2
    problem, hint = done.stderr.splitlines()
    assert text in problem
    assert hint.endswith("send --help`.")


@pytest.mark.parametrize(
    "setting",
    [
        'from = "News\\r\\nBcc: eve@x.example <news@test.example>"',
        'to = "readers@test.example\\nBcc: eve@x.example"',
        'bounces = "bounces@test.example\\r\\nRCPT TO:<eve@x.example>"',
        'bounces = "-oQ/tmp@test.example"',
        'unsubscribe = "https://test.example/\\r\\nBcc: eve@x.example"',
        'list_id = "news.test.example>\\nBcc: eve"',
        "connections = 0",
        "connections = 1000",
        "per_minute = -1",
    ],
)
def test_a_setting_with_a_line_break_or_out_of_bounds_is_refused(issue, setting):
    (issue.root / "digest.toml").write_text(f"{SETTINGS}[mail]\n{setting}\n")
    assert_refused(issue.send("--via", "mbox:box"), "digest.toml:", "expected")
    assert not (issue.root / "box").exists()


def test_a_subject_cannot_add_a_header_field(issue):
    issue.put("drafts/2021-10.toml", 'subject = "Hello\\r\\nBcc: eve@x.example"\n')
    issue.build()
    issue.send("--via", "mbox:box")
    (message,) = issue.delivered()
    assert "Bcc" not in message
