"""`digest send` through real mail programs, to the delivered message."""

import mailbox
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from conftest import Workspace, tool
from programs import first_message_in_mutt
from smtp_server import Inbox, serving

MAIN = """
compatibility_level = 3.6
queue_directory = {root}/spool
data_directory = {root}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.test.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = tideline.example, readers.example
virtual_mailbox_base = {root}/inbox
virtual_mailbox_maps = static:readers/
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
maillog_file = {root}/log
maillog_file_prefixes = {root}
alias_maps =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = error:nothing leaves this machine
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A postfix of our own on loopback, that delivers into a Maildir."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.etc = root / "etc"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        nobody = pwd.getpwnam("nobody")
        for name, owner in (("etc", 0), ("spool", 0), ("inbox", nobody.pw_uid)):
            (root / name).mkdir()
            os.chown(root / name, owner, -1)
        (root / "data").mkdir()
        os.chown(root / "data", pwd.getpwnam("postfix").pw_uid, -1)
        (self.etc / "main.cf").write_text(MAIN.format(root=root, nobody=nobody.pw_uid))
        (self.etc / "master.cf").write_text(MASTER.format(port=self.port))

    def run(self, command: str) -> None:
        program = tool("postfix", "/usr/sbin/postfix")
        done = subprocess.run([program, "-c", self.etc, command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def delivered(self, count: int) -> list[bytes]:
        """Return the messages in the Maildir, once there are so many."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            found = list((self.root / "inbox/readers/new").glob("*"))
            if len(found) >= count:
                time.sleep(0.2)
                box = mailbox.Maildir(self.root / "inbox/readers", create=False)
                return [message.as_bytes() for message in box]
            time.sleep(0.1)
        pytest.fail(f"delivered: {found}; " + (self.root / "log").read_text())


@pytest.fixture
def postfix():
    tool("postfix", "/usr/sbin/postfix")
    if os.geteuid():
        pytest.fail("needs root") if os.environ.get("CI") else pytest.skip("a mail server needs root")
    # Its daemons are other users, who may not enter pytest's own folders.
    root = Path(tempfile.mkdtemp(prefix="digest-postfix-"))
    root.chmod(0o755)
    server = Postfix(root)
    server.run("start")
    try:
        yield server
    finally:
        server.run("stop")
        shutil.rmtree(root)


@pytest.fixture
def issue(sample, tmp_path):
    """The sample's October, with a ledger of its own."""
    own = Workspace(tmp_path / "own")
    shutil.rmtree(own.root)
    shutil.copytree(sample.root, own.root, ignore=shutil.ignore_patterns("ledger*", "*.lock"))
    return own


def read(content: bytes):
    return message_from_bytes(content, policy=policy.default)


def send(issue, *arguments, **environment):
    done = issue.run("send", "--month", "2021-10", *arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done


def test_postfix_delivers_messages_from_smtp_and_from_its_sendmail(issue, postfix):
    send(issue, "--via", f"smtp://localhost:{postfix.port}")
    send(issue, "--via", "sendmail:", "--test", "ana@readers.example", MAIL_CONFIG=str(postfix.etc))
    arrived = [read(message) for message in postfix.delivered(4)]
    to = sorted((message["X-Original-To"], message["Return-Path"]) for message in arrived)
    news = "<newsletter@tideline.example>"
    assert to == [
        ("ana@readers.example", news),
        ("ana@readers.example", news),
        ("lectores@tideline.example", news),
        ("readers@tideline.example", news),
    ]
    (english,) = (message for message in arrived if message["To"] == "readers@tideline.example")
    built = read((issue.root / "out/mail/2021-10/digest.eml").read_bytes())
    assert english["Message-ID"] == built["Message-ID"]
    assert english["Subject"] == built["Subject"]
    for part in ("plain", "html"):
        assert english.get_body((part,)).get_content() == built.get_body((part,)).get_content().replace(
            "\r\n", "\n"
        )


def test_each_letter_arrives_with_its_own_unsubscribe_link(issue, postfix):
    subscribers = issue.put(
        "subscribers.csv",
        "email,name,language,topics\nana@readers.example,Ana,es,\nzoe@readers.example,Zoë,en,health\n",
    )
    send(issue, "--via", f"smtp://localhost:{postfix.port}", "--subscribers", str(subscribers))
    arrived = {message["X-Original-To"]: message for message in map(read, postfix.delivered(2))}
    assert arrived["zoe@readers.example"]["To"] == "Zoë <zoe@readers.example>"
    assert arrived["ana@readers.example"]["Content-Language"] == "es"
    links = {message["List-Unsubscribe"] for message in arrived.values()}
    assert len(links) == 2
    assert {message["List-Unsubscribe-Post"] for message in arrived.values()} == {
        "List-Unsubscribe=One-Click"
    }


def test_spamassassin_finds_no_spam_in_delivered_messages(issue, postfix, tmp_path):
    spamassassin = tool("spamassassin")
    subscribers = issue.put(
        "subscribers.csv", "email,language\nana@readers.example,es\nzoe@readers.example,en\n"
    )
    send(issue, "--via", f"smtp://localhost:{postfix.port}", "--subscribers", str(subscribers))
    for message in postfix.delivered(2):
        done = subprocess.run(
            [spamassassin, "-L", "-t"],
            input=message,
            capture_output=True,
            check=True,
            env={**os.environ, "HOME": str(tmp_path)},
        )
        report = done.stdout.decode("utf-8", "replace")
        points = re.search(r"Content analysis details:\s+\((-?[\d.]+) points", report)
        assert float(points[1]) < 1.0, report[points.start() :]


def test_msmtp_delivers_the_messages(issue, tmp_path):
    msmtp = tool("msmtp")
    inbox = Inbox()
    with serving(inbox) as port:
        settings = tmp_path / ".msmtprc"
        settings.write_text(f"account default\nhost 127.0.0.1\nport {port}\ntls off\nauth off\n")
        settings.chmod(0o600)
        send(issue, "--via", f"sendmail:{msmtp}", HOME=str(tmp_path))
    assert sorted(inbox.recipients) == ["lectores@tideline.example", "readers@tideline.example"]
    assert {message.mail_from for message in inbox.envelopes} == {"newsletter@tideline.example"}


def test_mutt_shows_a_message_sent_to_a_maildir(issue, tmp_path):
    send(issue, "--via", f"maildir:{tmp_path / 'sent'}", "--test", "ana@readers.example")
    shown = first_message_in_mutt(tmp_path / "sent", tmp_path)
    assert "Subject: [Test] Tideline, " in shown
    assert "ana@readers.example" in shown
    assert "Tornabé" in shown
