"""Transports: SMTP servers, programs, mailboxes."""

import importlib
import mailbox
import os
import socket
import ssl
import time
from contextlib import closing

import pytest
from aiosmtpd.smtp import AuthResult
from conftest import ROOT
from smtp_server import MESSAGE, Inbox, certificate, serving

from digest.cli.send import send
from digest.errors import DigestError, TransportError, UsageError
from digest.mail import transports
from digest.mail.transports import Options, UnreachableError, create, smtp
from digest.mail.transports.login import LOGIN_VARIABLE
from digest.model import DeliveryStatus

NEWS = "news@test.example"
SENT, DEFERRED, UNKNOWN = DeliveryStatus.SENT, DeliveryStatus.DEFERRED, DeliveryStatus.UNKNOWN
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server's advice to whoever runs it


def connect(address, environment=None, login=None):
    return create(address, Options(environment=environment or {}, login=login)).connect()


def server(port, **more):
    return smtp.Smtp(
        smtp.Server(**({"host": "localhost", "port": port, "tls": False, "local": False} | more))
    )


@pytest.mark.parametrize(
    "address",
    [
        "", "post", "ftp://x", "smtp:", "smtp://", "smtp://x:port", "smtp://x/path", "smtp://x?a=b", "maildir:", "mbox:",
        "sendmail:/no/such/program", "sendmail:msmtp", "sendmail:/bin/cat -v", "sendmail:/tmp", "mbox:a\nb", "smtps://[::1", "smtp://a..b",
        "smtp://x\u200dy.example",
    ],
)  # fmt: skip
def test_an_address_that_is_no_transport_is_a_usage_error(address):
    with pytest.raises(UsageError, match="expected") as raised:
        create(address, Options())
    assert "\n" not in str(raised.value)


def test_a_password_in_the_address_is_an_error_and_never_printed():
    with pytest.raises(UsageError, match=LOGIN_VARIABLE) as raised:
        create("smtp://ana:hunter2@mail.example", Options())
    assert "hunter2" not in str(raised.value)


def test_the_error_for_a_missing_password_says_where_to_put_it():
    with pytest.raises(UsageError, match=f"'ana': has no password; expected it in {LOGIN_VARIABLE}"):
        create("smtp://ana@mail.example", Options())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660])
def test_a_login_file_that_others_can_use_is_an_error(tmp_path, mode):
    file = tmp_path / "login"
    file.write_text("hunter2\n")
    file.chmod(mode)
    with pytest.raises(UsageError, match=r"readable by other users .*chmod 600"):
        create("smtp://ana@mail.example", Options(login=file))


def test_a_missing_login_file_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        create("smtp://ana@mail.example", Options(login=tmp_path / "none"))


