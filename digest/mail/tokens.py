"""Unsubscribe tokens: an address, signed, so that nobody can unsubscribe another and no table is needed."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from pathlib import Path

from digest import files
from digest.errors import TokenError

_SIGNATURE = 16
# What begins with a letter is taken for no option on a command line; another letter would be another form.
_FORM = "a"
_SHORTEST = 16


def secret(folder: Path, stated: str | None = None) -> bytes:
    """Return what signs tokens: `stated` (from the environment) where it is given, else what `folder` keeps.

    The file `secret` is made on first use, for its owner only. Raises TokenError where it is too short,
    where others can read it, or where it cannot be made.
    """
    if stated is not None:
        if len(stated) < _SHORTEST:
            raise TokenError(
                f"DIGEST_SECRET: has {len(stated)} characters; expected {_SHORTEST} or more, such as `openssl rand -hex 32` prints"
            )
        return stated.encode()
    path = folder / "secret"
    try:
        return _kept(path)
    except OSError as error:
        raise TokenError(
            f"secret: {str(path)!r}: cannot be read or made: {error.strerror}; expected a file of your own"
        ) from error


def _kept(path: Path) -> bytes:
    try:
        content = path.read_bytes().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".secret.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(secrets.token_hex(32).encode() + b"\n")
        try:
            os.link(draft, path)  # never over one that another process has just made
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        content = path.read_bytes().strip()
    if files.open_to_others(path.stat().st_mode):
        raise TokenError(f"secret: {str(path)!r}: others can read it; expected `chmod 600` on it")
    if len(content) < _SHORTEST:
        raise TokenError(f"secret: {str(path)!r}: has {len(content)} bytes; expected {_SHORTEST} or more")
    return content


class Signer:
    """Makes and checks the tokens of one list."""

    def __init__(self, secret: bytes, list_id: str) -> None:
        """Sign for the list `list_id` (RFC 2919)."""
        self._secret = secret
        self._before = f"unsubscribe\n{list_id}\n".encode()

    def token(self, address: str) -> str:
        """Return what unsubscribes `address`: letters, digits, `-` and `_`, the same each time."""
        content = address.encode()
        signed = base64.urlsafe_b64encode(self._signature(content) + content)
        return _FORM + signed.decode().rstrip("=")

    def address(self, token: str) -> str:
        """Return the address a token unsubscribes; TokenError where we did not sign it for this list."""
        said = repr(token[:40] + ("…" if len(token) > 40 else ""))
        wrong = TokenError(
            f"token: {said}: was not signed for this newsletter, or was changed since; expected one from a message's unsubscribe link"
        )
        if not token.startswith(_FORM) or not token.isascii() or len(token) > 500:
            raise wrong
        text = token[1:]
        try:
            content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise wrong from error
        signature, address = content[:_SIGNATURE], content[_SIGNATURE:]
        if (
            not hmac.compare_digest(signature, self._signature(address))
            or self.token(address.decode()) != token
        ):
            raise wrong
        return address.decode()

    def _signature(self, content: bytes) -> bytes:
        return hmac.digest(self._secret, self._before + content, "sha256")[:_SIGNATURE]
