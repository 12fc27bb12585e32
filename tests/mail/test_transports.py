"""Where mail is handed to: servers, programs, files."""

import mailbox
import os
import socket
import ssl
import time
from contextlib import closing

import pytest
from aiosmtpd.smtp import AuthResult
from smtp_server import MESSAGE, Inbox, certificate, serving

from digest.errors import DigestError, TransportError, UsageError
from digest.mail import transports
from digest.mail.transports import Options, UnreachableError, create, smtp
from digest.mail.transports.login import PASSWORD_VARIABLE
from digest.model import DeliveryStatus

NEWS = "news@test.example"
SENT, DEFERRED, UNKNOWN = DeliveryStatus.SENT, DeliveryStatus.DEFERRED, DeliveryStatus.UNKNOWN
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server's advice to whoever runs it


def carrier(where, environment=None, login=None):
    return create(where, Options(environment=environment or {}, login=login)).connect()


def server(port, **more):
    return smtp.Smtp(
        smtp.Server(**({"host": "localhost", "port": port, "tls": False, "local": False} | more))
    )


@pytest.mark.parametrize(
    "where",
    [
        "", "post", "ftp://x", "smtp:", "smtp://", "smtp://x:port", "smtp://x/path", "smtp://x?a=b", "maildir:", "mbox:",
        "sendmail:/no/such/program", "sendmail:msmtp", "sendmail:/bin/cat -v", "sendmail:/tmp", "mbox:a\nb", "smtps://[::1", "smtp://a..b",
        "smtp://x\u200dy.example",
    ],
)  # fmt: skip
def test_a_place_that_takes_no_mail_is_refused_in_a_sentence(where):
    with pytest.raises(UsageError, match="expected") as told:
        create(where, Options())
    assert "\n" not in str(told.value)


def test_a_password_in_the_address_is_refused_and_not_repeated():
    with pytest.raises(UsageError, match=PASSWORD_VARIABLE) as told:
        create("smtp://ana:hunter2@mail.example", Options())
    assert "hunter2" not in str(told.value)


def test_a_user_without_a_password_is_told_where_to_put_it():
    with pytest.raises(UsageError, match=f"'ana': has no password; expected it in {PASSWORD_VARIABLE}"):
        create("smtp://ana@mail.example", Options())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660])
def test_a_login_file_that_others_can_use_is_refused(tmp_path, mode):
    file = tmp_path / "login"
    file.write_text("hunter2\n")
    file.chmod(mode)
    with pytest.raises(UsageError, match=r"readable by other users .*chmod 600"):
        create("smtp://ana@mail.example", Options(login=file))


def test_a_login_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        create("smtp://ana@mail.example", Options(login=tmp_path / "none"))