def test_a_host_beyond_ascii_is_looked_up_in_its_idna_2008_form(monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "create_connection", lambda address, *_: asked.append(address) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        connect("smtp://straße.example").send(NEWS, "ana@x.example", MESSAGE)
    assert asked == [("xn--strae-oqa.example", 587)]


def test_the_repr_of_a_server_hides_its_password():
    assert "hunter2" not in repr(smtp.Server(host="x", port=1, tls=True, local=False, password="hunter2"))


# SMTP


def test_many_messages_use_one_connection_and_arrive_unchanged():
    inbox = Inbox()
    with serving(inbox) as port:
        connection = connect(f"smtp://127.0.0.1:{port}")
        replies = [connection.send(NEWS, "ana@x.example", MESSAGE) for _ in range(5)]
        connection.close()
    assert {(reply.code, reply.text) for reply in replies} == {(250, "2.0.0 stored")}
    assert len(inbox.sessions) == 1
    assert {envelope.content for envelope in inbox.envelopes} == {MESSAGE}
    assert {envelope.mail_from for envelope in inbox.envelopes} == {NEWS}


def test_a_connection_is_renewed_after_100_messages():
    inbox = Inbox()
    with serving(inbox) as port:
        connection = connect(f"smtp://127.0.0.1:{port}")
        for _ in range(101):
            connection.send(NEWS, "ana@x.example", MESSAGE)
        connection.close()
    assert len(inbox.sessions) == 2


def test_a_connection_that_the_server_closed_is_renewed():
    inbox = Inbox()
    with serving(inbox, timeout=0.2) as port:
        connection = connect(f"smtp://127.0.0.1:{port}")
        assert connection.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        time.sleep(0.5)
        assert connection.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        connection.close()
    assert len(inbox.sessions) == 2


def test_a_message_without_a_reply_is_in_doubt():
    inbox = Inbox(**{"ana_at_x.example": ["drop", "250 OK"]})
    with serving(inbox) as port:
        connection = connect(f"smtp://127.0.0.1:{port}")
        first = connection.send(NEWS, "ana@x.example", MESSAGE)
        assert first.status is UNKNOWN
        assert first.status is not SENT
        assert first.status is not DEFERRED
        assert connection.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        connection.close()


@pytest.mark.parametrize("reply", ["HELLO there", "354 more", "199 nearly"])
def test_an_invalid_reply_to_the_content_leaves_the_message_in_doubt(reply):
    inbox = Inbox()
    inbox.content_reply = reply
    with serving(inbox) as port:
        connection = connect(f"smtp://127.0.0.1:{port}")
        assert connection.send(NEWS, "ana@x.example", MESSAGE).status is UNKNOWN
        connection.close()


def test_an_invalid_reply_before_the_content_defers_the_message():
    with serving(Inbox(**{"ana_at_x.example": ["354 what is this"]})) as port:
        connection = connect(f"smtp://127.0.0.1:{port}")
        assert connection.send(NEWS, "ana@x.example", MESSAGE).status is DEFERRED
        connection.close()


def test_a_rejected_recipient_does_not_affect_the_next():
    inbox = Inbox(**{"gone_at_x.example": ["550 5.1.1 nobody"], "full_at_x.example": ["452 full"]})
    with serving(inbox) as port:
        connection = connect(f"smtp://127.0.0.1:{port}")
        gone = connection.send(NEWS, "gone@x.example", MESSAGE)
        full = connection.send(NEWS, "full@x.example", MESSAGE)
        assert connection.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        connection.close()
    assert (gone.code, gone.text) == (550, "5.1.1 nobody")
    assert full.status is DEFERRED
    assert inbox.recipients == ["ana@x.example"]
    assert len(inbox.sessions) == 1


def test_a_rejected_sender_is_a_transport_error():
    inbox = Inbox()
    inbox.sender_reply = "550 not you"
    with serving(inbox) as port, pytest.raises(TransportError, match="rejects mail from 'news@test.example'"):
        connect(f"smtp://127.0.0.1:{port}").send(NEWS, "ana@x.example", MESSAGE)


def test_a_server_that_does_not_answer_is_unreachable():
    with pytest.raises(UnreachableError, match="cannot be reached"):
        connect("smtp://127.0.0.1:1").send(NEWS, "ana@x.example", MESSAGE)


def test_a_recipient_beyond_ascii_is_rejected_when_the_server_lacks_smtputf8():
    with serving(Inbox(), enable_SMTPUTF8=False) as port:
        connection = connect(f"smtp://127.0.0.1:{port}")
        assert connection.send(NEWS, "añá@x.example", MESSAGE).code == 550
        connection.close()


# TLS and login


def authenticator(login="ana", password="hunter2"):
    def check(server, session, envelope, mechanism, given):
        good = (given.login, given.password) == (login.encode(), password.encode())
        return AuthResult(success=good, handled=False)  # the server says so itself

    return check


@pytest.fixture(scope="module")
def certificate_files(tmp_path_factory):
    made, key = certificate(tmp_path_factory.mktemp("certificate"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    return made, context


def test_a_remote_server_without_tls_gets_nothing():
    inbox = Inbox()
    with serving(inbox) as port, pytest.raises(TransportError, match="offers no STARTTLS"):
        server(port, user="ana", password="hunter2").send(NEWS, "ana@x.example", MESSAGE)
    assert not inbox.envelopes


@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "smtps"])
def test_a_self_signed_certificate_is_an_error(certificate_files, tls):
    inbox = Inbox()
    how = {"ssl_context": certificate_files[1]} if tls else {"tls_context": certificate_files[1]}
    with serving(inbox, **how) as port, pytest.raises(TransportError, match="TLS failed: self-signed"):
        server(port, tls=tls).send(NEWS, "ana@x.example", MESSAGE)
    assert not inbox.envelopes


@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "smtps"])
def test_the_login_is_sent_over_tls_when_the_certificate_is_good(certificate_files, tls, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_files[0]))
    inbox = Inbox()
    how = (
        {"ssl_context": certificate_files[1], "auth_require_tls": False}
        if tls
        else {"tls_context": certificate_files[1]}
    )
    with serving(inbox, authenticator=authenticator(), auth_required=True, **how) as port:
        connection = server(port, tls=tls, user="ana", password="hunter2")
        assert connection.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        connection.close()


