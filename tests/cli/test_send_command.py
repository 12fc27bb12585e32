"""`digest approve` and `digest send` as a person runs them."""

import json
import mailbox
import shutil
from contextlib import closing
from email import message_from_bytes, policy

import pytest
from conftest import SETTINGS, Workspace, item, rss
from smtp_server import Inbox, serving

MAIL = """
[mail]
from = "The Test <news@test.example>"
to = "readers@test.example"
unsubscribe = "https://test.example/leave"
"""
MONTH = ("--month", "2021-10")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    made = Workspace(tmp_path_factory.mktemp("sending") / "workspace")
    (made.root / "digest.toml").write_text(SETTINGS + MAIL)
    made.put("feeds/f.xml", rss(item("Water is back"), item("A new pier")))
    build(made)
    return made


@pytest.fixture
def issue(built, tmp_path):
    """A workspace with a small October that is built."""
    return copied(built, tmp_path)


def copied(workspace, folder):
    return workspace.copy(folder / "own", "ledger*")


def build(workspace):
    done = workspace.run("build", *MONTH)
    assert done.returncode == 0, done.stderr


def send(workspace, *arguments, **environment):
    return workspace.run("send", *MONTH, *arguments, **environment)


def kept(workspace, name="box"):
    with closing(mailbox.mbox(workspace.root / name, create=False)) as box:
        return [message_from_bytes(one.as_bytes(), policy=policy.default) for one in box]


def correct(workspace):
    """Correct a headline, as an editor would, and build."""
    workspace.put(
        "feeds/f.xml",
        rss(
            item("Water is back"),
            item("A new pier at last").replace("id-A new pier at last", "id-A new pier"),
        ),
    )
    build(workspace)


def refused(done, *words):
    assert done.returncode == 1, done.stderr
    (said,) = done.stderr.splitlines()
    for word in words:
        assert word in said


def test_the_built_message_goes_to_the_mailing_list_once(issue):
    done = send(issue, "--via", "mbox:box")
    assert done.returncode == 0, done.stderr
    assert "2021-10: 1 message sent." in done.stderr
    (message,) = kept(issue)
    built = message_from_bytes(
        (issue.root / "out/mail/2021-10/digest.eml").read_bytes(), policy=policy.default
    )
    for name in ("From", "To", "Subject", "Message-ID", "List-Id"):
        assert message[name] == built[name]
    assert "Bcc" not in message
    refused(send(issue, "--via", "mbox:box"), "'2021-10'", "was already sent, to all 1", "--amend")
    assert len(kept(issue)) == 1


def test_a_message_is_dated_when_its_sending_began(issue):
    send(issue, "--via", "mbox:box", SOURCE_DATE_EPOCH="1635940800")
    assert kept(issue)[0]["Date"] == "Wed, 03 Nov 2021 06:00:00 -0600"


def test_the_day_the_editor_set_is_the_messages_own(issue):
    issue.put("drafts/2021-10.toml", "date = 2021-11-02\n")
    build(issue)
    send(issue, "--via", "mbox:box")
    assert kept(issue)[0]["Date"] == "Tue, 02 Nov 2021 00:00:00 -0600"


def test_what_was_not_built_is_not_sent(issue):
    shutil.rmtree(issue.root / "out")
    refused(send(issue, "--via", "mbox:box"), "has no", "digest.html", "`digest build --month 2021-10`")


def test_a_period_without_articles_sends_nothing(issue):
    done = issue.run("send", "--month", "2021-09", "--via", "mbox:box")
    assert done.returncode == 3
    assert not (issue.root / "box").exists()
    assert issue.run("approve", "--month", "2021-09").returncode == 3


@pytest.mark.parametrize("file", ["digest.html", "digest.txt", "digest.eml"])
def test_a_mail_that_was_changed_by_hand_is_not_sent(issue, file):
    path = issue.root / "out/mail/2021-10" / file
    path.write_bytes(path.read_bytes().replace(b"Water", b"Money", 1))
    refused(send(issue, "--via", "mbox:box"), file, "differs from what the archive", "build it again")
    refused(issue.run("approve", *MONTH), file)