def test_a_host_beyond_ascii_is_looked_up_by_its_idna_2008_form(monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "create_connection", lambda address, *_: asked.append(address) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carrier("smtp://straße.example").send(NEWS, "ana@x.example", MESSAGE)
    assert asked == [("xn--strae-oqa.example", 587)]


def test_a_password_never_shows_in_what_is_printed_of_a_server():
    assert "hunter2" not in repr(smtp.Server(host="x", port=1, tls=True, local=False, password="hunter2"))


# SMTP


def test_many_messages_go_over_one_connection_and_arrive_as_they_are():
    inbox = Inbox()
    with serving(inbox) as port:
        line = carrier(f"smtp://127.0.0.1:{port}")
        answers = [line.send(NEWS, "ana@x.example", MESSAGE) for _ in range(5)]
        line.close()
    assert {(one.code, one.text) for one in answers} == {(250, "2.0.0 kept")}
    assert len(inbox.sessions) == 1
    assert {envelope.content for envelope in inbox.envelopes} == {MESSAGE}
    assert {envelope.mail_from for envelope in inbox.envelopes} == {NEWS}


def test_after_a_hundred_messages_there_is_a_new_connection():
    inbox = Inbox()
    with serving(inbox) as port:
        line = carrier(f"smtp://127.0.0.1:{port}")
        for _ in range(101):
            line.send(NEWS, "ana@x.example", MESSAGE)
        line.close()
    assert len(inbox.sessions) == 2


def test_a_server_that_hung_up_in_between_is_called_again():
    inbox = Inbox()
    with serving(inbox, timeout=0.2) as port:
        line = carrier(f"smtp://127.0.0.1:{port}")
        assert line.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        time.sleep(0.5)
        assert line.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        line.close()
    assert len(inbox.sessions) == 2


def test_an_answer_that_never_came_is_no_answer():
    inbox = Inbox(**{"ana_at_x.example": ["drop", "250 OK"]})
    with serving(inbox) as port:
        line = carrier(f"smtp://127.0.0.1:{port}")
        first = line.send(NEWS, "ana@x.example", MESSAGE)
        assert first.status is UNKNOWN
        assert first.status is not SENT
        assert first.status is not DEFERRED
        assert line.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        line.close()


@pytest.mark.parametrize("answer", ["HELLO there", "354 more", "199 nearly"])
def test_what_is_no_answer_after_the_message_leaves_it_in_doubt(answer):
    inbox = Inbox()
    inbox.kept = answer
    with serving(inbox) as port:
        line = carrier(f"smtp://127.0.0.1:{port}")
        assert line.send(NEWS, "ana@x.example", MESSAGE).status is UNKNOWN
        line.close()


def test_what_is_no_answer_before_the_message_is_a_reason_to_try_again():
    with serving(Inbox(**{"ana_at_x.example": ["354 what is this"]})) as port:
        line = carrier(f"smtp://127.0.0.1:{port}")
        assert line.send(NEWS, "ana@x.example", MESSAGE).status is DEFERRED
        line.close()


def test_a_refused_recipient_does_not_spoil_the_next():
    inbox = Inbox(**{"gone_at_x.example": ["550 5.1.1 nobody"], "full_at_x.example": ["452 full"]})
    with serving(inbox) as port:
        line = carrier(f"smtp://127.0.0.1:{port}")
        gone = line.send(NEWS, "gone@x.example", MESSAGE)
        full = line.send(NEWS, "full@x.example", MESSAGE)
        assert line.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        line.close()
    assert (gone.code, gone.text) == (550, "5.1.1 nobody")
    assert full.status is DEFERRED
    assert inbox.recipients == ["ana@x.example"]
    assert len(inbox.sessions) == 1


def test_a_server_that_takes_no_mail_of_this_sender_ends_it():
    inbox = Inbox()
    inbox.sender = "550 not you"
    with serving(inbox) as port, pytest.raises(TransportError, match="rejects mail from 'news@test.example'"):
        carrier(f"smtp://127.0.0.1:{port}").send(NEWS, "ana@x.example", MESSAGE)


def test_nobody_there_is_said_and_may_be_otherwise_later():
    with pytest.raises(UnreachableError, match="cannot be reached"):
        carrier("smtp://127.0.0.1:1").send(NEWS, "ana@x.example", MESSAGE)


def test_an_address_beyond_ascii_is_refused_where_the_server_cannot_take_it():
    with serving(Inbox(), enable_SMTPUTF8=False) as port:
        line = carrier(f"smtp://127.0.0.1:{port}")
        assert line.send(NEWS, "añá@x.example", MESSAGE).code == 550
        line.close()


# TLS and login


def knows(login="ana", password="hunter2"):
    def check(server, session, envelope, mechanism, given):
        good = (given.login, given.password) == (login.encode(), password.encode())
        return AuthResult(success=good, handled=False)  # the server says so itself

    return check


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    made, key = certificate(tmp_path_factory.mktemp("certificate"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    return made, context


def test_a_server_elsewhere_that_does_not_encrypt_gets_nothing():
    inbox = Inbox()
    with serving(inbox) as port, pytest.raises(TransportError, match="offers no STARTTLS"):
        server(port, user="ana", password="hunter2").send(NEWS, "ana@x.example", MESSAGE)
    assert not inbox.envelopes


@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "smtps"])
def test_a_certificate_nobody_vouches_for_is_refused(signed, tls):
    inbox = Inbox()
    how = {"ssl_context": signed[1]} if tls else {"tls_context": signed[1]}
    with serving(inbox, **how) as port, pytest.raises(TransportError, match="TLS failed: self-signed"):
        server(port, tls=tls).send(NEWS, "ana@x.example", MESSAGE)
    assert not inbox.envelopes


@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "smtps"])
def test_with_a_good_certificate_the_login_goes_over_tls(signed, tls, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(signed[0]))
    inbox = Inbox()
    how = {"ssl_context": signed[1], "auth_require_tls": False} if tls else {"tls_context": signed[1]}
    with serving(inbox, authenticator=knows(), auth_required=True, **how) as port:
        line = server(port, tls=tls, user="ana", password="hunter2")
        assert line.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        line.close()


def test_the_login_is_read_from_a_file_of_ones_own(tmp_path):
    file = tmp_path / "login"
    file.write_text("hunter2\n")
    file.chmod(0o600)
    with serving(Inbox(), authenticator=knows(), auth_required=True, auth_require_tls=False) as port:
        line = carrier(f"smtp://ana@127.0.0.1:{port}", login=file)
        assert line.send(NEWS, "ana@x.example", MESSAGE).status is SENT
        line.close()


def test_a_refused_login_ends_it_in_one_sentence():
    inbox = Inbox()
    with serving(inbox, authenticator=knows(), auth_required=True, auth_require_tls=False) as port:
        line = carrier(f"smtp://ana@127.0.0.1:{port}", {PASSWORD_VARIABLE: "wrong"})
        with pytest.raises(TransportError, match="rejects the login of 'ana': 535"):
            line.send(NEWS, "ana@x.example", MESSAGE)