def test_the_password_is_read_from_a_private_file(tmp_path):
    file = tmp_path / "login"
    file.write_text("hunter2\n")
    file.chmod(0o600)
    with serving(Inbox(), authenticator=authenticator(), auth_required=True, auth_require_tls=False) as port:
        connection = connect(f"smtp://ana@127.0.0.1:{port}", login=file)
        assert connection.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        connection.close()


def test_a_rejected_login_is_an_error_in_one_sentence():
    inbox = Inbox()
    with serving(inbox, authenticator=authenticator(), auth_required=True, auth_require_tls=False) as port:
        connection = connect(f"smtp://ana@127.0.0.1:{port}", {LOGIN_VARIABLE: "wrong"})
        with pytest.raises(TransportError, match="rejects the login of 'ana': 535"):
            connection.send(NEWS, "ana@x.example", MESSAGE)


def test_a_server_without_login_is_an_error():
    with serving(Inbox()) as port, pytest.raises(TransportError, match="offers no login"):
        connect(f"smtp://ana@127.0.0.1:{port}", {LOGIN_VARIABLE: "x"}).send(NEWS, "ana@x.example", MESSAGE)


# Programs


def program(tmp_path, code=0, output=""):
    path = tmp_path / "mail tool; touch bad"
    path.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >"$0.arguments"\ncat >"$0.message"\necho "{output}" >&2\nexit {code}\n'
    )
    path.chmod(0o700)
    return path


def test_a_program_gets_the_message_without_a_recipient_and_without_a_shell(tmp_path):
    path = program(tmp_path)
    reply = connect(f"sendmail:{path}").send(NEWS, '"; rm -rf"@x.example', MESSAGE)
    assert reply.status is SENT
    assert path.with_name(path.name + ".arguments").read_text().split() == ["-t", "-i", "-f", NEWS]
    assert path.with_name(path.name + ".message").read_bytes() == MESSAGE.replace(b"\r\n", b"\n")
    assert not (tmp_path / "bad").exists()


@pytest.mark.parametrize(
    ("code", "expected"),
    [(os.EX_TEMPFAIL, 451), (os.EX_UNAVAILABLE, 451), (1, 451), (os.EX_NOUSER, 550), (os.EX_DATAERR, 554)],
)
def test_the_exit_code_of_a_program_becomes_a_reply(tmp_path, code, expected):
    reply = connect(f"sendmail:{program(tmp_path, code, 'so it is')}").send(NEWS, "a@x.example", MESSAGE)
    assert (reply.code, reply.text) == (expected, "so it is")


@pytest.mark.parametrize("code", [os.EX_CONFIG, os.EX_NOPERM, os.EX_USAGE])
def test_a_program_that_is_not_configured_is_an_error(tmp_path, code):
    with pytest.raises(TransportError, match=f"ended with exit code {code}: no account"):
        connect(f"sendmail:{program(tmp_path, code, 'no account')}").send(NEWS, "a@x.example", MESSAGE)