def test_a_draft_changed_after_the_build_is_not_sent(issue):
    issue.put("drafts/2021-10.toml", 'subject = "Another"\n')
    refused(send(issue, "--via", "mbox:box"), "build it again")


def test_an_issue_with_an_error_goes_nowhere_until_it_is_waived(issue):
    issue.put("feeds/f.xml", rss(item("Water is back"), item("A new pier TK")))
    issue.run("build", *MONTH)
    for command in (("send", *MONTH, "--via", f"mbox:{issue.root}/box"), ("approve", *MONTH)):
        done = issue.run(*command)
        assert done.returncode == 1
        assert "`digest check` finds 3 errors: mail/2021-10/digest.html:" in done.stderr
        assert "[unfinished]" in done.stderr
    with (issue.root / "digest.toml").open("a") as settings:
        settings.write('[checks.waive]\nunfinished = "the name of a company"\n')
    assert issue.run("send", *MONTH, "--via", f"mbox:{issue.root}/box").returncode == 0
    with closing(mailbox.mbox(issue.root / "box")) as box:
        assert len(box) == 1


def test_a_test_goes_out_whatever_the_checks_find(issue):
    issue.put("feeds/f.xml", rss(item("A new pier TK")))
    issue.run("build", *MONTH)
    done = issue.run("send", *MONTH, "--via", f"mbox:{issue.root}/box", "--test", "me@test.example")
    assert done.returncode == 0, done.stderr


def test_what_was_approved_is_sent_and_nothing_else(issue):
    assert issue.run("approve", *MONTH).returncode == 0
    correct(issue)
    refused(
        send(issue, "--via", "mbox:box"),
        "is not the issue that was approved on",
        "`digest approve --month 2021-10`",
    )
    done = issue.run("approve", *MONTH)
    assert "out/mail/2021-10/digest.eml" in done.stdout
    assert send(issue, "--via", "mbox:box").returncode == 0


def test_a_correction_goes_out_marked_with_a_message_id_of_its_own_and_the_feed_says_so(issue):
    assert "never sent" in send(issue, "--via", "mbox:box", "--amend").stderr
    send(issue, "--via", "mbox:box")
    assert "atom:updated" not in issue.read("site/issues.xml")
    refused(
        send(issue, "--via", "mbox:box", "--amend"), "is what was sent on", "correct it and build it again"
    )
    correct(issue)
    refused(send(issue, "--via", "mbox:box"), "differs from the issue that was first sent", "--amend")
    done = send(issue, "--via", "mbox:box", "--amend", SOURCE_DATE_EPOCH="1636113600")
    assert done.returncode == 0, done.stderr
    first, second = kept(issue)
    assert first["Subject"] == "The Test, October 2021: Water is back"
    assert second["Subject"] == "Correction: The Test, October 2021: A new pier at last"
    assert second["Message-ID"] != first["Message-ID"]
    assert "A new pier at last" in second.get_body(("plain",)).get_content()
    assert "<atom:updated>2021-11-05T12:00:00Z</atom:updated>" in issue.read("site/issues.xml")
    assert "<lastBuildDate>Fri, 05 Nov 2021 12:00:00 +0000</lastBuildDate>" in issue.read("site/issues.xml")
    refused(send(issue, "--via", "mbox:box", "--amend"), "was already sent")
    status = json.loads(issue.run("send", "--status", "--json").stdout)
    assert [(one["amendment"], one["sent"]) for one in status["sendings"]] == [(0, 1), (1, 1)]


