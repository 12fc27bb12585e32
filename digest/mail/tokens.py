"""Unsubscribe tokens: signed addresses. No table of tokens is needed, and no token can be guessed."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from pathlib import Path

from digest import files
from digest.errors import TokenError

_SIGNATURE_BYTES = 16
# The first letter names the format of a token. It also keeps a command line from reading it as an option.
_FORMAT = "a"
_MIN_SECRET = 16
_MAX_TOKEN = 500
_MAX_SHOWN = 40


def load_secret(folder: Path, override: str | None = None) -> bytes:
    """Return the secret that signs tokens.

    Args:
        folder: The folder of the file `secret`. It is created on first use, for its owner only.
        override: The secret from the environment, which has priority.

    Raises:
        TokenError: The secret is too short, its file is readable by other users, or not writable.
    """
    if override is not None:
        if len(override) < _MIN_SECRET:
            raise TokenError(
                f"has {len(override)} characters; expected {_MIN_SECRET} or more, such as `openssl rand -hex 32` prints",
                option="DIGEST_SECRET",
            )
        return override.encode()
    path = folder / "secret"
    try:
        content = _read_or_create(path)
        is_open = files.open_to_others(path.stat().st_mode)
    except OSError as error:
        raise TokenError(
            f"cannot be read or created: {error.strerror}; expected a file of your own", source=str(path)
        ) from error
    if is_open:
        raise TokenError("is readable by other users; expected `chmod 600` on it", source=str(path))
    if len(content) < _MIN_SECRET:
        raise TokenError(f"has {len(content)} bytes; expected {_MIN_SECRET} or more", source=str(path))
    return content


def _read_or_create(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".secret.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(secrets.token_hex(32).encode() + b"\n")
    try:
        os.link(temporary, path)  # unlike a renaming, never replaces the secret of another process
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    return path.read_bytes().strip()


class Signer:
    """Makes and checks the tokens of one mailing list."""

    def __init__(self, secret: bytes, list_id: str) -> None:
        """Sign with `secret` for the list `list_id` (RFC 2919)."""
        self._secret = secret
        self._prefix = f"unsubscribe\n{list_id}\n".encode()

    def token(self, address: str) -> str:
        """Return the token of an address: letters, digits, `-` and `_`, the same each time."""
        content = address.encode()
        signed = base64.urlsafe_b64encode(self._signature(content) + content)
        return _FORMAT + signed.decode().rstrip("=")

    def address(self, token: str) -> str:
        """Return the address of a token.

        Raises:
            TokenError: This secret did not sign the token, or not for this list.
        """
        invalid = TokenError(
            "was not signed for this newsletter, or was changed since; expected one from a message's unsubscribe link",
            option="token",
            value=token[:_MAX_SHOWN] + ("…" if len(token) > _MAX_SHOWN else ""),
        )
        if not token.startswith(_FORMAT) or not token.isascii() or len(token) > _MAX_TOKEN:
            raise invalid
        encoded = token.removeprefix(_FORMAT)
        try:
            content = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise invalid from error
        signature, address = content[:_SIGNATURE_BYTES], content[_SIGNATURE_BYTES:]
        # Other base64 texts decode to the same bytes, but only one of them is the token.
        if (
            not hmac.compare_digest(signature, self._signature(address))
            or self.token(address.decode()) != token
        ):
            raise invalid
        return address.decode()

    def _signature(self, content: bytes) -> bytes:
        return hmac.digest(self._secret, self._prefix + content, "sha256")[:_SIGNATURE_BYTES]
