"""digest send: the built message, its tests, corrections and status."""

import json
from email import message_from_bytes, policy

from conftest import SETTINGS, item, rss
from small_issue import MAIL, MONTH, SmallIssue, assert_refused
from smtp_server import Inbox, serving


def test_the_built_message_goes_to_the_mailing_list_once(issue):
    done = issue.send("--via", "mbox:box")
    assert done.returncode == 0, done.stderr
    assert "2021-10: 1 message sent." in done.stderr
    (message,) = issue.delivered()
    built = message_from_bytes(
        (issue.root / "out/mail/2021-10/digest.eml").read_bytes(), policy=policy.default
    )
    for name in ("From", "To", "Subject", "Message-ID", "List-Id"):
        assert message[name] == built[name]
    assert "Bcc" not in message
    assert_refused(issue.send("--via", "mbox:box"), "'2021-10'", "was already sent, to all 1", "--amend")
    assert len(issue.delivered()) == 1


def test_a_message_is_dated_at_the_start_of_its_sending(issue):
    issue.send("--via", "mbox:box", SOURCE_DATE_EPOCH="1635940800")
    assert issue.delivered()[0]["Date"] == "Wed, 03 Nov 2021 06:00:00 -0600"


def test_a_message_keeps_the_date_that_the_editor_set(issue):
    issue.put("drafts/2021-10.toml", "date = 2021-11-02\n")
    issue.build()
    issue.send("--via", "mbox:box")
    assert issue.delivered()[0]["Date"] == "Tue, 02 Nov 2021 00:00:00 -0600"


def test_each_language_goes_to_its_own_list(sample, tmp_path):
    own = SmallIssue.copy_of(sample, tmp_path / "own")
    assert own.send("--via", "mbox:box").returncode == 0
    assert [one["To"] for one in own.delivered()] == ["readers@tideline.example", "lectores@tideline.example"]
    own.put("drafts/2021-10.toml", '[es]\nsubject = "Otra vez"\n')
    own.build()
    assert own.send("--via", "mbox:again", "--amend").returncode == 0
    assert own.delivered("again")[1]["Subject"] == "Corrección: Otra vez"


def test_a_correction_is_marked_has_its_own_message_id_and_is_in_the_feed(issue):
    assert "never sent" in issue.send("--via", "mbox:box", "--amend").stderr
    issue.send("--via", "mbox:box")
    assert "atom:updated" not in issue.read("site/issues.xml")
    assert_refused(
        issue.send("--via", "mbox:box", "--amend"), "is what was sent on", "correct it and build it again"
    )
    issue.correct_headline()
    assert_refused(issue.send("--via", "mbox:box"), "differs from the issue that was first sent", "--amend")
    done = issue.send("--via", "mbox:box", "--amend", SOURCE_DATE_EPOCH="1636113600")
    assert done.returncode == 0, done.stderr
    first, second = issue.delivered()
    assert first["Subject"] == "The Test, October 2021: Water is back"
    assert second["Subject"] == "Correction: The Test, October 2021: A new pier at last"
    assert second["Message-ID"] != first["Message-ID"]
    assert "A new pier at last" in second.get_body(("plain",)).get_content()
    assert "<atom:updated>2021-11-05T12:00:00Z</atom:updated>" in issue.read("site/issues.xml")
    assert "<lastBuildDate>Fri, 05 Nov 2021 12:00:00 +0000</lastBuildDate>" in issue.read("site/issues.xml")
    assert_refused(issue.send("--via", "mbox:box", "--amend"), "was already sent")
    status = json.loads(issue.run("send", "--status", "--json").stdout)
    assert [(one["amendment"], one["sent"]) for one in status["sendings"]] == [(0, 1), (1, 1)]


def test_an_issue_that_nobody_received_is_not_a_correction_when_it_changes(issue):
    assert issue.send("--via", "smtp://127.0.0.1:1").returncode == 1
    issue.correct_headline()
    done = issue.send("--via", f"mbox:{issue.root}/box")
    assert done.returncode == 0, done.stderr
    (message,) = issue.delivered()
    assert "Correction" not in message["Subject"]


