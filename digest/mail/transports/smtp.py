"""Send mail to an SMTP server (RFC 5321), with TLS and login (RFC 3207, 4954, 8314)."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from digest.errors import TransportError, UsageError
from digest.mail.transports.base import Options, Reply, Transport, UnreachableError, one_line
from digest.mail.transports.login import LOGIN_VARIABLE, password
from digest.text import ascii_domain

_PORTS = {"smtp": 587, "smtps": 465}
# Seconds to wait for a connection, for a reply, and for the reply to a whole message: RFC 5321, section 4.5.3.2.
_CONNECT_TIMEOUT, _REPLY_TIMEOUT, _CONTENT_TIMEOUT = 30, 300, 600
_QUIT_TIMEOUT = 5
_MESSAGES_PER_CONNECTION = 100
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_CONNECTION_LOST = (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException, OSError)


def transport(address: str, options: Options) -> Transport:
    """Return the transport of "smtp://user@host:587" or "smtps://user@host".

    Raises:
        UsageError: The address names no host alone or holds a password, or the login has none.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise _usage_error(address, str(error)) from error
    if parts.password is not None:
        raise UsageError(
            f"holds a password, which other users of this machine could read; expected it in {LOGIN_VARIABLE} or in a file that --login names",
            option="--via",
            value=address.replace(f":{parts.password}@", ":…@"),
        )
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise _usage_error(address, "names no host alone")
    user = unquote(parts.username or "")
    server = Server(
        host=_ascii_host(host, address),
        port=port,
        tls=parts.scheme == "smtps",
        local=_is_loopback(host),
        user=user,
        # Read now, so that a missing password is reported before anything is sent.
        password=password(user, options) if user else "",
    )
    return Transport(lambda: Smtp(server), options.connections)


def _usage_error(address: str, problem: str) -> UsageError:
    return UsageError(
        f"{problem}; expected an address such as smtp://user@host:587 or smtps://user@host",
        option="--via",
        value=address,
    )


def _ascii_host(host: str, address: str) -> str:
    if ":" in host:  # an IPv6 address
        return host
    try:
        return ascii_domain(host)
    except ValueError as error:
        raise _usage_error(address, f"names the host {host!r}, which is not valid") from error


