"""A real SMTP server on loopback that remembers, and answers as it is told."""

from __future__ import annotations

import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Inbox:
    """What came in. `answers` are by recipient, one for each time it comes; the last one stays."""

    def __init__(self, **answers):
        self.envelopes = []
        self.sessions = set()
        self.answers = {who.replace("_at_", "@"): list(said) for who, said in answers.items()}
        self.sender, self.kept = "250 OK", "250 2.0.0 kept"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        self.sessions.add(session.peer)
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        said = self.answers.get(address, ["250 OK"])
        answer = said.pop(0) if len(said) > 1 else said[0]
        if answer == "drop":
            session.drop = True
            answer = "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.envelopes.append(envelope)
        if getattr(session, "drop", False):
            server.transport.abort()
        return self.kept

    @property
    def recipients(self):
        return [one for envelope in self.envelopes for one in envelope.rcpt_tos]


class _Server(Controller):
    def __init__(self, *args, with_greeting=None, **more):
        self.more = more.pop("smtp", {})
        super().__init__(*args, **more)

    def factory(self):
        return SMTP(self.handler, hostname="mail.test.example", **self.more)


@contextmanager
def serving(handler, *, ssl_context=None, **smtp):
    """Serve on a free port, which is given; `smtp` are arguments of aiosmtpd's SMTP."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = _Server(handler, hostname="127.0.0.1", port=port, ssl_context=ssl_context, smtp=smtp)
    server.start()
    try:
        yield port
    finally:
        server.stop()


def certificate(folder: Path) -> tuple[Path, Path]:
    """Return a certificate for localhost that nobody signed, and its key."""
    made, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", made, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


MESSAGE = (
    b"From: News <news@test.example>\r\nTo: ana@x.example\r\nSubject: October\r\nMessage-ID: <1@test.example>\r\n\r\n"
    b"Hello.\r\n.\r\n..two dots\r\nFrom here on\r\n"
)