def test_a_test_message_goes_to_one_address_and_is_not_recorded(issue):
    issue.run("approve", *MONTH)
    issue.correct_headline()  # no approval is asked for
    for _ in range(2):
        assert issue.send("--via", "mbox:box", "--test", "ana@x.example").returncode == 0
    first, second = issue.delivered()
    assert first["To"] == "ana@x.example"
    assert first["Subject"].startswith("[Test] The Test, October 2021")
    assert first["Message-ID"] != second["Message-ID"]  # else the reader's mailbox would show one
    assert issue.run("send", "--status").stdout.splitlines()[0] == "Nothing was sent."


def test_a_test_message_is_sent_in_spite_of_errors(issue):
    issue.put("feeds/f.xml", rss(item("A new pier TK")))
    issue.run("build", *MONTH)
    done = issue.run("send", *MONTH, "--via", f"mbox:{issue.root}/box", "--test", "me@test.example")
    assert done.returncode == 0, done.stderr


def test_a_dry_run_reports_the_messages_and_changes_nothing(issue):
    before = sorted((issue.root / ".digest").iterdir())
    done = issue.send("--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["dry_run"], report["sent"], report["editions"]) == (True, 1, {"en": 1})
    assert sorted((issue.root / ".digest").iterdir()) == before
    issue.send("--via", "mbox:box")
    assert json.loads(issue.send("--via", "mbox:other", "--dry-run", "--json").stdout)["already_sent"] == 1
    assert not (issue.root / "other").exists()


def test_rejected_messages_may_be_sent_again(issue):
    with serving(Inbox(**{"readers_at_test.example": ["550 5.7.1 not today", "250 OK"]})) as port:
        assert issue.send("--via", f"smtp://127.0.0.1:{port}").returncode == 1
        assert_refused(
            issue.send("--via", f"smtp://127.0.0.1:{port}"), "1 of 1 messages were rejected", "--again"
        )
        done = issue.send("--via", f"smtp://127.0.0.1:{port}", "--again")
    assert done.returncode == 0, done.stderr


def test_the_status_lists_rejected_messages_with_the_replies(issue):
    issue.put("subscribers.csv", "email\nana@x.example\ngone@x.example\n")
    inbox = Inbox(**{"gone_at_x.example": ["550 5.1.1 nobody here"]})
    with serving(inbox) as port:
        done = issue.send("--via", f"smtp://127.0.0.1:{port}", "--subscribers", "subscribers.csv")
    assert done.returncode == 1
    assert "1 rejected" in done.stderr
    said = issue.run("send", "--status", *MONTH).stdout
    assert "1 sent, 1 rejected, 0 deferred, 0 in doubt" in said
    assert "rejected: gone@x.example: 550 5.1.1 nobody here" in said
    (sending,) = json.loads(issue.run("send", "--status", "--json").stdout)["sendings"]
    assert sending["rejected"][0]["recipient"] == "gone@x.example"


def test_bounces_go_to_the_address_of_the_settings(issue):
    (issue.root / "digest.toml").write_text(SETTINGS + MAIL + 'bounces = "bounces@test.example"\n')
    inbox = Inbox()
    with serving(inbox) as port:
        assert issue.send("--via", f"smtp://127.0.0.1:{port}").returncode == 0
    assert [one.mail_from for one in inbox.envelopes] == ["bounces@test.example"]


def test_a_title_that_looks_like_an_encoded_word_stays_as_it_is(issue):
    title = "=?utf-8?b?SGkNCkJjYzogZXZlQGV2aWwub3Jn?="  # Hi, a line break, and Bcc: eve@evil.org
    issue.put("feeds/f.xml", rss(item(title)))
    issue.build()
    issue.send("--via", f"mbox:{issue.root}/box")
    (message,) = issue.delivered()
    assert message["Bcc"] is None
    assert message["Subject"].endswith(title)


def test_the_login_file_of_the_settings_is_in_the_workspace(issue):
    (issue.root / "digest.toml").write_text(SETTINGS + MAIL + 'login = "password"\n')
    issue.put("password", "hunter2\n").chmod(0o644)
    done = issue.send("--via", "smtp://ana@127.0.0.1:1")
    assert done.returncode == 2
    assert "readable by other users" in done.stderr
    assert "hunter2" not in done.stderr