def _is_loopback(host: str) -> bool:
    """Return True if a host is this machine. Names are not resolved, because a resolver may lie."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An SMTP server and its login.

    `tls` starts with TLS; otherwise STARTTLS is required, except on this machine (`local`). `user` is
    empty without a login.
    """

    host: str
    port: int
    tls: bool
    local: bool
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{'smtps' if self.tls else 'smtp'}://{self.host}:{self.port}"

    def context(self) -> ssl.SSLContext:
        """Return a TLS context that verifies the server's certificate, unless the server is local."""
        context = ssl.create_default_context()
        if self.local:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class Smtp:
    """One connection to a server. It is renewed after 100 messages, and when the server ends it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def connect(self) -> smtplib.SMTP:
        """Return a new connection after TLS and login.

        Raises:
            UnreachableError: The server does not answer now.
            TransportError: Another attempt would fail too.
        """
        try:
            return self._open()
        except (TimeoutError, socket.gaierror, ConnectionError, smtplib.SMTPServerDisconnected) as error:
            raise self._unreachable(f"cannot be reached: {one_line(str(error))}") from error
        except smtplib.SMTPResponseException as error:
            raise self._rejected(error) from error
        except ssl.SSLError as error:
            reason = one_line(getattr(error, "verify_message", "") or error.reason or str(error))
            raise self._failed(
                f"TLS failed: {reason}; expected a certificate for {self._server.host} that this machine trusts"
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise self._failed("offers no login; expected an address without a user") from error
        except OSError as error:
            raise self._unreachable(f"cannot be reached: {error.strerror or error}") from error

    def _open(self) -> smtplib.SMTP:
        server = self._server
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_CONNECT_TIMEOUT, context=server.context()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_CONNECT_TIMEOUT)
        try:
            self._start_session(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _start_session(self, smtp: smtplib.SMTP) -> None:
        """Greet the server, encrypt, log in."""
        server = self._server
        smtp.ehlo_or_helo_if_needed()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=server.context())
            smtp.ehlo_or_helo_if_needed()
        elif not server.tls and not server.local:
            raise self._failed("offers no STARTTLS; expected a server that encrypts, or smtps://")
        if server.user:
            smtp.login(server.user, server.password)
        _set_timeout(smtp, _REPLY_TIMEOUT)

    def _failed(self, problem: str) -> TransportError:
        return TransportError(problem, source=str(self._server))

    def _unreachable(self, problem: str) -> UnreachableError:
        return UnreachableError(problem, source=str(self._server))

    def _rejected(self, error: smtplib.SMTPResponseException) -> TransportError:
        reply = f"{error.smtp_code} {one_line(error.smtp_error)}"
        if 400 <= error.smtp_code < 500:
            return self._unreachable(f"is not ready: {reply}")
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return self._failed(f"rejects the login of {self._server.user!r}: {reply}")
        return self._failed(f"rejects the connection: {reply}")

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Send one message and return the server's reply.

        Args:
            sender: The address of MAIL FROM.
            recipient: The address of RCPT TO.
            content: The whole message with CRLF line ends.

        Raises:
            UnreachableError: The server does not answer now.
            TransportError: The server rejects the login or the sender, so it would reject every message.
        """
        if self._sent >= _MESSAGES_PER_CONNECTION:
            self.close()
        reused = self._smtp is not None
        reply = self._attempt(sender, recipient, content)
        if reused and reply.code == 421 and self._smtp is None:
            # The server closed an idle connection; that says nothing about the message.
            reply = self._attempt(sender, recipient, content)
        return reply

    def _attempt(self, sender: str, recipient: str, content: bytes) -> Reply:
        if self._smtp is None:
            self._smtp, self._sent = self.connect(), 0
        try:
            reply = self._send_envelope(self._smtp, sender, recipient)
            if reply is None:
                reply = self._send_content(self._smtp, content)
        except _CONNECTION_LOST as error:
            reply = Reply(421, f"the connection was lost: {one_line(str(error))}")
        if reply.code in (0, 421):
            self.close()
        elif not 200 <= reply.code < 300:
            try:
                self._smtp.rset()
            except _CONNECTION_LOST:
                self.close()  # the reply came before and stays valid
        self._sent += 1
        return reply

    def _send_envelope(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> Reply | None:
        """Send MAIL FROM and RCPT TO. Return the reply that ends the attempt, or None to go on."""
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        if options and not smtp.has_extn("smtputf8"):
            return Reply(550, "the server accepts no addresses with letters beyond ASCII (RFC 6531)")
        code, text = smtp.mail(sender, options)
        if 500 <= code < 600:
            self.close()
            raise self._failed(f"rejects mail from {sender!r}: {code} {one_line(text)}")
        if code != 250:
            return _early_reply(code, text)
        code, text = smtp.rcpt(recipient)
        return None if code in (250, 251) else _early_reply(code, text)

    def _send_content(self, smtp: smtplib.SMTP, content: bytes) -> Reply:
        code, text = smtp.docmd("DATA")
        if code != 354:
            return _early_reply(code, text)
        # The server accepts nothing before the final dot. So a connection lost in this call is a deferral,
        # and one lost after it leaves the message in doubt.
        smtp.send(_LEADING_DOT.sub(b"..", content) + b".\r\n")
        try:
            _set_timeout(smtp, _CONTENT_TIMEOUT)
            code, text = smtp.getreply()
            _set_timeout(smtp, _REPLY_TIMEOUT)
        except _CONNECTION_LOST as error:
            return Reply(0, f"the connection was lost before the reply: {one_line(str(error))}")
        if not 200 <= code < 300 and not 400 <= code < 600:
            return Reply(0, f"not a reply of a mail server: {code} {one_line(text)}")
        return Reply(code, one_line(text))

    def close(self) -> None:
        """Send QUIT if the connection is still open, and close it."""
        if self._smtp is not None:
            with contextlib.suppress(*_CONNECTION_LOST):
                _set_timeout(self._smtp, _QUIT_TIMEOUT)
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None


def _set_timeout(smtp: smtplib.SMTP, seconds: int) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _early_reply(code: int, text: bytes | str) -> Reply:
    """Return the reply to a command before the message's content. An invalid one defers the message."""
    if not 400 <= code < 600:
        return Reply(421, f"not a reply of a mail server: {code} {one_line(text)}")
    return Reply(code, one_line(text))