def test_the_output_of_a_program_becomes_one_line_without_control_characters(tmp_path):
    reply = connect(f"sendmail:{program(tmp_path, 75, chr(27) + '[2Jx' + chr(10) + 'y')}").send(
        NEWS, "a@x", MESSAGE
    )
    assert reply.text == "[2Jx y"


# Files


def test_a_maildir_holds_the_message(tmp_path):
    box = connect(f"maildir:{tmp_path / 'a/box'}")
    assert box.send(NEWS, "ana@x.example", MESSAGE).status is SENT
    (stored,) = mailbox.Maildir(tmp_path / "a/box", create=False)
    assert stored.as_bytes() == MESSAGE.replace(b"\r\n", b"\n")


def test_an_mbox_is_read_back_message_by_message(tmp_path):
    box = connect(f"mbox:{tmp_path / 'box'}")
    for _ in range(3):
        assert box.send(NEWS, "ana@x.example", MESSAGE).status is SENT
    box.close()
    with closing(mailbox.mbox(tmp_path / "box", create=False)) as read:
        assert [message["Subject"] for message in read] == ["October"] * 3
        assert [message.get_from().split()[0] for message in read] == [NEWS] * 3
    assert b"\n>From here on\n" in (tmp_path / "box").read_bytes()
    assert b"\r" not in (tmp_path / "box").read_bytes()


def test_a_truncated_message_does_not_swallow_the_next(tmp_path):
    (tmp_path / "box").write_bytes(b"From x Mon Nov  1 00:00:00 2021\nSubject: half\n\nno en")
    box = connect(f"mbox:{tmp_path / 'box'}")
    box.send(NEWS, "ana@x.example", MESSAGE)
    box.close()
    with closing(mailbox.mbox(tmp_path / "box", create=False)) as read:
        assert [message["Subject"] for message in read] == ["half", "October"]


@pytest.mark.parametrize("kind", ["Maildir", "mbox"])
def test_a_mailbox_that_is_not_writable_is_an_error(tmp_path, kind):
    (tmp_path / "file").write_text("")
    with pytest.raises(TransportError, match=rf"file/box: the {kind} cannot be written"):
        connect(f"{kind.lower()}:{tmp_path / 'file/box'}").send(NEWS, "ana@x.example", MESSAGE)


def test_a_mailbox_has_one_connection_whatever_the_settings_are(tmp_path):
    assert create(f"mbox:{tmp_path / 'box'}", Options(connections=4)).connections == 1
    assert create("smtp://127.0.0.1:25", Options(connections=4)).connections == 4


def test_transport_errors_are_errors_of_this_package():
    assert issubclass(transports.UnreachableError, DigestError)


# The documents


@pytest.mark.parametrize("scheme", transports.SCHEMES)
def test_every_scheme_has_a_transport(scheme):
    module, examples = transports.SCHEMES[scheme]
    assert callable(importlib.import_module(f"digest.mail.transports.{module}").transport)
    assert examples.startswith(f"{scheme}:"), f"the examples of {scheme} are {examples!r}"


@pytest.mark.parametrize("scheme", transports.SCHEMES)
def test_every_scheme_has_a_row_in_the_table_of_transports(scheme):
    page = (ROOT / "docs/guide/sending.md").read_text(encoding="utf-8")
    rows = [line.split(" | ")[0] for line in page.splitlines() if line.startswith("| `")]
    assert [row for row in rows if f"`{scheme}:" in row], f"docs/guide/sending.md has no row for {scheme}:"


@pytest.mark.parametrize("scheme", transports.SCHEMES)
def test_the_help_and_the_reference_of_via_name_every_scheme(scheme):
    (via,) = [option for option in send.params if "--via" in option.opts]
    page = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    (reference,) = [line for line in page.splitlines() if line.startswith("- `--via ")]
    for example in transports.SCHEMES[scheme][1].split(", "):
        assert example in via.help, f"the help of --via in digest/cli/send.py lacks {example}"
        assert f"`{example}`" in reference, f"docs/reference/commands.md lacks {example} at --via"
