"""A real SMTP server on loopback. It stores messages and gives prepared replies."""

from __future__ import annotations

import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Inbox:
    """The messages that came in, and the replies to give.

    Args:
        replies: Lists of replies by recipient ("_at_" for "@"), one for each time; the last one stays.
    """

    def __init__(self, **replies):
        self.envelopes = []
        self.sessions = set()
        self.replies = {name.replace("_at_", "@"): list(texts) for name, texts in replies.items()}
        self.sender_reply, self.content_reply = "250 OK", "250 2.0.0 stored"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        self.sessions.add(session.peer)
        envelope.mail_from = address
        return self.sender_reply

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        replies = self.replies.get(address, ["250 OK"])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if reply == "drop":
            session.drop = True
            reply = "250 OK"
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.envelopes.append(envelope)
        if getattr(session, "drop", False):
            server.transport.abort()
        return self.content_reply

    @property
    def recipients(self):
        return [recipient for envelope in self.envelopes for recipient in envelope.rcpt_tos]


class _Server(Controller):
    def __init__(self, *args, smtp, **options):
        self.smtp_options = smtp
        super().__init__(*args, **options)

    def factory(self):
        return SMTP(self.handler, hostname="mail.test.example", **self.smtp_options)


@contextmanager
def serving(handler, *, ssl_context=None, **smtp):
    """Serve on a free port and yield it; `smtp` are arguments of aiosmtpd's SMTP."""
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
    """Return the files of a self-signed certificate for localhost and of its key."""
    certificate_file, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", certificate_file, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate_file, key


MESSAGE = (
    b"From: News <news@test.example>\r\nTo: ana@x.example\r\nSubject: October\r\nMessage-ID: <1@test.example>\r\n\r\n"
    b"Hello.\r\n.\r\n..two dots\r\nFrom here on\r\n"
)