def test_a_test_goes_to_one_address_and_is_not_remembered(issue):
    issue.run("approve", *MONTH)
    correct(issue)  # no approval is asked for
    for _ in range(2):
        assert send(issue, "--via", "mbox:box", "--test", "ana@x.example").returncode == 0
    first, second = kept(issue)
    assert first["To"] == "ana@x.example"
    assert first["Subject"].startswith("[Test] The Test, October 2021")
    assert first["Message-ID"] != second["Message-ID"]  # else the reader's mailbox would show one
    assert issue.run("send", "--status").stdout.splitlines()[0] == "Nothing was sent."


def test_a_dry_run_says_what_would_happen_and_leaves_no_trace(issue):
    before = sorted((issue.root / ".digest").iterdir())
    done = send(issue, "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["dry_run"], report["sent"], report["editions"]) == (True, 1, {"en": 1})
    assert sorted((issue.root / ".digest").iterdir()) == before
    send(issue, "--via", "mbox:box")
    assert json.loads(send(issue, "--via", "mbox:other", "--dry-run", "--json").stdout)["already_sent"] == 1
    assert not (issue.root / "other").exists()


def test_what_was_refused_is_told_apart_from_what_was_sent_and_may_be_tried_again(issue):
    with serving(Inbox(**{"readers_at_test.example": ["550 5.7.1 not today", "250 OK"]})) as port:
        assert send(issue, "--via", f"smtp://127.0.0.1:{port}").returncode == 1
        refused(send(issue, "--via", f"smtp://127.0.0.1:{port}"), "1 of 1 messages were rejected", "--again")
        done = send(issue, "--via", f"smtp://127.0.0.1:{port}", "--again")
    assert done.returncode == 0, done.stderr


def test_an_issue_that_nobody_has_may_be_corrected_without_being_a_correction(issue):
    assert send(issue, "--via", "smtp://127.0.0.1:1").returncode == 1
    correct(issue)
    done = send(issue, "--via", f"mbox:{issue.root}/box")
    assert done.returncode == 0, done.stderr
    (message,) = kept(issue)
    assert "Correction" not in message["Subject"]


def test_a_list_of_subscribers_gets_a_letter_each_and_bad_lines_are_named(issue):
    issue.put(
        "subscribers.csv",
        'email,name\nana@x.example,Ana\n"bob@x.example\nBcc: eve@x.example",Bob\nrm@x.example,"""; rm -rf"\n'
        "=cmd()@x.example,Formula\nzoe@x.example,Zoë\n",
    )
    done = send(issue, "--via", "mbox:box", "--subscribers", "subscribers.csv")
    assert done.returncode == 1
    named = [line.split(": ")[1] for line in done.stderr.splitlines() if line.startswith("digest: ")]
    assert [name.rpartition(":")[0] for name in named] == ["subscribers.csv"] * 3
    assert "2 messages sent" in done.stderr
    assert [one["To"] for one in kept(issue)] == ["Ana <ana@x.example>", "Zoë <zoe@x.example>"]
    assert len({one["Message-ID"] for one in kept(issue)}) == 2


def test_who_joined_the_list_later_is_served_by_the_same_command(issue):
    issue.put("subscribers.csv", "email\nana@x.example\n")
    send(issue, "--via", "mbox:box", "--subscribers", "subscribers.csv")
    issue.put("subscribers.csv", "email\nana@x.example\nzoe@x.example\n")
    assert send(issue, "--via", "mbox:box", "--subscribers", "subscribers.csv").returncode == 0
    assert [one["To"] for one in kept(issue)] == ["ana@x.example", "zoe@x.example"]


def test_subscribers_may_come_from_standard_input(issue):
    done = issue.run(
        "send", *MONTH, "--via", "mbox:box", "--subscribers", "-", stdin=b"email\nana@x.example\n"
    )
    assert done.returncode == 0, done.stderr
    assert [one["To"] for one in kept(issue)] == ["ana@x.example"]


def test_status_says_what_was_refused_and_why(issue):
    issue.put("subscribers.csv", "email\nana@x.example\ngone@x.example\n")
    inbox = Inbox(**{"gone_at_x.example": ["550 5.1.1 nobody here"]})
    with serving(inbox) as port:
        done = send(issue, "--via", f"smtp://127.0.0.1:{port}", "--subscribers", "subscribers.csv")
    assert done.returncode == 1
    assert "1 rejected" in done.stderr
    said = issue.run("send", "--status", *MONTH).stdout
    assert "1 sent, 1 rejected, 0 deferred, 0 in doubt" in said
    assert "rejected: gone@x.example: 550 5.1.1 nobody here" in said
    (sending,) = json.loads(issue.run("send", "--status", "--json").stdout)["sendings"]
    assert sending["rejected"][0]["recipient"] == "gone@x.example"


def test_bounces_go_where_the_settings_say(issue):
    (issue.root / "digest.toml").write_text(SETTINGS + MAIL + 'bounces = "bounces@test.example"\n')
    inbox = Inbox()
    with serving(inbox) as port:
        assert send(issue, "--via", f"smtp://127.0.0.1:{port}").returncode == 0
    assert [one.mail_from for one in inbox.envelopes] == ["bounces@test.example"]


def test_without_a_list_there_is_nobody_to_send_to(issue):
    (issue.root / "digest.toml").write_text(SETTINGS + MAIL.replace('to = "readers@test.example"\n', ""))
    build(issue)
    refused(send(issue, "--via", "mbox:box"), "to: is empty", "--subscribers FILE")
    assert not (issue.root / "box").exists()


@pytest.mark.parametrize(
    ("arguments", "word"),
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
def test_an_order_that_cannot_be_carried_out_is_a_usage_error(issue, arguments, word):
    done = send(issue, *arguments)
    assert done.returncode == 2
    problem, hint = done.stderr.splitlines()
    assert word in problem
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
def test_a_setting_that_would_break_out_of_its_header_or_its_bounds_is_refused(issue, setting):
    (issue.root / "digest.toml").write_text(f"{SETTINGS}[mail]\n{setting}\n")
    refused(send(issue, "--via", "mbox:box"), "digest.toml:", "expected")
    assert not (issue.root / "box").exists()


def test_a_title_that_looks_encoded_stays_the_words_it_is(issue):
    title = "=?utf-8?b?SGkNCkJjYzogZXZlQGV2aWwub3Jn?="  # Hi, a line break, and Bcc: eve@evil.org
    issue.put("feeds/f.xml", rss(item(title)))
    build(issue)
    send(issue, "--via", f"mbox:{issue.root}/box")
    (message,) = kept(issue)
    assert message["Bcc"] is None
    assert message["Subject"].endswith(title)


def test_a_subject_cannot_gain_a_header_line(issue):
    issue.put("drafts/2021-10.toml", 'subject = "Hello\\r\\nBcc: eve@x.example"\n')
    build(issue)
    send(issue, "--via", "mbox:box")
    (message,) = kept(issue)
    assert "Bcc" not in message


def test_the_login_file_of_the_settings_stands_in_the_workspace(issue):
    (issue.root / "digest.toml").write_text(SETTINGS + MAIL + 'login = "password"\n')
    issue.put("password", "hunter2\n").chmod(0o644)
    done = send(issue, "--via", "smtp://ana@127.0.0.1:1")
    assert done.returncode == 2
    assert "readable by other users" in done.stderr
    assert "hunter2" not in done.stderr


def test_each_language_goes_to_its_own_list(sample, tmp_path):
    own = copied(sample, tmp_path)
    assert send(own, "--via", "mbox:box").returncode == 0
    assert [one["To"] for one in kept(own)] == ["readers@tideline.example", "lectores@tideline.example"]
    own.put("drafts/2021-10.toml", '[es]\nsubject = "Otra vez"\n')
    build(own)
    assert send(own, "--via", "mbox:again", "--amend").returncode == 0
    assert kept(own, "again")[1]["Subject"] == "Corrección: Otra vez"
