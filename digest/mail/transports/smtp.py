"""Mail given to an SMTP server (RFC 5321), with TLS and a login (RFC 3207, 4954, 8314)."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field

from digest.errors import HandOffError
from digest.mail.transports.base import Reply, UnreachableError, said

# RFC 5321, section 4.5.3.2: how long to wait for an answer, and for the one to the whole message.
_CONNECTING, _PATIENCE, _AT_THE_END = 30, 300, 600
_MESSAGES = 100
_DOT = re.compile(rb"^\.", re.MULTILINE)
_LOST = (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An SMTP server. `tls` from the first byte on, else by STARTTLS; `here` when it is this machine.

    `user` is empty where no login is wanted.
    """

    host: str
    port: int
    tls: bool
    here: bool
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def context(self) -> ssl.SSLContext:
        """Return what verifies the server's certificate; on this machine none could, and none needs to."""
        context = ssl.create_default_context()
        if self.here:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class Smtp:
    """One connection to a server: a new one after 100 messages, and when the server ends it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def connect(self) -> smtplib.SMTP:
        """Return a connection with TLS and login done.

        Raises UnreachableError when nobody answers now, HandOffError when trying again would not help.
        """
        server = self._server
        try:
            smtp = self._connected()
        except (TimeoutError, socket.gaierror, ConnectionError, smtplib.SMTPServerDisconnected) as error:
            raise UnreachableError(f"smtp: {str(server)!r}: cannot be reached: {said(str(error))}") from error
        except smtplib.SMTPResponseException as error:
            raise self._refused(error) from error
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or error.reason or str(error)
            raise HandOffError(
                f"smtp: {str(server)!r}: TLS failed: {said(why)}; expected a certificate for {server.host} that this machine trusts"
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise HandOffError(
                f"smtp: {str(server)!r}: takes no login; expected an address without a user"
            ) from error
        except OSError as error:
            raise UnreachableError(
                f"smtp: {str(server)!r}: cannot be reached: {error.strerror or error}"
            ) from error
        return smtp

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_CONNECTING, context=server.context()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_CONNECTING)
        try:
            self._greet(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        """Say who we are, encrypt, log in."""
        server = self._server
        smtp.ehlo_or_helo_if_needed()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=server.context())
            smtp.ehlo_or_helo_if_needed()
        elif not server.tls and not server.here:
            raise HandOffError(
                f"smtp: {str(server)!r}: offers no STARTTLS; expected a server that encrypts, or smtps://"
            )
        if server.user:
            smtp.login(server.user, server.password)
        if smtp.sock is not None:
            smtp.sock.settimeout(_PATIENCE)

    def _refused(self, error: smtplib.SMTPResponseException) -> HandOffError:
        what = f"{error.smtp_code} {said(error.smtp_error)}"
        if 400 <= error.smtp_code < 500:
            return UnreachableError(f"smtp: {str(self._server)!r}: is not ready: {what}")
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return HandOffError(
                f"smtp: {str(self._server)!r}: refuses the login of {self._server.user!r}: {what}"
            )
        return HandOffError(f"smtp: {str(self._server)!r}: refuses us: {what}")

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Return the server's answer to one message.

        Raises UnreachableError when nobody answers, HandOffError when the server takes no login, or no
        mail of this sender: then no other message would fare better.
        """
        if self._sent >= _MESSAGES:
            self.close()
        used = self._smtp is not None
        answer = self._handed(sender, recipient, content)
        if used and answer.code == 421 and self._smtp is None:
            answer = self._handed(sender, recipient, content)  # it had only grown tired of waiting
        return answer

    def _handed(self, sender: str, recipient: str, content: bytes) -> Reply:
        if self._smtp is None:
            self._smtp, self._sent = self.connect(), 0
        try:
            answer = self._envelope(self._smtp, sender, recipient) or self._content(self._smtp, content)
        except _LOST as error:
            answer = Reply(421, f"the connection was lost: {said(str(error))}")
        if answer.code in (0, 421):
            self.close()
        elif not answer.taken:
            try:
                self._smtp.rset()
            except _LOST:
                self.close()  # the answer was given before, and stands
        self._sent += 1
        return answer

    def _envelope(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> Reply | None:
        """Return the answer that ends it here, or None: go on."""
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        if options and not smtp.has_extn("smtputf8"):
            return Reply(550, "the server takes no addresses with letters beyond ASCII (RFC 6531)")
        code, text = smtp.mail(sender, options)
        if 500 <= code < 600:
            self.close()
            raise HandOffError(
                f"smtp: {str(self._server)!r}: takes no mail from {sender!r}: {code} {said(text)}"
            )
        if code != 250:
            return _before(code, text)
        code, text = smtp.rcpt(recipient)
        return None if code in (250, 251) else _before(code, text)

    def _content(self, smtp: smtplib.SMTP, content: bytes) -> Reply:
        code, text = smtp.docmd("DATA")
        if code != 354:
            return _before(code, text)
        # Until the last byte of this is out, the dot that ends the message is not, and nothing is taken.
        smtp.send(_DOT.sub(b"..", content) + b".\r\n")
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(_AT_THE_END)
            code, text = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(_PATIENCE)
        except _LOST as error:
            return Reply(0, f"the connection was lost before the answer: {said(str(error))}")
        if not 200 <= code < 300 and not 400 <= code < 600:
            return Reply(0, f"no answer of a mail server: {code} {said(text)}")
        return Reply(code, said(text))

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        if self._smtp is not None:
            with contextlib.suppress(*_LOST):
                if self._smtp.sock is not None:
                    self._smtp.sock.settimeout(5)
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None


def _before(code: int, text: bytes | str) -> Reply:
    """Return the answer to what comes before the message itself; what is none ends the connection."""
    if not 400 <= code < 600:
        return Reply(421, f"no answer of a mail server: {code} {said(text)}")
    return Reply(code, said(text))
