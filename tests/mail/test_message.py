import mailbox
import os
import socket
import subprocess
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from conftest import tool
from programs import first_message_in_mutt

from digest.errors import MessageError
from digest.mail import addresses, message
from digest.model import MailSettings

LONG = "https://lists.example/unsubscribe?" + "token=" + "a1b2c3d4" * 33
SUBJECT = "Días de lluvia en Bluefields: «la marea» llega a Ñandú y más allá"


def write(**changes):
    values = {
        "mail": MailSettings(
            sender="Tideline <news@t.example>",
            to="readers@t.example",
            unsubscribe=LONG,
            list_id="tideline.t.example",
        ),
        "subject": SUBJECT,
        "date": datetime(2021, 11, 1, tzinfo=timezone(timedelta(hours=-6))),
        "text": ("Días\n" + "x" * 2000 + "\n").encode(),
        "html": ("<p>Días " + "y" * 2000 + "</p>").encode(),
        "web": "https://t.example/issues/2021-10/",
        "archive": "https://t.example/",
        "key": "en/2021-10",
        "languages": "en",
        "list_name": "Tideline «ñ»",
    }
    values |= changes
    body = {name: values.pop(name) for name in ("text", "html", "key")}
    return b"".join(message.write(message.HeaderValues(**values), **body))


def parsed(**changes):
    return message_from_bytes(write(**changes), policy=policy.default)


def test_a_long_unsubscribe_address_and_an_accented_subject_stay_whole():
    raw = write()
    assert len(LONG) > 290
    assert f"List-Unsubscribe: <{LONG}>\r\n".encode() in raw
    assert parsed()["Subject"] == SUBJECT


def test_the_text_part_comes_first_and_both_parts_are_utf_8():
    text, page = parsed().iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert (text.get_content_charset(), page.get_content_charset()) == ("utf-8", "utf-8")
    assert parsed().get_content_type() == "multipart/alternative"
    assert text.get_content().startswith("Días")


def test_lines_end_with_crlf_and_bodies_keep_to_76_columns():
    raw = write()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert max(map(len, head.split(b"\r\n"))) <= 998
    raw.decode("ascii")


def test_the_headers_name_the_list_and_its_archive():
    headers = parsed()
    assert headers["List-Id"] == '"Tideline" <tideline.t.example>'
    assert headers["List-Archive"] == "<https://t.example/>"
    assert headers["Date"].datetime.isoformat() == "2021-11-01T00:00:00-06:00"
    assert "List-Unsubscribe-Post" not in headers


def test_the_same_issue_gives_the_same_bytes():
    assert write() == write()
    assert parsed()["Message-ID"] != parsed(key="en/2021-11")["Message-ID"]
    assert parsed()["Message-ID"] == parsed(subject="Corrected")["Message-ID"]


def test_line_breaks_in_a_value_add_no_header():
    headers = parsed(subject="Hello\r\nBcc: thief@evil.example\n\nbody", list_name='x"\r\nX-Evil: 1')
    assert "Bcc" not in headers
    assert "X-Evil" not in headers
    assert headers["Subject"] == "Hello Bcc: thief@evil.example body"


def test_an_invalid_sender_is_an_error_in_a_sentence():
    with pytest.raises(MessageError, match="header From"):
        write(mail=MailSettings(sender="<", list_id="x.y"))


def test_without_a_list_address_the_message_goes_to_its_sender():
    headers = parsed(
        mail=MailSettings(
            sender="News <news@t.example>", list_id="n.t.example", unsubscribe="{{ UnsubscribeURL }}"
        )
    )
    assert headers["To"] == "News <news@t.example>"
    assert "List-Unsubscribe" not in headers


class Inbox:
    """Store the messages of an SMTP server."""

    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.envelopes.append(envelope)
        return "250 stored"


def test_msmtp_sends_the_built_message_unchanged(sample, tmp_path):
    msmtp = tool("msmtp")
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings = tmp_path / "msmtprc"
        settings.write_text(
            f"account default\nhost 127.0.0.1\nport {port}\nfrom news@t.example\ntls off\nauth off\n"
        )
        settings.chmod(0o600)
        eml = sample.root / "out/mail/2021-10/digest.eml"
        with eml.open("rb") as stream:
            done = subprocess.run(
                [msmtp, "-C", str(settings), "-t"], stdin=stream, capture_output=True, text=True, check=False
            )
        assert done.returncode == 0, done.stderr
    finally:
        server.stop()
    (envelope,) = inbox.envelopes
    assert envelope.rcpt_tos == ["readers@tideline.example"]
    arrived = message_from_bytes(envelope.content, policy=policy.default)
    assert "Tornabé" in arrived["Subject"]
    assert arrived.get_body(("plain",)).get_content().replace("\r\n", "\n") == sample.read(
        "mail/2021-10/digest.txt"
    )


def test_sendmail_accepts_the_built_message_unchanged(sample, tmp_path):
    """Postfix's own `sendmail -t` puts it into a queue of our own making, and reads it back from there."""
    tool("postfix", "/usr/sbin/postfix")
    sendmail = tool("sendmail", "/usr/sbin/sendmail")
    if os.geteuid():
        pytest.skip("a private mail queue needs root") if not os.environ.get("CI") else pytest.fail(
            "needs root"
        )
    eml = sample.root / "out/mail/2021-10/digest.eml"
    spool = tmp_path / "spool"
    (spool / "maildrop").mkdir(parents=True)
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / "main.cf").write_text(
        f"queue_directory = {spool}\ndata_directory = {tmp_path}\nmyhostname = mail.test.example\n"
        "setgid_group = postdrop\nmail_owner = postfix\ncompatibility_level = 3.6\n"
    )
    (etc / "master.cf").write_text("")
    with eml.open("rb") as stream:
        done = subprocess.run(
            [sendmail, "-C", str(etc), "-t", "-i"], stdin=stream, capture_output=True, text=True, check=False
        )
    queued = list((spool / "maildrop").iterdir())
    assert done.returncode == 0 or queued, done.stderr
    assert len(queued) == 1, done.stderr
    assert b"readers@tideline.example" in queued[0].read_bytes()


def test_mutt_shows_the_built_message(sample, tmp_path):
    inbox = mailbox.Maildir(tmp_path / "inbox", create=True)
    inbox.add((sample.root / "out/mail/2021-10/digest.eml").read_bytes())
    shown = first_message_in_mutt(tmp_path / "inbox", tmp_path)
    assert "After two hurricanes, Tornabé is growing its storm wall back by hand" in shown


def test_domains_beyond_ascii_are_written_in_their_idna_2008_form():
    settings = MailSettings(sender="Zeitung <news@straße.example>", to="liste@faß.de", list_id="n.t.example")
    headers = parsed(mail=settings)
    assert headers["From"] == "Zeitung <news@xn--strae-oqa.example>"
    assert headers["To"] == "liste@xn--fa-hia.de"
    assert headers["List-Id"] == '"Tideline" <n.t.example>'
    assert addresses.envelope_sender(settings) == "news@xn--strae-oqa.example"


def test_a_domain_that_idna_forbids_is_an_error_in_a_sentence():
    with pytest.raises(MessageError, match=r"address: 'news@x\\u200dy.example': the domain is not valid"):
        write(mail=MailSettings(sender="news@x\u200dy.example", list_id="n.t.example"))