def test_a_server_that_knows_no_login_is_said():
    with serving(Inbox()) as port, pytest.raises(TransportError, match="offers no login"):
        carrier(f"smtp://ana@127.0.0.1:{port}", {PASSWORD_VARIABLE: "x"}).send(NEWS, "ana@x.example", MESSAGE)


# Programs


def program(tmp_path, code=0, say=""):
    path = tmp_path / "mail tool; touch bad"
    path.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >"$0.arguments"\ncat >"$0.message"\necho "{say}" >&2\nexit {code}\n'
    )
    path.chmod(0o700)
    return path


def test_a_program_gets_the_message_and_no_recipient_and_no_shell(tmp_path):
    path = program(tmp_path)
    answer = carrier(f"sendmail:{path}").send(NEWS, '"; rm -rf"@x.example', MESSAGE)
    assert answer.status is SENT
    assert path.with_name(path.name + ".arguments").read_text().split() == ["-t", "-i", "-f", NEWS]
    assert path.with_name(path.name + ".message").read_bytes() == MESSAGE.replace(b"\r\n", b"\n")
    assert not (tmp_path / "bad").exists()


@pytest.mark.parametrize(
    ("code", "expected"),
    [(os.EX_TEMPFAIL, 451), (os.EX_UNAVAILABLE, 451), (1, 451), (os.EX_NOUSER, 550), (os.EX_DATAERR, 554)],
)
def test_the_exit_code_of_a_program_is_its_answer(tmp_path, code, expected):
    answer = carrier(f"sendmail:{program(tmp_path, code, 'so it is')}").send(NEWS, "a@x.example", MESSAGE)
    assert (answer.code, answer.text) == (expected, "so it is")


@pytest.mark.parametrize("code", [os.EX_CONFIG, os.EX_NOPERM, os.EX_USAGE])
def test_a_program_that_is_not_set_up_ends_it(tmp_path, code):
    with pytest.raises(TransportError, match=f"ended with exit code {code}: no account"):
        carrier(f"sendmail:{program(tmp_path, code, 'no account')}").send(NEWS, "a@x.example", MESSAGE)


def test_what_a_program_says_is_one_line_that_no_terminal_obeys(tmp_path):
    answer = carrier(f"sendmail:{program(tmp_path, 75, chr(27) + '[2Jx' + chr(10) + 'y')}").send(
        NEWS, "a@x", MESSAGE
    )
    assert answer.text == "[2Jx y"


# Files


def test_a_maildir_holds_what_was_sent(tmp_path):
    box = carrier(f"maildir:{tmp_path / 'a/box'}")
    assert box.send(NEWS, "ana@x.example", MESSAGE).status is SENT
    (kept,) = mailbox.Maildir(tmp_path / "a/box", create=False)
    assert kept.as_bytes() == MESSAGE.replace(b"\r\n", b"\n")


def test_an_mbox_is_read_back_message_by_message(tmp_path):
    box = carrier(f"mbox:{tmp_path / 'box'}")
    for _ in range(3):
        assert box.send(NEWS, "ana@x.example", MESSAGE).status is SENT
    box.close()
    with closing(mailbox.mbox(tmp_path / "box", create=False)) as read:
        assert [one["Subject"] for one in read] == ["October"] * 3
        assert [one.get_from().split()[0] for one in read] == [NEWS] * 3
    assert b"\n>From here on\n" in (tmp_path / "box").read_bytes()
    assert b"\r" not in (tmp_path / "box").read_bytes()


def test_a_message_that_was_cut_short_does_not_swallow_the_next(tmp_path):
    (tmp_path / "box").write_bytes(b"From x Mon Nov  1 00:00:00 2021\nSubject: half\n\nno en")
    box = carrier(f"mbox:{tmp_path / 'box'}")
    box.send(NEWS, "ana@x.example", MESSAGE)
    box.close()
    with closing(mailbox.mbox(tmp_path / "box", create=False)) as read:
        assert [one["Subject"] for one in read] == ["half", "October"]


@pytest.mark.parametrize("kind", ["Maildir", "mbox"])
def test_a_file_that_cannot_be_written_is_said(tmp_path, kind):
    (tmp_path / "file").write_text("")
    with pytest.raises(TransportError, match=rf"file/box: the {kind} cannot be written"):
        carrier(f"{kind.lower()}:{tmp_path / 'file/box'}").send(NEWS, "ana@x.example", MESSAGE)


def test_a_file_takes_one_connection_whatever_the_settings_say(tmp_path):
    assert create(f"mbox:{tmp_path / 'box'}", Options(connections=4)).connections == 1
    assert create("smtp://127.0.0.1:25", Options(connections=4)).connections == 4


def test_every_error_of_the_hand_off_is_ours():
    assert issubclass(transports.UnreachableError, DigestError)
